"""The curves of a training run as a picture. Adapter: matplotlib."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

SMOOTHING = 0.9
"""Weight of the past in the drawn losses, which jump from batch to batch."""
TASKS = (
    "names", "captions", "teacher", "distillation", "category", "color", "kinds", "shades", "views", "words", "phonemes",
)  # fmt: skip
SCORES = {
    "held_out_recall_at_10": ("recall@10 of held-out names", "#2b6cb0"),
    "en_error_rate": ("word error rate, English", "#2b6cb0"),
    "zh_error_rate": ("character error rate, Chinese", "#c05621"),
}


def draw_curves(history: Sequence[Mapping[str, float]], path: Path) -> None:
    """Writes a PNG: the loss of each task over the steps, and beside it what the held-out samples say."""
    figure = Figure(figsize=(10, 4), layout="constrained")
    losses, held_out = figure.subplots(1, 2)
    for task in TASKS:
        points = [(entry["step"], entry[task]) for entry in history if task in entry]
        if points:
            steps, values = zip(*points, strict=True)
            losses.plot(steps, smooth(values), label=task, linewidth=1.4)
    losses.set(title="Loss by task", xlabel="step", ylabel="loss (smoothed)")
    if losses.lines:
        losses.legend(frameon=False)
    for score, (label, color) in SCORES.items():
        points = [(entry["step"], entry[score]) for entry in history if score in entry]
        if points:
            held_out.plot(*zip(*points, strict=True), label=label, marker="o", markersize=3, color=color)
    held_out.set(title="Held out", xlabel="step", ylim=(0, None))
    if held_out.lines:
        held_out.legend(frameon=False)
    for axes in (losses, held_out):
        axes.grid(alpha=0.25)
        axes.spines[["top", "right"]].set_visible(False)
    FigureCanvasAgg(figure)
    figure.savefig(path, dpi=120)


def smooth(values: Sequence[float]) -> list[float]:
    """Exponential moving average, corrected for its start."""
    smoothed, total, weight = [], 0.0, 0.0
    for value in values:
        total = SMOOTHING * total + (1 - SMOOTHING) * value
        weight = SMOOTHING * weight + (1 - SMOOTHING)
        smoothed.append(total / weight)
    return smoothed

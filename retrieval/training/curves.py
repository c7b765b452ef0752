"""The curves of a training run as a picture. Adapter: matplotlib."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

SMOOTHING = 0.9
"""Weight of the past in the drawn losses, which jump from batch to batch."""
TASKS = ("names", "captions", "teacher", "distillation", "category", "color", "kinds", "views")


def draw_curves(history: Sequence[Mapping[str, float]], path: Path) -> None:
    """Writes a PNG: the loss of each task over the steps, and the held-out recall@10 beside it."""
    figure = Figure(figsize=(10, 4), layout="constrained")
    losses, recall = figure.subplots(1, 2)
    for task in TASKS:
        points = [(entry["step"], entry[task]) for entry in history if task in entry]
        if points:
            steps, values = zip(*points, strict=True)
            losses.plot(steps, smooth(values), label=task, linewidth=1.4)
    losses.set(title="Loss by task", xlabel="step", ylabel="loss (smoothed)")
    if losses.lines:
        losses.legend(frameon=False)
    points = [(entry["step"], entry["held_out_recall_at_10"]) for entry in history if "held_out_recall_at_10" in entry]
    if points:
        recall.plot(*zip(*points, strict=True), marker="o", markersize=3, color="#2b6cb0")
    recall.set(title="Recall@10 of held-out names", xlabel="step", ylim=(0, None))
    for axes in (losses, recall):
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

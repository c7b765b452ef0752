"""What is seen of a training: a bar for each preparation, then one for the hours, with the figures of the last step."""

from collections.abc import Sequence
from itertools import islice
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

SCORES = {"held_out_recall_at_10": "recall@10", "en_error_rate": "English errors", "zh_error_rate": "Chinese errors"}
"""What the evaluations of the trainings say, and how it is called on the screen."""


class TrainingProgress(Protocol):
    """How far a training is; `history` has one entry for each point of the curves."""

    step: int
    elapsed_s: float
    history: list[dict[str, float]]


class Screen:
    """What is seen of a training: one bar a stage, and the figures of the last step."""

    def __init__(self, bars: Progress, *, hours: float) -> None:
        self._bars = bars
        self._hours = hours
        self._tasks: dict[str, TaskID] = {}
        self.history: Sequence[dict[str, float]] = ()

    def stage(self, name: str, done: int, total: int) -> None:
        """`done` of `total` of a preparation; 0 of 0 where nobody knows how much it is."""
        if name not in self._tasks:
            self._tasks[name] = self._bars.add_task(name, total=None, note="")
        self._bars.update(self._tasks[name], completed=done, total=total or None)

    def step(self, progress: TrainingProgress) -> None:
        """One more step of training."""
        self.history = progress.history
        if "train" not in self._tasks:
            for name, task in self._tasks.items():
                self._bars.update(task, total=1, completed=1, description=name)
            self._tasks["train"] = self._bars.add_task("train", total=self._hours * 3600, note="")
        self._bars.update(self._tasks["train"], completed=progress.elapsed_s, note=_note(progress))


def _note(progress: TrainingProgress) -> str:
    latest = progress.history[-1] if progress.history else {}
    parts = [f"step {progress.step:,}"]
    parts += [f"loss {latest['loss']:.2f}"] if "loss" in latest else []
    for score, name in SCORES.items():
        values = (entry[score] for entry in reversed(progress.history) if score in entry)
        parts += [f"{name} {value:.3f}" for value in islice(values, 1)]
    return " · ".join(parts)


def bars(console: Console) -> Progress:
    """Bars with room for a note at their end."""
    return Progress(
        SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f}%"),
        TimeElapsedColumn(), TextColumn("{task.fields[note]}"), console=console,
    )  # fmt: skip

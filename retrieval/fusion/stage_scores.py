"""What the stages of a search say of its candidates, and the interface of everything that makes one order of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

Items = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class StageScores:
    """The candidates of one stage, best first: `items` (n,) and their stage-local `scores` (n,), higher is better.

    `floor` is what an item scores that the stage does not list: its last score where the list was cut off, else what no
    evidence scores.
    """

    stage: str
    items: Items
    scores: npt.NDArray[np.floating]
    floor: float = 0.0

    @classmethod
    def of(cls, stage: str, items: Items, scores: npt.NDArray[np.floating], *, n_asked: int) -> "StageScores":
        """Of a stage that was asked for `n_asked` candidates; one that gave fewer has no more evidence than that."""
        is_cut = len(items) >= n_asked and len(items) > 0
        return cls(stage, items, scores, floor=float(scores[-1]) if is_cut else 0.0)


class Fusion(Protocol):
    """A strategy: from the candidates of some stages one order of them all."""

    name: str

    def fuse(self, stages: Sequence[StageScores]) -> tuple[Items, Scores]:
        """Every candidate once, best first, with its fused score; the lower item first where scores are equal."""
        ...


def aligned(stages: Sequence[StageScores]) -> tuple[Items, Scores]:
    """(n,) all candidates, sorted, and (n_stages, n) what each stage scores them, floors filled in."""
    if not stages:
        return np.zeros(0, np.int64), np.zeros((0, 0))
    items = np.unique(np.concatenate([stage.items for stage in stages]))
    scores = np.empty((len(stages), len(items)))
    for row, stage in zip(scores, stages, strict=True):
        row[:] = stage.floor
        row[np.searchsorted(items, stage.items)] = stage.scores
    return items, scores


def best_first(items: Items, scores: Scores) -> tuple[Items, Scores]:
    """Both in falling order of score; equal scores keep the order of sorted items."""
    order = np.argsort(-scores, kind="stable")
    return items[order], scores[order]

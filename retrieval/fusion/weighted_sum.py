"""Weighted sum: the stages' scores, each with mean 0 and deviation 1, times what the stage is worth on the whole."""

from collections.abc import Mapping, Sequence

import numpy as np

from retrieval.fusion.normalisation import z_score
from retrieval.fusion.stage_scores import Items, Scores, StageScores, aligned, best_first


class WeightedSum:
    """`weights` by the name of the stage, 1 where none is given; they are the same for every query."""

    name = "weighted_sum"

    def __init__(self, weights: Mapping[str, float] | None = None) -> None:
        self._weights = weights or {}

    def fuse(self, stages: Sequence[StageScores]) -> tuple[Items, Scores]:
        """See `Fusion`."""
        items, scores = aligned(stages)
        if not len(items):
            return items, scores.ravel()
        weights = np.array([self._weights.get(stage.stage, 1.0) for stage in stages])
        return best_first(items, weights @ z_score(scores))

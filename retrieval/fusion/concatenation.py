"""Concatenation: items and query as one long vector of all stages' unit vectors, compared at once.

The inner product of concatenated vectors is the sum of the parts' inner products (and a Manhattan distance the sum of
the parts' distances), so that nothing need be concatenated: the stages' own scores are added as they are.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from retrieval.fusion.stage_scores import Items, Scores, StageScores, aligned, best_first


class Concatenation:
    """The sum of raw similarities, each part scaled by the weight of its stage (1 where none is given).

    A stage whose best score is above 1 has no unit vectors (BM25): its scores are divided by the best.
    """

    name = "concatenation"

    def __init__(self, weights: Mapping[str, float] | None = None) -> None:
        self._weights = weights or {}

    def fuse(self, stages: Sequence[StageScores]) -> tuple[Items, Scores]:
        """See `Fusion`."""
        items, scores = aligned(stages)
        if not len(items):
            return items, scores.ravel()
        weights = np.array([self._weights.get(stage.stage, 1.0) for stage in stages])
        similarities = scores / np.maximum(scores.max(axis=1, keepdims=True), 1.0)
        return best_first(items, weights @ similarities)

"""Reciprocal rank fusion: stages share ranks, never scores of different scales."""

from collections.abc import Iterable, Sequence

import numpy as np

from retrieval.fusion.stage_scores import Items, Scores, StageScores

RRF_K = 60
"""The constant of the paper: how much the first ranks of a stage outweigh the later ones."""


class ReciprocalRank:
    """The sum of 1 / (`rrf_k` + rank) over the stages that list an item."""

    name = "reciprocal_rank"

    def __init__(self, *, rrf_k: int = RRF_K) -> None:
        self._rrf_k = rrf_k

    def fuse(self, stages: Sequence[StageScores]) -> tuple[Items, Scores]:
        """See `Fusion`."""
        fused = reciprocal_rank_fusion((stage.items.tolist() for stage in stages), rrf_k=self._rrf_k)
        return np.array([item for item, _ in fused], np.int64), np.array([score for _, score in fused])


def reciprocal_rank_fusion(rankings: Iterable[Sequence[int]], *, rrf_k: int = RRF_K) -> list[tuple[int, float]]:
    """(item, score), best first: the score adds 1 / (rrf_k + rank) over the rankings that have the item.

    Ranks count from 1; items of equal score keep the order of their numbers.
    Source: Cormack, Clarke & Büttcher 2009, "Reciprocal Rank Fusion outperforms Condorcet and individual Rank Learning
    Methods" (SIGIR).
    """
    scores: dict[int, float] = {}
    for ranking in rankings:
        for rank, item in enumerate(ranking, start=1):
            scores[item] = scores.get(item, 0.0) + 1 / (rrf_k + rank)
    return sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))

"""Maximum: the score of the stage that thinks most of an item, each from 0 to 1."""

from collections.abc import Sequence

from retrieval.fusion.normalisation import min_max
from retrieval.fusion.stage_scores import Items, Scores, StageScores, aligned, best_first


class Maximum:
    """CombMAX. Source: Fox & Shaw 1994, "Combination of Multiple Searches" (TREC-2)."""

    name = "maximum"

    def fuse(self, stages: Sequence[StageScores]) -> tuple[Items, Scores]:
        """See `Fusion`."""
        items, scores = aligned(stages)
        return best_first(items, min_max(scores).max(axis=0)) if len(items) else (items, scores.ravel())

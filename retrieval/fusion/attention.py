"""Attention: a weighted sum whose weights depend on the query, read off the shape of each stage's scores.

A stage that is sure of itself has a first candidate that stands out, and candidates that other stages list as well. A
linear model of such features, one a stage, and a softmax over the stages that have candidates give the weights. It was
learned by `python -m evals.fit_fusion`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.fusion.normalisation import z_score
from retrieval.fusion.stage_scores import Items, Scores, StageScores, aligned, best_first

N_FEATURES = 5
N_TOP = 10


@dataclass(frozen=True, slots=True)
class AttentionWeights:
    """The linear model: `coefficients` (n_stages, N_FEATURES) and `bias` (n_stages,), in the order of `stages`."""

    stages: tuple[str, ...]
    coefficients: Scores
    bias: Scores

    def of(self, stages: Sequence[StageScores]) -> Scores:
        """(len(stages),) the weights, which add up to 1; a stage that was not learned has the mean of the logits."""
        logits = np.full(len(stages), np.nan)
        for place, (stage, features) in enumerate(zip(stages, features_of(stages), strict=True)):
            if stage.stage in self.stages:
                row = self.stages.index(stage.stage)
                logits[place] = self.coefficients[row] @ features + self.bias[row]
        is_known = ~np.isnan(logits)
        logits[~is_known] = logits[is_known].mean() if is_known.any() else 0.0
        weights = np.exp(logits - logits.max())
        return np.asarray(weights / weights.sum())


class Attention:
    """The sum of normalised scores (mean 0, deviation 1), weighed for this query."""

    name = "attention"

    def __init__(self, weights: AttentionWeights) -> None:
        self._weights = weights

    def fuse(self, stages: Sequence[StageScores]) -> tuple[Items, Scores]:
        """See `Fusion`."""
        stages = [stage for stage in stages if len(stage.items)]
        items, scores = aligned(stages)
        if not len(items):
            return items, scores.ravel()
        return best_first(items, self._weights.of(stages) @ z_score(scores))


def features_of(stages: Sequence[StageScores]) -> Scores:
    """(n_stages, N_FEATURES), each about 0 to 1; every stage has candidates.

    The best score (BM25's halved at 10, cosines as they are); how far it stands out, in deviations; how much of the
    range the first ten take up; how many candidates there are; which part of the first ten another stage lists.
    """
    features = np.empty((len(stages), N_FEATURES))
    for row, stage in zip(features, stages, strict=True):
        best, spread = float(stage.scores[0]), float(stage.scores.std())
        last = float(stage.scores[:N_TOP][-1])
        others = [other.items for other in stages if other is not stage]
        listed = np.isin(stage.items[:N_TOP], np.concatenate(others)) if others else np.zeros(1)
        row[:] = (
            best / (best + 10) if best > 1 else best,
            (best - float(stage.scores.mean())) / spread / 5 if spread > 1e-9 else 0.0,
            (best - last) / (best - stage.floor) if best - stage.floor > 1e-9 else 0.0,
            np.log1p(len(stage.items)) / np.log1p(1000),
            listed.mean(),
        )
    return features

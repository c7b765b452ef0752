"""Scores of different scales made comparable, stage by stage."""

import numpy as np

from retrieval.fusion.stage_scores import Scores


def min_max(scores: Scores) -> Scores:
    """(n_stages, n) each row from 0 (its worst) to 1 (its best); a row that tells nothing apart is 0."""
    low, high = scores.min(axis=1, keepdims=True), scores.max(axis=1, keepdims=True)
    return _divided(scores - low, high - low)


def z_score(scores: Scores) -> Scores:
    """(n_stages, n) each row with mean 0 and standard deviation 1; a row that tells nothing apart is 0."""
    return _divided(scores - scores.mean(axis=1, keepdims=True), scores.std(axis=1, keepdims=True))


def _divided(scores: Scores, spread: Scores) -> Scores:
    is_told_apart = spread > 1e-9
    return np.where(is_told_apart, scores / np.where(is_told_apart, spread, 1.0), 0.0)

"""Precision at k: which part of the first k answers is relevant."""

import numpy as np

from evals.metrics.judged import Judged, Values


def precision_at_k(judged: Judged) -> Values:
    """(n_queries,) hits / k, also where fewer than k answers were given."""
    return np.asarray(judged.hits.mean(axis=1))

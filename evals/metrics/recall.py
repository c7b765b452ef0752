"""Recall at k: which part of the relevant items is among the first k answers."""

import numpy as np

from evals.metrics.judged import Judged, Values


def recall_at_k(judged: Judged) -> Values:
    """(n_queries,) hits / all relevant items, so that a query with more than k of them cannot reach 1."""
    return np.asarray(judged.hits.sum(axis=1) / judged.n_relevant)

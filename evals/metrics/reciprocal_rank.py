"""Reciprocal rank at k: how early the first relevant answer comes. Its mean is the MRR."""

import numpy as np

from evals.metrics.judged import Judged, Values


def reciprocal_rank_at_k(judged: Judged) -> Values:
    """(n_queries,) 1 / rank of the first hit, 0 where none of the first k is one."""
    first = judged.hits.argmax(axis=1) + 1
    return np.where(judged.hits.any(axis=1), 1 / first, 0.0)

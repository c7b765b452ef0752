"""F1 at k: the harmonic mean of precision and recall."""

import numpy as np

from evals.metrics.judged import Judged, Values


def f1_at_k(judged: Judged) -> Values:
    """(n_queries,) 2 hits / (k + relevant items), which is the harmonic mean of hits / k and hits / relevant items."""
    return np.asarray(2 * judged.hits.sum(axis=1) / (judged.k + judged.n_relevant))

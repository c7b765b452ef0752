"""nDCG at k: hits count the more the earlier they come, against the best order that there could be."""

import numpy as np

from evals.metrics.judged import Judged, Values


def ndcg_at_k(judged: Judged) -> Values:
    """(n_queries,) with relevance 0 or 1 and discount 1 / log2(rank + 1).

    Source: Järvelin & Kekäläinen 2002, "Cumulated gain-based evaluation of IR techniques" (TOIS 20).
    """
    discount = 1 / np.log2(np.arange(judged.k) + 2)
    ideal = np.cumsum(discount)[np.minimum(judged.n_relevant, judged.k) - 1]
    return np.asarray(judged.hits @ discount / ideal)

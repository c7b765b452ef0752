"""Metrics of retrieval, one a file, each from the same three values (see `Judged`)."""

from evals.metrics.bootstrap import Interval, bootstrap_mean
from evals.metrics.f1 import f1_at_k
from evals.metrics.judged import Judged, Metric
from evals.metrics.ndcg import ndcg_at_k
from evals.metrics.precision import precision_at_k
from evals.metrics.recall import recall_at_k
from evals.metrics.reciprocal_rank import reciprocal_rank_at_k

METRICS: dict[str, Metric] = {
    "precision": precision_at_k,
    "recall": recall_at_k,
    "F1": f1_at_k,
    "MRR": reciprocal_rank_at_k,
    "nDCG": ndcg_at_k,
}
"""By the name they are printed with, without its "@k"."""

__all__ = ["METRICS", "Interval", "Judged", "Metric", "bootstrap_mean"]

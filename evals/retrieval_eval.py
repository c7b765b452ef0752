"""How well a dataset's queries are answered: by each kind of evidence alone, and by every strategy of fusing them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evals.datasets import RetrievalDataset
from evals.metrics import METRICS, Interval, Judged, bootstrap_mean
from evals.retrieval_evidence import TFIDF, Candidates, Models, gather_evidence
from retrieval.fusion import FUSIONS, load_fusion

EVIDENCE: Mapping[str, tuple[str, ...]] = {
    "text": ("text", "lexical"),
    "image": ("image",),
    "hybrid": ("text", "lexical", "image"),
}
"""What is fused: the stages that read words, those that look at pictures, and all."""

ALONE = {TFIDF: TFIDF, "lexical": "BM25", "text": "text embedding", "image": "image embedding"}


@dataclass(frozen=True, slots=True)
class Figures:
    """One row of the table: what the answers were made from and how, and each metric's mean with its interval.

    `strategy` is empty for a single kind of evidence. `groups` has the mean of precision and recall by group.
    """

    evidence: str
    strategy: str
    is_filtered: bool
    metrics: Mapping[str, Interval]
    groups: Mapping[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class RetrievalReport:
    """All rows of a dataset at one k. `n_unjudged` queries have nothing relevant in the gallery and do not count."""

    dataset: str
    about: str
    n_items: int
    n_queries: int
    n_unjudged: int
    k: int
    rows: tuple[Figures, ...]


def evaluate(dataset: RetrievalDataset, models: Models, *, k: int, n_candidates: int) -> RetrievalReport:
    """Raises ModelUnavailable, and ValueError for a dataset in which no query has a relevant item."""
    judge = Judge(dataset, k)
    rows = _rows(gather_evidence(dataset, models, n_candidates=n_candidates), judge, is_filtered=False)
    if any(query.filter for query in dataset.queries):
        filtered = gather_evidence(dataset, models, n_candidates=n_candidates, is_filtered=True)
        rows += _rows(filtered, judge, is_filtered=True)
    n_unjudged = len(dataset.queries) - len(judge.queries)
    return RetrievalReport(
        dataset.name, dataset.about, len(dataset.gallery.items), len(dataset.queries), n_unjudged, k, tuple(rows)
    )


class Judge:
    """Judges answers to the queries that have something relevant."""

    def __init__(self, dataset: RetrievalDataset, k: int) -> None:
        self.k = k
        relevant = [(row, dataset.relevant(query)) for row, query in enumerate(dataset.queries)]
        self.queries = [row for row, mask in relevant if mask.any()]
        if not self.queries:
            raise ValueError(f"no query of {dataset.name} has a relevant item")
        self._relevant = {row: np.packbits(mask) for row, mask in relevant if mask.any()}
        self._n_relevant = np.array([np.count_nonzero(mask) for _, mask in relevant if mask.any()])
        self._groups = np.array([dataset.queries[row].group for row in self.queries])

    def figures(
        self, evidence: str, strategy: str, answers: Sequence[npt.NDArray[np.int64]], *, is_filtered: bool
    ) -> Figures:
        """`answers` are the items found for each of `queries`, best first."""
        hits = np.zeros((len(self.queries), self.k), np.bool_)
        for place, (query, items) in enumerate(zip(self.queries, answers, strict=True)):
            first = items[: self.k]
            hits[place, : len(first)] = self._relevant[query][first // 8] >> (7 - first % 8) & 1
        judged = Judged(hits, self._n_relevant)
        values = {name: metric(judged) for name, metric in METRICS.items()}
        groups = {
            str(group): (
                float(values["precision"][self._groups == group].mean()),
                float(values["recall"][self._groups == group].mean()),
            )
            for group in np.unique(self._groups)
            if group
        }
        metrics = {name: bootstrap_mean(value) for name, value in values.items()}
        return Figures(evidence, strategy, is_filtered, metrics, groups)


def _rows(evidence: Mapping[str, Candidates], judge: Judge, *, is_filtered: bool) -> list[Figures]:
    rows = []
    for name, label in ALONE.items():
        if name in evidence:
            answers = [evidence[name].of(query).items for query in judge.queries]
            rows.append(judge.figures(label, "", answers, is_filtered=is_filtered))
    for label, names in EVIDENCE.items():
        fused = [evidence[name] for name in names if name in evidence]
        if len(fused) == len(names) > 1:
            for strategy in FUSIONS:
                fusion = load_fusion(strategy)
                answers = [fusion.fuse([found.of(query) for found in fused])[0] for query in judge.queries]
                rows.append(judge.figures(label, strategy, answers, is_filtered=is_filtered))
    return rows

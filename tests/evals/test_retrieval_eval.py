"""The figures of a dataset, on four plain pictures."""

from pathlib import Path

import numpy as np
import pytest

from evals.dataset_embedding import DatasetEmbedder
from evals.datasets import RetrievalQuery, read_dataset
from evals.retrieval_eval import Judge, evaluate
from evals.retrieval_evidence import Models
from retrieval.embedding_cache import EmbeddingCache
from retrieval.fusion import FUSIONS
from tests.evals.small_dataset import ColorEmbedder, LetterEmbedder, write_small_dataset
from tests.fakes import SMALL_LEXICON

pytestmark = pytest.mark.unit

SHOES = RetrievalQuery("a", "shoe", "2.png", filter={"color": "red"}, group="shoes", labels={"type": ("shoe",)})
HATS = RetrievalQuery("b", "blue hat", group="hats", items=("3", "4"))
NOTHING = RetrievalQuery("c", "red shoe", exclude=("1",), items=("1",))


def test_judge_counts_hits_relevant_items_and_groups(tmp_path: Path) -> None:
    """Two queries are judged; the third has nothing left to find. Shoes: 1 of 2 places hit; hats: both."""
    dataset = read_dataset(write_small_dataset(tmp_path, SHOES, HATS, NOTHING))
    judge = Judge(dataset, k=2)
    assert judge.queries == [0, 1]
    figures = judge.figures("image", "", [np.array([1, 2, 0]), np.array([3, 2])], is_filtered=False)
    assert figures.metrics["precision"].mean == 0.75
    assert figures.metrics["recall"].mean == 0.75
    assert figures.groups == {"hats": (1.0, 1.0), "shoes": (0.5, 0.5)}


def test_dataset_without_relevant_items_is_refused(tmp_path: Path) -> None:
    """An average over nothing is no figure."""
    with pytest.raises(ValueError, match=r"no query of .* has a relevant item"):
        Judge(read_dataset(write_small_dataset(tmp_path, NOTHING)), k=2)


def test_report_has_a_row_for_each_kind_of_evidence_and_each_strategy(tmp_path: Path) -> None:
    """Four kinds alone, the strategies over words and over all, and all of that again within the filter."""
    dataset = read_dataset(write_small_dataset(tmp_path / "d", SHOES, HATS, NOTHING))
    cache = EmbeddingCache(tmp_path / "vectors.sqlite")
    models = Models(LetterEmbedder(), ColorEmbedder(), SMALL_LEXICON, DatasetEmbedder(cache))
    report = evaluate(dataset, models, k=2, n_candidates=10)
    cache.close()
    assert (report.n_items, report.n_queries, report.n_unjudged, report.k) == (4, 3, 1, 2)
    free = [row for row in report.rows if not row.is_filtered]
    assert [row.evidence for row in free if not row.strategy] == [
        "title TF-IDF", "BM25", "text embedding", "image embedding",
    ]  # fmt: skip
    for evidence in ("text", "hybrid"):
        assert [row.strategy for row in free if row.evidence == evidence and row.strategy] == list(FUSIONS)
    assert len(report.rows) == 2 * len(free)
    words = next(row for row in free if row.evidence == "BM25")
    assert words.metrics["precision"].mean == 1.0  # "shoe" finds both shoes, "blue hat" both hats

"""What each kind of evidence finds, on four plain pictures."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from evals.dataset_embedding import DatasetEmbedder
from evals.datasets import RetrievalDataset, RetrievalQuery, read_dataset
from evals.retrieval_evidence import TFIDF, Candidates, Models, gather_evidence, query_vectors
from retrieval.embedding_cache import EmbeddingCache
from tests.evals.small_dataset import ColorEmbedder, LetterEmbedder, write_small_dataset
from tests.fakes import SMALL_LEXICON

pytestmark = pytest.mark.unit


@pytest.fixture
def models(tmp_path: Path) -> Iterator[Models]:
    cache = EmbeddingCache(tmp_path / "vectors.sqlite")
    yield Models(LetterEmbedder(), ColorEmbedder(), SMALL_LEXICON, DatasetEmbedder(cache))
    cache.close()


def dataset(folder: Path, *queries: RetrievalQuery, has_text: bool = True) -> RetrievalDataset:
    return read_dataset(write_small_dataset(folder, *queries, has_text=has_text))


def found(candidates: Candidates, query: int = 0) -> list[int]:
    """The numbers of the items as their ids have them."""
    return (candidates.of(query).items + 1).tolist()


def test_each_kind_of_evidence_answers_words(tmp_path: Path, models: Models) -> None:
    """Words find titles that share one, "red" before "shoe"; pictures by their colour, each item by its best."""
    query = RetrievalQuery("a", "red shoe", items=("1",))
    evidence = gather_evidence(dataset(tmp_path / "d", query), models, n_candidates=10)
    assert list(evidence) == ["text", "lexical", TFIDF, "image"]
    assert found(evidence["lexical"]) == found(evidence[TFIDF]) == [1, 2]
    assert found(evidence["text"])[0] == 1
    # red against red, green or white (1/√3), blue; item 4 has no picture
    assert found(evidence["image"]) == [1, 2, 3]
    assert evidence["image"].of(0).scores.tolist() == pytest.approx([1, 3**-0.5, 0], abs=1e-6)


def test_chinese_words_are_read_by_their_meaning(tmp_path: Path, models: Models) -> None:
    """红色的鞋 is a red shoe, for the baseline too."""
    evidence = gather_evidence(
        dataset(tmp_path / "d", RetrievalQuery("a", "红色的鞋", items=("1",))), models, n_candidates=10
    )
    assert found(evidence["lexical"])[0] == found(evidence[TFIDF])[0] == found(evidence["text"])[0] == 1


def test_hidden_text_leaves_the_pictures(tmp_path: Path, models: Models) -> None:
    """And a query without words gives the text nothing to go by."""
    hidden = dataset(tmp_path / "d", RetrievalQuery("a", "blue", items=("3",)), has_text=False)
    assert list(gather_evidence(hidden, models, n_candidates=10)) == ["image"]
    photo = dataset(tmp_path / "e", RetrievalQuery("a", picture="3.png", items=("3",)))
    evidence = gather_evidence(photo, models, n_candidates=1)
    assert {name: found(candidates) for name, candidates in evidence.items()} == {"image": [3]}


def test_excluded_and_filtered_items_are_not_found(tmp_path: Path, models: Models) -> None:
    """Without its own item the red photo finds white and green; filtered by type it finds hats with pictures only."""
    query = RetrievalQuery("a", picture="1.png", filter={"type": "hat"}, exclude=("1",), items=("3",))
    small = dataset(tmp_path / "d", query)
    assert found(gather_evidence(small, models, n_candidates=10)["image"]) == [2, 3]
    assert found(gather_evidence(small, models, n_candidates=10, is_filtered=True)["image"]) == [3]


def test_words_steer_a_picture(tmp_path: Path, models: Models) -> None:
    """Red steered halfway by "blue", where the neutral text is zeros here: (1, 0, ½) / √1.25."""
    query = RetrievalQuery("a", "blue", "1.png", items=("3",))
    vectors = query_vectors((query,), dataset(tmp_path / "d", query), models, ColorEmbedder())
    assert vectors[0].tolist() == pytest.approx(list(np.array([1, 0, 0.5]) / 1.25**0.5), abs=1e-6)

"""Vectors of a dataset: in order, once each, and zeros for what cannot be seen."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from evals.dataset_embedding import DatasetEmbedder, PictureFiles
from evals.datasets import write_pictures
from retrieval.embedding_cache import EmbeddingCache
from tests.evals.small_dataset import ColorEmbedder, LetterEmbedder, picture

pytestmark = pytest.mark.unit


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[EmbeddingCache]:
    opened = EmbeddingCache(tmp_path / "vectors.sqlite")
    yield opened
    opened.close()


@pytest.fixture
def files(tmp_path: Path) -> Iterator[PictureFiles]:
    """Two folders; both have a "both.png", the second one's is never seen."""
    for name, pictures in {
        "own": {"red.png": picture("red"), "both.png": picture("green"), "torn.png": picture("red")[:40]},
        "gallery": {"both.png": picture("blue"), "again.png": picture("red")},
    }.items():
        (tmp_path / name).mkdir()
        write_pictures(tmp_path / name, pictures.items())
    opened = PictureFiles(tmp_path / "own", tmp_path / "gallery")
    yield opened
    opened.close()


def test_pictures_are_embedded_in_order_and_once(cache: EmbeddingCache, files: PictureFiles) -> None:
    """The same bytes under two names are one picture; a second asking embeds nothing."""
    embedder, told = ColorEmbedder(), []
    dataset = DatasetEmbedder(cache, lambda what, done, total: told.append((what, done, total)))
    names = ["both.png", "red.png", "again.png"]
    assert dataset.pictures(embedder, files, names).tolist() == [[0, 1, 0], [1, 0, 0], [1, 0, 0]]
    assert embedder.n_embedded == 2
    assert told == [("pictures", 2, 2)]
    assert dataset.pictures(embedder, files, names[::-1]).tolist() == [[1, 0, 0], [1, 0, 0], [0, 1, 0]]
    assert embedder.n_embedded == 2


def test_picture_that_cannot_be_decoded_is_zeros(cache: EmbeddingCache, files: PictureFiles) -> None:
    """It is like nothing, so the query or item that it stands for is not found; the others are not held up."""
    rows = DatasetEmbedder(cache).pictures(ColorEmbedder(), files, ["torn.png", "red.png"])
    assert rows.tolist() == [[0, 0, 0], [1, 0, 0]]


def test_unknown_picture_is_refused(cache: EmbeddingCache, files: PictureFiles) -> None:
    """A dataset whose pictures are missing is wrong, not hard."""
    with pytest.raises(ValueError, match=r"no pictures.zip has none.png"):
        DatasetEmbedder(cache).pictures(ColorEmbedder(), files, ["none.png"])


def test_words_of_two_models_are_kept_apart(cache: EmbeddingCache) -> None:
    """The same text has one vector a model."""
    dataset = DatasetEmbedder(cache)
    assert dataset.texts(LetterEmbedder(), ["red", ""]).shape == (2, 26)
    assert dataset.captions(ColorEmbedder(), ["red", ""]).tolist() == [[1, 0, 0], [0, 0, 0]]
    assert dataset.texts(LetterEmbedder(), []).shape == (0, 26)

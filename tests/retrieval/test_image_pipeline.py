"""Files to vectors: in order, whatever is wrong with some, and never far ahead of the model."""

import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from retrieval import image_pipeline
from retrieval.embedders import Embeddings
from retrieval.errors import ModelUnavailable
from retrieval.image_pipeline import BATCH_PHOTOS, N_BATCHES_AHEAD, embed_files
from retrieval.photos import Photo, read_photo
from tests.retrieval.pictures import encoded

pytestmark = pytest.mark.unit


class ColourEmbedder:
    """The first pixel's red and blue, as a unit vector; fails from the photo number `fails_at` on."""

    model_id = "colour"
    dimension = 2
    sees_px = 256

    def __init__(self, *, fails_at: int | None = None) -> None:
        self._fails_at = fails_at
        self._lock = threading.Lock()
        self.n_embedded = 0

    def embed_photos(self, photos: Sequence[Photo]) -> Embeddings:
        with self._lock:
            self.n_embedded += len(photos)
            if self._fails_at is not None and self.n_embedded > self._fails_at:
                raise ModelUnavailable("gone")
        rows = np.array([[photo.pixels[0], photo.pixels[2]] for photo in photos], np.float32)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    def embed_texts(self, texts: Sequence[str]) -> Embeddings:
        raise NotImplementedError


def write_pictures(folder: Path, n: int) -> list[Path]:
    """Picture number i has red i and blue 255 - i."""
    paths = [folder / f"{number}.png" for number in range(n)]
    for number, path in enumerate(paths):
        path.write_bytes(encoded(Image.new("RGB", (16, 16), (number % 256, 0, 255 - number % 256)), "PNG"))
    return paths


def test_rows_are_in_the_order_of_the_files(tmp_path: Path) -> None:
    """Over several batches; every batch is told of, and the last number is the whole."""
    paths = write_pictures(tmp_path, 150)
    told: list[tuple[int, int]] = []
    rows, errors = embed_files(paths, ColourEmbedder(), on_progress=lambda done, total: told.append((done, total)))
    expected = np.array([[number, 255 - number] for number in range(150)], np.float32)
    assert np.allclose(rows, expected / np.linalg.norm(expected, axis=1, keepdims=True), atol=1e-6)
    assert errors == {}
    assert told == [(64, 150), (128, 150), (150, 150)]


def test_pictures_that_cannot_be_used_are_named(tmp_path: Path) -> None:
    """They are rows of zeros; the others are embedded."""
    paths = write_pictures(tmp_path, 4)
    paths[1].write_text("no picture")
    paths[3].unlink()
    rows, errors = embed_files(paths, ColourEmbedder(), workers=1)
    assert {index: error.fault for index, error in errors.items()} == {1: "no_picture", 3: "missing"}
    assert rows.any(axis=1).tolist() == [True, False, True, False]


def test_nothing_but_unusable_pictures_asks_nothing_of_the_model(tmp_path: Path) -> None:
    """And no pictures at all are an empty answer."""
    embedder = ColourEmbedder()
    rows, errors = embed_files([tmp_path / "nowhere.png"], embedder)
    assert (rows.tolist(), list(errors), embedder.n_embedded) == ([[0, 0]], [0], 0)
    assert embed_files([], embedder)[0].shape == (0, 2)


def test_failing_model_ends_the_work(tmp_path: Path) -> None:
    """What has not begun never does: of ten batches only those already begun reach the model."""
    paths = write_pictures(tmp_path, 1) * (10 * BATCH_PHOTOS)
    embedder = ColourEmbedder(fails_at=0)
    with pytest.raises(ModelUnavailable, match="gone"):
        embed_files(paths, embedder)
    assert embedder.n_embedded <= N_BATCHES_AHEAD * BATCH_PHOTOS


def test_decoding_never_runs_far_ahead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the model holds on to its first batches, no more is decoded than the bound."""
    paths = write_pictures(tmp_path, 1) * (10 * BATCH_PHOTOS)
    release, decoded = threading.Event(), []

    class Slow(ColourEmbedder):
        def embed_photos(self, photos: Sequence[Photo]) -> Embeddings:
            assert release.wait(30)
            return super().embed_photos(photos)

    def counting(path: Path, *, enough: int) -> Photo:
        decoded.append(path)
        if len(decoded) == N_BATCHES_AHEAD * BATCH_PHOTOS:
            release.set()  # all that may be decoded is; had more been begun, it would be counted before this is seen
            held.append(len(decoded))
        return read_photo(path, enough=enough)

    held: list[int] = []
    monkeypatch.setattr(image_pipeline, "read_photo", counting)
    rows, _ = embed_files(paths, Slow(), workers=2)
    assert held == [N_BATCHES_AHEAD * BATCH_PHOTOS]
    assert len(rows) == len(decoded) == 10 * BATCH_PHOTOS


def test_pictures_are_decoded_to_no_more_than_the_model_needs(tmp_path: Path) -> None:
    """Of 800 pixels a model that looks at 64 is given an eighth, no less than 80; one that looks at 448, what is kept: 512."""
    path = tmp_path / "large.jpg"
    Image.new("RGB", (800, 400), "red").save(path)
    sizes: list[tuple[int, int]] = []

    class Measuring(ColourEmbedder):
        def embed_photos(self, photos: Sequence[Photo]) -> Embeddings:
            sizes.extend((photo.width, photo.height) for photo in photos)
            return super().embed_photos(photos)

    for sees_px in (64, 448):
        embedder = Measuring()
        embedder.sees_px = sees_px
        embed_files([path], embedder)
    assert sizes == [(100, 50), (512, 256)]

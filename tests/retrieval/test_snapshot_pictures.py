"""Looking at a catalogue's pictures while it is indexed."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from retrieval.embedders import Embeddings
from retrieval.errors import ModelUnavailable, SnapshotCorrupt
from retrieval.ingest import IndexReport, index_feed
from retrieval.photos import Photo
from retrieval.snapshot import Snapshot, open_snapshot
from retrieval.snapshot_files import IMAGE_EMBEDDINGS, PICTURES
from tests.retrieval.paintings import ColorEmbedder, as_photo, painting, write_painted_feed
from tests.retrieval.shops import WordEmbedder

pytestmark = pytest.mark.unit

PRODUCTS: dict[str, dict[str, Sequence[str]]] = {
    "shirt": {"red": ["red.png", "back.png"], "blue": ["blue.png"]},
    "bag": {"red": ["copy of red.png"], "green": ["https://example.com/green.png"]},
    "book": {"white": ["broken.png"], "black": []},
}


class BreakingEmbedder(ColorEmbedder):
    """Fails from its third call on, as a process does that is killed."""

    n_calls = 0

    def embed_photos(self, photos: Sequence[Photo]) -> Embeddings:
        self.n_calls += 1
        if self.n_calls > 2:
            raise ModelUnavailable("The model is gone.")
        return super().embed_photos(photos)


def _paint(folder: Path) -> Path:
    for name, color in (("red", "red"), ("copy of red", "red"), ("blue", "blue"), ("back", "black")):
        painting(color).save(folder / f"{name}.png")
    (folder / "broken.png").write_bytes(b"no picture")
    return write_painted_feed(folder, PRODUCTS)


def _index(feed: Path, embedder: ColorEmbedder | None = None) -> IndexReport:
    return index_feed(feed, feed.parent / "shop", embedder=WordEmbedder(), image_embedder=embedder, with_vectors=False)


def _open(folder: Path) -> Snapshot:
    snapshot = open_snapshot(folder / "shop")
    snapshot.verify()
    return snapshot


def test_every_picture_is_looked_at_once(tmp_path: Path) -> None:
    """Two files with the same bytes are one picture; the web is left alone and what is no picture is reported."""
    embedder = ColorEmbedder()
    report = _index(_paint(tmp_path), embedder)
    assert (report.n_pictures, report.n_seen, embedder.n_seen) == (3, 3, 3)
    assert list(report.unreadable) == ["broken.png"]
    assert "not a picture" in report.unreadable["broken.png"]
    assert report.seconds["see"] > 0
    assert report.seen_per_s == pytest.approx(3 / report.seconds["see"])


def test_snapshot_knows_which_offer_shows_what(tmp_path: Path) -> None:
    """Row by row the vector of the picture; an offer without a picture has none."""
    _index(_paint(tmp_path), ColorEmbedder())
    snapshot = _open(tmp_path)
    assert snapshot.pictures.paths == ["red.png", "back.png", "blue.png"]
    assert np.split(snapshot.pictures.shown, snapshot.pictures.first_shown[1:-1])[0].tolist() == [0, 1]
    assert np.diff(snapshot.pictures.first_shown).tolist() == [2, 1, 1, 0, 0, 0]
    expected = ColorEmbedder().embed_photos([as_photo(painting(color)) for color in ("red", "black", "blue")])
    assert np.allclose(snapshot.image_embeddings, expected, atol=1e-6)
    manifest = snapshot.manifest
    assert (manifest.image_model_id, manifest.image_dimension, manifest.n_pictures) == ("colors-12", 12, 3)


def test_without_a_model_no_picture_is_looked_at(tmp_path: Path) -> None:
    """And the manifest says so."""
    report = _index(_paint(tmp_path))
    assert (report.n_pictures, report.n_seen, "see" in report.seconds) == (0, 0, False)
    snapshot = _open(tmp_path)
    assert snapshot.manifest.image_model_id is None
    assert not (snapshot.directory / PICTURES).exists()


def test_catalogue_without_pictures_needs_no_model(tmp_path: Path) -> None:
    """Loading one takes seconds."""

    class NoModel(ColorEmbedder):
        @property
        def dimension(self) -> int:  # type: ignore[override]
            raise ModelUnavailable("The model is gone.")

    report = _index(write_painted_feed(tmp_path, {"shirt": {"red": ["https://example.com/red.png"]}}), NoModel())
    assert report.n_pictures == 0
    assert _open(tmp_path).manifest.image_model_id is None


def test_only_new_pictures_are_looked_at_again(tmp_path: Path) -> None:
    """A changed file is a new picture though its name is the same, a renamed one is an old picture."""
    feed = _paint(tmp_path)
    _index(feed, ColorEmbedder())
    embedder = ColorEmbedder()
    assert _index(feed, embedder).unchanged
    painting("yellow").save(tmp_path / "blue.png")
    (tmp_path / "back.png").rename(tmp_path / "rear.png")
    write_painted_feed(tmp_path, {**PRODUCTS, "shirt": {"red": ["red.png", "rear.png"], "blue": ["blue.png"]}})
    report = _index(feed, embedder)
    assert (report.unchanged, report.n_pictures, report.n_seen, embedder.n_seen) == (False, 3, 1, 1)


def test_another_image_model_looks_at_everything_again(tmp_path: Path) -> None:
    """As does the first one after none."""
    feed = _paint(tmp_path)
    _index(feed)
    assert _index(feed, ColorEmbedder()).n_seen == 3
    assert _index(feed, ColorEmbedder("other")).n_seen == 3
    assert _open(tmp_path).manifest.image_model_id == "other"


def test_what_was_seen_before_a_failure_is_not_looked_at_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next attempt looks at the rest."""
    monkeypatch.setattr("retrieval.snapshot_pictures.CHUNK_PICTURES", 1)
    feed = _paint(tmp_path)
    with pytest.raises(ModelUnavailable):
        _index(feed, BreakingEmbedder())
    assert _index(feed, ColorEmbedder()).n_seen == 1


def test_progress_counts_what_is_known_already(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four files that may be pictures, then four again though none has to be looked at."""
    monkeypatch.setattr("retrieval.snapshot_pictures.CHUNK_PICTURES", 3)
    seen: list[tuple[int, int]] = []

    def note(stage: str, done: int, total: int) -> None:
        if stage == "see" and total:
            seen.append((done, total))

    feed = _paint(tmp_path)
    shop = tmp_path / "shop"
    for price in ("10.0", "11.0"):
        feed.write_text(feed.read_text().replace('"price": 10.0', f'"price": {price}'))
        index_feed(
            feed, shop, embedder=WordEmbedder(), image_embedder=ColorEmbedder(), on_progress=note, with_vectors=False
        )
    assert seen == [(0, 4), (3, 4), (4, 4), (3, 4), (4, 4)]


@pytest.mark.parametrize("name", [IMAGE_EMBEDDINGS, PICTURES])
def test_damaged_picture_file_is_found_at_opening(tmp_path: Path, name: str) -> None:
    """As any other file of the snapshot."""
    _index(_paint(tmp_path), ColorEmbedder())
    path = _open(tmp_path).directory / name
    path.write_bytes(path.read_bytes()[:-1] + b"\xff")
    with pytest.raises(SnapshotCorrupt, match=name):
        open_snapshot(tmp_path / "shop")

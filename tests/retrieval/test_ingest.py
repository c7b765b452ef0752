"""Indexing: what is embedded, what is kept, and what a failure leaves behind."""

import resource
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock

from retrieval.documents import embedding_text
from retrieval.embedding_cache import EmbeddingCache, cache_key
from retrieval.errors import FeedError, ModelUnavailable, SnapshotBusy, SnapshotUnwritable
from retrieval.ingest import STAGES, index_feed
from retrieval.lexicon import load_lexicon
from retrieval.snapshot import open_snapshot
from retrieval.snapshot_files import CATALOG
from retrieval.updates import OfferUpdate, update_offer
from tests.retrieval.shops import WordEmbedder, index, open_shop_of, titles_of, write_feed

pytestmark = pytest.mark.unit


class BrokenEmbedder(WordEmbedder):
    """Fails from the second call on, like a process that is killed between two batches."""

    def embed(self, texts: list[str]) -> np.ndarray:  # type: ignore[override]
        if self.texts:
            raise ModelUnavailable("The model is gone.")
        return super().embed(texts)


def test_report_counts_what_was_done(tmp_path: Path) -> None:
    """Two products, four offers, both embedded; a bad line is reported."""
    feed = write_feed(tmp_path, ["Red shirt", "Blue shirt"])
    feed.write_text(feed.read_text() + "\n{")
    report = index(feed, tmp_path / "shop")
    assert (report.n_products, report.n_offers, report.n_embedded, report.n_reused) == (2, 4, 2, 0)
    assert [row.line for row in report.rejected] == [3]
    assert not report.unchanged
    assert set(report.seconds) == set(STAGES) - {"see", "vectors"}


def test_unchanged_feed_is_left_alone(tmp_path: Path) -> None:
    """The snapshot stays, and the embedder is not asked."""
    feed = write_feed(tmp_path, ["Red shirt"])
    first = index(feed, tmp_path / "shop")
    embedder = WordEmbedder()
    second = index(feed, tmp_path / "shop", embedder=embedder)
    assert second.unchanged
    assert second.snapshot_id == first.snapshot_id
    assert embedder.texts == []


def test_only_new_and_changed_products_are_embedded(tmp_path: Path) -> None:
    """A new price embeds nothing, a new title one product."""
    index(write_feed(tmp_path, ["Red shirt", "Blue shirt"]), tmp_path / "shop")
    embedder = WordEmbedder()
    report = index(write_feed(tmp_path, ["Red shirt", "Blue shirt"], price=12), tmp_path / "shop", embedder=embedder)
    assert (report.unchanged, report.n_embedded, report.n_reused) == (False, 0, 2)
    report = index(write_feed(tmp_path, ["Red shirt", "Teal shirt"], price=12), tmp_path / "shop", embedder=embedder)
    assert report.n_embedded == 1
    assert [text.split(".")[0] for text in embedder.texts] == ["Teal shirt"]


def test_equal_texts_are_embedded_once(tmp_path: Path) -> None:
    """Twins share a vector."""
    embedder = WordEmbedder()
    index(write_feed(tmp_path, ["Red shirt"] * 3), tmp_path / "shop", embedder=embedder)
    assert len(embedder.texts) == 1


def test_every_row_is_its_products_vector(tmp_path: Path) -> None:
    """Though they are embedded in the order of their length."""
    snapshot = open_shop_of(tmp_path, "A", "A much longer title of a shirt", "B shirt")
    lexicon = load_lexicon()
    expected = WordEmbedder().embed([embedding_text(product, lexicon) for product in snapshot.products])
    assert np.allclose(snapshot.text_embeddings, expected, atol=1e-6)


def test_other_model_embeds_everything_again(tmp_path: Path) -> None:
    """The same feed with another model is not unchanged."""
    feed = write_feed(tmp_path, ["Red shirt", "Blue shirt"])
    index(feed, tmp_path / "shop")
    report = index(feed, tmp_path / "shop", embedder=WordEmbedder("other", 8))
    assert (report.unchanged, report.n_embedded) == (False, 2)
    assert open_snapshot(tmp_path / "shop").text_embeddings.shape == (2, 8)


def test_failed_indexing_keeps_the_old_shop_and_what_was_embedded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next attempt embeds only the rest."""
    open_shop_of(tmp_path, "Old shirt")
    monkeypatch.setattr("retrieval.snapshot_embedding.CHUNK_TEXTS", 2)
    feed = write_feed(tmp_path, ["One shirt", "Two shirt", "Three shirt"])
    with pytest.raises(ModelUnavailable):
        index(feed, tmp_path / "shop", embedder=BrokenEmbedder())
    assert titles_of(open_snapshot(tmp_path / "shop")) == ["Old shirt"]
    assert index(feed, tmp_path / "shop").n_embedded == 1
    assert titles_of(open_snapshot(tmp_path / "shop")) == ["One shirt", "Two shirt", "Three shirt"]


def test_refused_feed_keeps_the_old_shop(tmp_path: Path) -> None:
    """A feed without a valid row changes nothing."""
    open_shop_of(tmp_path, "Old shirt")
    (tmp_path / "bad.jsonl").write_text("{")
    with pytest.raises(FeedError):
        index(tmp_path / "bad.jsonl", tmp_path / "shop")
    assert titles_of(open_snapshot(tmp_path / "shop")) == ["Old shirt"]


def test_missing_feed_leaves_no_directory_behind(tmp_path: Path) -> None:
    """A mistyped path does not found a shop."""
    with pytest.raises(FeedError):
        index(tmp_path / "absent.jsonl", tmp_path / "shop")
    assert not (tmp_path / "shop").exists()


def test_second_writer_is_told_to_wait(tmp_path: Path) -> None:
    """One writer at a time; the error is retryable."""
    open_shop_of(tmp_path, "Old shirt")
    with FileLock(tmp_path / "shop" / "writer.lock"), pytest.raises(SnapshotBusy) as caught:
        index(write_feed(tmp_path, ["New shirt"]), tmp_path / "shop")
    assert caught.value.retryable
    assert index(write_feed(tmp_path, ["New shirt"]), tmp_path / "shop").n_products == 1


@pytest.mark.parametrize("limit_bytes", [200, 5_000, 30_000, 60_000])
def test_full_disk_keeps_the_old_shop(tmp_path: Path, limit_bytes: int) -> None:
    """Whichever file does not fit any more; afterwards indexing works again."""
    open_shop_of(tmp_path, "Old shirt")
    feed = write_feed(tmp_path, [f"Shirt {n}" for n in range(300)])
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    soft_before = resource.getrlimit(resource.RLIMIT_FSIZE)[0]
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit_bytes, hard))
    try:
        with pytest.raises(SnapshotUnwritable):
            index(feed, tmp_path / "shop")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft_before, hard))
    old = open_snapshot(tmp_path / "shop")
    old.verify()
    assert titles_of(old) == ["Old shirt"]
    assert index(feed, tmp_path / "shop").n_products == 300


def test_directory_that_cannot_be_made_is_unwritable(tmp_path: Path) -> None:
    """A file stands where the shop should be."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(SnapshotUnwritable, match="cannot be written"):
        index(write_feed(tmp_path, ["Red shirt"]), tmp_path / "file" / "shop")


def test_leftovers_of_a_killed_writer_are_removed(tmp_path: Path) -> None:
    """Its half-built directory, and a snapshot that was never made current."""
    open_shop_of(tmp_path, "Old shirt")
    shop = tmp_path / "shop"
    (shop / "building").mkdir()
    (shop / "building" / CATALOG).write_bytes(b"half")
    (shop / "snapshots" / "20200101T000000000000-deadbeef").mkdir()
    index(write_feed(tmp_path, ["New shirt"]), shop)
    assert not (shop / "building").exists()
    assert len(list((shop / "snapshots").iterdir())) == 2


def test_two_snapshots_are_kept(tmp_path: Path) -> None:
    """The live one and the one before it."""
    for title in ("One", "Two", "Three"):
        index(write_feed(tmp_path, [title]), tmp_path / "shop")
    kept = sorted(path.name for path in (tmp_path / "shop" / "snapshots").iterdir())
    manifest = open_snapshot(tmp_path / "shop").manifest
    assert kept == sorted([manifest.snapshot_id, manifest.previous or ""])


def test_damaged_shop_is_built_anew_from_an_unchanged_feed(tmp_path: Path) -> None:
    """Indexing again is the remedy that every error names, so it must not be skipped."""
    snapshot = open_shop_of(tmp_path, "Red shirt")
    (snapshot.directory / CATALOG).write_bytes(b"junk")
    report = index(tmp_path / "feed.jsonl", tmp_path / "shop")
    assert not report.unchanged
    assert titles_of(open_snapshot(tmp_path / "shop")) == ["Red shirt"]


@pytest.mark.parametrize("name", ["embedding_cache.sqlite", "updates.sqlite"])
def test_damaged_helper_file_does_not_stop_indexing(tmp_path: Path, name: str) -> None:
    """The cache is filled anew; the updates are superseded by the feed anyway."""
    open_shop_of(tmp_path, "Red shirt")
    for path in (tmp_path / "shop").glob(f"{name}*"):
        path.write_bytes(b"junk" * 1000)
    index(write_feed(tmp_path, ["Red shirt", "Blue shirt"]), tmp_path / "shop")
    assert titles_of(open_snapshot(tmp_path / "shop")) == ["Red shirt", "Blue shirt"]
    update_offer(tmp_path / "shop", OfferUpdate("p0-S", price=3.0))
    assert open_snapshot(tmp_path / "shop").products.product(0).offers[0].price == 3.0


def test_progress_is_told_for_every_stage(tmp_path: Path) -> None:
    """In order, each with its last unit done."""
    seen: list[tuple[str, int, int]] = []
    index_feed(
        write_feed(tmp_path, ["A", "B", "C"]),
        tmp_path / "shop",
        embedder=WordEmbedder(),
        on_progress=lambda stage, done, total: seen.append((stage, done, total)),
        with_vectors=False,
    )
    assert ("embed", 3, 3) in seen
    assert ("index", 3, 3) in seen
    assert [stage for stage, done, total in seen if total == 0] == [
        "read",
        "verify",
        "embed",
        "index",
        "verify",
        "publish",
    ]


def test_luma_is_indexed_by_the_same_code(luma_feed: Path, tmp_path: Path) -> None:
    """A real Merchant Center feed; its pictures are found beside it."""
    report = index(luma_feed, tmp_path / "shop")
    snapshot = open_snapshot(tmp_path / "shop")
    assert (report.n_products, report.n_offers, report.rejected) == (183, 1891, ())
    assert (snapshot.image_directory / snapshot.products.product(0).offers[0].images[0]).is_file()


def test_cache_forgets_what_two_builds_have_not_used(tmp_path: Path) -> None:
    """One bad export does not cost all vectors, but the file does not grow for ever."""
    vector = np.ones(4, np.float32)
    keys = [cache_key("m", text) for text in ("old", "new")]
    for used in ([keys[0]], [keys[1]], [keys[1]]):
        cache = EmbeddingCache(tmp_path / "c")
        cache.put({key: vector for key in used if key not in cache.get(used)})
        cache.finish_build(used)
        found = cache.get(keys)
        cache.close()
    assert set(found) == {keys[1]}


def test_cache_key_tells_models_and_texts_apart() -> None:
    """Neither alone is enough."""
    assert len({cache_key("a", "b"), cache_key("a", "c"), cache_key("b", "b"), cache_key("", "ab")}) == 4

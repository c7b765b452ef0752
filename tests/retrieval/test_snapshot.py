"""The snapshot on disk: opened whole or refused with a reason."""

import json
from pathlib import Path

import numpy as np
import pytest

from retrieval.errors import ModelMismatch, SnapshotCorrupt, SnapshotMissing
from retrieval.feeds import read_feed
from retrieval.snapshot import open_snapshot
from retrieval.snapshot_arrays import Array, read_arrays, write_arrays
from retrieval.snapshot_catalog import CatalogFile, decode_product, encode_product, write_catalog
from retrieval.snapshot_files import CATALOG, FACETS, LEXICAL, MANIFEST, TEXT_EMBEDDINGS
from tests.retrieval.shops import WordEmbedder, index, open_shop_of, titles_of, write_feed

pytestmark = pytest.mark.unit

FILES = (CATALOG, FACETS, LEXICAL, TEXT_EMBEDDINGS, MANIFEST)


def test_directory_without_a_shop_is_missing(tmp_path: Path) -> None:
    """The remedy is to index."""
    with pytest.raises(SnapshotMissing, match="shopkeeper index"):
        open_snapshot(tmp_path / "nowhere")


def test_opened_snapshot_has_what_was_indexed(tmp_path: Path) -> None:
    """Products by row and id, as many rows everywhere, unit embeddings, and a manifest that counts them."""
    snapshot = open_shop_of(tmp_path, "Red shirt", "Blue shirt", "Green shirt")
    expected = read_feed(tmp_path / "feed.jsonl").products
    assert tuple(snapshot.products) == expected
    assert snapshot.products.row_of("p2") == 2
    assert (snapshot.n_products, snapshot.facets.n_offers, snapshot.manifest.n_offers) == (3, 6, 6)
    assert snapshot.manifest.currency == "USD"
    assert snapshot.image_directory == tmp_path
    assert np.allclose(np.linalg.norm(snapshot.text_embeddings, axis=1), 1, atol=1e-6)
    snapshot.verify()


def test_unknown_row_and_id_raise(tmp_path: Path) -> None:
    """IndexError and KeyError, as of a list and a dict."""
    snapshot = open_shop_of(tmp_path, "Red shirt")
    with pytest.raises(IndexError):
        snapshot.products.product(1)
    with pytest.raises(KeyError):
        snapshot.products.row_of("p1")


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("damage", ["cut", "changed", "gone", "empty"])
def test_damaged_file_is_found_at_opening(tmp_path: Path, name: str, damage: str) -> None:
    """Small files are hashed at every opening; the error says what to do."""
    open_shop_of(tmp_path, "Red shirt", "Blue shirt")
    path = next((tmp_path / "shop" / "snapshots").glob(f"*/{name}"))
    whole = path.read_bytes()
    if damage == "gone":
        path.unlink()
    else:
        middle = len(whole) // 2
        changed = whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]
        path.write_bytes({"cut": whole[:middle], "changed": changed, "empty": b""}[damage])
    with pytest.raises(SnapshotCorrupt, match="shopkeeper index"):
        open_snapshot(tmp_path / "shop")


def test_large_file_is_checked_on_demand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Opening only looks at the size of a large file, `verify` reads it."""
    open_shop_of(tmp_path, "Red shirt", "Blue shirt")
    monkeypatch.setattr("retrieval.snapshot.CHEAP_BYTES", 10)
    path = next((tmp_path / "shop" / "snapshots").glob(f"*/{TEXT_EMBEDDINGS}"))
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    snapshot = open_snapshot(tmp_path / "shop")
    with pytest.raises(SnapshotCorrupt, match=TEXT_EMBEDDINGS):
        snapshot.verify()


@pytest.mark.parametrize("text", ["", "nonsense\n", "../../etc\n", "ünïcode"])
def test_damaged_pointer_is_found(tmp_path: Path, text: str) -> None:
    """`CURRENT` names a snapshot or the shop is corrupt."""
    open_shop_of(tmp_path, "Red shirt")
    (tmp_path / "shop" / "CURRENT").write_text(text, encoding="utf-8")
    with pytest.raises(SnapshotCorrupt):
        open_snapshot(tmp_path / "shop")


def test_snapshot_of_a_newer_format_is_refused(tmp_path: Path) -> None:
    """Rather than misread."""
    open_shop_of(tmp_path, "Red shirt")
    path = next((tmp_path / "shop" / "snapshots").glob(f"*/{MANIFEST}"))
    path.write_text(json.dumps({**json.loads(path.read_text()), "format_version": 99}))
    with pytest.raises(SnapshotCorrupt, match="format 99"):
        open_snapshot(tmp_path / "shop")


def test_other_model_is_refused(tmp_path: Path) -> None:
    """Vectors of two models cannot be compared; both are named."""
    open_shop_of(tmp_path, "Red shirt")
    with pytest.raises(ModelMismatch, match="words-16, not other-model"):
        open_snapshot(tmp_path / "shop", embedder=WordEmbedder("other-model"))


def test_open_snapshot_outlives_two_newer_ones(tmp_path: Path) -> None:
    """Its files are removed, its readers don't notice, and it knows that it is superseded."""
    old = open_shop_of(tmp_path, "Red shirt", "Blue shirt")
    assert not old.is_superseded()
    for title in ("Second", "Third"):
        index(write_feed(tmp_path, [title]), tmp_path / "shop")
    assert old.is_superseded()
    assert not old.directory.exists()
    assert titles_of(old) == ["Red shirt", "Blue shirt"]
    assert titles_of(open_snapshot(tmp_path / "shop")) == ["Third"]


def test_arrays_come_back_as_they_were(tmp_path: Path) -> None:
    """All types and shapes, empty ones too, under any name."""
    arrays: dict[str, Array] = {
        "slot: color/rot": np.arange(7, dtype=np.uint32),
        "empty": np.zeros((0, 3), np.float32),
        "matrix": np.arange(6, dtype=np.float64).reshape(2, 3).T,
        "flags": np.array([True, False]),
        "words": np.array(["a", "连衣裙"]),
    }
    write_arrays(tmp_path / "a", arrays)
    read = read_arrays(tmp_path / "a")
    assert list(read) == list(arrays)
    for name, array in arrays.items():
        assert read[name].dtype == array.dtype
        assert np.array_equal(read[name], array)


def test_assigning_to_a_read_array_leaves_the_file_alone(tmp_path: Path) -> None:
    """An update of a price column must not reach the snapshot."""
    write_arrays(tmp_path / "a", {"price": np.zeros(3)})
    read_arrays(tmp_path / "a")["price"][0] = 9
    assert read_arrays(tmp_path / "a")["price"][0] == 0


def test_array_of_objects_is_refused(tmp_path: Path) -> None:
    """They would need pickle, which runs code."""
    with pytest.raises(TypeError):
        write_arrays(tmp_path / "a", {"x": np.array([object()])})


def test_file_of_another_kind_is_no_array_file(tmp_path: Path) -> None:
    """The magic line is checked."""
    (tmp_path / "a").write_bytes(b"x" * 100)
    with pytest.raises(ValueError, match="not a file of arrays"):
        read_arrays(tmp_path / "a")


def test_product_survives_its_encoding(luma_feed: Path, tmp_path: Path) -> None:
    """Every product of a real feed, as JSON and through SQLite."""
    products = read_feed(luma_feed).products
    for product in products:
        facts, offers = encode_product(product)
        assert decode_product(facts, offers) == product
    write_catalog(tmp_path / CATALOG, products)
    catalog = CatalogFile(tmp_path / CATALOG)
    assert catalog.counts() == (183, 1891)
    assert catalog.product(182) == products[182]
    assert catalog.offer(products[182].offers[-1].offer_id).row == 1890

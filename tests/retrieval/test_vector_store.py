"""Chroma's index: right where it is whole, missing where it is not, never trusted."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.errors import VectorStoreError
from retrieval.ingest import index_feed, repair_vectors
from retrieval.snapshot import Snapshot, open_snapshot
from retrieval.vector_store import _translating, build_vectors, open_vectors
from tests.retrieval.shops import WordEmbedder, index, write_feed

pytestmark = pytest.mark.unit

MODEL = "random"


@pytest.fixture(scope="module")
def embeddings() -> np.ndarray:
    """(1500, 16): enough for Chroma to write its graph to disk; row 7 stands for a product without words."""
    rows = np.random.default_rng(0).standard_normal((1500, 16)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    rows[7] = 0
    return rows


@pytest.fixture
def built(tmp_path: Path, embeddings: np.ndarray) -> Path:
    build_vectors(tmp_path / "chroma", embeddings, model_id=MODEL)
    return tmp_path / "chroma"


def test_query_finds_rows_with_their_cosine(built: Path, embeddings: np.ndarray) -> None:
    """Nearest first, and the similarities are those of brute force."""
    store = open_vectors(built, embeddings, model_id=MODEL)
    assert store is not None
    assert store.count() == 1499
    found = store.query(embeddings[3], 5)
    store.close()
    exact = embeddings @ embeddings[3]
    assert [row for row, _ in found] == np.argsort(-exact)[:5].tolist()
    assert np.allclose([similarity for _, similarity in found], np.sort(exact)[::-1][:5], atol=1e-5)


def test_index_in_use_is_missing_to_others(built: Path, embeddings: np.ndarray) -> None:
    """Two processes on one path would destroy it; after closing it can be opened again, and rebuilt."""
    store = open_vectors(built, embeddings, model_id=MODEL)
    assert store is not None
    assert open_vectors(built, embeddings, model_id=MODEL) is None
    with pytest.raises(VectorStoreError, match="another process"):
        build_vectors(built, embeddings, model_id=MODEL)
    store.close()
    again = open_vectors(built, embeddings, model_id=MODEL)
    assert again is not None
    again.close()


@pytest.mark.parametrize(
    "damage", ["graph cut", "database cut", "marker lost", "marker empty", "other model", "other rows"]
)
def test_doubtful_index_is_missing_and_can_be_built_again(
    built: Path,
    embeddings: np.ndarray,
    damage: str,
) -> None:
    """In the same process too, though Chroma remembers what it once failed to open."""
    rows, model_id = embeddings, MODEL
    if damage == "graph cut":
        path = next(built.rglob("data_level0.bin"))
        path.write_bytes(path.read_bytes()[:-100])
    elif damage == "database cut":
        path = next(built.rglob("chroma.sqlite3"))
        path.write_bytes(path.read_bytes()[:-8192])
    elif damage == "marker lost":
        (built / "READY.json").unlink()
    elif damage == "marker empty":
        (built / "READY.json").write_text("")
    elif damage == "other model":
        model_id = "another"
    else:
        rows = np.roll(-embeddings, 1, axis=1)
    assert open_vectors(built, rows, model_id=model_id) is None
    build_vectors(built, rows, model_id=model_id)
    store = open_vectors(built, rows, model_id=model_id)
    assert store is not None
    store.close()


def test_failure_of_chroma_is_translated() -> None:
    """A panic of its Rust core is no ordinary exception; an interrupt by the user stays one."""
    panic = type("PanicException", (BaseException,), {})
    for error in (panic("core"), RuntimeError("x"), OSError("disk"), ValueError("y")):
        with pytest.raises(VectorStoreError), _translating():
            raise error
    with pytest.raises(KeyboardInterrupt), _translating():
        raise KeyboardInterrupt


def _count(snapshot: Snapshot) -> int | None:
    store = snapshot.vectors()
    if store is None:
        return None
    n_rows = store.count()
    store.close()
    return n_rows


def test_indexing_completes_and_repairs_the_index(tmp_path: Path) -> None:
    """Missing after a kill, it is built by the next indexing though the feed is unchanged; damaged, by a repair."""
    feed, shop = write_feed(tmp_path, ["Red shirt", "Blue shirt"]), tmp_path / "shop"
    index(feed, shop)
    assert _count(open_snapshot(shop)) is None
    report = index_feed(feed, shop, embedder=WordEmbedder())
    assert (report.unchanged, report.vectors_error) == (True, None)
    snapshot = open_snapshot(shop)
    assert _count(snapshot) == 2
    next(snapshot.directory.rglob("chroma.sqlite3")).write_bytes(b"junk")
    assert repair_vectors(shop)
    assert not repair_vectors(shop)
    assert _count(open_snapshot(shop)) == 2
    snapshot.verify()


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 40))
def test_any_number_of_rows_is_indexed(tmp_path_factory: pytest.TempPathFactory, n_rows: int) -> None:
    """None at all, too."""
    rows = np.eye(max(n_rows, 1), 40, dtype=np.float32)[:n_rows]
    folder = tmp_path_factory.mktemp("any")
    build_vectors(folder / "chroma", rows, model_id=MODEL)
    store = open_vectors(folder / "chroma", rows, model_id=MODEL)
    assert store is not None
    assert store.count() == n_rows
    store.close()

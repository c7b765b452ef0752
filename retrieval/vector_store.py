"""Chroma adapter: an approximate index of a snapshot's embeddings, derived from them and thrown away with them.

Chroma's files are not safe against a kill or a second process, so nothing relies on them: a marker, written last, says
that the index was complete and passed its checks, a lock keeps other processes out, and whatever is doubtful counts as
missing. The shop then answers by exact scoring until the index has been built again.
"""

import json
import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import chromadb
import numpy as np
import numpy.typing as npt
from chromadb.api.client import Client
from chromadb.api.models.Collection import Collection
from chromadb.config import Settings
from chromadb.errors import ChromaError
from filelock import FileLock, Timeout

from retrieval.embedders import Embeddings
from retrieval.errors import VectorStoreError
from retrieval.snapshot_files import CHROMA_READY, sync_tree, write_atomically

BATCH_ROWS = 5_000
"""Chroma's local mode refuses batches above 5,461."""

COLLECTION = "products"
EF_SEARCH = 200
"""Candidates that the graph search keeps, twice Chroma's default: recall is worth more here than half a millisecond."""

N_SAMPLES = 20
MIN_SELF_RECALL = 0.95
SAME = 1e-3
"""Two vectors whose similarity is this close to 1 are the same text as far as the self-check is concerned."""

Progress = Callable[[int, int], None]


class VectorStore:
    """An open index; close it, since no other process can open it meanwhile."""

    def __init__(self, client: Client, collection: Collection, lock: FileLock) -> None:
        self._client = client
        self._collection = collection
        self._lock = lock

    def query(self, vector: npt.NDArray[np.float32], n: int) -> list[tuple[int, float]]:
        """The `n` product rows nearest to the (d,) vector with their cosine similarity, best first, approximately.

        Raises VectorStoreError.
        """
        with _translating():
            found = self._collection.query(query_embeddings=vector[None, :], n_results=n, include=["distances"])
        distances = (found["distances"] or [[]])[0]
        return [(int(row), 1.0 - float(distance)) for row, distance in zip(found["ids"][0], distances, strict=True)]

    def count(self) -> int:
        """How many rows are indexed. Raises VectorStoreError."""
        with _translating():
            return self._collection.count()

    def close(self) -> None:
        """Gives the files back to other processes."""
        try:
            self._client.close()
        finally:
            self._lock.release()


def build_vectors(
    directory: Path, embeddings: Embeddings, *, model_id: str, on_progress: Progress = lambda done, total: None
) -> None:
    """Builds the index anew in `directory`; a kill leaves one without its marker. Rows of zeros are left out.

    Raises VectorStoreError, also where the finished index fails its checks.
    """
    lock = _lock(directory)
    if lock is None:
        raise VectorStoreError(f"{directory} is open in another process.", remedy="Close it and try again.")
    try:
        with _translating():
            index = _new_index(directory)
            with closing(_connect(index)) as client:
                collection = client.create_collection(
                    COLLECTION,
                    embedding_function=None,
                    configuration={"hnsw": {"space": "cosine", "ef_search": EF_SEARCH}},
                    metadata={"model_id": model_id},
                )
                n_rows = _add(collection, embeddings, on_progress)
                _check(collection, embeddings, n_rows=n_rows, model_id=model_id)
            sync_tree(index)
            ready = {"index": index.name, "n_rows": n_rows, "graph": _graph_sizes(index)}
            write_atomically(directory / CHROMA_READY, json.dumps(ready))
    finally:
        lock.release()


def open_vectors(directory: Path, embeddings: Embeddings, *, model_id: str) -> VectorStore | None:
    """The index where it is complete and passes its checks; None where it is missing, damaged or open elsewhere.

    A damaged one loses its marker, so that whoever writes next builds it again.
    """
    if not (directory / CHROMA_READY).is_file():
        return None
    lock = _lock(directory)
    if lock is None:
        return None
    try:
        return _open_checked(directory, embeddings, model_id=model_id, lock=lock)
    except (VectorStoreError, OSError, ValueError, KeyError, TypeError):
        with suppress(OSError):  # a disk that cannot be written keeps the marker; then this is found out each time
            (directory / CHROMA_READY).unlink(missing_ok=True)
        lock.release()
        return None


def _open_checked(directory: Path, embeddings: Embeddings, *, model_id: str, lock: FileLock) -> VectorStore:
    ready = json.loads((directory / CHROMA_READY).read_text(encoding="utf-8"))
    index = directory / ready["index"]
    if _graph_sizes(index) != ready["graph"]:  # Chroma's core maps these files: a short one could crash the process
        raise VectorStoreError(f"A file of {index} is not whole.")
    with _translating():
        client = _connect(index)
    try:
        with _translating():
            collection = client.get_collection(COLLECTION, embedding_function=None)
            _check(collection, embeddings, n_rows=int(ready["n_rows"]), model_id=model_id)
    except VectorStoreError:
        client.close()
        raise
    return VectorStore(client, collection, lock)


def _connect(index: Path) -> Client:
    client = chromadb.PersistentClient(str(index.absolute()), Settings(anonymized_telemetry=False))
    assert isinstance(client, Client), "the declared type lacks `close`"
    return client


def _lock(directory: Path) -> FileLock | None:
    lock = FileLock(directory.with_name(directory.name + ".lock"))
    try:
        lock.acquire(timeout=0)
    except (Timeout, OSError):
        return None
    return lock


def _new_index(directory: Path) -> Path:
    """An empty folder of a name never used before: Chroma remembers, by path, the ones that it failed to open."""
    if directory.exists():
        (directory / CHROMA_READY).unlink(missing_ok=True)
        shutil.rmtree(directory)
    index = directory / f"index-{uuid.uuid4().hex[:12]}"
    index.mkdir(parents=True)
    return index


def _graph_sizes(index: Path) -> dict[str, int]:
    """Bytes of the graph's files by name; only writing to the index changes them."""
    return {path.name: path.stat().st_size for path in sorted(index.glob("*/*")) if path.is_file()}


def _add(collection: Collection, embeddings: Embeddings, on_progress: Progress) -> int:
    rows = np.flatnonzero(np.any(embeddings != 0, axis=1))
    for start in range(0, len(rows), BATCH_ROWS):
        batch = rows[start : start + BATCH_ROWS]
        collection.add(ids=[str(row) for row in batch], embeddings=np.asarray(embeddings[batch]))
        on_progress(start + len(batch), len(rows))
    return len(rows)


def _check(collection: Collection, embeddings: Embeddings, *, n_rows: int, model_id: str) -> None:
    """Count, model, and whether sampled rows find themselves (or their twins)."""
    if collection.count() != n_rows or (collection.metadata or {}).get("model_id") != model_id:
        raise VectorStoreError("Chroma's index is not the one of this snapshot.")
    rows = np.linspace(0, len(embeddings) - 1, min(N_SAMPLES, len(embeddings))).astype(int)
    sample = np.asarray(embeddings[rows])
    sample = sample[np.any(sample != 0, axis=1)]
    if not len(sample):
        return
    found = collection.query(query_embeddings=sample, n_results=1, include=["distances"])
    nearest = [distances[0] if distances else 2.0 for distances in found["distances"] or []]
    if np.mean([distance < SAME for distance in nearest]) < MIN_SELF_RECALL:
        raise VectorStoreError("Chroma's index does not find the rows it holds.")


@contextmanager
def _translating() -> Iterator[None]:
    """Chroma's own errors, and what damaged files or a full disk make it raise: bare ones, and panics of its Rust core.

    A panic derives from BaseException alone and has no importable class.
    """
    try:
        yield
    except (ChromaError, OSError, ValueError, RuntimeError, TypeError, KeyError, AttributeError) as error:
        raise _failed(error) from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":
            raise _failed(error) from error
        raise


def _failed(error: BaseException) -> VectorStoreError:
    return VectorStoreError(f"Chroma failed ({error}).", remedy="Exact scoring answers instead.")

"""Vectors by model and content, so that what was embedded once, even by an indexing that was killed, is not again."""

import hashlib
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

_CHUNK = 500
"""Keys a statement: below SQLite's oldest limit of 999 variables."""

_KEPT_BUILDS = 2
_CREATE = """
CREATE TABLE IF NOT EXISTS embeddings (key BLOB PRIMARY KEY, vector BLOB NOT NULL, build INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS builds (build INTEGER PRIMARY KEY AUTOINCREMENT);
"""

Vector = npt.NDArray[np.float32]


def cache_key(model_id: str, content: str) -> bytes:
    """32 bytes that no other model or content has; the content is a text, or a digest of a picture."""
    return hashlib.sha256(f"{model_id}\0{content}".encode()).digest()


class EmbeddingCache:
    """A file of vectors; one process at a time writes it (the holder of the shop's writer lock).

    It is derived data: a file that turns out to be damaged is replaced by an empty one.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._connection = _connect(path)
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorname", "") not in ("SQLITE_NOTADB", "SQLITE_CORRUPT"):
                raise
            for suffix in ("", "-wal", "-shm"):
                path.with_name(path.name + suffix).unlink(missing_ok=True)
            self._connection = _connect(path)
        self._build = int(self._connection.execute("SELECT coalesce(max(build), 0) + 1 FROM builds").fetchone()[0])

    def get(self, keys: Sequence[bytes]) -> dict[bytes, Vector]:
        """The vectors that are there."""
        found: dict[bytes, Vector] = {}
        for start in range(0, len(keys), _CHUNK):
            chunk = keys[start : start + _CHUNK]
            marks = ",".join("?" * len(chunk))
            rows = self._connection.execute(f"SELECT key, vector FROM embeddings WHERE key IN ({marks})", chunk)
            found.update((key, np.frombuffer(vector, np.float32)) for key, vector in rows)
        return found

    def put(self, vectors: Mapping[bytes, Vector]) -> None:
        """Keeps the vectors from now on, also if the process is killed next."""
        rows = [(key, vector.astype(np.float32).tobytes(), self._build) for key, vector in vectors.items()]
        with self._connection:
            self._connection.executemany("INSERT OR REPLACE INTO embeddings VALUES (?, ?, ?)", rows)

    def finish_build(self, used: Iterable[bytes]) -> None:
        """Drops the vectors that neither this build nor the one before it has used."""
        with self._connection:
            self._connection.executemany(
                "UPDATE embeddings SET build = ? WHERE key = ?", ((self._build, key) for key in used)
            )
            self._connection.execute("DELETE FROM embeddings WHERE build <= ?", (self._build - _KEPT_BUILDS,))
            self._connection.execute("INSERT INTO builds DEFAULT VALUES")

    def close(self) -> None:
        """Gives the file back."""
        self._connection.close()


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")  # a lost commit costs time, not truth
        connection.executescript(_CREATE)
        if connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise sqlite3.DatabaseError("the cache fails its check")
    except sqlite3.DatabaseError:
        connection.close()
        raise
    return connection

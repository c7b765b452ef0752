"""Where a shop's files lie, and the few ways in which they are written.

<shop>/CURRENT                   the id of the live snapshot; replaced by a rename, so it is the old or the new one
<shop>/snapshots/<id>/           one whole snapshot each; the live one and the one before it are kept
<shop>/building/                 the next one, until it is verified; what a killed writer left here is removed
<shop>/embedding_cache.sqlite    vectors by model and text
<shop>/picture_cache.sqlite      vectors by model and the content of a picture
<shop>/updates.sqlite            price and stock updates since the live snapshot
<shop>/writer.lock               held by the one process that indexes
"""

import errno
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from retrieval.errors import SnapshotBusy, SnapshotCorrupt, SnapshotMissing, SnapshotUnwritable

MANIFEST = "manifest.json"
CATALOG = "catalog.sqlite"
TEXT_EMBEDDINGS = "text_embeddings.npy"
IMAGE_EMBEDDINGS = "image_embeddings.npy"
PICTURES = "pictures.arrays"
FACETS = "facets.arrays"
LEXICAL = "lexical.arrays"
CHROMA = "chroma"
CHROMA_READY = "READY.json"
"""Written when Chroma's index is complete and has passed its checks."""

INDEX_AGAIN = "Index the feed again: shopkeeper index FEED."

_NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_SQLITE_UNWRITABLE = ("SQLITE_FULL", "SQLITE_READONLY", "SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_PERM")
NO_ROOM = ("SQLITE_FULL", "SQLITE_IOERR")
"""What SQLite says of a full disk: the second where it cannot keep its shared memory there."""

_SQLITE_BUSY = ("SQLITE_BUSY", "SQLITE_LOCKED")


class ShopFiles:
    """The paths of one shop's directory."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.current = directory / "CURRENT"
        self.snapshots = directory / "snapshots"
        self.building = directory / "building"
        self.embedding_cache = directory / "embedding_cache.sqlite"
        self.picture_cache = directory / "picture_cache.sqlite"
        self.updates = directory / "updates.sqlite"
        self.lock = directory / "writer.lock"

    def current_id(self) -> str:
        """The id of the live snapshot. Raises SnapshotMissing, SnapshotCorrupt."""
        try:
            snapshot_id = self.current.read_text(encoding="ascii").strip()
        except (FileNotFoundError, NotADirectoryError) as error:
            raise SnapshotMissing(
                f"There is no shop in {self.directory} yet.", remedy="Index a feed first: shopkeeper index FEED."
            ) from error
        except (OSError, UnicodeDecodeError) as error:
            raise SnapshotCorrupt(f"{self.current} cannot be read ({error}).", remedy=INDEX_AGAIN) from error
        if not snapshot_id or Path(snapshot_id).name != snapshot_id:
            raise SnapshotCorrupt(f"{self.current} does not name a snapshot.", remedy=INDEX_AGAIN)
        return snapshot_id

    def publish(self, snapshot_id: str) -> None:
        """Makes the finished `building` directory the live snapshot; a kill at any point leaves the old or the new one.

        The directory is in place and on disk before `CURRENT` names it.
        """
        self.snapshots.mkdir(exist_ok=True)
        sync_tree(self.building)
        self.building.rename(self.snapshots / snapshot_id)
        sync_path(self.snapshots)
        sync_path(self.directory)
        write_atomically(self.current, snapshot_id + "\n")

    def remove_all_but(self, keep: set[str]) -> None:
        """Removes snapshots; a process that has one of them open keeps reading its open files."""
        if self.snapshots.is_dir():
            for path in self.snapshots.iterdir():
                if path.name not in keep:
                    shutil.rmtree(path, ignore_errors=True)


@contextmanager
def translating_write_errors(directory: Path) -> Iterator[None]:
    """Turns what the file system and SQLite say about a failed write into errors of the snapshot."""
    try:
        yield
    except OSError as error:
        raise _unwritable(directory, error.strerror or str(error), no_space=error.errno in _NO_SPACE) from error
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", "")
        if name.startswith(_SQLITE_BUSY):
            raise SnapshotBusy(f"{directory} is being written by another process.", remedy="Try again.") from error
        if name.startswith(_SQLITE_UNWRITABLE):
            raise _unwritable(directory, str(error), no_space=name.startswith(NO_ROOM)) from error
        raise SnapshotCorrupt(f"A database in {directory} is damaged ({error}).", remedy=INDEX_AGAIN) from error


def _unwritable(directory: Path, reason: str, *, no_space: bool) -> SnapshotUnwritable:
    remedy = "Free some space" if no_space else "Check the path and its permissions"
    return SnapshotUnwritable(f"{directory} cannot be written ({reason}).", remedy=f"{remedy}; nothing was changed.")


def write_atomically(path: Path, text: str) -> None:
    """Replaces the file's content: all of it, on disk, or none of it."""
    temporary = path.with_name(path.name + ".new")
    with temporary.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    sync_path(path.parent)


def sync_tree(directory: Path) -> None:
    """Forces every file below the directory, and the directories themselves, to disk."""
    for path in sorted(directory.rglob("*")):
        sync_path(path)
    sync_path(directory)


def sync_path(path: Path) -> None:
    """Forces one file, or the names in one directory, to disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

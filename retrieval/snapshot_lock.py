"""The writer's lock of a shop. Apart from `snapshot_files`, since those who only read need not load its library."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout

from retrieval.errors import SnapshotBusy
from retrieval.snapshot_files import ShopFiles, translating_write_errors


@contextmanager
def locked_for_writing(files: ShopFiles) -> Iterator[None]:
    """Holds the shop's writer lock and removes what a killed writer left. Raises SnapshotBusy, SnapshotUnwritable.

    The operating system releases the lock of a process that dies.
    """
    with translating_write_errors(files.directory):
        files.directory.mkdir(parents=True, exist_ok=True)
        lock = FileLock(files.lock)
        try:
            lock.acquire(timeout=0)
        except Timeout as error:
            raise SnapshotBusy(
                f"Another process is writing {files.directory}.", remedy="Wait until it has finished and try again."
            ) from error
    try:
        with translating_write_errors(files.directory):
            if files.building.exists():
                shutil.rmtree(files.building)
        yield
    finally:
        lock.release()

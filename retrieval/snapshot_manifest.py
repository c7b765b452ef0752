"""The manifest of a snapshot: what it is made of, and the checksums that prove that it is whole."""

import hashlib
import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from retrieval.errors import SnapshotCorrupt
from retrieval.snapshot_files import INDEX_AGAIN, MANIFEST

FORMAT_VERSION = 2
CHEAP_BYTES = 8_000_000
"""Files up to this size are read and hashed at every opening: some 10 ms each; larger ones by `verify` only."""


@dataclass(frozen=True, slots=True)
class FileRecord:
    """One file of the snapshot."""

    n_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the snapshot says of itself.

    `content_hash` is equal for equal products, pictures, models, lexicon and building code. `image_model_id` is None, and
    the two numbers after it 0, where no picture was looked at. `updates_after` is the number of the
    last offer update that the feed supersedes. `image_directory` is what the offers' picture paths are relative to.
    `previous` is the id of the snapshot that this one replaced. `created_at` is ISO 8601, UTC.
    """

    snapshot_id: str
    created_at: str
    model_id: str
    dimension: int
    n_products: int
    n_offers: int
    currency: str
    content_hash: str
    updates_after: int
    feed: str
    image_directory: str
    files: dict[str, FileRecord]
    image_model_id: str | None = None
    image_dimension: int = 0
    n_pictures: int = 0
    previous: str | None = None
    format_version: int = FORMAT_VERSION

    def write(self, directory: Path) -> None:
        """Writes `manifest.json`, with a checksum of itself."""
        body = asdict(self)
        text = json.dumps({**body, "checksum": _checksum(body)}, indent=1)
        (directory / MANIFEST).write_text(text + "\n", encoding="utf-8")


def read_manifest(directory: Path) -> Manifest:
    """Raises SnapshotCorrupt, and FileNotFoundError where the snapshot's directory itself is gone."""
    try:
        body: dict[str, Any] = json.loads((directory / MANIFEST).read_text(encoding="utf-8"))
        checksum = body.pop("checksum")
        if body["format_version"] != FORMAT_VERSION:
            raise SnapshotCorrupt(
                f"The snapshot {directory} has format {body['format_version']}, this program reads {FORMAT_VERSION}.",
                remedy=INDEX_AGAIN,
            )
        files = {name: FileRecord(**record) for name, record in body["files"].items()}
        if checksum != _checksum(body) or set(body) != {field.name for field in fields(Manifest)}:
            raise SnapshotCorrupt(f"{directory / MANIFEST} fails its checksum.", remedy=INDEX_AGAIN)
        return Manifest(**{**body, "files": files})
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        if isinstance(error, FileNotFoundError) and not directory.exists():
            raise
        raise SnapshotCorrupt(f"{directory / MANIFEST} cannot be read ({error}).", remedy=INDEX_AGAIN) from error


def record_files(directory: Path) -> dict[str, FileRecord]:
    """The size and checksum of every file that lies in the directory now."""
    paths = sorted(path for path in directory.iterdir() if path.is_file() and path.name != MANIFEST)
    return {path.name: FileRecord(path.stat().st_size, _file_sha256(path)) for path in paths}


def check_files(directory: Path, manifest: Manifest, *, up_to_bytes: int | None = None) -> None:
    """Compares all sizes, and the checksums of files of at most `up_to_bytes` (None: of all).

    Raises SnapshotCorrupt naming the file.
    """
    for name, record in manifest.files.items():
        path = directory / name
        try:
            is_whole = path.stat().st_size == record.n_bytes
            if is_whole and (up_to_bytes is None or record.n_bytes <= up_to_bytes):
                is_whole = _file_sha256(path) == record.sha256
        except OSError as error:
            raise SnapshotCorrupt(f"{path} cannot be read ({error.strerror}).", remedy=INDEX_AGAIN) from error
        if not is_whole:
            raise SnapshotCorrupt(f"{path} is damaged: it fails its checksum.", remedy=INDEX_AGAIN)


def _checksum(body: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def _file_sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

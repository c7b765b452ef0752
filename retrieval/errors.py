"""The error tree of `retrieval`.

RetrievalError
├── FeedError              a product feed cannot be used at all
├── SnapshotError          the shop's data directory
│   ├── SnapshotMissing    nothing has been indexed there yet
│   ├── SnapshotCorrupt    a file of the snapshot fails its checksum or cannot be read
│   ├── SnapshotBusy       another process is writing (retryable)
│   └── SnapshotUnwritable no space left, or no permission
├── UpdateRejected         a price or stock update that names no offer or makes no sense; nothing was changed
├── ModelError             an embedding model
│   ├── ModelUnavailable   its files are missing or are not the ones expected
│   └── ModelMismatch      the snapshot was built by another model
├── TrainingError          data or a checkpoint that no model can be trained from
├── PhotoError             a picture that cannot be used (too large, damaged, no picture at all, unsuitable)
├── VectorStoreError       Chroma failed; the caller falls back to exact scoring
└── QueryError             a query that cannot be evaluated (unknown slot, wrong operator)

Every error says what was wrong (`problem`) and what to do (`remedy`); `retryable` is data, so that a caller can wait
and try again without reading the text.
"""

from typing import Any, Literal


class RetrievalError(Exception):
    """Base of the tree; `str()` is "problem. remedy"."""

    retryable = False

    def __init__(self, problem: str, *, remedy: str = "") -> None:
        super().__init__(problem, remedy)
        self.problem = problem
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.problem} {self.remedy}".strip()

    def __reduce__(self) -> tuple[Any, ...]:
        """From another process it comes back as it was, whatever its class is made with."""
        return Exception.__new__, (type(self), *self.args), self.__dict__


class FeedError(RetrievalError):
    """A product feed cannot be used at all."""


class SnapshotError(RetrievalError):
    """Something about the shop's data directory."""


class SnapshotMissing(SnapshotError):
    """Nothing has been indexed in this directory yet."""


class SnapshotCorrupt(SnapshotError):
    """A file of the snapshot fails its checksum or cannot be read."""


class SnapshotBusy(SnapshotError):
    """Another process is writing this shop."""

    retryable = True


class SnapshotUnwritable(SnapshotError):
    """The disk is full or the directory may not be written."""


class UpdateRejected(RetrievalError):
    """A price or stock update names no offer or makes no sense; nothing was changed."""


class ModelError(RetrievalError):
    """Something about an embedding model."""


class ModelUnavailable(ModelError):
    """The model's files are missing or are not the ones expected."""


class ModelMismatch(ModelError):
    """The snapshot was built by another model than the one configured."""


PhotoFault = Literal[
    "missing", "empty", "too_many_bytes", "too_many_pixels", "too_small", "damaged", "unsupported", "no_picture",
    "unsuitable",
]  # fmt: skip


class PhotoError(RetrievalError):
    """A picture cannot be used; `fault` says why, for those who answer in another language."""

    def __init__(self, fault: PhotoFault, problem: str, *, remedy: str = "") -> None:
        super().__init__(problem, remedy=remedy)
        self.fault = fault


class TrainingError(RetrievalError):
    """Data or a checkpoint that no model can be trained from."""


class VectorStoreError(RetrievalError):
    """Chroma failed; exact scoring answers instead."""

    retryable = True


class QueryError(RetrievalError):
    """The query cannot be evaluated."""

"""Named arrays in one file, memory-mapped when read: facet columns and lexical postings live in such files.

An `.npz` cannot be mapped and one `.npy` an array makes dozens of files named after whatever the shop calls its facets.
The file is: the magic line, the header's length (8 bytes, little endian), the header (JSON: name -> dtype, shape,
offset from the end of the header), then the arrays, each at a multiple of `ALIGNMENT` bytes.
"""

import json
import mmap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

MAGIC = b"shopkeeper arrays 1\n"
ALIGNMENT = 64
"""A cache line, so that vectorised loops read aligned data."""

Array = npt.NDArray[Any]


def write_arrays(path: Path, arrays: Mapping[str, Array]) -> None:
    """Raises TypeError for an array of Python objects."""
    entries: dict[str, dict[str, Any]] = {}
    offset = 0
    for name, array in arrays.items():
        if array.dtype.hasobject:
            raise TypeError(f"the array {name} holds Python objects")
        entries[name] = {"dtype": array.dtype.str, "shape": array.shape, "offset": offset}
        offset += _aligned(array.nbytes)
    header = json.dumps(entries).encode()
    header += b" " * (_aligned(_preamble(header)) - _preamble(header))
    with path.open("wb") as file:
        file.write(MAGIC + len(header).to_bytes(8, "little") + header)
        for array in arrays.values():
            file.write(np.ascontiguousarray(array).data if array.size else b"")
            file.write(b"\0" * (_aligned(array.nbytes) - array.nbytes))


def read_arrays(path: Path) -> dict[str, Array]:
    """The arrays, mapped privately: pages are read when touched, and what is assigned to them never reaches the file.

    Raises OSError, and ValueError for a file that is not of this format.
    """
    with path.open("rb") as file:
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)
    start = len(MAGIC) + 8
    if mapped[: len(MAGIC)] != MAGIC:
        raise ValueError(f"{path} is not a file of arrays")
    end = start + int.from_bytes(mapped[len(MAGIC) : start], "little")
    entries: dict[str, dict[str, Any]] = json.loads(mapped[start:end])
    return {
        name: np.ndarray(entry["shape"], np.dtype(entry["dtype"]), mapped, offset=end + entry["offset"])
        for name, entry in entries.items()
    }


def _preamble(header: bytes) -> int:
    return len(MAGIC) + 8 + len(header)


def _aligned(n_bytes: int) -> int:
    return -(-n_bytes // ALIGNMENT) * ALIGNMENT

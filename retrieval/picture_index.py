"""The pictures of a snapshot: which offers each of them shows, and which products are thereby seen.

A picture is a content: files with the same bytes, and offers that share a file, share one row.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from retrieval.facets import Mask

PictureRows = npt.NDArray[np.int64]


@dataclass(frozen=True)
class PictureIndex:
    """Pictures by row. `paths` has one file of each, relative to the feed's folder.

    The pictures of offer o are `shown[first_shown[o] : first_shown[o + 1]]`, the main one first; an offer may have
    none. `first_shown` is (n_offers + 1,).
    """

    paths: Sequence[str]
    first_shown: PictureRows
    shown: PictureRows

    @property
    def n_pictures(self) -> int:
        """How many different pictures the shop has."""
        return len(self.paths)

    @property
    def n_offers(self) -> int:
        """How many offers the snapshot has, with and without pictures."""
        return len(self.first_shown) - 1

    def is_sound(self) -> bool:
        """Whether every number lies within its bounds."""
        first, shown = self.first_shown, self.shown
        return bool(
            first[0] == 0
            and first[-1] == len(shown)
            and np.all(np.diff(first) >= 0)
            and (not len(shown) or (shown.min() >= 0 and shown.max() < self.n_pictures))
        )

    def of_offers(self, offers: Mask) -> Mask:
        """(n_pictures,) True for the pictures of the offers in the (n_offers,) mask."""
        found = np.zeros(self.n_pictures, np.bool_)
        found[self.shown[offers[self._showing]]] = True
        return found

    def offers_with(self, pictures: PictureRows) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """(positions in `pictures`, offer rows) of all pairs of a picture and an offer that has it, by position."""
        first, offers = self._inverse
        return gather(first, offers, pictures)

    def pictures_of(self, offer_rows: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], PictureRows]:
        """(positions in `offer_rows`, picture rows) of all pairs of an offer and a picture of it, by position."""
        return gather(self.first_shown, self.shown, offer_rows)

    @cached_property
    def _showing(self) -> npt.NDArray[np.int64]:
        """(len(shown),) the offer of each entry of `shown`."""
        return np.repeat(np.arange(self.n_offers), np.diff(self.first_shown))

    @cached_property
    def _inverse(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """As `first_shown` and `shown`, from pictures to offers."""
        order = np.argsort(self.shown, kind="stable")
        counts = np.bincount(self.shown, minlength=self.n_pictures)
        return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64), self._showing[order]

    def to_arrays(self) -> dict[str, npt.NDArray[np.generic]]:
        """Everything, as arrays that need no pickle; `from_arrays` is the way back."""
        paths = np.frombuffer(json.dumps(list(self.paths)).encode(), np.uint8)
        return {"paths": paths, "first_shown": self.first_shown, "shown": self.shown}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, npt.NDArray[np.generic]]) -> "PictureIndex":
        """Takes read-only and memory-mapped arrays."""
        paths = json.loads(arrays["paths"].tobytes())
        return cls(paths, arrays["first_shown"].astype(np.int64), arrays["shown"].astype(np.int64))


def gather(
    first: npt.NDArray[np.int64], values: npt.NDArray[np.int64], rows: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """(positions in `rows`, values) of the lists values[first[row] : first[row + 1]], one list after the other."""
    starts = first[rows]
    lengths = first[rows + 1] - starts
    positions = np.repeat(np.arange(len(rows)), lengths)
    within = np.arange(len(positions)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return positions, values[np.repeat(starts, lengths) + within]


def picture_file(folder: Path, image: str) -> Path | None:
    """The file of a picture that a feed in `folder` names; None for a URL, a missing file, and one outside of it."""
    if "://" in image:
        return None
    folder = folder.resolve()
    try:
        path = (folder / image).resolve()
        return path if path.is_relative_to(folder) and path.is_file() else None
    except (OSError, ValueError):  # a name that no file system can have
        return None

"""The photo of a turn: what it shows, or why it is of no use. Whatever is wrong with it, the turn goes on."""

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from retrieval.errors import PhotoError, PhotoFault, RetrievalError
from retrieval.photos import SeenPhoto, decode_photo, read_photo
from retrieval.shop import Shop

log = logging.getLogger(__name__)

Fault = PhotoFault | Literal["blind", "nothing"]
"""What is wrong with a photo; "blind": this shop cannot look at photos now; "nothing": it shows nothing for sale."""


@dataclass(frozen=True, slots=True)
class Look:
    """A photo as it was looked at: either `photo` or `fault` is there."""

    photo: SeenPhoto | None = None
    fault: Fault | None = None

    @property
    def notes(self) -> tuple[tuple[str, dict[str, str]], ...]:
        """What the reply must say of it, as notes of the understanding."""
        return (("photo", {"fault": self.fault}),) if self.fault else ()


def look_at(photo: bytes | Path, shop: Shop) -> Look:
    """What a photo (a file's bytes, or the file) shows of what the shop sells; never raises."""
    try:
        decoded = decode_photo(photo) if isinstance(photo, bytes) else read_photo(photo)
        seen = shop.look(decoded)
    except PhotoError as error:
        return Look(fault=error.fault)
    except Exception as error:  # the words of the turn are still to be answered
        # Our own errors quote nothing of the shopper's.
        cause = error if isinstance(error, RetrievalError) else type(error).__name__
        log.warning("a photo could not be looked at: %s", cause)
        return Look(fault="blind")
    return Look(seen) if seen.sights else Look(fault="nothing")

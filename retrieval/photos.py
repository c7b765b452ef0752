"""Pictures as they come in, from shoppers and feeds: decoded within bounds, upright, RGB.

Whatever arrives, a picture is either decoded or refused with a `PhotoError` that says why. What is no picture at all is
told by its first bytes, in microseconds; `photo_decoder` looks at the rest.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from retrieval.errors import PhotoError

MAX_BYTES = 20_000_000
"""Of a file. A phone's photo has 2 to 12 MB."""

PhotoFormat = Literal["JPEG", "PNG", "WebP", "GIF", "BMP"]

MAX_SIDE = 512
"""Of a decoded picture, in pixels: more than any CLIP model looks at (224 to 448)."""

_MAGIC: tuple[tuple[re.Pattern[bytes], PhotoFormat], ...] = (
    (re.compile(rb"\xff\xd8\xff"), "JPEG"),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "PNG"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "WebP"),
    (re.compile(rb"GIF8[79]a"), "GIF"),
    (re.compile(rb"BM.{4}\0{4}", re.DOTALL), "BMP"),
)
_OTHER_MAGIC = (
    (re.compile(rb"....ftyp(heic|heix|heim|heis|hevc|hevx|mif1|msf1)", re.DOTALL), "HEIC"),
    (re.compile(rb"....ftypavi[fs]", re.DOTALL), "AVIF"),
    (re.compile(rb"\xff\x0a|\0\0\0\x0cJXL "), "JPEG XL"),
    (re.compile(rb"\0\0\0\x0cjP  |\xff\x4f\xff\x51"), "JPEG 2000"),
    (re.compile(rb"II\*\0|MM\0\*"), "TIFF"),
    (re.compile(rb"8BPS"), "Photoshop"),
    (re.compile(rb"%PDF-"), "PDF"),
    (re.compile(rb"(\xef\xbb\xbf)?\s*<(svg\b|(\?xml|!--|!DOCTYPE).{0,4000}?<svg\b)", re.DOTALL), "SVG"),
)
"""Pictures that are understood elsewhere but not here, so that the refusal can name them. SVG is a program to draw, TIFF
a container of dozens of codecs; both are more to trust than a photo is worth."""

_REMEDY = "Send it as JPEG, PNG or WebP."


@dataclass(frozen=True, slots=True)
class Photo:
    """A decoded picture: `pixels` are `height` rows of `width` RGB triples, 8 bits each.

    `photo_id` is the first 16 hex digits of the SHA-256 of the file it came from.
    """

    photo_id: str
    pixels: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Sight:
    """Something that a photo shows: a facet value of the shop, and how sure we are, in [0, 1]."""

    slot: str
    value: str
    confidence: float


@dataclass(frozen=True, slots=True)
class SeenPhoto:
    """What is kept of a shopper's photo: its place in the image space and what it shows; never the picture itself.

    `vector` is the unit embedding, `d` numbers of float16 in little-endian bytes; `model_id` names the space.
    `sights` are the most certain first, at most one category.
    """

    photo_id: str
    model_id: str
    vector: bytes
    sights: tuple[Sight, ...] = ()


def decode_photo(data: bytes, *, enough: int = MAX_SIDE) -> Photo:
    """The picture in a file's bytes: upright, on white where it is transparent, its longer side at most 512 px.

    Where the longer side is twice `enough` px or more, the picture may be decoded to a fraction that is no less.

    JPEG, PNG, WebP, GIF and BMP are understood; of an animation the first frame counts. Nothing that a picture says in
    words or metadata is read, but for which way is up. Raises PhotoError; a refusal takes at most 100 ms and 64 MB.
    """
    if not data:
        raise PhotoError("empty", "The picture's file is empty.", remedy="Send it again.")
    if len(data) > MAX_BYTES:
        raise PhotoError(
            "too_many_bytes",
            f"The picture's file has more than {MAX_BYTES // 1_000_000} MB.",
            remedy="Send a smaller one.",
        )
    photo_format = _format_of(data)
    from retrieval.photo_decoder import decode  # here, since importing Pillow takes 0.1 s and few turns bring a photo

    return decode(data, photo_format, enough=enough)


def read_photo(path: Path, *, enough: int = MAX_SIDE) -> Photo:
    """The picture in a file, see `decode_photo`. Raises PhotoError, also where there is no such file."""
    try:
        if not path.is_file():  # a directory, or a pipe that would be waited for
            raise PhotoError("missing", f"There is no picture {path}.", remedy="Check the path.")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: a path with a null character
        raise PhotoError("missing", f"The picture {path} cannot be read.", remedy="Check its permissions.") from error
    return decode_photo(data, enough=enough)


def _format_of(data: bytes) -> PhotoFormat:
    for pattern, photo_format in _MAGIC:
        if pattern.match(data):
            return photo_format
    for pattern, name in _OTHER_MAGIC:
        if pattern.match(data):
            raise PhotoError("unsupported", f"Pictures in {name} format are not understood.", remedy=_REMEDY)
    raise PhotoError("no_picture", "The file is not a picture.", remedy=_REMEDY)

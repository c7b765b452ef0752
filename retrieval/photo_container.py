"""What of a file's bytes is the picture: no texts, profiles, thumbnails or animations, and damage found before decoding.

The left-out parts can be bombs themselves (a compressed text in a PNG), and libraries look into them unasked.
"""

import zlib
from dataclasses import dataclass
from typing import Literal

from retrieval.photos import PhotoFormat

MAX_SCANS = 100
"""Of a progressive JPEG, which usually has ten; each goes over the whole picture, however few bytes it has itself."""

_APP0, _APP1, _APP14, _APP15, _COMMENT = 0xE0, 0xE1, 0xEE, 0xEF, 0xFE
_START_OF_SCAN, _END_OF_IMAGE = b"\xff\xda", b"\xff\xd9"
_EXIF = b"Exif\0\0"
_EXIF_ORIENTATION = 0x0112
_PNG_CHUNKS = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"})
_BYTE_ORDERS: dict[bytes, Literal["little", "big"]] = {b"II": "little", b"MM": "big"}


@dataclass(frozen=True, slots=True)
class Essence:
    """`data` is a file of the same format; `orientation` is that of EXIF, 1 (upright) to 8 (TIFF 6.0, tag 274)."""

    data: bytes
    orientation: int


def essence_of(data: bytes, photo_format: PhotoFormat) -> Essence:
    """Raises ValueError for a file that was cut off or whose checksums are wrong."""
    if photo_format == "JPEG":
        return _essence_of_jpeg(data)
    if photo_format == "PNG":
        return _essence_of_png(data)
    if photo_format == "WebP":
        return _essence_of_webp(data)
    return Essence(data, 1)


def _essence_of_jpeg(data: bytes) -> Essence:
    """Keeps, of the segments before the picture, those that say how its colours are coded (T.81, B.1.1.3)."""
    kept, exif, position = [data[:2]], b"", 2
    while True:
        marker, length = data[position + 1 : position + 2], int.from_bytes(data[position + 2 : position + 4], "big")
        kind = marker[0] if data[position : position + 1] == b"\xff" and marker else 0
        if not (_APP0 <= kind <= _APP15 or kind == _COMMENT):
            break
        segment = data[position : position + 2 + length]
        if kind in (_APP0, _APP14):
            kept.append(segment)
        elif kind == _APP1 and segment[4:].startswith(_EXIF):
            exif = segment[4:]
        position += 2 + length
    picture = data[position:]
    scan = picture.find(_START_OF_SCAN)
    # Compressed data never holds an end marker (B.1.1.5), so a file without one was cut off.
    if scan < 0 or picture.find(_END_OF_IMAGE, scan) < 0 or picture.count(_START_OF_SCAN, scan) > MAX_SCANS:
        raise ValueError("a JPEG without end")
    return Essence(b"".join([*kept, picture]), _orientation(exif))


def _essence_of_png(data: bytes) -> Essence:
    kept, exif, position = [data[:8]], b"", 8
    while True:
        length, kind = int.from_bytes(data[position : position + 4], "big"), data[position + 4 : position + 8]
        end = position + 12 + length
        if end > len(data):
            raise ValueError("a PNG without end")
        if kind in _PNG_CHUNKS:
            if zlib.crc32(data[position + 4 : end - 4]) != int.from_bytes(data[end - 4 : end], "big"):
                raise ValueError("a wrong checksum")
            kept.append(data[position:end])
        elif kind == b"eXIf":
            exif = data[position + 8 : end - 4]
        if kind == b"IEND":
            return Essence(b"".join(kept), _orientation(exif))
        position = end


def _essence_of_webp(data: bytes) -> Essence:
    size = int.from_bytes(data[4:8], "little") + 8
    if size > len(data):
        raise ValueError("a WebP without end")
    position, exif = 12, b""
    while position < size:
        length = int.from_bytes(data[position + 4 : position + 8], "little")
        if data[position : position + 4] == b"EXIF":
            exif = data[position + 8 : position + 8 + length]
        position += 8 + length + length % 2
    return Essence(data, _orientation(exif))


def _orientation(exif: bytes) -> int:
    """1 also where there is no EXIF, or none that can be read."""
    tiff = exif.removeprefix(_EXIF)
    order = _BYTE_ORDERS.get(tiff[:2])
    if order is None:
        return 1
    directory = int.from_bytes(tiff[4:8], order)
    n_entries = int.from_bytes(tiff[directory : directory + 2], order)
    for entry in range(directory + 2, min(directory + 2 + 12 * n_entries, len(tiff)), 12):
        if int.from_bytes(tiff[entry : entry + 2], order) == _EXIF_ORIENTATION:
            return int.from_bytes(tiff[entry + 8 : entry + 10], order)
    return 1

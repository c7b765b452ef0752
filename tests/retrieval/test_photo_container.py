"""What of a file is the picture: pure bytes in, pure bytes out."""

import zlib

import pytest
from PIL import Image

from retrieval.photo_container import MAX_SCANS, essence_of
from tests.retrieval.pictures import encoded, exif, halves, png_chunk

pytestmark = pytest.mark.unit

PNG_HEAD = 8 + 25
"""Signature and IHDR."""


@pytest.mark.parametrize(("name", "photo_format"), [("JPEG", "JPEG"), ("PNG", "PNG"), ("WEBP", "WebP")])
@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_orientation_is_read_from_each_format(name: str, photo_format: str, orientation: int) -> None:
    """As the camera wrote it."""
    data = encoded(halves(), name, exif=exif(orientation))
    assert essence_of(data, photo_format).orientation == orientation  # type: ignore[arg-type]


def test_orientation_in_either_byte_order_is_read() -> None:
    """One entry at offset 8: tag 0x0112, type SHORT, count 1, value 6 (TIFF 6.0, section 2)."""
    big = b"MM\0*\0\0\0\x08" + b"\0\x01" + b"\x01\x12\0\x03\0\0\0\x01\0\x06\0\0"
    little = b"II*\0\x08\0\0\0" + b"\x01\0" + b"\x12\x01\x03\0\x01\0\0\0\x06\0\0\0"
    data = encoded(halves(), "PNG")
    for tiff in (big, little):
        assert essence_of(data[:PNG_HEAD] + png_chunk(b"eXIf", tiff) + data[PNG_HEAD:], "PNG").orientation == 6


@pytest.mark.parametrize("tiff", [b"", b"MM", b"MM\0*\xff\xff\xff\xff", b"II*\0\x08\0\0\0\xff\xff", b"XX*\0\x08\0\0\0"])
def test_damaged_exif_means_upright(tiff: bytes) -> None:
    """Damaged metadata is no reason to refuse a picture."""
    data = encoded(halves(), "PNG")
    assert essence_of(data[:PNG_HEAD] + png_chunk(b"eXIf", tiff) + data[PNG_HEAD:], "PNG").orientation == 1


def test_png_loses_its_texts() -> None:
    """A compressed text of 10 MB fits into 10 kB; it is never unpacked."""
    data = encoded(halves(), "PNG")
    bomb = png_chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(10_000_000)))
    assert essence_of(data[:PNG_HEAD] + bomb + data[PNG_HEAD:], "PNG").data == data


def test_jpeg_loses_profile_and_thumbnail() -> None:
    """What is left is what the same picture has without them."""
    thumbnail = encoded(Image.new("RGB", (16, 16)), "JPEG")
    tags = exif(1)
    plain = encoded(halves(), "JPEG")
    laden = encoded(halves(), "JPEG", exif=tags.tobytes() + thumbnail, icc_profile=bytes(500), comment=b"hello")
    assert essence_of(laden, "JPEG").data == plain == essence_of(plain, "JPEG").data


@pytest.mark.parametrize(("name", "photo_format"), [("JPEG", "JPEG"), ("PNG", "PNG"), ("WEBP", "WebP")])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_file_cut_off_is_found(name: str, photo_format: str, share: float) -> None:
    """Wherever it was cut, before anything is decoded."""
    data = encoded(halves(), name)
    with pytest.raises(ValueError, match="without end"):
        essence_of(data[: int(len(data) * share)], photo_format)  # type: ignore[arg-type]


def test_cut_off_jpeg_is_found_though_its_thumbnail_has_an_end() -> None:
    """The thumbnail's end marker is not the picture's."""
    tags = exif(1).tobytes() + encoded(Image.new("RGB", (16, 16)), "JPEG")
    data = encoded(halves(), "JPEG", exif=tags)
    with pytest.raises(ValueError, match="without end"):
        essence_of(data[:-2], "JPEG")


def test_wrong_checksum_is_found() -> None:
    """A bit that flipped in the compressed pixels."""
    data = bytearray(encoded(halves(), "PNG"))
    data[PNG_HEAD + 10] ^= 1
    with pytest.raises(ValueError, match="checksum"):
        essence_of(bytes(data), "PNG")


def test_jpeg_of_too_many_scans_is_refused() -> None:
    """Empty scans cost a pass over the picture each."""
    data = encoded(halves(), "JPEG")
    scan = data.index(b"\xff\xda")
    with pytest.raises(ValueError, match="without end"):
        essence_of(data[:scan] + b"\xff\xda\0\x02" * MAX_SCANS + data[scan:], "JPEG")

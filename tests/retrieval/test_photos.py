"""Bad input as photos: told by the first bytes, or refused by name; and files that are not there."""

import os
from pathlib import Path

import pytest

from retrieval.errors import PhotoError
from retrieval.photos import MAX_BYTES, Photo, decode_photo, read_photo
from tests.retrieval.pictures import encoded, halves

pytestmark = pytest.mark.unit


def fault_of(data: bytes) -> str:
    with pytest.raises(PhotoError) as caught:
        decode_photo(data)
    assert caught.value.remedy
    return caught.value.fault


@pytest.mark.parametrize("name", ["JPEG", "PNG", "WEBP", "GIF", "BMP"])
def test_picture_of_each_format_is_decoded(name: str) -> None:
    """Red on the left, blue on the right, within what compression does to colours."""
    photo = decode_photo(encoded(halves(64, 32), name))
    assert (photo.width, photo.height, len(photo.pixels)) == (64, 32, 64 * 32 * 3)
    left, right = photo.pixels[8 * 3 : 9 * 3], photo.pixels[56 * 3 : 57 * 3]
    assert left[0] > 240
    assert max(left[1:]) < 15
    assert right[2] > 240
    assert max(right[:2]) < 15


def test_photo_is_known_by_its_file() -> None:
    """The first 16 hex digits of the SHA-256 of the bytes, so the same file is the same photo."""
    data = encoded(halves(), "PNG")
    assert decode_photo(data) == decode_photo(data)
    assert len(decode_photo(data).photo_id) == 16
    assert decode_photo(data).photo_id != decode_photo(encoded(halves(), "BMP")).photo_id


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", "empty"),
        (b"\xff\xd8\xff" + bytes(MAX_BYTES), "too_many_bytes"),
        (b"red jacket, size M", "no_picture"),
        (b"\x00", "no_picture"),
        (b"BMW is no bitmap, and this text is long enough for a header", "no_picture"),
        (b"<html><body>404</body></html>", "no_picture"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "unsupported"),
        (b'<?xml version="1.0"?>\n<!-- drawn by hand -->\n<svg/>', "unsupported"),
        (b'<?xml version="1.0"?><feed/>', "no_picture"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "unsupported"),
        (b"\0\0\0\x1cftypavif\0\0\0\0avif", "unsupported"),
        (b"II*\0\x08\0\0\0", "unsupported"),
        (b"%PDF-1.7", "unsupported"),
        (b"\xff\xd8\xff", "damaged"),
        (b"\x89PNG\r\n\x1a\n", "damaged"),
        (b"RIFF\x04\0\0\0WEBP", "damaged"),
        (b"GIF89a", "damaged"),
    ],
)
def test_what_is_no_picture_is_refused_with_its_fault(data: bytes, fault: str) -> None:
    """Each refusal says what is wrong and what to do."""
    assert fault_of(data) == fault


def test_refusal_of_unknown_format_names_it() -> None:
    """A shopper with an iPhone learns that HEIC is the trouble."""
    with pytest.raises(PhotoError, match=r"HEIC.*Send it as JPEG"):
        decode_photo(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic")


def test_file_is_read_and_decoded(tmp_path: Path) -> None:
    """The name does not matter, the bytes do."""
    path = tmp_path / "photo.txt"
    path.write_bytes(encoded(halves(), "PNG"))
    assert isinstance(read_photo(path), Photo)


@pytest.mark.parametrize("name", ["nowhere.jpg", ".", "pipe", "a\0b"])
def test_file_that_is_not_there_is_missing(tmp_path: Path, name: str) -> None:
    """Nor is a directory, or a pipe that nobody writes to: it is not waited for."""
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(PhotoError) as caught:
        read_photo(tmp_path / name)
    assert caught.value.fault == "missing"


def test_text_called_jpg_is_no_picture(tmp_path: Path) -> None:
    """As it is with shoppers' files."""
    (tmp_path / "photo.jpg").write_text("not a picture")
    with pytest.raises(PhotoError) as caught:
        read_photo(tmp_path / "photo.jpg")
    assert caught.value.fault == "no_picture"

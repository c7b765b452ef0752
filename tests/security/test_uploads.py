"""Shoppers' pictures: of a file only its pixels are kept, and what is no picture is refused before it costs anything."""

import subprocess
import sys
import zipfile
from base64 import b64encode
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from assistant.security.uploads import MAX_BASE64_CHARS, read_upload
from retrieval.errors import PhotoError
from retrieval.photos import decode_photo
from tests.retrieval.pictures import encoded, exif, halves, png_bomb

pytestmark = pytest.mark.unit

SCRIPT = b"<script>alert(document.domain)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)" width="99" height="99"/>'
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 64


def upload(data: bytes) -> bytes:
    return read_upload(b64encode(data).decode("ascii"))


def archive() -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as zipped:
        zipped.writestr("evil.class", "bytes")
    return file.getvalue()


@pytest.mark.parametrize("name", ["JPEG", "PNG", "WEBP", "GIF", "BMP"])
def test_kept_picture_has_the_same_pixels(name: str) -> None:
    """Decoding what is kept gives what decoding the file gives, so that a turn sees the same."""
    file = encoded(halves(640, 480), name)
    kept, direct = decode_photo(upload(file)), decode_photo(file)
    assert (kept.pixels, kept.width, kept.height) == (direct.pixels, direct.width, direct.height)
    assert upload(upload(file)) == upload(file)


REFUSED = {
    "empty": (b"", "empty"),
    "text": (b"a text that is called photo.jpg", "no_picture"),
    "page": (b"<!DOCTYPE html>" + SCRIPT, "no_picture"),
    "program": (b"\x7fELF" + bytes(100), "no_picture"),
    "archive": (archive(), "no_picture"),
    "svg": (SVG, "unsupported"),
    "svg with a declaration": (b'\xef\xbb\xbf<?xml version="1.0"?><!-- GIF89a -->' + SVG, "unsupported"),
    "heic": (HEIC, "unsupported"),
    "pdf that is also a jpeg": (b"%PDF-1.7\n" + encoded(halves(), "JPEG"), "unsupported"),
    "script that begins as a gif": (b"GIF89a/*" + bytes(20) + b"*/=1;alert(1)", "damaged"),
    "page that begins as a bitmap": (b"BM" + b"x" * 4 + bytes(4) + SCRIPT * 9, "damaged"),
    "page that begins as a png": (b"\x89PNG\r\n\x1a\n" + SCRIPT * 9, "damaged"),
    "jpeg cut off": (encoded(halves(), "JPEG")[:-200], "damaged"),
    "png with a wrong checksum": (encoded(halves(), "PNG")[:-16] + bytes(16), "damaged"),
    "bomb": (png_bomb(), "too_many_pixels"),
    "tracking pixel": (encoded(Image.new("RGB", (1, 1)), "GIF"), "too_small"),
}


@pytest.mark.parametrize(("data", "fault"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_picture_is_refused_by_its_content(data: bytes, fault: str) -> None:
    """Whatever it calls itself, and with a remedy."""
    with pytest.raises(PhotoError) as caught:
        upload(data)
    assert caught.value.fault == fault
    assert caught.value.remedy


@pytest.mark.parametrize("encoded_text", ["%%%", "AAA", "data:image/png;base64,AAAA", "ÄÖÜ", "AA==AA==", "\ud800"])
def test_what_is_no_base64_is_refused(encoded_text: str) -> None:
    with pytest.raises(PhotoError) as caught:
        read_upload(encoded_text)
    assert caught.value.fault == "damaged"


def test_too_many_bytes_are_refused_undecoded() -> None:
    with pytest.raises(PhotoError) as caught:
        read_upload("A" * (MAX_BASE64_CHARS + 4))
    assert caught.value.fault == "too_many_bytes"


@pytest.mark.parametrize("name", ["JPEG", "PNG", "WEBP", "GIF", "BMP"])
@pytest.mark.parametrize("foreign", [SCRIPT, archive(), b"%PDF-1.7 planted"], ids=["page", "archive", "pdf"])
def test_polyglot_keeps_nothing_but_its_picture(name: str, foreign: bytes) -> None:
    """A page, an archive or a document behind the picture does not survive; the picture does."""
    file = encoded(halves(), name)
    kept = upload(file + foreign)
    assert foreign not in kept
    assert not zipfile.is_zipfile(BytesIO(kept))
    assert kept == upload(file)


def test_polyglot_in_a_comment_is_not_kept_either() -> None:
    """Nor is what a picture says in words, nor where it was taken."""
    tags = exif(1)
    tags[0x8825] = {1: "N", 2: (52.0, 31.0, 12.0)}
    tags[0x010F] = "planted camera"
    for file in (
        encoded(halves(), "JPEG", comment=SCRIPT, exif=tags),
        encoded(halves(), "WEBP", exif=tags),
        encoded(halves(), "PNG", exif=tags),
    ):
        kept = upload(file)
        assert SCRIPT not in kept
        assert b"planted" not in kept
        with Image.open(BytesIO(kept)) as image:
            assert not image.getexif()
            assert not image.info


def test_kept_picture_is_upright_and_small() -> None:
    """Orientation is applied before its tag is dropped; 512 px at most, and no larger than its pixels."""
    picture = Image.fromarray(np.random.default_rng(1).integers(0, 255, (3000, 2000, 3), np.uint8))
    kept = upload(encoded(picture, "JPEG", quality=80, exif=exif(6)))
    with Image.open(BytesIO(kept)) as image:
        assert image.format == "PNG"
        assert image.size == (512, 341)
    assert len(kept) < 512 * 341 * 3 * 1.01


def test_refusal_takes_bounded_time_and_memory(tmp_path: Path) -> None:
    """All refusals above and the largest file that is looked at, in a process of its own: a second, and 64 MB besides
    the text and the bytes of that file (25 and 19 MB)."""
    contents = [*(data for data, _ in REFUSED.values()), b"\xff\xd8\xff" + bytes(19_000_000)]
    for number, data in enumerate(contents):
        (tmp_path / f"{number}").write_bytes(b64encode(data))
    (tmp_path / "good").write_bytes(b64encode(encoded(halves(), "PNG")))
    program = """
import re, sys, time
from pathlib import Path
from assistant.security.uploads import read_upload
from retrieval.errors import PhotoError
def peak_kb():  # not ru_maxrss, which begins at the parent's
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
good, *bad = sorted(Path(sys.argv[1]).iterdir(), key=lambda path: path.name != "good")
read_upload(good.read_text())
worst_ms, before_kb = 0.0, peak_kb()
for path in bad:
    text = path.read_text()
    started = time.process_time()
    try:
        read_upload(text)
    except PhotoError:
        worst_ms = max(worst_ms, 1000 * (time.process_time() - started))
    else:
        raise AssertionError(path)
print(round(worst_ms), peak_kb() - before_kb)
"""
    run = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=True, timeout=60
    )
    worst_ms, grown_kb = map(int, run.stdout.split())
    assert worst_ms < 1_000
    assert grown_kb <= 64_000 + 25_000 + 19_000

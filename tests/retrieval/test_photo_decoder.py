"""Pictures within bounds: upright, on white, eight bits, at most 512 pixels long."""

import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from retrieval.errors import PhotoError
from retrieval.photo_decoder import photo_image
from retrieval.photos import MAX_BYTES, MAX_SIDE, Photo, decode_photo
from tests.retrieval.pictures import BLUE, GREEN, RED, WHITE, encoded, exif, halves, png_bomb

pytestmark = pytest.mark.unit


def pixels_of(photo: Photo) -> npt.NDArray[np.uint8]:
    return np.frombuffer(photo.pixels, np.uint8).reshape(photo.height, photo.width, 3)


def fault_of(data: bytes) -> str:
    with pytest.raises(PhotoError) as caught:
        decode_photo(data)
    return caught.value.fault


@pytest.mark.parametrize(
    ("size", "expected"),
    [((512, 512), (512, 512)), ((1024, 512), (512, 256)), ((300, 900), (171, 512)), ((16, 512), (16, 512))],
)
def test_longer_side_is_cut_to_512(size: tuple[int, int], expected: tuple[int, int]) -> None:
    """Proportions are kept: 300 / 900 · 512 = 170.7."""
    photo = decode_photo(encoded(Image.new("RGB", size), "PNG"))
    assert (photo.width, photo.height) == expected


@pytest.mark.parametrize("size", [(1, 1), (15, 15), (1, 900), (2000, 40)])
def test_picture_too_small_or_too_narrow_is_refused(size: tuple[int, int]) -> None:
    """2000 x 40 becomes 512 x 10."""
    assert fault_of(encoded(Image.new("RGB", size), "PNG")) == "too_small"


@pytest.mark.parametrize("orientation", range(1, 9))
def test_photo_is_upright(orientation: int) -> None:
    """TIFF 6.0, tag 274: 2 to 4 are mirrored or upside down, 5 to 8 also lie on their side."""
    picture = halves(64, 32)
    picture.paste(GREEN, (0, 0, 32, 16))
    file = encoded(picture, "PNG", exif=exif(orientation))
    photo = pixels_of(decode_photo(file))
    turns = {
        1: lambda a: a, 2: lambda a: a[:, ::-1], 3: lambda a: a[::-1, ::-1], 4: lambda a: a[::-1],
        5: lambda a: a.swapaxes(0, 1), 6: lambda a: np.rot90(a, -1),
        7: lambda a: a[::-1, ::-1].swapaxes(0, 1), 8: lambda a: np.rot90(a, 1),
    }  # fmt: skip
    expected = turns[orientation](np.asarray(picture))
    assert np.array_equal(photo, expected)


def test_transparent_is_white() -> None:
    """A half-transparent red is pink: 255 · ½ of white comes through."""
    picture = Image.new("RGBA", (32, 32), (255, 0, 0, 0))
    picture.paste((255, 0, 0, 128), (0, 0, 16, 32))
    photo = pixels_of(decode_photo(encoded(picture, "PNG")))
    assert tuple(photo[0, 31]) == WHITE
    assert tuple(photo[0, 0]) == (255, 127, 127)


def test_transparent_colour_of_a_palette_is_white() -> None:
    """As GIFs and small PNGs have it."""
    picture = Image.new("P", (32, 32), 1)
    picture.putpalette([*RED, *BLUE])
    picture.paste(0, (0, 0, 16, 32))
    for name in ("PNG", "GIF"):
        photo = pixels_of(decode_photo(encoded(picture, name, transparency=0)))
        assert (tuple(photo[0, 0]), tuple(photo[0, 31])) == (WHITE, BLUE)


def test_sixteen_bits_of_grey_are_scaled_to_eight() -> None:
    """0xffff is white, 0x8080 is 0x80, not everything above 255 white."""
    grey = np.zeros((32, 32), np.uint16)
    grey[:, 16:], grey[:, 24:] = 0x8080, 0xFFFF
    photo = pixels_of(decode_photo(encoded(Image.fromarray(grey), "PNG")))
    assert [tuple(photo[0, x]) for x in (0, 20, 31)] == [(0, 0, 0), (128, 128, 128), WHITE]


def test_cmyk_keeps_its_colours() -> None:
    """Print shops send such; inks are no light."""
    left, right = pixels_of(decode_photo(encoded(halves().convert("CMYK"), "JPEG", quality=95)))[0, [8, 56]].tolist()
    assert left[0] > 240
    assert right[2] > 240
    assert max(left[1], left[2], right[0], right[1]) < 15


@pytest.mark.parametrize("name", ["GIF", "WEBP", "PNG"])
def test_first_frame_of_an_animation_counts(name: str) -> None:
    """The picture that a viewer shows first."""
    frames = [Image.new("RGB", (32, 32), colour) for colour in (GREEN, RED, BLUE)]
    file = encoded(frames[0], name, save_all=True, append_images=frames[1:], duration=100)
    assert np.abs(pixels_of(decode_photo(file))[5, 5].astype(int) - GREEN).max() < 10


def test_opaque_picture_with_an_alpha_channel_keeps_its_colours() -> None:
    """What is opaque all over is not laid on white."""
    photo = pixels_of(decode_photo(encoded(Image.new("RGBA", (40, 30), (*BLUE, 255)), "PNG")))
    assert (photo == BLUE).all()


def test_picture_is_decoded_to_a_fraction_that_is_enough() -> None:
    """A third of 480 as PNG, a half as JPEG, which knows halves only; a smaller picture stays as it is."""
    for name, size in (("JPEG", (240, 180)), ("PNG", (160, 120))):
        photo = decode_photo(encoded(Image.new("RGB", (480, 360), GREEN), name), enough=160)
        assert (photo.width, photo.height) == size
        assert np.abs(pixels_of(photo).astype(int) - GREEN).max() < 10
    assert decode_photo(encoded(Image.new("RGB", (40, 20)), "PNG"), enough=160).width == 40
    assert decode_photo(encoded(Image.new("RGB", (512, 16)), "PNG"), enough=160).height == 6


def test_bomb_is_refused_by_its_header() -> None:
    """22 kB that decode to 178 million pixels."""
    bomb = png_bomb()
    assert len(bomb) < 22_500
    assert fault_of(bomb) == "too_many_pixels"


def test_large_jpeg_is_decoded_to_a_fraction() -> None:
    """30 million pixels, more than are decoded of any other format."""
    file = encoded(Image.new("RGB", (6000, 5000), GREEN), "JPEG", quality=30)
    photo = decode_photo(file)
    assert (photo.width, photo.height) == (MAX_SIDE, 427)
    assert fault_of(encoded(Image.new("1", (6000, 5000)), "PNG")) == "too_many_pixels"


def test_refusal_takes_little_memory(tmp_path: Path) -> None:
    """At most 64 MB over what decoding a small photo takes, in a process that does nothing else."""
    large, huge = Image.new("RGB", (3500, 3500), RED), Image.new("RGB", (6000, 6000), RED)
    webp = b"RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0" + bytes(4) + b"\xff\x3f\0" * 2  # 16,384 x 16,384 by its header
    files = {
        "too_many_pixels": [png_bomb(), webp],
        "damaged": [encoded(large, "PNG")[:-9], encoded(huge, "JPEG")[:-9], encoded(large.reduce(4), "WEBP")[:-9]],
        "too_many_bytes": [b"\xff\xd8\xff" + bytes(MAX_BYTES)],
        "no_picture": [b"text" * 99],
    }
    (tmp_path / "good").write_bytes(encoded(halves(), "PNG"))
    for fault, contents in files.items():
        for number, content in enumerate(contents):
            (tmp_path / f"{fault}.{number}").write_bytes(content)
    program = """
import resource, sys
from pathlib import Path
from retrieval.errors import PhotoError
from retrieval.photos import read_photo
good, *bad = sorted(Path(sys.argv[1]).iterdir(), key=lambda path: path.name != "good")
read_photo(good)
before_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for path in bad:
    try:
        read_photo(path)
    except PhotoError as error:
        assert error.fault == path.stem, (error.fault, path)
print(len(bad), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kb)
"""
    run = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=True, timeout=60
    )
    n_refused, grown_kb = map(int, run.stdout.split())
    assert n_refused == 7
    assert grown_kb <= 64_000


def test_whatever_damage_is_a_photo_or_a_refusal() -> None:
    """Bytes changed, cut out and put in at random: no other exception ever comes out."""
    chance = random.Random(3)
    picture = halves(48, 32)
    files = [encoded(picture, name) for name in ("JPEG", "PNG", "WEBP", "GIF", "BMP")]
    files += [encoded(picture, "JPEG", progressive=True, exif=exif(6)), encoded(picture.convert("P"), "PNG")]
    for _ in range(600):
        file = bytearray(chance.choice(files))
        for _ in range(chance.choice((1, 3, 9))):
            at = chance.randrange(len(file))
            file[at : at + chance.choice((0, 1, 1, 20))] = chance.randbytes(chance.choice((0, 1, 1, 4)))
        try:
            photo = decode_photo(bytes(file))
        except PhotoError:
            continue
        assert len(photo.pixels) == photo.width * photo.height * 3


def test_photo_becomes_an_image_again() -> None:
    """Pixel by pixel."""
    assert np.array_equal(np.asarray(photo_image(decode_photo(encoded(halves(), "PNG")))), np.asarray(halves()))

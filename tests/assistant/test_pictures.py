"""Pictures as characters, worked out by hand on four pixels."""

from pathlib import Path

import pytest
from PIL import Image
from rich.color import Color

from assistant.pictures import PictureUnreadable, draw_photo, draw_picture
from retrieval.photos import Photo

pytestmark = pytest.mark.unit


def _save(path: Path, rows: list[list[tuple[int, int, int]]]) -> Path:
    picture = Image.new("RGB", (len(rows[0]), len(rows)))
    picture.putdata([pixel for row in rows for pixel in row])
    picture.save(path)
    return path


WHITE, BLACK = (255, 255, 255), (0, 0, 0)


def test_four_pixels_become_one_quadrant_character(tmp_path: Path) -> None:
    """White in the upper left corner of black is the upper left quarter block, white on black."""
    # One column of cells is two pixels wide, and a square picture of 2 pixels is one row of cells high at least.
    path = _save(tmp_path / "a.png", [[WHITE, BLACK], [BLACK, BLACK]])
    cell = draw_picture(path, n_columns=1).segments[0]
    assert cell.text == "▘"
    assert cell.style is not None
    assert cell.style.color == Color.from_rgb(255, 255, 255)
    assert cell.style.bgcolor == Color.from_rgb(0, 0, 0)


def test_even_colour_becomes_a_blank_in_that_colour(tmp_path: Path) -> None:
    """Where nothing differs there is no foreground."""
    path = _save(tmp_path / "a.png", [[(10, 200, 30)] * 2] * 4)
    cell = draw_picture(path, n_columns=1).segments[0]
    assert cell.text == " "
    assert cell.style is not None
    assert cell.style.bgcolor == Color.from_rgb(10, 200, 30)


def test_photo_is_drawn_like_a_picture() -> None:
    """Four pixels, the upper left one white."""
    pixels = bytes((*WHITE, *BLACK, *BLACK, *BLACK))
    assert draw_photo(Photo("0" * 16, pixels, 2, 2), n_columns=1).segments[0].text == "▘"


@pytest.mark.parametrize("content", [b"", b"not a picture", b"\x89PNG\r\n\x1a\n broken"])
def test_broken_picture_raises(tmp_path: Path, content: bytes) -> None:
    """A file that is no picture is an error that names it."""
    path = tmp_path / "broken.png"
    path.write_bytes(content)
    with pytest.raises(PictureUnreadable, match=r"broken\.png"):
        draw_picture(path, n_columns=4)

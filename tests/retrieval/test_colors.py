"""Colours by pixels."""

import numpy as np
import pytest
from PIL import Image, ImageFilter

from retrieval.colors import SRGB, colors_of, lab
from retrieval.lexicon import load_lexicon
from tests.retrieval.paintings import RGB, as_photo, thing

pytestmark = pytest.mark.unit


def test_lab_of_white_black_and_red_is_that_of_the_standard() -> None:
    """White is 100, 0, 0; sRGB's red 53.24, 80.09, 67.20 (CIE 15:2004, D65)."""
    points = lab(np.array([[255, 255, 255], [0, 0, 0], [255, 0, 0]], np.uint8))
    assert np.allclose(points, np.array([[100, 0, 0], [0, 0, 0], [53.24, 80.09, 67.20]]), atol=0.05)


def test_every_known_color_is_one_of_the_lexicon() -> None:
    """Or else no shop could sell it under that name."""
    lexicon = load_lexicon()
    assert [name for name in SRGB if lexicon.canonical("color", name) != name] == []


@pytest.mark.parametrize("color", ["red", "blue", "green", "black", "yellow"])
@pytest.mark.parametrize("background", ["white", "black", "green"])
def test_subject_is_told_from_its_background(color: str, background: str) -> None:
    """The frame's colour is the background's."""
    if color != background:
        assert next(iter(colors_of(as_photo(thing(color, on=background)), RGB))) == color


def test_white_on_white_is_white() -> None:
    """Nothing stands out, so that the middle counts."""
    assert colors_of(as_photo(thing("white")), RGB) == {"white": 1.0}


def test_two_colors_have_their_shares() -> None:
    """Half a square each."""
    image = thing("red")
    image.paste(thing("blue").crop((24, 24, 48, 72)), (24, 24))
    found = colors_of(as_photo(image), RGB)
    assert set(found) == {"red", "blue"}
    assert all(abs(share - 0.5) < 0.05 for share in found.values())


def test_blurred_and_darkened_red_is_still_red() -> None:
    """Light and shadow change the lightness, not the hue."""
    image = thing("red").filter(ImageFilter.GaussianBlur(2)).point(lambda value: int(value * 0.8))
    assert next(iter(colors_of(as_photo(image), RGB))) == "red"


def test_names_that_are_not_known_are_never_seen() -> None:
    """A shop's own colour has no pixels to be recognised by."""
    assert colors_of(as_photo(thing("red")), ["sunset blaze"]) == {}
    assert set(colors_of(as_photo(thing("red")), ["sunset blaze", "blue"])) == {"blue"}


def test_smallest_picture_is_read() -> None:
    """Fewer pixels than the grid that is looked at."""
    assert colors_of(as_photo(Image.new("RGB", (40, 16), RGB["blue"])), RGB) == {"blue": 1.0}

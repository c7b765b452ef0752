"""Odd pictures are what their names say, and the shop's decoder takes or refuses them accordingly."""

from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from evals.odd_photos import ALONE, OF_OFFERS, odd_photo, offer_photo
from retrieval.errors import PhotoError
from retrieval.photos import decode_photo

pytestmark = pytest.mark.unit


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A red square on white."""
    image = Image.new("RGB", (120, 120), (255, 255, 255))
    ImageDraw.Draw(image).rectangle((20, 20, 100, 100), (200, 30, 40))
    path = tmp_path / "picture.png"
    image.save(path)
    return path


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("empty", "empty"),
        ("text", "no_picture"),
        ("svg", "unsupported"),
        ("heic", "unsupported"),
        ("pixel", "too_small"),
        ("bomb", "too_many_pixels"),
    ],
)
def test_picture_of_nothing_is_refused_for_what_it_is(name: str, fault: str) -> None:
    """Each by its own fault."""
    with pytest.raises(PhotoError) as refused:
        decode_photo(odd_photo(name))
    assert refused.value.fault == fault


def test_meadow_is_a_picture() -> None:
    """Only that there is nothing in it to be sold."""
    assert (decode_photo(odd_photo("meadow")).width, set(ALONE) - {"meadow"}) == (
        480,
        {"empty", "text", "svg", "heic", "pixel", "bomb"},
    )


def test_bomb_is_small() -> None:
    """22 kB that would be 178 million pixels."""
    assert len(odd_photo("bomb")) < 30_000


@pytest.mark.parametrize("name", sorted(set(OF_OFFERS) - {"cut"}))
def test_odd_picture_of_an_offer_shows_it_still(picture: Path, name: str) -> None:
    """Red in the middle; a 16-bit grey one is grey there."""
    photo = decode_photo(offer_photo(picture, name))
    middle = 3 * (photo.width * (photo.height // 2) + photo.width // 2)
    red, green, blue = photo.pixels[middle : middle + 3]
    assert photo.width == photo.height
    assert red > green + 80 or (name == "deep" and 40 < red == green == blue < 150)


def test_cut_picture_is_damaged(picture: Path) -> None:
    """Half of a file is no picture."""
    with pytest.raises(PhotoError) as refused:
        decode_photo(offer_photo(picture, "cut"))
    assert refused.value.fault == "damaged"


def test_photo_of_an_offer_is_not_its_picture(picture: Path) -> None:
    """Nearer, askew and darker: 84 % of each side are left, and 80 % of white's 255 is 204."""
    photo = decode_photo(offer_photo(picture))
    assert (photo.width, photo.height) == (100, 100)
    assert photo.pixels[-3:] == b"\xcc" * 3

"""Ways of looking at a photo."""

import numpy as np
import pytest

from retrieval.photo_views import further_away, relit, views_of
from retrieval.photos import Photo

pytestmark = pytest.mark.unit


def photo(pixels: np.ndarray) -> Photo:
    height, width, _ = pixels.shape
    return Photo("0123456789abcdef", pixels.astype(np.uint8).tobytes(), width, height)


def pixels_of(seen: Photo) -> np.ndarray:
    return np.frombuffer(seen.pixels, np.uint8).reshape(seen.height, seen.width, 3)


def test_dim_photo_gets_its_white_back() -> None:
    """A ground of 170 is made 255, half as bright again, and so is a thing of 100: 150."""
    pixels = np.full((20, 10, 3), 170)
    pixels[5:15, 2:8] = 100
    seen = pixels_of(relit(photo(pixels)))
    assert seen[0, 0].tolist() == [255, 255, 255]
    assert seen[10, 5].tolist() == [150, 150, 150]


def test_photo_without_white_is_brightened_within_bounds() -> None:
    """100 x 1.8 = 180; a colour keeps its proportions."""
    assert pixels_of(relit(photo(np.full((4, 4, 3), 100))))[0, 0].tolist() == [180, 180, 180]
    red = np.zeros((4, 4, 3))
    red[..., 0] = 100
    assert pixels_of(relit(photo(red)))[0, 0].tolist() == [180, 0, 0]


def test_bright_photo_is_left_alone() -> None:
    bright = photo(np.full((4, 4, 3), 250))
    assert relit(bright) == bright
    assert len(views_of(bright)) == 2


def test_photo_from_further_away_is_whole_and_in_the_middle() -> None:
    """10 x 20 on 12 x 24: two rows above and below, one column at each side."""
    seen = further_away(photo(np.zeros((20, 10, 3))))
    assert (seen.width, seen.height) == (12, 24)
    assert pixels_of(seen)[2:22, 1:11].max() == 0
    assert pixels_of(seen)[[0, 1, 22, 23]].min() == 255


def test_smallest_photo_is_looked_at() -> None:
    assert all(len(view.pixels) == view.width * view.height * 3 for view in views_of(photo(np.zeros((1, 1, 3)))))

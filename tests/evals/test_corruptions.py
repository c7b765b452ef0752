"""What corruptions do to a picture."""

import io
from random import Random

import numpy as np
import pytest
from PIL import Image

from evals.corruptions import CORRUPTIONS, corrupted

pytestmark = pytest.mark.unit


def halves() -> Image.Image:
    """100 x 80: the left half black, the right half white."""
    image = Image.new("RGB", (100, 80), "black")
    image.paste("white", (50, 0, 100, 80))
    return image


def pixels(name: str, seed: int = 1) -> np.ndarray:
    buffer = io.BytesIO()
    halves().save(buffer, "PNG")
    return np.asarray(Image.open(io.BytesIO(corrupted(buffer.getvalue(), name, Random(seed)))), np.float64)


@pytest.mark.parametrize("name", sorted(CORRUPTIONS))
def test_corruption_changes_the_picture_the_same_way_for_the_same_seed(name: str) -> None:
    """RGB in, RGB out, not the same pixels, and no chance but the seed's."""
    changed = pixels(name)
    assert changed.shape[2] == 3
    assert changed.shape != (80, 100, 3) or (changed != np.asarray(halves())).any()
    assert (pixels(name) == changed).all()


def test_blur_softens_the_edge_only() -> None:
    """Grey where black meets white, the sides as they were."""
    row = pixels("blur")[40, :, 0]
    assert 60 < row[49] < 195
    assert (row[0], row[99]) == (0, 255)


def test_crop_keeps_most_of_each_side() -> None:
    """75 to 90 %."""
    height, width, _ = pixels("crop").shape
    assert 60 <= height <= 72
    assert 75 <= width <= 90


def test_rotation_fills_corners_with_white() -> None:
    """The black top-left corner leaves the picture."""
    assert pixels("rotation")[0, 0].tolist() == [255, 255, 255]


def test_dark_scales_brightness() -> None:
    """White becomes 35 to 60 % grey."""
    assert 0.34 * 255 <= pixels("dark")[40, 90, 0] <= 0.6 * 255

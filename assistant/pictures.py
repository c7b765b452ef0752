"""Product pictures in a terminal: four pixels a character cell, drawn with quadrant blocks in two colours."""

from pathlib import Path
from typing import TYPE_CHECKING

from rich.color import Color
from rich.console import Console
from rich.segment import Segment, Segments
from rich.style import Style

from assistant.errors import AssistantError
from retrieval.photos import Photo

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

Pixel = tuple[int, int, int]

QUADRANTS = " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█"
"""Indexed by a bit for each quarter in the foreground: 1 upper left, 2 upper right, 4 lower left, 8 lower right."""


class PictureUnreadable(AssistantError):
    """A picture file is missing or is not a picture."""


def can_show_pictures(console: Console) -> bool:
    """True where the terminal has enough colours for a picture to be recognised."""
    return console.is_terminal and console.color_system in ("256", "truecolor")


def draw_picture(path: Path, *, n_columns: int) -> Segments:
    """The picture `n_columns` cells wide, its proportions kept; a cell is taken to be twice as high as wide.

    Raises `PictureUnreadable`.
    """
    from PIL import Image, UnidentifiedImageError  # here, since --help must not pay for it

    try:
        with Image.open(path) as picture:
            return _draw(picture.convert("RGB"), n_columns)
    except (OSError, UnidentifiedImageError, ValueError) as error:
        raise PictureUnreadable(f"The picture {path.name} cannot be shown.") from error


def draw_photo(photo: Photo, *, n_columns: int) -> Segments:
    """A shopper's photo, drawn like a picture."""
    from PIL import Image

    return _draw(Image.frombytes("RGB", (photo.width, photo.height), photo.pixels), n_columns)


def _draw(picture: "Picture", n_columns: int) -> Segments:
    from PIL.Image import Resampling

    n_rows = max(1, round(picture.height * n_columns / picture.width / 2))
    raw = picture.resize((2 * n_columns, 2 * n_rows), Resampling.LANCZOS).tobytes()

    def pixel_at(x: int, y: int) -> Pixel:
        start = (y * 2 * n_columns + x) * 3
        return raw[start], raw[start + 1], raw[start + 2]

    segments: list[Segment] = []
    for y in range(0, 2 * n_rows, 2):
        for x in range(0, 2 * n_columns, 2):
            segments.append(_cell([pixel_at(x + dx, y + dy) for dy in (0, 1) for dx in (0, 1)]))
        segments.append(Segment.line())
    return Segments(segments)


def _cell(pixels: list[Pixel]) -> Segment:
    """The quadrant character for four pixels: those brighter than their mean in front, the others behind."""
    brightness = [sum(pixel) for pixel in pixels]
    mean = sum(brightness) / 4
    front = [value > mean for value in brightness]
    mask = sum(1 << index for index, is_front in enumerate(front) if is_front)
    behind = _mean([pixel for pixel, is_front in zip(pixels, front, strict=True) if not is_front])
    before = _mean([pixel for pixel, is_front in zip(pixels, front, strict=True) if is_front]) if mask else behind
    return Segment(QUADRANTS[mask], Style(color=Color.from_rgb(*before), bgcolor=Color.from_rgb(*behind)))


def _mean(pixels: list[Pixel]) -> Pixel:
    red, green, blue = (sum(channel) // len(pixels) for channel in zip(*pixels, strict=True))
    return red, green, blue

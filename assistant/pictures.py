"""Product pictures in a terminal: two pixels a character cell, drawn with the upper half block."""

from pathlib import Path

from rich.color import Color
from rich.console import Console
from rich.segment import Segment, Segments
from rich.style import Style

from assistant.errors import AssistantError


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
            n_rows = max(2, round(picture.height * n_columns / picture.width / 2) * 2)
            pixels = picture.convert("RGB").resize((n_columns, n_rows), Image.Resampling.LANCZOS)
    except (OSError, UnidentifiedImageError, ValueError) as error:
        raise PictureUnreadable(f"The picture {path.name} cannot be shown.") from error
    raw = pixels.tobytes()

    def color_at(x: int, y: int) -> Color:
        start = (y * n_columns + x) * 3
        return Color.from_rgb(*raw[start : start + 3])

    segments: list[Segment] = []
    for y in range(0, n_rows, 2):
        for x in range(n_columns):
            segments.append(Segment("▀", Style(color=color_at(x, y), bgcolor=color_at(x, y + 1))))
        segments.append(Segment.line())
    return Segments(segments)

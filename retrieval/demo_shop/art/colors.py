"""The demo shop's colours as sRGB hex, and mixing."""

from collections.abc import Mapping

HEX: Mapping[str, str] = {
    "black": "#2b2b30", "white": "#fdfcfa", "grey": "#8f9299", "navy": "#26365e", "blue": "#2f6fc4",
    "light blue": "#a8cbea", "red": "#cb342f", "burgundy": "#7c2339", "pink": "#ee9fb5", "purple": "#74479c",
    "lavender": "#bcabdf", "green": "#3d8654", "olive": "#6d703d", "teal": "#1f8085", "yellow": "#f3ca42",
    "mustard": "#cf9a2b", "orange": "#e97b2e", "brown": "#6f4a32", "tan": "#ba8b5d", "beige": "#ddcbae",
    "cream": "#f4ead4", "gold": "#d6aa45", "silver": "#c3c7cd", "rose gold": "#dda190", "multicolor": "#e9b44c",
}  # fmt: skip

BRIGHTS = ("#d8483f", "#f0b93a", "#3f8fc9", "#4d9a5f", "#e8853b", "#8a63b5")
"""What multicoloured things are made of."""


def rgb(color: str) -> tuple[int, int, int]:
    """Red, green, blue, 0 to 255, of "#rrggbb"."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def mix(color: str, other: str, share: float) -> str:
    """`color` with `share` (0 to 1) of `other` in it."""
    pairs = zip(rgb(color), rgb(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def lighter(color: str, share: float) -> str:
    """`color` with `share` of white."""
    return mix(color, "#ffffff", share)


def darker(color: str, share: float) -> str:
    """`color` with `share` of a warm black."""
    return mix(color, "#17120f", share)


def luma(color: str) -> float:
    """Perceived brightness, 0 (black) to 1 (white). Source: ITU-R BT.601, section 2.5.1."""
    red, green, blue = rgb(color)
    return (0.299 * red + 0.587 * green + 0.114 * blue) / 255


def contour(color: str) -> str:
    """The outline of a thing of this colour: visible on the backdrop even where the thing is white."""
    return darker(color, 0.45) if luma(color) < 0.75 else darker(color, 0.34)


def contrast(color: str) -> str:
    """A print that shows on this ground and leaves the ground dominant."""
    return lighter(color, 0.86) if luma(color) < 0.62 else mix(darker(color, 0.55), "#2b3550", 0.35)

"""What cloth and other materials look like close up, as translucent SVG pattern tiles over any colour."""

from collections.abc import Mapping

from retrieval.demo_shop.art.patterns import tile

DARK, PALE = "#17120f", "#ffffff"


def _lines(d: str, color: str, opacity: float, width: float = 1) -> str:
    return f'<path d="{d}" fill="none" stroke="{color}" stroke-width="{width:g}" stroke-opacity="{opacity:g}"/>'


def _dots(places: str, color: str, opacity: float, radius: float) -> str:
    pairs = [pair.split(",") for pair in places.split()]
    circles = "".join(f'<circle cx="{x}" cy="{y}" r="{radius:g}"/>' for x, y in pairs)
    return f'<g fill="{color}" fill-opacity="{opacity:g}">{circles}</g>'


TEXTURES: Mapping[str, str] = {
    "twill": tile(
        "twill",
        5,
        5,
        _lines("M-1 6L6 -1M-1 1L1 -1M4 6L6 4", PALE, 0.28, 1.1) + _lines("M-1 3.5L3.5 -1M1.5 6L6 1.5", DARK, 0.16),
    ),
    "knit": tile(
        "knit", 10, 8, _lines("M0 0L5 6L10 0", DARK, 0.2, 1.7) + _lines("M0 3L5 9L10 3M0 -5L5 1L10 -5", PALE, 0.2, 1.2)
    ),
    "rib": tile("rib", 7, 7, _lines("M1.5 0V7", DARK, 0.24, 1.8) + _lines("M4.5 0V7", PALE, 0.2, 1.4)),
    "wool": tile(
        "wool",
        14,
        14,
        _dots("2,3 8,1 12,6 5,8 10,11 2,12", DARK, 0.14, 0.9) + _dots("5,4 11,9 7,13 1,7", PALE, 0.26, 0.9),
    ),
    "fleece": tile(
        "fleece",
        18,
        18,
        _lines("M2 4q3 -4 6 0M11 3q3 -3 5 1M4 11q3 -4 6 0M12 13q3 -4 5 0M1 16q2 -3 4 0", PALE, 0.34, 1.3)
        + _lines("M3 6q3 -3 5 0M12 6q2 -3 4 0M5 13q3 -3 5 0", DARK, 0.14, 1.2),
    ),
    "linen": tile(
        "linen",
        16,
        16,
        _lines("M0 3H16M0 9.5H11M2 13H16", PALE, 0.24, 0.8) + _lines("M4 0V16M10 3V16M14 0V9", DARK, 0.1, 0.8),
    ),
    "canvas": tile(
        "canvas", 6, 6, _lines("M0 1.5H6M0 4.5H6", PALE, 0.16, 1) + _lines("M1.5 0V6M4.5 0V6", DARK, 0.1, 1)
    ),
    "mesh": tile("mesh", 7, 7, _dots("1.75,1.75 5.25,5.25", DARK, 0.26, 1.1)),
    "grain": tile(
        "grain",
        22,
        22,
        _dots("3,4 9,2 15,6 20,3 6,10 13,12 19,14 2,16 9,18 16,20", DARK, 0.13, 0.8)
        + _dots("5,5 11,3 17,8 8,12 15,14 4,18 12,20", PALE, 0.13, 0.8),
    ),
    "suede": tile(
        "suede",
        13,
        13,
        _lines("M1 3l3 -1M7 2l3 1M4 7l3 -1M10 8l2 1M2 11l3 1M8 12l3 -1", PALE, 0.22, 1.1)
        + _lines("M3 5l2 1M9 5l2 -1M6 10l2 1", DARK, 0.14, 1.1),
    ),
    "wood": tile(
        "wood",
        120,
        60,
        _lines("M0 8C30 2 60 16 120 8M0 22C40 30 70 14 120 22", DARK, 0.2, 1.6)
        + _lines("M0 38C20 34 50 46 120 38M0 51C50 58 80 46 120 51", DARK, 0.2, 1.6)
        + _lines("M0 14C30 10 70 22 120 14M0 45C40 40 80 52 120 45", DARK, 0.12, 1.2)
        + _lines("M48 28C56 24 70 25 74 30C68 35 54 34 48 28Z", DARK, 0.12, 1.2),
    ),
    "bamboo": tile(
        "bamboo",
        22,
        74,
        _lines("M0 0V74M11 37V111M11 -37V37", DARK, 0.18, 1.4)
        + _lines("M0 2H22M0 39H22", DARK, 0.22, 2)
        + _lines("M5 0V74M17 0V74", PALE, 0.22, 2),
    ),
    "cork": tile(
        "cork",
        26,
        26,
        _dots("4,5 13,3 21,8 8,13 17,16 3,20 12,22 22,22", DARK, 0.26, 1.5)
        + _dots("9,7 17,11 5,15 20,3 14,19", PALE, 0.3, 1.3),
    ),
    "iron": tile(
        "iron", 12, 12, _dots("2,2 7,4 11,9 4,8 8,11", PALE, 0.12, 0.7) + _dots("4,4 9,7 1,10", DARK, 0.3, 0.7)
    ),
    "pile": tile(
        "pile", 8, 6, _lines("M1 5v-4M3.6 6v-4M6.2 5v-4", DARK, 0.13, 1) + _lines("M2.2 5v-4M5 6v-4", PALE, 0.17, 1)
    ),
}
"""Texture -> its definition, whose id is its name."""

TEXTURE_OF: Mapping[str, str] = {
    "denim": "twill", "wool": "wool", "merino wool": "wool", "cashmere": "wool", "fleece": "fleece", "linen": "linen",
    "canvas": "canvas", "mesh": "mesh", "leather": "grain", "faux leather": "grain", "suede": "suede", "wood": "wood",
    "bamboo": "bamboo", "cork": "cork", "cast iron": "iron",
}  # fmt: skip
"""Material -> texture; the others are smooth."""

FINISH_OF: Mapping[str, str] = {
    "leather": "leather", "faux leather": "leather", "silk": "sheen", "velvet": "velvet", "nylon": "satin",
    "stainless steel": "metal", "sterling silver": "metal", "gold": "metal", "aluminium": "metal", "cast iron": "satin",
    "plastic": "gloss", "ceramic": "gloss", "glass": "glass", "rubber": "satin", "wax": "wax",
}  # fmt: skip
"""Material -> how it takes the light; the others are matt."""

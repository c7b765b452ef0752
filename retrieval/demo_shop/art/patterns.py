"""Printed and woven patterns as SVG pattern tiles."""

from collections.abc import Callable, Mapping

from retrieval.demo_shop.art.colors import contrast, darker, lighter, luma, mix


def tile(key: str, width: float, height: float, content: str, *, turn: float = 0) -> str:
    """A pattern definition of one tile."""
    turned = f' patternTransform="rotate({turn:g})"' if turn else ""
    return (
        f'<pattern id="{key}" width="{width:g}" height="{height:g}" patternUnits="userSpaceOnUse"{turned}>'
        f"{content}</pattern>"
    )


def striped(key: str, ground: str) -> str:
    """Even horizontal stripes, thinner than the ground between them."""
    return tile(key, 40, 26, f'<rect y="4" width="40" height="9" fill="{contrast(ground)}"/>')


def checked(key: str, ground: str) -> str:
    """A tartan: broad translucent bands, and a fine line of contrast."""
    band, line = darker(ground, 0.4), contrast(ground)
    return tile(
        key, 48, 48,

            f'<path d="M0 0h20v48h-20z" fill="{band}" opacity=".42"/><path d="M0 0h48v20h-48z" fill="{band}" '
            'opacity=".42"/>'
        f'<path d="M33 0h3v48h-3zM0 33h48v3h-48z" fill="{line}" opacity=".7"/>',
    )  # fmt: skip


def floral(key: str, ground: str) -> str:
    """Scattered blossoms with leaves."""
    petal = "#fff4f0" if luma(ground) < 0.62 else mix("#d8576b", ground, 0.12)
    second = mix("#f2a9b8", ground, 0.15) if luma(ground) < 0.62 else mix("#e8b04a", ground, 0.1)
    leaf = mix("#6fa36c", ground, 0.25)
    flowers = (
        _leaf(22, 34, 40, leaf) + _leaf(8, 14, -50, leaf) + _leaf(62, 66, 20, leaf) + _leaf(50, 46, 150, leaf)
        + _flower(18, 20, 11, petal) + _flower(22, 60, 8, petal) + _flower(58, 56, 12, second)
        + _flower(60, 14, 7, second)
        + f'<circle cx="40" cy="36" r="2.6" fill="{petal}"/><circle cx="2" cy="44" r="2.4" fill="{second}"/>'
    )  # fmt: skip
    return tile(key, 78, 78, flowers)


def _flower(x: float, y: float, size: float, color: str) -> str:
    petals = "".join(
        f'<ellipse cx="{x}" cy="{y - size * 0.55:g}" rx="{size * 0.36:g}" ry="{size * 0.52:g}" '
        f'transform="rotate({turn} {x} {y})" fill="{color}"/>'
        for turn in range(0, 360, 72)
    )
    return f'{petals}<circle cx="{x}" cy="{y}" r="{size * 0.28:g}" fill="#e3a63b"/>'


def _leaf(x: float, y: float, turn: float, color: str) -> str:
    return (
        f'<path d="M0 0C4 -6 12 -6 16 0C12 5 4 5 0 0Z" transform="translate({x} {y}) rotate({turn})" fill="{color}"/>'
    )


def polka_dot(key: str, ground: str) -> str:
    """Dots on a diagonal grid."""
    dot = contrast(ground)
    return tile(
        key, 34, 34, f'<g fill="{dot}"><circle cx="8.5" cy="8.5" r="5"/><circle cx="25.5" cy="25.5" r="5"/></g>'
    )


def camouflage(key: str, ground: str) -> str:
    """Overlapping blobs of the ground's darker and lighter tones."""
    tones = (darker(ground, 0.45), mix(lighter(ground, 0.35), "#c9b98c", 0.4), darker(ground, 0.68))
    blobs = (
        ("M4 10C18 -2 34 8 44 14C56 20 40 32 28 28C14 24 -4 24 4 10Z", tones[0]),
        ("M58 40C72 32 92 44 84 56C76 66 66 56 54 60C42 62 44 46 58 40Z", tones[0]),
        ("M40 66C54 58 58 76 50 84C38 92 24 82 18 86C4 90 10 70 24 72C32 74 34 70 40 66Z", tones[1]),
        ("M66 6C82 2 94 14 84 22C74 28 72 18 62 20C52 20 54 8 66 6Z", tones[1]),
        ("M10 46C20 38 32 46 30 54C26 62 14 58 8 58C-2 56 2 50 10 46Z", tones[2]),
        ("M70 76C80 72 92 80 86 88C80 94 72 88 66 88C58 86 62 78 70 76Z", tones[2]),
    )
    return tile(key, 98, 98, "".join(f'<path d="{d}" fill="{tone}" opacity=".85"/>' for d, tone in blobs))


def houndstooth(key: str, ground: str) -> str:
    """Broken checks with the four notches of the weave."""
    other = contrast(ground)
    check = "M0 0h12v12h-12zM12 0l6 0l-6 6zM24 0v6l-6 6h-6l12 -12zM0 12l6 0l-6 6zM0 24l12 -12v6l-6 6z"
    return tile(key, 24, 24, f'<path d="{check}" fill="{other}" opacity=".85"/>')


def paisley(key: str, ground: str) -> str:
    """Curled drops, rimmed and dotted."""
    rim, inner = contrast(ground), mix("#d9a441", ground, 0.2)
    drop = "M0 -20C15 -20 19 2 9 13C-2 24 -18 14 -13 0C-10 -9 2 -8 1 -14C1 -17 -1 -19 0 -20Z"
    motif = (
        f'<path d="{drop}" fill="{rim}" opacity=".9"/><path d="{drop}" transform="scale(.66)" fill="{inner}"/>'
        f'<circle cx="-2" cy="6" r="3" fill="{rim}"/>'
    )
    dots = f'<g fill="{rim}" opacity=".8"><circle cx="40" cy="14" r="2.6"/><circle cx="8" cy="56" r="2.6"/></g>'
    return tile(
        key, 68, 72,

            f'<g transform="translate(20 24) rotate(-18)">{motif}</g><g transform="translate(50 54) rotate(160) '
            'scale(.82)">'
        f"{motif}</g>{dots}",
    )  # fmt: skip


PATTERNS: Mapping[str, Callable[[str, str], str]] = {
    "striped": striped, "checked": checked, "floral": floral, "polka dot": polka_dot, "camouflage": camouflage,
    "houndstooth": houndstooth, "paisley": paisley,
}  # fmt: skip
"""Pattern value -> (id, ground colour) -> definition. Graphics and colour blocks are drawn, not tiled."""

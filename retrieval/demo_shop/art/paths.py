"""Path arithmetic: half outlines are drawn once and mirrored about the middle of the canvas (x = 240).

Paths here use absolute M, L, Q, C and Z only, and numbers separated by blanks or commas.
"""

import re

WIDTH = 480
_TOKEN = re.compile(r"[MLQCZ]|-?\d+(?:\.\d+)?")
_POINTS = {"M": 1, "L": 1, "Q": 2, "C": 3, "Z": 0}

Segment = tuple[str, tuple[tuple[float, float], ...]]


def parse(d: str) -> list[Segment]:
    """The segments of a path.

    Raises ValueError for other commands than M, L, Q, C and Z.
    """
    if re.search(r"[^MLQCZ\d\s,.\-]", d):
        raise ValueError(f"Only absolute M, L, Q, C and Z can be mirrored, not {d!r}")
    tokens = _TOKEN.findall(d)
    segments: list[Segment] = []
    at, command = 0, "M"
    while at < len(tokens):
        if tokens[at] in _POINTS:
            command = tokens[at]
            at += 1
        n_numbers = 2 * _POINTS[command]
        numbers = [float(token) for token in tokens[at : at + n_numbers]]
        segments.append((command, tuple(zip(numbers[::2], numbers[1::2], strict=True))))
        at += n_numbers
    return segments


def text(segments: list[Segment]) -> str:
    """The path of `segments`."""
    return "".join(command + " ".join(f"{x:g} {y:g}" for x, y in points) for command, points in segments)


def flip(d: str) -> str:
    """`d` mirrored left to right."""
    return text([(command, tuple((WIDTH - x, y) for x, y in points)) for command, points in parse(d)])


def shift(d: str, dx: float, dy: float) -> str:
    """`d` moved by (dx, dy)."""
    return text([(command, tuple((x + dx, y + dy) for x, y in points)) for command, points in parse(d)])


def symmetric(half: str) -> str:
    """The closed outline whose right half is `half`, drawn from the top middle to the bottom middle."""
    segments = parse(half)
    back: list[Segment] = []
    points = [point for _, group in segments for point in group]
    end = len(points)
    for command, group in reversed(segments[1:]):
        start = end - len(group)
        mirrored = [(WIDTH - x, y) for x, y in points[start - 1 : end]]
        back.append((command, tuple(reversed(mirrored[:-1]))))
        end = start
    return text([*segments, *back, ("Z", ())])


def oval(x: float, y: float, radius_x: float, radius_y: float) -> str:
    """An ellipse as four curves (0.5523 is the usual approximation of a quarter circle)."""
    kx, ky = radius_x * 0.5523, radius_y * 0.5523
    left, right, top, bottom = x - radius_x, x + radius_x, y - radius_y, y + radius_y
    return (
        f"M{x:g} {top:g}C{x + kx:g} {top:g} {right:g} {y - ky:g} {right:g} {y:g}"
        f"C{right:g} {y + ky:g} {x + kx:g} {bottom:g} "
        f"{x:g} {bottom:g}C{x - kx:g} {bottom:g} {left:g} {y + ky:g} {left:g} {y:g}"
        f"C{left:g} {y - ky:g} {x - kx:g} {top:g} {x:g} {top:g}Z"
    )


def box(x: float, y: float, width: float, height: float, radius: float = 0) -> str:
    """A rectangle with rounded corners."""
    right, bottom, r = x + width, y + height, min(radius, width / 2, height / 2)
    return (
        f"M{x + r:g} {y:g}L{right - r:g} {y:g}Q{right:g} {y:g} {right:g} {y + r:g}L{right:g} {bottom - r:g}"
        f"Q{right:g} {bottom:g} {right - r:g} {bottom:g}L{x + r:g} {bottom:g}Q{x:g} {bottom:g} {x:g} {bottom - r:g}"
        f"L{x:g} {y + r:g}Q{x:g} {y:g} {x + r:g} {y:g}Z"
    )

"""Necklaces, earrings, rings and bracelets."""

import math

from retrieval.demo_shop.art import colors
from retrieval.demo_shop.art.canvas import Canvas, Paint
from retrieval.demo_shop.art.paths import oval

GEMS = ("#3f8fc9", "#c8415a", "#4d9a6b", "#8a63b5", "#eef4f6")


def _metal(art: Canvas) -> Paint:
    return Paint(art.color, finish="metal")


def _wire(art: Canvas, d: str, width: float) -> None:
    art.rod(d, art.color, width=width, shine=0.75)


def _gem(art: Canvas, x: float, y: float, size: float) -> None:
    color = GEMS[art.subject.variant % len(GEMS)]
    d = (
        f"M{x - size:g} {y - size * 0.25:g}L{x - size * 0.55:g} {y - size * 0.8:g}"
        f"L{x + size * 0.55:g} {y - size * 0.8:g}L{x + size:g} {y - size * 0.25:g}L{x:g} {y + size:g}Z"
    )
    art.fill(
        d,
        art.gradient(
            [(0, colors.lighter(color, 0.6), 1), (0.5, color, 1), (1, colors.darker(color, 0.3), 1)], angle="d"
        ),
    )
    art.line(
        f"M{x - size:g} {y - size * 0.25:g}L{x + size:g} {y - size * 0.25:g}"
        f"M{x - size * 0.4:g} {y - size * 0.25:g}L{x:g} {y + size:g}L{x + size * 0.4:g} {y - size * 0.25:g}"
        f"L{x:g} {y - size * 0.8:g}Z",
        "#ffffff",
        width=1.3,
        opacity=0.7,
    )
    art.line(d, colors.darker(color, 0.4), width=1.8)


def _links(art: Canvas, points: list[tuple[float, float]], radius: float) -> None:
    for x, y in points:
        art.line(oval(x, y, radius, radius * 0.78), colors.contour(art.color), width=4.4)
        art.line(oval(x, y, radius, radius * 0.78), art.color, width=2.6)


def _drape(n: int, *, depth: float = 250, width: float = 130, top: float = 80) -> list[tuple[float, float]]:
    """Points along a hanging chain from the upper left to the upper right."""
    points = []
    for step in range(n):
        angle = math.pi * step / (n - 1)
        points.append(
            (240 - width * math.cos(angle) * (0.86 + 0.14 * math.sin(angle)), top + depth * math.sin(angle) ** 1.25)
        )
    return points


def necklace(art: Canvas) -> None:
    """A necklace: pendant, chain or pearls."""
    style = art.subject.style
    cord = "M110 76C112 220 176 330 240 332C304 330 368 220 370 76"
    art.shadow(
        "M110 76C112 220 176 330 240 332C304 330 368 220 370 76C360 220 300 316 240 318C180 316 120 220 110 76Z", drop=7
    )
    if style == "pearl necklace":
        for x, y in _drape(33):
            tint = colors.mix("#f7f1e8", art.color, 0.12)
            art.dot(
                x,
                y,
                12.5,
                art.gradient(
                    [(0, "#ffffff", 1), (0.6, tint, 1), (1, colors.darker(tint, 0.3), 1)],
                    radial=True,
                    at=' cx=".36" cy=".32" r=".75"',
                ),
                ring="#b9ab98",
            )
        for x in (110, 370):
            art.dot(x, 76, 6, art.color, ring=colors.contour(art.color))
        return
    if style == "chain necklace":
        _links(art, _drape(44), 9)
        _links(art, [(240, 344), (240, 358)], 9)
        return
    _wire(art, cord, 3.4)
    _wire(art, oval(240, 342, 7, 9), 3)
    shape = art.subject.variant % 3
    if shape == 0:
        art.panel(oval(240, 384, 34, 34), _metal(art), outline=2)
        _gem(art, 240, 382, 17)
    elif shape == 1:
        art.panel(
            "M240 350C262 372 272 386 272 402C272 422 258 434 240 434C222 434 208 422 208 402C208 386 218 372 240 350Z",
            _metal(art),
            outline=2,
        )
        art.fill(
            "M240 372C254 388 260 396 260 404C260 416 252 422 240 422C228 422 220 416 220 404C220 396 226 388 240 372Z",
            GEMS[art.subject.variant % len(GEMS)],
        )
        art.fill("M232 392C226 400 226 410 232 414C234 404 234 398 232 392Z", "#ffffff", 0.6)
    else:
        art.panel(
            "M240 364C224 342 196 354 200 380C204 402 226 414 240 430C254 414 276 402 280 380C284 354 256 342 240 364Z",
            _metal(art),
            outline=2,
        )
        art.fill("M214 374C214 364 222 362 226 366C220 370 218 378 218 386C214 384 214 380 214 374Z", "#ffffff", 0.6)


def earrings(art: Canvas) -> None:
    """A pair of earrings: hoops, studs or drops."""
    style = art.subject.style
    for x in (158, 322):
        art.ground(x, 404, 62, 9, opacity=0.22)
        if style == "hoop earrings":
            ring = oval(x, 272, 62, 88)
            _wire(art, ring, 13)
            _wire(art, f"M{x - 10} 186C{x - 6} 160 {x + 12} 158 {x + 14} 184", 4)
        elif style == "stud earrings":
            art.panel(oval(x, 262, 46, 46), _metal(art), outline=2)
            if art.subject.variant % 2:
                _gem(art, x, 262, 30)
            else:
                for turn in range(6):
                    angle = math.pi * turn / 3
                    art.dot(
                        x + 24 * math.cos(angle),
                        262 + 24 * math.sin(angle),
                        11,
                        colors.lighter(art.color, 0.4),
                        ring=colors.contour(art.color),
                    )
                art.dot(x, 262, 12, GEMS[art.subject.variant % len(GEMS)], ring=colors.contour(art.color))
        else:
            _wire(art, f"M{x - 14} 152C{x - 16} 116 {x + 14} 112 {x + 14} 150C{x + 14} 168 {x} 172 {x} 190", 4)
            art.dot(x, 196, 10, art.color, ring=colors.contour(art.color))
            _wire(art, f"M{x} 206L{x} 246", 3.4)
            art.panel(
                f"M{x} 244C{x + 34} 292 {x + 40} 318 {x + 40} 340C{x + 40} 366 {x + 22} 384 {x} 384"
                f"C{x - 22} 384 {x - 40} 366 {x - 40} 340C{x - 40} 318 {x - 34} 292 {x} 244Z",
                _metal(art),
                outline=2,
            )
            _gem(art, x, 336, 22)


def ring(art: Canvas) -> None:
    """A ring: band, signet or with a stone."""
    style = art.subject.style
    art.ground(240, 404, 118, 13)
    y = 274 if style == "band ring" else 296
    band = 26 if style != "stone ring" else 16
    back = oval(240, y, 104, 104)
    art.line(back, colors.contour(art.color), width=band + 4)
    art.line(
        back,
        art.gradient(
            [
                (0, colors.darker(art.color, 0.25), 1),
                (0.25, colors.lighter(art.color, 0.6), 1),
                (0.5, art.color, 1),
                (0.75, colors.lighter(art.color, 0.45), 1),
                (1, colors.darker(art.color, 0.35), 1),
            ]
        ),
        width=band,
    )
    art.line(oval(240, y, 104 - band * 0.34, 104 - band * 0.34), colors.darker(art.color, 0.4), width=2, opacity=0.5)
    art.line(f"M168 {y - 84}C196 {y - 112} 284 {y - 112} 312 {y - 84}", "#ffffff", width=5, opacity=0.7)
    if style == "signet ring":
        art.panel(oval(240, y - 112, 58, 44), _metal(art), outline=2.2)
        art.line(oval(240, y - 112, 44, 31), width=2, opacity=0.6)
        art.line(f"M222 {y - 94}L240 {y - 134}L258 {y - 94}M229 {y - 108}L251 {y - 108}", width=4, opacity=0.8)
    elif style == "stone ring":
        art.panel(f"M206 {y - 112}L274 {y - 112}L260 {y - 90}L220 {y - 90}Z", _metal(art), outline=2)
        _gem(art, 240, y - 134, 46)
        for x in (204, 276):
            _wire(art, f"M{x} {y - 108}L{x + (6 if x < 240 else -6)} {y - 146}", 4)
    elif art.subject.variant % 2:
        art.line(oval(240, y, 104, 104), colors.contour(art.color), width=3, dash="2 9", opacity=0.7)


def bracelet(art: Canvas) -> None:
    """A bracelet: chain, bangle or beads."""
    style = art.subject.style
    art.ground(240, 372, 170, 16)
    points = [
        (240 + 146 * math.cos(math.tau * step / 36), 256 + 92 * math.sin(math.tau * step / 36)) for step in range(36)
    ]
    if style == "bangle bracelet":
        loop = oval(240, 256, 148, 94)
        art.line(loop, colors.contour(art.color), width=30)
        art.line(
            loop,
            art.gradient(
                [
                    (0, colors.darker(art.color, 0.25), 1),
                    (0.2, colors.lighter(art.color, 0.6), 1),
                    (0.5, art.color, 1),
                    (0.8, colors.lighter(art.color, 0.45), 1),
                    (1, colors.darker(art.color, 0.35), 1),
                ]
            ),
            width=26,
        )
        art.line(oval(240, 250, 146, 92), "#ffffff", width=3, opacity=0.55)
    elif style == "bead bracelet":
        for step, (x, y) in enumerate(points[::2] + points[:1]):
            tone = art.color if step % 5 else colors.darker(art.color, 0.35)
            art.dot(
                x,
                y,
                24,
                art.gradient(
                    [(0, colors.lighter(tone, 0.6), 1), (0.55, tone, 1), (1, colors.darker(tone, 0.4), 1)],
                    radial=True,
                    at=' cx=".36" cy=".3" r=".8"',
                ),
                ring=colors.contour(tone),
            )
            if art.subject.materials[0] == "wood":
                art.line(
                    f"M{x - 12:g} {y - 4:g}q12 -8 24 0M{x - 10:g} {y + 6:g}q10 -6 20 0",
                    colors.darker(tone, 0.4),
                    width=1.4,
                    opacity=0.5,
                )
    else:
        _links(art, points, 14)
        art.panel(
            "M240 340C228 324 208 334 212 352C216 366 230 374 240 386C250 374 264 366 268 352C272 334 252 324 240 340Z",
            _metal(art),
            outline=2,
        )

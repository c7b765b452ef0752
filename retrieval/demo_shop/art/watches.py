"""Watches: leather, steel, diver and mesh."""

import math

from retrieval.demo_shop.art import colors
from retrieval.demo_shop.art.canvas import STEEL, Canvas, Paint
from retrieval.demo_shop.art.paths import box, oval


def watch(art: Canvas) -> None:
    """A watch by its style: leather, steel, diver or mesh."""
    style = art.subject.style
    art.shadow(box(196, 24, 88, 432, 26))
    case = Paint(art.color if style in ("steel watch", "mesh watch") else STEEL, finish="metal")
    _watch_strap(art, case)
    for y in (216, 250, 284):
        art.panel(
            box(340, y - 8, 16, 18, 4), case, outline=1.6, shade=0
        ) if y == 250 or style == "diver watch" else None
    art.panel(oval(240, 242, 108, 108), case, outline=2.4)
    dial_color = (
        "#f5f2ea" if style in ("leather watch", "mesh watch") else "#23304a" if style == "steel watch" else art.color
    )
    if style == "steel watch" and art.subject.colors[0] == "black":
        dial_color = "#2b2b30"
    if style == "diver watch":
        art.panel(oval(240, 242, 101, 101), Paint(colors.darker(art.color, 0.3)), outline=1.6, shade=0)
        for step in range(60):
            _tick(art, step * 6, 90, 98 if step % 5 else 84, "#f3efe6", 1.4 if step % 5 else 3)
    art.panel(
        oval(240, 242, 80 if style == "diver watch" else 92, 80 if style == "diver watch" else 92),
        Paint(dial_color),
        outline=1.8,
        shade=0.06,
    )
    ink = "#2e3038" if colors.luma(dial_color) > 0.5 else "#f5f2ea"
    reach = 76 if style == "diver watch" else 84
    for hour in range(12):
        _tick(art, hour * 30, reach - (18 if hour % 3 == 0 else 10), reach, ink, 5 if hour % 3 == 0 else 2.6)
    hand = (
        colors.darker(art.color, 0.1)
        if style in ("steel watch", "mesh watch") and colors.luma(dial_color) > 0.5
        else ink
    )
    art.line("M240 242L206 204", hand, width=7)
    art.line("M240 242L274 186", hand, width=5)
    art.line("M240 262L240 172", "#c8433a", width=2)
    art.dot(240, 242, 5, "#c8433a")
    art.fill("M176 190C196 160 226 150 252 150C220 180 190 220 172 262C164 240 166 208 176 190Z", "#ffffff", 0.16)


def _tick(art: Canvas, degrees: float, start: float, end: float, color: str, width: float) -> None:
    sin, cos = math.sin(math.radians(degrees)), -math.cos(math.radians(degrees))
    art.line(
        f"M{240 + start * sin:.1f} {242 + start * cos:.1f}L{240 + end * sin:.1f} {242 + end * cos:.1f}",
        color,
        width=width,
    )


def _watch_strap(art: Canvas, case: Paint) -> None:
    upper, lower = "M200 24Q240 16 280 24L292 160L188 160Z", "M188 324L292 324L280 452Q240 464 200 452Z"
    if art.subject.style == "steel watch":
        for d in (upper, lower):
            art.panel(d, case)
        for y in (*range(32, 150, 20), *range(344, 452, 20)):
            art.line(
                f"M{200 - (4 if 80 < y < 400 else 0)} {y}L{280 + (4 if 80 < y < 400 else 0)} {y}",
                colors.contour(art.color),
                width=2,
            )
        art.line(
            "M222 24L216 160M258 24L264 160M216 324L222 456M264 324L258 456",
            colors.contour(art.color),
            width=1.8,
            opacity=0.6,
        )
    elif art.subject.style == "mesh watch":
        mesh = Paint(art.color, texture="mesh", finish="metal")
        for d in (upper, lower):
            art.panel(d, mesh)
    else:
        is_rubber = art.subject.style == "diver watch"
        strap = Paint(art.color, texture="" if is_rubber else "grain", finish="satin" if is_rubber else "leather")
        for d in (upper, lower):
            art.panel(d, strap)
        if is_rubber:
            for y in (60, 84, 108, 372, 396, 420):
                art.line(f"M208 {y}L272 {y}", width=5, opacity=0.4)
        else:
            art.stitches("M206 34L196 156", "M196 330L206 446")
            for y in (376, 398, 420):
                art.dot(240, y, 4, "#2a2220")

"""Lamps, rugs, cushions, blankets, vases, candles and mirrors."""

from dataclasses import replace

from retrieval.demo_shop.art import colors
from retrieval.demo_shop.art.canvas import Canvas, Paint
from retrieval.demo_shop.art.paths import box, oval, symmetric

GLOW = "#ffe9b8"


def _shade(art: Canvas, d: str) -> None:
    """A lit cloth lampshade."""
    art.fill(d, art.gradient([(0, "#fff6de", 1), (0.6, GLOW, 1), (1, "#f3cf8a", 1)], angle="v"))
    art.fill(d, art.define("linenshade", _linen_tile()))
    art.line(d, "#a98e5f", width=2)


def _linen_tile() -> str:
    return (
        '<pattern id="linenshade" width="12" height="12" patternUnits="userSpaceOnUse"><path d="M0 3H12M0 '
        '9H12M3 0V12M9 0V12" '
        'fill="none" stroke="#8a6a35" stroke-opacity=".1"/></pattern>'
    )


def _light(art: Canvas, x: float, y: float, radius: float) -> None:
    art.add(
        f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}" '
        f'fill="{art.gradient([(0, "#ffe3a0", 0.55), (1, "#ffe3a0", 0)], radial=True)}"/>'
    )


def lamp(art: Canvas) -> None:
    """A lamp for the table, the floor or the desk."""
    style = art.subject.style
    edge = colors.contour(art.color)
    if style == "floor lamp":
        art.ground(240, 440, 120, 12)
        _light(art, 240, 120, 150)
        for d in ("M240 150L240 432", "M240 240L176 434", "M240 240L304 434"):
            art.line(d, edge, width=12)
            art.line(d, art.color, width=8)
        _shade(art, "M184 48L296 48L338 168L142 168Z")
        return
    if style == "desk lamp":
        art.ground(250, 414, 140, 13)
        _light(art, 148, 220, 110)
        for d in ("M288 396L330 250", "M330 250L196 128"):
            art.line(d, edge, width=15)
            art.line(d, art.color, width=11)
        art.panel(symmetric("M240 388Q300 388 330 402L330 414L240 414"), Paint(art.color, finish="gloss"))
        for x, y in ((330, 250), (288, 392)):
            art.dot(x, y, 13, colors.darker(art.color, 0.2), ring=edge)
        art.panel(
            "M218 96L246 130C226 176 176 214 110 214L86 190C106 140 160 100 218 96Z",
            Paint(art.color, finish="gloss"),
            shade=0.1,
        )
        art.fill("M86 190L110 214C106 226 78 212 86 190Z", "#fff2cc")
        return
    art.ground(240, 424, 110, 13)
    _light(art, 240, 150, 170)
    base = symmetric("M240 218L252 218L254 240C300 256 324 296 322 336C320 376 300 400 284 414L240 418")
    if art.subject.variant % 2:
        base = symmetric(
            "M240 218L254 218C254 256 268 268 276 300C284 340 300 372 306 404C306 414 296 418 284 418L240 418"
        )
    art.panel(base, shade=0.22)
    art.fill(
        "M196 290C188 320 190 350 200 376C208 376 210 372 208 366C202 340 202 316 208 292C204 286 198 286 196 290Z",
        "#ffffff",
        0.3,
    )
    art.panel(box(230, 204, 20, 18, 3), Paint("#b8935a", finish="metal"), outline=1.4, shade=0)
    _shade(art, "M180 66L300 66L352 212L128 212Z")


def rug(art: Canvas) -> None:
    """A rug on the floor: rectangular, long or round."""
    style = art.subject.style
    pile = replace(art.paint, texture="pile")
    border = colors.contrast(art.color)
    if style == "round rug":
        art.shadow(oval(240, 250, 190, 176), drop=7)
        art.panel(oval(240, 250, 190, 176), pile, shade=0.08)
        for inset in (14, 22):
            art.line(oval(240, 250, 190 - inset, 176 - inset), border, width=4, opacity=0.75)
        if art.subject.pattern == "solid":
            art.line(oval(240, 250, 90, 84), border, width=5, opacity=0.5)
        return
    left, width = (156, 168) if style == "runner rug" else (106, 268)
    top, height = 56, 372
    art.shadow(box(left, top, width, height, 3), drop=7)
    cord = colors.lighter(art.color, 0.5)
    for step in range(int(width / 8)):
        x = left + 4 + step * 8
        art.line(
            f"M{x} {top}L{x} {top - 16}M{x} {top + height}L{x} {top + height + 16}",
            colors.darker(cord, 0.3),
            width=2.4,
            opacity=0.7,
        )
    art.panel(box(left, top, width, height, 3), pile, shade=0.08)
    for inset, wide in ((12, 5), (24, 2.4)):
        art.line(
            box(left + inset, top + inset, width - 2 * inset, height - 2 * inset), border, width=wide, opacity=0.75
        )
    if art.subject.pattern == "solid":
        for y in (150, 242, 334):
            art.line(
                f"M240 {y - 40}L{240 + width * 0.24:g} {y}L240 {y + 40}L{240 - width * 0.24:g} {y}Z",
                border,
                width=4,
                opacity=0.55,
            )


def cushion(art: Canvas) -> None:
    """A plump square cushion."""
    d = (
        "M92 104C150 116 330 116 388 104C396 104 400 110 398 118C384 180 384 310 398 372"
        "C400 382 394 388 386 386C330 374 150 374 94 386C86 388 80 382 82 372C96 310 96 180 82 118"
        "C80 110 84 104 92 104Z"
    )
    art.ground(240, 402, 170, 14)
    art.panel(d, shade=0.24)
    art.line(
        "M98 112C150 122 330 122 382 112C368 180 368 310 382 378C330 366 150 366 98 378C112 310 112 180 98 112Z",
        width=1.4,
        opacity=0.4,
    )
    art.seams("M94 110C120 136 134 150 142 170", "M94 382C116 360 130 340 140 322", opacity=0.28, width=2.6)
    art.fill(oval(210, 220, 120, 96), art.gradient([(0, "#ffffff", 0.26), (1, "#ffffff", 0)], radial=True))
    if art.subject.variant % 2:
        for x, y in ((88, 108), (392, 108), (88, 382), (392, 382)):
            art.dot(x, y, 9, colors.contrast(art.color), ring=colors.contour(art.color))


def blanket(art: Canvas) -> None:
    """A folded blanket with its fringe hanging over."""
    style = art.subject.style
    texture = {"knit blanket": "knit", "fleece blanket": "fleece"}.get(style, art.paint.texture or "canvas")
    paint = replace(art.paint, texture=texture)
    art.ground(240, 392, 200, 15)
    art.panel(
        "M128 134L352 134C366 134 372 138 380 148L412 204L68 204L100 148C108 138 114 134 128 134Z", paint, shade=0.1
    )
    for y in (318, 258, 198):
        layer = box(64, y, 352, 64, 30)
        art.panel(layer, paint, shade=0.16)
        art.fill(layer, art.gradient([(0, "#ffffff", 0.16), (0.4, "#ffffff", 0), (1, "#17120f", 0.26)], angle="v"))
        art.line(f"M78 {y + 34}C60 {y + 26} 64 {y + 12} 92 {y + 14}L400 {y + 14}", width=1.8, opacity=0.28)
    if style == "throw blanket":
        for step in range(27):
            x = 92 + step * 11.4
            art.line(f"M{x:g} 256L{x + (step % 3 - 1) * 2:g} 282", colors.contour(art.color), width=4.6)
            art.line(f"M{x:g} 256L{x + (step % 3 - 1) * 2:g} 281", colors.lighter(art.color, 0.12), width=2.6)
    else:
        art.line("M92 248L390 248", colors.contrast(art.color), width=2, opacity=0.6, dash="6 5")
    art.panel(box(322, 226, 34, 44, 4), Paint("#f4efe4"), outline=1.4, shade=0)
    art.line("M330 242L348 242M330 252L344 252", "#8a7a5e", width=2.4)


def vase(art: Canvas) -> None:
    """A vase, a narrow bottle vase, or a glass one with a stem."""
    style = art.subject.style
    art.ground(240, 424, 100, 13)
    if style == "bottle vase":
        body = symmetric(
            "M240 66L262 66C268 70 266 78 262 84L260 196C300 226 330 270 328 330C326 384 300 416 272 420L240 420"
        )
        mouth = oval(240, 70, 23, 7)
    elif style == "glass vase":
        art.line("M236 350C220 240 220 160 250 60M244 350C262 240 300 150 306 100", "#5f8f5c", width=5)
        for x, y in ((252, 62), (308, 98)):
            for dx, dy in ((0, -18), (17, -5), (11, 15), (-11, 15), (-17, -5)):
                art.dot(x + dx, y + dy, 13, "#f3d3d8", ring="#c998a2")
            art.dot(x, y, 10, "#e3a63b")
        body = symmetric("M240 150L288 150C284 200 300 250 306 310C310 370 300 408 288 420L240 420")
        mouth = oval(240, 150, 48, 10)
    else:
        body = symmetric(
            "M240 116L284 112C288 140 276 164 282 186C330 216 346 260 340 310C332 368 306 408 284 420L240 420"
        )
        mouth = oval(240, 114, 44, 10)
    if style == "glass vase":
        art.fill(symmetric("M240 300L302 300C308 370 298 406 286 416L240 416"), "#bfe0ea", 0.5)
    art.panel(body, shade=0.22)
    inner = colors.darker(art.color, 0.5) if style != "glass vase" else colors.lighter(art.color, 0.4)
    art.fill(mouth, inner, 1 if style != "glass vase" else 0.5)
    art.line(mouth, width=2)
    art.fill(
        "M170 290C162 330 168 370 184 398C194 398 194 390 190 382C180 350 178 320 184 292C180 284 172 284 170 290Z",
        "#ffffff",
        0.36,
    )
    if art.subject.has("handmade") and style != "glass vase":
        art.line(
            "M148 300C200 314 280 314 332 300M150 320C200 334 280 334 332 320",
            colors.contrast(art.color),
            width=2,
            opacity=0.45,
        )


def candle(art: Canvas) -> None:
    """A lit candle, in a glass or as pillars."""
    art.ground(240, 416, 140, 14)
    if art.subject.style == "pillar candle":
        for x, top, width in ((296, 196, 104), (170, 140, 112)):
            _flame(art, x, top - 4)
            art.panel(box(x - width / 2, top, width, 410 - top, 10), Paint(art.color, finish="wax"), shade=0.16)
            art.panel(oval(x, top + 6, width / 2, 13), Paint(colors.lighter(art.color, 0.3)), outline=1.6, shade=0)
            art.line(f"M{x} {top + 4}L{x} {top - 12}", "#3a2f25", width=4)
            art.fill(
                f"M{x + 20} {top + 10}C{x + 22} {top + 50} {x + 30} {top + 60} {x + 32} {top + 40}L{x + 34} {top + 8}Z",
                colors.lighter(art.color, 0.35),
                0.8,
            )
        return
    _flame(art, 240, 196)
    art.panel(box(146, 210, 188, 196, 18), Paint(art.color, finish="wax"), outline=0, shade=0.12)
    art.panel(oval(240, 214, 92, 16), Paint(colors.lighter(art.color, 0.4)), outline=1.4, shade=0)
    art.line("M240 214L240 196", "#3a2f25", width=4)
    glass = "M138 160L342 160L336 396C334 410 324 416 310 416L170 416C156 416 146 410 144 396Z"
    art.fill(
        glass,
        art.gradient([(0, "#ffffff", 0.5), (0.15, "#ffffff", 0.08), (0.8, "#ffffff", 0.04), (1, "#7d8790", 0.35)]),
    )
    art.line(glass, "#9aa3a8", width=2.4)
    art.line(oval(240, 160, 102, 13), "#9aa3a8", width=2)
    art.panel(box(184, 280, 112, 78, 4), Paint("#f7f2e6"), outline=1.4, shade=0)
    art.line("M204 304L276 304M214 320L266 320M222 336L258 336", "#8a7a5e", width=3)


def _flame(art: Canvas, x: float, y: float) -> None:
    _light(art, x, y - 40, 110)
    art.fill(
        f"M{x} {y - 88}C{x + 26} {y - 50} {x + 26} {y - 14} {x} {y - 8}"
        f"C{x - 26} {y - 14} {x - 26} {y - 50} {x} {y - 88}Z",
        art.gradient([(0, "#ffb54a", 1), (0.6, "#ffd97a", 1), (1, "#fff6d8", 1)], angle="v"),
    )


def mirror(art: Canvas) -> None:
    """A mirror in its frame: round, arched or rectangular."""
    style = art.subject.style
    shapes = {
        "round mirror": (oval(240, 240, 176, 176), oval(240, 240, 154, 154)),
        "arched mirror": (
            "M108 430L108 190C108 20 372 20 372 190L372 430Z", "M128 410L128 192C128 46 352 46 352 192L352 410Z"
        ),
    }  # fmt: skip
    outer, inner = shapes.get(style, (box(112, 44, 256, 392, 10), box(134, 66, 212, 348, 4)))
    art.shadow(outer, drop=10)
    frame = art.paint if art.paint.texture else Paint(art.color, finish="metal")
    art.panel(outer, frame, shade=0.08)
    art.fill(
        inner,
        art.gradient(
            [(0, "#eaf2f4", 1), (0.35, "#c9d8dd", 1), (0.5, "#eef5f6", 1), (0.62, "#cfdde1", 1), (1, "#b4c6cc", 1)],
            angle="d",
        ),
    )
    art.line(inner, colors.contour(art.color), width=2.4)
    art.fill("M180 330L310 130L330 150L196 360Z", "#ffffff", 0.4)
    art.fill("M164 300L270 140L278 148L170 316Z", "#ffffff", 0.35)

"""Scarves, gloves, belts, socks and sunglasses."""

from dataclasses import replace

from retrieval.demo_shop.art import colors
from retrieval.demo_shop.art.canvas import STEEL, Canvas, Paint
from retrieval.demo_shop.art.paths import box, flip, oval

LOOP = "M134 118C140 66 200 50 244 52C296 52 340 72 344 118C346 166 290 190 238 190C180 190 130 168 134 118Z"
"""The turn of a scarf around the neck."""


def scarf(art: Canvas) -> None:
    """A looped scarf with fringes, or a knotted square of silk."""
    if art.subject.style == "silk scarf":
        _silk_scarf(art)
        return
    paint = art.paint
    left = "M176 150C168 220 160 300 150 392L222 402C230 320 236 240 240 170Z"
    right = "M262 160C270 220 284 290 298 352L352 338C332 270 316 210 300 146Z"
    _wrapped(art, paint, left, right)
    _fringe(art, 300, 352, 352, 338)
    _fringe(art, 151, 392, 221, 402)
    _loop(art, paint)


def _silk_scarf(art: Canvas) -> None:
    left = "M196 150C176 210 140 270 104 336L206 420C226 340 240 250 244 170Z"
    right = "M246 160C266 220 300 280 330 322L392 276C350 230 316 190 292 146Z"
    _wrapped(art, art.paint, left, right)
    for d in ("M108 330L204 410", "M326 316L386 272"):
        art.line(d, colors.contrast(art.color), width=3, opacity=0.8)
    _loop(art, art.paint)


def _wrapped(art: Canvas, paint: Paint, *ends: str) -> None:
    for d in (LOOP, *ends):
        art.shadow(d)
    for d in reversed(ends):
        art.panel(d, paint)


def _loop(art: Canvas, paint: Paint) -> None:
    hole = "M176 112C184 84 214 78 242 78C272 78 298 88 302 112C290 132 262 138 240 138C212 138 184 132 176 112Z"
    art.panel(LOOP, paint, shade=0.22)
    art.fill(hole, colors.darker(paint.color, 0.45))
    art.line(hole, width=2)
    for d in (
        "M150 140C180 172 240 180 300 166",
        "M146 100C160 74 200 66 240 66",
        "M330 92C336 120 320 150 284 170",
        "M200 204C194 260 186 310 174 360",
    ):
        art.line(d, width=2.6, opacity=0.35)
    art.line("M212 186C226 204 246 204 262 188", width=2.4, opacity=0.5)


def _fringe(art: Canvas, x: float, y: float, end_x: float, end_y: float) -> None:
    for step in range(9):
        share = (step + 0.3) / 8.6
        start_x, start_y = x + (end_x - x) * share, y + (end_y - y) * share
        art.line(
            f"M{start_x:g} {start_y:g}L{start_x + (step % 3 - 1) * 2:g} {start_y + 26:g}",
            colors.contour(art.color),
            width=5,
        )
        art.line(
            f"M{start_x:g} {start_y:g}L{start_x + (step % 3 - 1) * 2:g} {start_y + 25:g}",
            colors.darker(art.color, 0.05),
            width=3,
        )


def gloves(art: Canvas) -> None:
    """A pair of gloves."""
    style = art.subject.style
    paint = replace(art.paint, texture="knit") if style == "knit gloves" else art.paint
    for turn in ("translate(-16 8) rotate(-7 150 250)", "translate(496 8) scale(-1 1) rotate(-7 150 250)"):
        art.push(turn)
        _glove(art, paint, style)
        art.pop()


def _glove(art: Canvas, paint: Paint, style: str) -> None:
    hand = (
        "M92 330L84 212C82 168 82 120 88 96C92 80 112 80 114 96L118 190L122 74C124 56 146 56 148 74L149 188L158 82"
        "C160 66 180 68 180 84L177 196L190 124C194 108 212 112 210 128L204 236C220 214 236 196 250 192C264 "
        "190 268 206 258 218"
        "C240 240 222 270 204 296L202 330Z"
    )
    art.shadow(hand)
    art.panel(hand, paint, shade=0.2)
    for d in ("M118 190L118 216", "M149 188L149 214", "M177 196L176 220", "M204 236L196 258"):
        art.line(d, width=1.8, opacity=0.5)
    wrist = "M88 322L206 322L212 402C180 414 120 414 82 402Z"
    if style == "leather gloves":
        art.panel(wrist, paint, shade=0.2)
        for d in ("M112 230L106 300", "M148 226L148 304", "M176 232L186 300"):
            art.line(d, width=2, opacity=0.45)
        art.line("M84 396C120 408 180 408 210 396", colors.contrast(art.color), width=1.4, dash="4 3", opacity=0.7)
        art.line("M150 330L150 404", width=1.6, opacity=0.5)
    elif style == "knit gloves":
        art.panel(wrist, Paint(art.color, texture="rib"), shade=0.2)
    else:
        art.panel(wrist, Paint(colors.darker(art.color, 0.35)), shade=0.2)
        art.panel("M86 338L208 338L209 356L85 356Z", Paint("#3f4148"), outline=1.4, shade=0)
        for y in (240, 262, 284):
            art.line(f"M96 {y}Q148 {y + 10} 198 {y}", width=2, opacity=0.45)
        if art.subject.has("reflective"):
            art.line("M96 306Q150 316 200 306", "#e6eaec", width=5)
    if art.subject.has("touchscreen"):
        for x, y in ((101, 96), (135, 74)):
            art.fill(oval(x, y, 10, 13), colors.contrast(art.color), 0.55)


def belt(art: Canvas) -> None:
    """A coiled belt with its buckle."""
    band = art.paint
    edge = colors.contour(band.color)
    coil = "M118 250C118 150 200 104 282 110C362 116 404 180 388 256C372 330 290 366 214 352C160 342 128 300 118 250"
    art.ground(250, 384, 160)
    art.line(coil, edge, width=50)
    art.line(coil, band.color, width=45)
    art.line(coil, colors.lighter(band.color, 0.3), width=12, opacity=0.25)
    tail = "M80 214L300 214C316 214 328 226 330 238C328 250 316 262 300 262L80 262Z"
    art.shadow(tail)
    art.panel(tail, band, shade=0.1)
    art.stitches("M92 221L298 221C310 221 320 230 322 238C320 246 310 255 298 255L92 255", mirrored=False)
    for x in (214, 240, 266, 292):
        art.dot(x, 238, 4, "#2a2220")
    metal = Paint("#d6aa45" if art.subject.variant % 2 else STEEL, finish="metal")
    tone = metal.color
    shine = [
        (0.0, colors.darker(tone, 0.2), 1.0),
        (0.4, colors.lighter(tone, 0.6), 1.0),
        (1.0, colors.darker(tone, 0.3), 1.0),
    ]
    art.add(
        f'<path d="{box(56, 196, 72, 84, 12)}{box(68, 208, 48, 60, 6)}" fill-rule="evenodd" '
        f'fill="{art.gradient(shine, angle="d")}" stroke="{colors.contour(tone)}" stroke-width="2"/>'
    )
    art.line("M88 238L124 238", colors.contour(metal.color), width=9)
    art.line("M88 238L124 238", colors.lighter(metal.color, 0.3), width=6)
    art.panel(box(146, 206, 18, 64, 4), band, shade=0.05)


def socks(art: Canvas) -> None:
    """A pair of socks: crew or ankle, plain or thick."""
    top = 232 if art.subject.style == "ankle socks" else 70
    if art.subject.style == "ankle socks":
        art.push("translate(-96 -150) scale(1.4)")
    for dx in (64, -24):
        art.push(f"translate({dx} {-10 if dx > 0 else 12})")
        leg = (
            f"M150 {top}L238 {top}L238 262C240 286 268 306 300 322C330 338 330 384 292 386"
            "C250 388 206 376 176 356C152 340 144 316 146 290Z"
        )
        art.shadow(leg)
        art.panel(leg, replace(art.paint, texture="rib" if art.subject.style == "hiking socks" else ""), shade=0.14)
        trim = art.plain() if art.subject.pattern == "solid" else Paint(colors.darker(art.color, 0.2))
        accent = Paint(
            colors.darker(art.color, 0.28) if colors.luma(art.color) > 0.25 else colors.lighter(art.color, 0.18)
        )
        art.panel(
            "M146 296C160 280 186 286 190 312C192 336 180 352 172 353C152 338 144 318 146 296Z",
            accent,
            outline=1.6,
            shade=0,
        )
        art.panel(
            "M296 320C330 338 330 384 292 386C274 386 264 384 262 383C256 356 270 328 296 320Z",
            accent,
            outline=1.6,
            shade=0,
        )
        art.panel(
            f"M147 {top - 2}L241 {top - 2}L239 {top + 32}L149 {top + 32}Z",
            replace(trim, texture="rib"),
            outline=1.8,
            shade=0.12,
        )
        art.line("M224 262C214 272 208 280 206 292M232 276C224 284 220 292 218 300", width=2, opacity=0.35)
        art.pop()
    if top > 100:
        art.pop()


def sunglasses(art: Canvas) -> None:
    """Sunglasses by the shape of their lenses."""
    style = art.subject.style
    art.ground(240, 318, 180, 13)
    lens = {
        "round sunglasses": oval(150, 236, 66, 66),
        "square sunglasses": "M80 186C110 178 190 178 216 186C224 214 218 268 204 284C180 296 116 296 96 284"
        "C82 266 74 214 80 186Z",
        "aviator sunglasses": "M82 186C116 176 190 178 216 190C226 226 206 292 158 300C106 300 74 236 82 186Z",
    }.get(style, "M66 196C110 176 200 190 232 206C234 240 214 278 166 284C112 288 72 250 66 196Z")
    metal = art.paint.finish == "metal"
    edge = colors.contour(art.color)
    for d in ("M84 200C60 150 70 130 96 116", flip("M84 200C60 150 70 130 96 116")):
        art.line(d, edge, width=9 if metal else 13)
        art.line(d, art.color, width=6 if metal else 10)
    glass = art.gradient([(0, "#2b3137", 0.95), (0.55, "#4c4a48", 0.92), (1, "#8a7763", 0.86)], angle="v")
    for d in (lens, flip(lens)):
        art.fill(d, glass)
        art.line(d, edge, width=9 if metal else 17)
        art.line(d, art.color, width=6 if metal else 13)
        art.line(d, colors.lighter(art.color, 0.5), width=1.6 if metal else 3, opacity=0.5)
    bridge = "M214 206Q240 190 266 206" if style != "round sunglasses" else "M214 226Q240 204 266 226"
    art.line(bridge, edge, width=9 if metal else 15)
    art.line(bridge, art.color, width=6 if metal else 11)
    if style == "aviator sunglasses":
        art.line("M206 184L274 184", art.color, width=5)
    for dx in (0, 180):
        art.fill(f"M{108 + dx} 214L{146 + dx} 204L{120 + dx} 268L{102 + dx} 250Z", "#ffffff", 0.16)
        art.fill(f"M{156 + dx} 202L{166 + dx} 202L{136 + dx} 276L{128 + dx} 274Z", "#ffffff", 0.12)

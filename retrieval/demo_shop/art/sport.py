"""Yoga mats, dumbbells, tennis rackets, footballs, tents, sleeping bags and bicycle helmets."""

import math

from retrieval.demo_shop.art import colors
from retrieval.demo_shop.art.canvas import INK, STEEL, Canvas, Paint
from retrieval.demo_shop.art.paths import box, oval


def yoga_mat(art: Canvas) -> None:
    """A mat, half unrolled."""
    art.ground(250, 384, 210, 14)
    edge = colors.darker(art.color, 0.24)
    art.panel("M104 346L404 346L446 380L150 380Z", Paint(colors.darker(art.color, 0.1)), outline=2, shade=0.06)
    art.panel("M112 172L392 172C424 172 440 214 440 260C440 306 424 348 392 348L112 348Z", shade=0.06)
    sheen = [(0.0, "#17120f", 0.14), (0.25, "#ffffff", 0.24), (0.5, "#ffffff", 0.0), (1.0, "#17120f", 0.34)]
    art.fill(
        "M112 172L392 172C424 172 440 214 440 260C440 306 424 348 392 348L112 348Z", art.gradient(sheen, angle="v")
    )
    art.panel(oval(112, 260, 54, 88), Paint(edge), outline=2.2, shade=0.06)
    spiral = (
        "M112 338C82 330 72 284 76 250C80 212 100 186 118 194C140 206 146 250 138 286C130 312 108 314 98 292"
        "C88 266 92 232 106 222C120 214 128 236 124 262C122 278 112 284 108 268"
    )
    art.line(spiral, colors.lighter(art.color, 0.3), width=5)
    art.line(spiral, colors.contour(art.color), width=1.6, opacity=0.7)
    band = "#c9a978" if colors.luma(art.color) < 0.6 else "#6b5a48"
    for x in (210, 350):
        art.line(f"M{x} 172C{x + 26} 190 {x + 26} 330 {x} 348", colors.contour(band), width=15)
        art.line(f"M{x} 172C{x + 26} 190 {x + 26} 330 {x} 348", band, width=11)
    art.line("M214 176C230 90 336 90 352 176", colors.contour(band), width=13)
    art.line("M214 176C230 90 336 90 352 176", band, width=9)
    if art.subject.has("foldable"):
        art.line("M166 174C188 200 188 320 166 346M300 174C322 200 322 320 300 346", width=2, opacity=0.4)


def dumbbell(art: Canvas) -> None:
    """A dumbbell: hexagonal, dipped or chromed."""
    style = art.subject.style
    art.ground(240, 360, 190, 15)
    art.panel(
        box(150, 222, 180, 40, 10),
        Paint(STEEL, finish="metal") if style != "neoprene dumbbell" else art.plain(),
        shade=0.06,
    )
    for x in range(182, 306, 12):
        art.line(
            f"M{x} 226L{x + 8} 258",
            "#6d7077" if style != "neoprene dumbbell" else colors.darker(art.color, 0.4),
            width=1.8,
            opacity=0.6,
        )
    if style == "chrome dumbbell":
        for x, height in ((78, 150), (112, 190), (330, 190), (368, 150)):
            art.panel(box(x, 242 - height / 2, 34, height, 8), Paint(art.color, finish="metal"), shade=0.08)
        return
    for left in (56, 304):
        block = (
            f"M{left + 26} 140L{left + 94} 140L{left + 120} 190L{left + 120} 294L{left + 94} 344L{left + 26} 344"
            f"L{left} 294L{left} 190Z"
        )
        art.panel(block, Paint(art.color, finish="gloss" if style == "neoprene dumbbell" else "satin"), shade=0.2)
        art.line(
            f"M{left + 32} 154L{left + 88} 154L{left + 108} 194L{left + 108} 290L{left + 88} 330"
            f"L{left + 32} 330L{left + 12} 290L{left + 12} 194Z",
            colors.lighter(art.color, 0.35),
            width=2,
            opacity=0.6,
        )
        art.dot(left + 60, 242, 24, colors.lighter(art.color, 0.2), ring=colors.contour(art.color))
        art.line(
            f"M{left + 50} 242L{left + 70} 242M{left + 60} 232L{left + 60} 252", colors.contrast(art.color), width=4
        )


def tennis_racket(art: Canvas) -> None:
    """A strung racket, with a ball."""
    art.push("rotate(32 240 240)")
    hoop = oval(240, 146, 102, 132)
    art.shadow(box(226, 330, 28, 150, 10), drop=10)
    for x in range(156, 330, 14):
        reach = 130 * math.sqrt(max(0.0, 1 - ((x - 240) / 102) ** 2))
        art.line(f"M{x} {146 - reach:.1f}L{x} {146 + reach:.1f}", "#8f9299", width=1.4, opacity=0.8)
    for y in range(26, 276, 14):
        reach = 100 * math.sqrt(max(0.0, 1 - ((y - 146) / 132) ** 2))
        art.line(f"M{240 - reach:.1f} {y}L{240 + reach:.1f} {y}", "#8f9299", width=1.4, opacity=0.8)
    accent = art.paint.second if art.subject.pattern == "color-blocked" else colors.contrast(art.color)
    for d in ("M186 256C206 300 230 316 232 350L248 350C250 316 274 300 294 256", hoop):
        art.line(d, colors.contour(art.color), width=19)
        art.line(d, art.color, width=15)
    art.line("M142 190C134 150 138 100 160 62M338 190C346 150 342 100 320 62", accent, width=7)
    art.line("M150 110C164 60 200 24 240 22", "#ffffff", width=4, opacity=0.5)
    art.panel(box(226, 346, 28, 136, 8), Paint(INK, texture="grain"), shade=0.14)
    for y in range(356, 476, 14):
        art.line(f"M227 {y + 8}L253 {y}", "#6d7077", width=2)
    art.panel(box(222, 470, 36, 16, 6), Paint(accent), outline=1.6, shade=0)
    art.pop()
    art.ground(116, 404, 46, 8)
    art.dot(
        116,
        364,
        38,
        art.gradient([(0, "#eaf57a", 1), (1, "#b9cc3a", 1)], radial=True, at=' cx=".4" cy=".35" r=".8"'),
        ring="#7f8f22",
    )
    art.line("M86 342C108 350 112 380 96 396M146 386C126 378 120 350 136 332", "#fbfbf0", width=3)


def football(art: Canvas) -> None:
    """A football with its pentagons in the second colour."""
    art.ground(240, 416, 140, 16)
    second = art.paint.second or colors.contrast(art.color)
    ball = oval(240, 242, 170, 170)
    art.panel(ball, Paint(art.color), outline=0, shade=0)
    for turn in range(5):
        art.push(f"rotate({turn * 72} 240 242)")
        art.fill("M198 92C222 78 258 78 282 92L268 122C250 116 230 116 212 122Z", second)
        art.line("M240 190L240 118M212 122L168 160M268 122L312 160", colors.darker(art.color, 0.5), width=2.6)
        art.pop()
    art.fill("M240 186L294 226L273 288L207 288L186 226Z", second)
    art.line("M240 186L294 226L273 288L207 288L186 226Z", colors.darker(art.color, 0.5), width=2.6)
    art.fill(
        ball,
        art.gradient(
            [(0, "#ffffff", 0.34), (0.45, "#ffffff", 0), (0.75, "#17120f", 0.08), (1, "#17120f", 0.4)],
            radial=True,
            at=' cx=".38" cy=".32" r=".75"',
        ),
    )
    art.line(ball, colors.contour(art.color), width=2.4)


def tent(art: Canvas) -> None:
    """A tent: dome, family or tunnel."""
    style = art.subject.style
    dark, pale = colors.darker(art.color, 0.4), colors.lighter(art.color, 0.25)
    art.fill("M20 384C120 360 360 360 460 384C460 420 20 420 20 384Z", "#a9b48a", 0.5)
    art.ground(240, 392, 220, 16)
    if style == "tunnel tent":
        body = "M52 388C60 210 130 128 210 124L330 150C400 170 432 280 440 388Z"
        art.panel(body, shade=0.18)
        art.panel("M52 388C60 210 130 128 190 126C250 160 280 280 284 388Z", Paint(pale), shade=0.1)
        for d in ("M210 124C290 150 330 280 332 388", "M330 150C380 190 398 300 400 388"):
            art.line(d, dark, width=5)
        art.fill("M96 388C104 270 140 190 180 176C216 220 236 310 238 388Z", "#3b3a36")
        art.fill("M180 176C216 220 236 310 238 388L196 388C204 310 196 230 180 176Z", colors.lighter(art.color, 0.4))
    elif style == "family tent":
        art.panel("M36 388L92 180L240 96L388 180L444 388Z", shade=0.16)
        art.panel("M92 180L240 96L388 180Z", Paint(dark), shade=0.05)
        art.fill("M180 388L180 210L300 210L300 388Z", "#3b3a36")
        art.panel("M180 210L240 210C226 280 204 340 180 388Z", Paint(pale), outline=1.8, shade=0)
        art.panel("M300 210L240 210C254 280 276 340 300 388Z", Paint(pale), outline=1.8, shade=0)
        for x in (112, 326):
            art.panel(box(x, 230, 44, 56, 4), Paint("#d8e6ea"), outline=2, shade=0)
            art.line(f"M{x + 22} 230L{x + 22} 286M{x} 258L{x + 44} 258", dark, width=2)
    else:
        art.panel("M40 388C70 210 150 116 240 112C330 116 410 210 440 388Z", shade=0.18)
        art.line("M60 380C110 220 190 130 300 128M420 380C370 220 290 130 180 128", dark, width=5)
        art.fill("M168 388C176 290 206 210 240 190C274 210 304 290 312 388Z", "#3b3a36")
        art.panel(
            "M240 190C274 210 304 290 312 388L270 388C272 310 262 240 240 190Z", Paint(pale), outline=1.8, shade=0
        )
        art.line("M240 190C236 250 232 320 214 388", "#b9bdc4", width=2.4, dash="3 3")
    for d in ("M60 330L14 398", "M420 330L466 398"):
        art.line(d, "#8a7a5e", width=2.2)
    if art.subject.has("reflective"):
        art.line("M70 340C90 330 110 330 130 340", "#f3f6f7", width=4)


def sleeping_bag(art: Canvas) -> None:
    """A sleeping bag: mummy with a hood, or rectangular and half open."""
    inner = colors.lighter(art.color, 0.45) if colors.luma(art.color) < 0.5 else colors.darker(art.color, 0.3)
    if art.subject.style == "mummy sleeping bag":
        body = (
            "M240 38C304 38 332 84 338 150C350 220 340 300 316 372C304 420 284 444 240 444"
            "C196 444 176 420 164 372C140 300 130 220 142 150C148 84 176 38 240 38Z"
        )
        art.shadow(body, drop=12)
        art.panel(body, shade=0.24)
        for y in range(176, 430, 38):
            reach = 98 - max(0, y - 230) * 0.19
            art.line(f"M{240 - reach:g} {y}Q240 {y + 18} {240 + reach:g} {y}", width=2.4, opacity=0.55)
            art.line(f"M{244 - reach:g} {y + 8}Q240 {y + 26} {236 + reach:g} {y + 8}", "#ffffff", width=4, opacity=0.16)
        art.panel(oval(240, 122, 62, 60), Paint(inner), shade=0.16)
        art.panel(
            "M196 128C214 112 266 112 284 128C290 150 270 168 240 168C210 168 190 150 196 128Z",
            Paint("#f2eee6"),
            outline=1.8,
            shade=0.1,
        )
        art.line("M300 150C312 230 304 310 284 380", "#b9bdc4", width=3, dash="2 3.5")
        return
    body = box(118, 50, 244, 384, 26)
    art.shadow(body, drop=12)
    art.panel(body, shade=0.18)
    art.panel(
        "M118 150L300 56C340 50 362 60 362 84L362 196C300 210 190 200 118 150Z",
        Paint(inner, texture="fleece"),
        shade=0.08,
    )
    art.panel(
        "M150 66L330 66C344 66 348 76 346 92L342 120C280 132 190 128 140 116L138 82C138 72 142 66 150 66Z",
        Paint("#f2eee6"),
        outline=1.8,
        shade=0.1,
    )
    for y in range(226, 430, 44):
        art.line(f"M120 {y}Q240 {y + 12} 360 {y}", width=2.4, opacity=0.5)
        art.line(f"M122 {y + 8}Q240 {y + 20} 358 {y + 8}", "#ffffff", width=4, opacity=0.16)
    art.line("M352 200L352 420", "#b9bdc4", width=3, dash="2 3.5")


def bicycle_helmet(art: Canvas) -> None:
    """A bicycle helmet: vented for the road, smooth for the city."""
    art.border = 236
    art.ground(240, 392, 160, 14)
    art.line("M132 284C150 340 196 376 236 382C286 376 330 340 344 288", INK, width=9)
    art.panel(box(216, 366, 40, 24, 6), Paint("#55585f"), outline=1.6, shade=0)
    shell = (
        "M54 266C60 150 140 84 242 84C340 84 424 140 432 246C434 270 420 282 400 280C320 262 200 262 110 292"
        "C76 300 52 296 54 266Z"
    )
    art.fill("M70 284C160 256 320 250 414 272C400 310 330 306 240 304C160 304 96 318 70 284Z", INK)
    art.panel(shell, Paint(art.color, finish="gloss", pattern=art.paint.pattern, second=art.paint.second), shade=0.2)
    if art.subject.style == "city bicycle helmet":
        art.panel(
            "M54 266C48 286 36 300 30 312C60 318 100 306 132 288C110 292 76 300 54 266Z",
            Paint(INK),
            outline=1.8,
            shade=0,
        )
        for x in (180, 240, 300):
            art.panel(box(x - 15, 128, 30, 13, 6), Paint(INK), outline=1.4, shade=0)
        art.line("M70 226C150 196 330 190 420 214", colors.contrast(art.color), width=5, opacity=0.7)
    else:
        for vent in (
            "M120 244C126 190 150 150 186 126C176 170 164 210 160 240Z",
            "M190 234C196 180 214 140 240 114C246 160 244 200 240 232Z",
            "M270 232C276 190 290 150 304 118C330 150 336 196 330 236Z",
            "M356 238C360 210 360 180 352 150C384 174 400 210 402 246Z",
        ):
            art.fill(vent, INK)
            art.line(vent, width=1.8)
    art.fill("M110 170C140 126 190 102 236 98C190 122 150 156 128 204C116 204 106 184 110 170Z", "#ffffff", 0.26)
    if art.subject.has("reflective"):
        art.line("M392 262L420 252", "#f3f6f7", width=7)

"""Hats: beanie, bucket, sun and baseball."""

from dataclasses import replace

from retrieval.demo_shop.art import colors
from retrieval.demo_shop.art.canvas import Canvas, Paint
from retrieval.demo_shop.art.paths import oval, symmetric


def hat(art: Canvas) -> None:
    """A hat by its style: beanie, bucket, sun or baseball."""
    styles = {"beanie hat": _beanie, "bucket hat": _bucket, "sun hat": _sun_hat}
    styles.get(art.subject.style, _cap)(art)


def _beanie(art: Canvas) -> None:
    art.ground(240, 384, 150)
    crown = symmetric("M240 92C330 92 366 180 366 300L240 306")
    art.panel(crown, replace(art.paint, texture="knit"), shade=0.22)
    for share in (-0.66, -0.33, 0, 0.33, 0.66):
        art.line(
            f"M240 94C{240 + 90 * share:g} 130 {240 + 124 * share:g} 200 {240 + 126 * share:g} 296",
            width=2.2,
            opacity=0.3,
        )
    band = symmetric("M240 290C290 290 340 286 372 280C380 310 380 340 374 362C330 376 290 380 240 380")
    art.panel(band, Paint(art.color, texture="rib"), shade=0.2)
    if art.subject.variant % 2:
        for x, y in ((240, 84), (222, 92), (258, 92), (230, 70), (250, 70), (240, 96), (214, 80), (266, 80)):
            art.dot(x, y, 17, colors.lighter(art.color, 0.08), opacity=0.95)
        for x, y in ((226, 76), (250, 70), (240, 92), (262, 88), (216, 90)):
            art.line(f"M{x} {y}q6 -7 11 0", width=1.6, opacity=0.4)


def _bucket(art: Canvas) -> None:
    art.ground(240, 368, 180)
    crown = symmetric("M240 128C300 128 326 140 332 156L350 276L240 290")
    brim = symmetric("M240 262C300 262 340 256 354 250C384 290 404 318 416 346C370 376 300 384 240 384")
    art.panel(crown)
    art.seams("M326 152C290 168 260 170 240 170", opacity=0.6)
    art.panel(brim, shade=0.2)
    for inset in (10, 24, 38, 52):
        art.line(
            f"M{74 + inset} {342 - inset * 0.7:g}C120 {372 - inset} 180 {380 - inset} 240 {380 - inset}"
            f"C300 {380 - inset} 360 {372 - inset} {406 - inset} {342 - inset * 0.7:g}",
            width=1.4,
            opacity=0.35,
            dash="5 4",
        )
    art.dot(300, 216, 4, "#8b8f97", ring="#5d6068")
    art.dot(316, 214, 4, "#8b8f97", ring="#5d6068")


def _sun_hat(art: Canvas) -> None:
    art.ground(240, 350, 205)
    straw = replace(art.plain(), texture="linen" if art.subject.materials[0] != "paper" else "canvas")
    art.panel(oval(240, 300, 198, 62), straw, shade=0.2)
    for inset in (14, 30, 48):
        art.line(oval(240, 300, 198 - inset, 62 - inset * 0.42), width=1.4, opacity=0.35)
    crown = symmetric("M240 132C300 132 334 160 342 210L350 292C320 312 280 318 240 318")
    art.panel(crown, straw, shade=0.24)
    band = symmetric("M240 262C290 262 324 258 347 250L350 290C324 308 290 316 240 316")
    ribbon = colors.darker(art.color, 0.62) if colors.luma(art.color) > 0.3 else "#d9c7a4"
    art.panel(band, Paint(ribbon, finish="satin"), outline=1.6)
    art.panel("M338 262C360 252 372 262 366 276C356 286 346 282 338 276Z", Paint(ribbon), outline=1.6)
    for y in (158, 184, 210, 236):
        art.line(
            f"M{146 + (236 - y) * 0.35:g} {y}C190 {y + 16} 290 {y + 16} {334 - (236 - y) * 0.35:g} {y}",
            width=1.3,
            opacity=0.3,
        )


def _cap(art: Canvas) -> None:
    art.ground(230, 356, 175)
    art.border = 250
    crown = "M88 300C84 190 140 122 226 120C312 120 356 190 356 292C270 318 170 322 88 300Z"
    peak = "M196 300C250 276 330 270 372 288C416 306 438 334 430 352C380 334 290 330 214 346C196 344 182 318 196 300Z"
    art.panel(crown, shade=0.2)
    for d in ("M226 120C170 160 150 230 156 312", "M226 120C280 160 300 220 300 304"):
        art.line(d, width=2, opacity=0.55)
    art.stitches("M220 122C162 162 143 230 149 311", mirrored=False)
    art.panel(peak, art.plain(), shade=0.1)
    for step in (8, 16, 24):
        art.line(
            f"M{206 + step} {306 + step}C260 {288 + step} 340 {288 + step} {418 - step} {340 + step * 0.2:g}",
            width=1.3,
            opacity=0.4,
            dash="5 4",
        )
    art.dot(226, 118, 8, art.color, ring=colors.contour(art.color))
    for x, y in ((120, 210), (196, 190), (264, 190)):
        art.dot(x, y, 3.4, colors.darker(art.color, 0.5))
    if art.subject.has("adjustable"):
        art.line("M90 296L96 280", colors.contrast(art.color), width=5)

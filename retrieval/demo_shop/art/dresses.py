"""Dresses: wrap, summer, evening, shirt and knit."""

from dataclasses import replace

from retrieval.demo_shop.art import colors
from retrieval.demo_shop.art.canvas import Canvas, Paint
from retrieval.demo_shop.art.garments import (
    NECK,
    Cut,
    cuff,
    draw_inside,
    neck_band,
    placket,
    shirt_collar,
    sleeve,
)
from retrieval.demo_shop.art.paths import flip, symmetric


def dress(art: Canvas) -> None:
    """A dress by its style, sleeve, neckline and length."""
    subject = art.subject
    hem = {"mini": 384, "midi": 462, "maxi": 520}[subject.attribute("length") or "midi"]
    neck = "collar" if subject.attribute("neckline") == "collar" else subject.attribute("neckline") or "crew neck"
    is_knit = subject.style == "knit dress"
    spread = {"shirt dress": 92, "knit dress": 74, "evening dress": 122, "wrap dress": 118}.get(subject.style, 124)
    cut = Cut(neck, subject.attribute("sleeve") or "sleeveless", shoulder=80, neck_width=34, waist=56)
    paint = replace(art.paint, texture="knit") if is_knit else art.paint
    scale = min(1.06, 402 / (hem - 62))
    art.push(f"translate({240 - 240 * scale:g} {(58 if hem < 400 else 38) - 62 * scale:g}) scale({scale:g})")
    body = _dress_outline(cut, hem, spread)
    art.shadow(body)
    arm = sleeve(cut)
    if arm:
        art.shadow(arm)
        art.shadow(flip(arm))
        art.both(arm, paint, shade=0.1)
        if cut.sleeve == "long sleeve":
            art.both(cuff(cut), Paint(art.color, texture="rib") if is_knit else None, outline=1.8)
    draw_inside(art, cut, paint)
    art.panel(body, paint, shade=0.2)
    _skirt_folds(art, hem, spread, is_straight=subject.style in ("knit dress", "shirt dress"))
    _dress_details(art, cut, hem, spread)
    art.pop()


def _dress_outline(cut: Cut, hem: float, spread: float) -> str:
    nw, arm = 240 + cut.neck_width, 240 + cut.shoulder
    neckline = (
        f"L{nw} {NECK}" if cut.neck == "v-neck" else f"C{nw - 18} {cut.neck_depth} {nw - 3} {NECK + 18} {nw} {NECK}"
    )
    if cut.sleeve == "sleeveless":
        armhole = f"L{nw + 20} {NECK + 6}C{nw + 18} {NECK + 46} {arm - 24} 160 {arm - 10} 182"
    else:
        armhole = f"L{arm} {NECK + 28}C{arm - 10} {NECK + 60} {arm - 12} 180 {arm - 13} 200"
    return symmetric(
        f"M240 {cut.neck_depth}{neckline}{armhole}"
        f"C{240 + cut.waist + 2} 216 {240 + cut.waist - 2} 230 {240 + cut.waist} 246"
        f"C{240 + cut.waist + 18} "
        f"290 {240 + spread - 12} {hem - 70} {240 + spread} {hem}Q{240 + spread * 0.5} {hem + 15} "
        f"240 {hem + 15}"
    )


def _skirt_folds(art: Canvas, hem: float, spread: float, *, is_straight: bool) -> None:
    for share in (-0.78, -0.45, -0.15, 0.15, 0.45, 0.78):
        low = hem + 12 - 16 * share * share
        art.line(
            f"M{240 + 48 * share:g} 256"
            f"C{240 + 60 * share:g} 300 {240 + spread * share * 0.9:g} {hem - 60} {240 + spread * share:g} "
            f"{low:g}",
            width=2.6,
            opacity=0.12 if is_straight else 0.3,
        )


def _dress_details(art: Canvas, cut: Cut, hem: float, spread: float) -> None:
    style = art.subject.style
    sash = "M184 238Q240 252 296 238L297 256Q240 270 183 256Z"
    if style == "wrap dress":
        art.seams(f"M{240 - cut.neck_width + 2} {NECK + 4}L284 236", mirrored=False, width=2.4, opacity=0.8)
        art.panel(sash, outline=1.8, shade=0.1)
        art.panel("M282 250C290 290 296 316 306 346L290 350C282 316 276 290 272 254Z", outline=1.8, shade=0.05)
        art.panel("M270 240C290 232 304 244 300 258C286 264 276 258 270 252Z", outline=1.8, shade=0.05)
        art.seams(
            f"M286 262C300 320 {240 + spread * 0.5} {hem - 40} {240 + spread * 0.56} {hem + 6}",
            mirrored=False,
            width=2.2,
            opacity=0.55,
        )
    elif style == "shirt dress":
        placket(art, cut.neck_depth + 6, hem + 12, n_buttons=8)
        art.panel(sash, outline=1.8, shade=0.1)
        art.panel("M232 242L250 242L250 264L232 264Z", Paint(colors.darker(art.color, 0.2)), outline=1.6)
        shirt_collar(art, cut)
    elif style == "knit dress":
        collar = symmetric(f"M240 50Q258 50 270 55L276 {NECK + 8}Q260 {NECK + 20} 240 {NECK + 20}")
        art.panel(collar, Paint(art.color, texture="rib"), outline=2.2)
        art.panel(
            symmetric(
                f"M240 {hem - 8}Q{240 + spread * 0.6} {hem - 9} {240 + spread - 4} {hem - 22}"
                f"L{240 + spread} {hem}Q{240 + spread * 0.5} {hem + 15} 240 {hem + 15}"
            ),
            Paint(art.color, texture="rib"),
            outline=2,
        )
    elif style == "evening dress":
        art.seams("M196 196Q240 216 284 196", "M188 238Q240 254 292 238", mirrored=False, opacity=0.5, width=2)
        art.seams("M240 160C232 190 232 215 240 244", "M262 150C262 190 258 215 262 242", opacity=0.3)
        art.line(
            f"M{240 + spread * 0.34:g} 330"
            f"C{240 + spread * 0.36:g} 380 {240 + spread * 0.4:g} 420 {240 + spread * 0.46:g} {hem + 8}",
            width=3,
            opacity=0.6,
        )
    else:
        art.seams("M186 238Q240 252 294 238", mirrored=False, opacity=0.7, width=2.2)
        art.seams(
            f"M{240 - spread + 8} {hem - 40}Q240 {hem - 12} {240 + spread - 8} {hem - 40}",
            mirrored=False,
            opacity=0.4,
            width=2,
        )
        neck_band(art, cut, width=6)
    if art.subject.has("pockets"):
        art.seams("M296 282C304 300 308 314 308 326", opacity=0.7, width=2.4)

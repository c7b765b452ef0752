"""Jeans, trousers, shorts, skirts and leggings."""

from retrieval.demo_shop.art import colors
from retrieval.demo_shop.art.canvas import Canvas, Paint
from retrieval.demo_shop.art.garments import (
    placket,
)
from retrieval.demo_shop.art.paths import flip, symmetric

COPPER = "#c58b4a"


def _legs(
    waist: float, hip: float, knee: float, ankle: float, *, top: float = 62, hem: float = 430, crotch: float = 186
) -> str:
    """Both legs; widths are half widths at the waist and hip and, for a leg, its outer edge at knee and ankle."""
    inner = max(12.0, ankle - 62)
    return symmetric(
        f"M240 {top}L{240 + waist} {top - 2}"
        f"C{240 + hip - 6} {top + 50} {240 + hip} {top + 84} {240 + hip} {crotch - 20}"
        f"C{240 + hip} 250 {240 + knee} 300 {240 + ankle} {hem}L{240 + inner} {hem + 4}C{240 + inner - 4} "
        f"320 246 240 240 {crotch}"
    )


def _waistband(art: Canvas, waist: float, *, top: float = 60, height: float = 20, paint: Paint | None = None) -> None:
    art.panel(

            f"M{240 - waist} {top}Q240 {top + 8} {240 + waist} {top}L{240 + waist + 3} {top + height}"
            f"Q240 {top + height + 8} {240 - waist - 3} {top + height}Z",
        paint or art.plain(), outline=2, shade=0.12,
    )  # fmt: skip


def _fly(art: Canvas, top: float, *, color: str) -> None:
    art.seams(f"M240 {top}L240 {top + 92}", mirrored=False, opacity=0.7, width=2)
    art.line(f"M254 {top}L254 {top + 52}C254 {top + 70} 246 {top + 78} 240 {top + 82}", color, width=1.3, dash="4 3.4")


def jeans(art: Canvas) -> None:
    """Jeans with rivets, orange stitching and faded thighs."""
    waist = 66
    widths = {"slim": (92, 76, 68), "regular": (94, 86, 80), "relaxed": (96, 108, 116)}
    hip, knee, ankle = widths.get(art.subject.attribute("fit"), widths["regular"])
    top = 48 if art.subject.has("high-waisted") else 62
    legs = _legs(waist, hip, knee, ankle, top=top)
    art.shadow(legs)
    art.panel(legs)
    art.fill(f"M296 {top + 140}C306 230 304 280 296 330C280 290 278 230 296 {top + 140}Z", "#ffffff", 0.13)
    art.fill(flip(f"M296 {top + 140}C306 230 304 280 296 330C280 290 278 230 296 {top + 140}Z"), "#ffffff", 0.13)
    thread = "#d9a55b"
    _fly(art, top + 20, color=thread)
    art.seams(f"M{240 + 32} {top + 22}C274 {top + 52} 298 {top + 60} {240 + hip - 9} {top + 62}", width=2.2)
    art.stitches(f"M{240 + 29} {top + 24}C272 {top + 56} 298 {top + 65} {240 + hip - 9} {top + 67}", color=thread)
    art.stitches(
        f"M{240 + hip - 7} {top + 76}C{240 + hip - 6} 250 {240 + knee - 6} 300 {240 + ankle - 6} 424", color=thread
    )
    art.stitches(f"M{240 + max(12, ankle - 62) + 3} 422L{240 + ankle - 3} 419", color=thread)
    _waistband(art, waist, top=top - 4)
    for x in (199, 281):
        art.panel(f"M{x - 3} {top - 1}L{x + 3} {top - 1}L{x + 3} {top + 20}L{x - 3} {top + 20}Z", outline=1.4, shade=0)
    art.dot(240, top + 8, 6, COPPER, ring="#7c5730")
    for x in (274, 206, 240 + hip - 12, 252 - hip):
        art.dot(x, top + (28 if 200 < x < 280 else 60), 2.6, COPPER, ring="#7c5730")
    art.seams("M256 200Q276 206 290 200", "M262 214Q276 220 288 216", opacity=0.3)


def trousers(art: Canvas) -> None:
    """Trousers with a crease, or loose and tied, or with cargo pockets for hiking."""
    style = art.subject.style
    hip, knee, ankle = (92, 78, 70) if art.subject.attribute("fit") == "slim" else (95, 88, 80)
    if style == "linen trousers":
        hip, knee, ankle = 98, 104, 104
    top = 60
    legs = _legs(66, hip, knee, ankle, top=top)
    art.shadow(legs)
    art.panel(legs)
    _waistband(art, 66, top=top - 4)
    _fly(art, top + 20, color=colors.contour(art.paint.color))
    art.seams(f"M{240 + 46} {top + 20}L{240 + hip - 10} {top + 92}", width=2.2, opacity=0.7)
    if style in ("suit trousers", "chino trousers"):
        middle = 240 + ankle - 30
        art.seams(f"M282 {top + 26}C290 190 {middle + 2} 300 {middle} 428", opacity=0.42, width=2)
        art.line(
            f"M280 {top + 30}C286 190 {middle - 2} 300 {middle - 4} 426",
            colors.lighter(art.paint.color, 0.4),
            width=1.6,
            opacity=0.4,
        )
        art.dot(246, top + 7, 4.5, colors.contrast(art.paint.color), ring=colors.contour(art.paint.color))
    elif style == "linen trousers":
        for x, end in ((234, 224), (246, 258)):
            art.line(
                f"M{x} {top + 8}C{x} {top + 34} {end} {top + 50} {end} {top + 78}",
                colors.contour(art.paint.color),
                width=5,
            )
            art.line(
                f"M{x} {top + 8}C{x} {top + 34} {end} {top + 50} {end} {top + 78}",
                colors.lighter(art.paint.color, 0.4),
                width=3,
            )
        art.seams("M278 240C284 300 284 350 280 400", "M312 240C322 300 324 350 322 400", opacity=0.25)
    else:
        art.both("M298 232L334 232L336 296L300 298Z", outline=1.8, shade=0.06)
        art.both("M296 228L336 228L336 246L317 252L296 246Z", outline=1.8, shade=0.06)
        art.seams("M262 292Q290 306 322 296", opacity=0.5)
    art.stitches(f"M{240 + max(12, ankle - 62) + 3} 420L{240 + ankle - 3} 417")


def leggings(art: Canvas) -> None:
    """Tight leggings with a broad waistband and curved seams."""
    top = 42 if art.subject.has("high-waisted") else 58
    legs = _legs(56, 78, 62, 48, top=top, hem=436, crotch=196)
    art.shadow(legs)
    art.panel(legs, shade=0.24)
    _waistband(
        art,
        56,
        top=top - 4,
        height=38 if art.subject.has("high-waisted") else 26,
        paint=Paint(colors.darker(art.color, 0.1)),
    )
    art.line("M300 196C302 270 286 350 276 424", colors.lighter(art.paint.color, 0.5), width=7, opacity=0.22)
    art.line(flip("M300 196C302 270 286 350 276 424"), colors.lighter(art.paint.color, 0.5), width=7, opacity=0.22)
    art.seams("M312 134C296 200 270 250 262 330", opacity=0.5)
    art.seams("M274 300Q286 306 296 300", "M268 314Q280 320 290 315", opacity=0.35)
    if art.subject.has("pockets"):
        art.seams("M290 152L312 150L314 212L292 216Z", opacity=0.75)


def shorts(art: Canvas) -> None:
    """Shorts: chino, running or denim."""
    is_sport = art.subject.style == "running shorts"
    flare = 20 if is_sport else 8
    half = f"M240 120L314 118C324 160 330 190 {336 + flare} {322 - flare}L252 {332 - flare}C250 300 246 270 240 246"
    d = symmetric(half)
    art.push("translate(-29 0) scale(1.12)")
    art.shadow(d)
    art.panel(d)
    if is_sport:
        _waistband(art, 72, top=114, height=24, paint=Paint(art.color, texture="rib"))
        art.fill(
            f"M316 160L330 190L{336 + flare} {322 - flare}L{318 + flare} {324 - flare}C320 260 314 210 316 160Z",
            colors.contrast(art.color),
            0.85,
        )
        art.fill(
            flip(f"M316 160L330 190L{336 + flare} {322 - flare}L{318 + flare} {324 - flare}C320 260 314 210 316 160Z"),
            colors.contrast(art.color),
            0.85,
        )
        art.line(
            "M236 132C230 160 226 170 226 186M244 132C250 160 254 170 254 186", colors.contrast(art.color), width=3
        )
        if art.subject.has("reflective"):
            art.line("M268 288L300 284", "#e4e8ea", width=5)
    else:
        is_denim = art.subject.style == "denim shorts"
        thread = "#d9a55b" if is_denim else colors.contour(art.color)
        _waistband(art, 74, top=114)
        _fly(art, 136, color=thread)
        art.seams("M272 138C276 168 300 176 324 176" if is_denim else "M290 138L326 206", width=2.2)
        art.stitches("M258 318L340 308", color=thread)
        art.dot(240, 126, 5.4, COPPER if is_denim else colors.contrast(art.color), ring="#7c5730")
    art.seams("M254 262Q272 268 286 262", "M258 276Q272 282 284 278", opacity=0.28)
    art.pop()


def skirt(art: Canvas) -> None:
    """A skirt: pleated, denim or plain; mini, midi or maxi."""
    length = {"mini": 276, "midi": 368, "maxi": 436}[art.subject.attribute("length") or "midi"]
    style, top, waist = art.subject.style, 66, 58
    if length == 276:
        art.push("translate(-72 20) scale(1.3)")
    spread = (
        {"denim skirt": 92, "pleated skirt": 132}.get(style, 112)
        + (14 if length > 400 else 0)
        - (22 if length < 300 else 0)
    )
    d = symmetric(
        f"M240 {top}L{240 + waist} {top - 2}"
        f"C{240 + waist + 26} {top + 50} {240 + spread - 14} {length - 90} {240 + spread} {length}"
        f"Q{240 + spread * 0.5} {length + 16} 240 {length + 16}"
    )
    art.shadow(d)
    art.panel(d)
    if style == "pleated skirt":
        for share in (-0.86, -0.62, -0.38, -0.13, 0.13, 0.38, 0.62, 0.86):
            low = length + 14 - 12 * share * share
            art.line(
                f"M{240 + waist * share:g} {top + 18}"
                f"C{240 + waist * share * 1.5:g} {top + 70} {240 + spread * share:g} {length - 90} "
                f"{240 + spread * share:g} {low:g}",
                width=2,
                opacity=0.55,
            )
            art.line(
                f"M{244 + waist * share:g} {top + 18}"
                f"C{247 + waist * share * 1.5:g} {top + 70} {249 + spread * share:g} {length - 90} "
                f"{249 + spread * share:g} {low:g}",
                colors.lighter(art.color, 0.5),
                width=4,
                opacity=0.2,
            )
    elif style == "denim skirt":
        placket(art, top + 20, length + 12, n_buttons=6 if length > 300 else 4, button=COPPER, width=26)
        art.seams(f"M274 {top + 20}C276 {top + 40} 284 {top + 46} 300 {top + 46}", width=2.2)
        art.stitches(
            f"M270 {top + 22}C273 {top + 45} 284 {top + 52} 300 {top + 52}",
            f"M256 {length + 4}Q{240 + spread * 0.6} {length + 2} {240 + spread - 4} {length - 8}",
            color="#d9a55b",
        )
    else:
        for share in (-0.7, -0.3, 0.3, 0.7):
            art.line(
                f"M{240 + waist * share:g} {top + 30}"
                f"C{240 + waist * share * 1.5:g} {top + 90} {240 + spread * share * 0.9:g} {length - 100} "
                f"{240 + spread * share * 0.95:g} {length + 2}",
                width=2.6,
                opacity=0.25,
            )
        if art.subject.has("pockets"):
            art.seams(f"M284 {top + 24}L306 {top + 84}", width=2.2)
    _waistband(art, waist, top=top - 4, height=26 if art.subject.has("high-waisted") else 18)
    if length == 276:
        art.pop()

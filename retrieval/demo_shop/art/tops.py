"""T-shirts, shirts, blouses, sweaters, hoodies and tank tops."""

from dataclasses import replace

from retrieval.demo_shop.art import colors
from retrieval.demo_shop.art.canvas import Canvas, Paint
from retrieval.demo_shop.art.garments import (
    NECK,
    Cut,
    cuff,
    draw_body,
    drawstrings,
    emblem,
    fitted,
    hood,
    neck_band,
    placket,
    ribbing,
    shirt_collar,
    zipper,
)
from retrieval.demo_shop.art.paths import symmetric


def _cut(art: Canvas, **ranges: float) -> Cut:
    subject = art.subject
    base = Cut(subject.attribute("neckline") or "crew neck", subject.attribute("sleeve") or "short sleeve")
    return fitted(replace(base, **ranges), subject.attribute("fit"))  # type: ignore[arg-type]


def t_shirt(art: Canvas) -> None:
    """A T-shirt with a neck band and hem stitching."""
    cut = _cut(art)
    draw_body(art, cut)
    neck_band(art, cut)
    art.stitches(f"M240 {cut.hem}Q{240 + cut.hem_width * 0.5} {cut.hem} {240 + cut.hem_width - 4} {cut.hem - 9}")
    arm = 240 + cut.shoulder
    if cut.sleeve == "short sleeve":
        art.stitches(f"M{arm + 10} 219Q{arm + 36} 216 {arm + 56} 199")
    else:
        art.stitches(f"M{arm + 26} 350Q{arm + 48} 354 {arm + 67} 343")
    if art.subject.pattern == "graphic":
        emblem(art, 240, 212, 62)


def shirt(art: Canvas) -> None:
    """A button-up shirt with collar, cuffs and, where it has pockets, a chest pocket."""
    cut = replace(_cut(art, hem=402.0), neck="collar")
    draw_body(art, cut)
    placket(art, cut.neck_depth + 4, cut.hem + 8)
    if cut.sleeve == "long sleeve":
        art.both(cuff(cut), outline=1.8)
        art.both(
            f"M{240 + cut.shoulder + 40} 356L{240 + cut.shoulder + 46} 354L{240 + cut.shoulder + 46} 359Z",
            Paint("#e9e3d8"),
            outline=1,
        )
    art.seams(f"M{240 + cut.neck_width + 6} {NECK + 6}C290 132 322 134 {240 + cut.shoulder - 8} 136", opacity=0.3)
    if art.subject.has("pockets") or art.subject.variant % 2:
        art.panel("M268 178L312 178L312 222L290 232L268 222Z", outline=1.8, shade=0.05)
    shirt_collar(art, cut)


def blouse(art: Canvas) -> None:
    """A light blouse with gathered shoulders, a curved hem and a tie or small buttons."""
    cut = replace(_cut(art, hem=386.0, hem_width=92.0), waist=78.0)
    draw_body(art, cut)
    arm = 240 + cut.shoulder
    art.seams(f"M{arm - 20} 108L{arm - 28} 140", f"M{arm - 34} 104L{arm - 38} 132", "M262 240C268 290 272 330 272 372",
              "M292 236C300 290 304 330 306 366", opacity=0.24, width=2)  # fmt: skip
    if cut.sleeve == "long sleeve":
        art.both(cuff(cut), outline=1.8)
    neck_band(art, cut, width=6)
    if cut.neck == "v-neck":
        bow = (
            f"M240 {cut.neck_depth + 2}"
            f"C270 {cut.neck_depth - 20} 288 {cut.neck_depth + 2} 282 {cut.neck_depth + 20}"
            f"C266 {cut.neck_depth + 22} 252 {cut.neck_depth + 12} 240 {cut.neck_depth + 4}Z"
        )
        tail = (
            f"M242 {cut.neck_depth + 6}"
            f"C252 {cut.neck_depth + 40} 262 {cut.neck_depth + 60} 268 {cut.neck_depth + 92}"
            f"L252 {cut.neck_depth + 92}"
            f"C248 {cut.neck_depth + 60} 242 {cut.neck_depth + 40} 238 {cut.neck_depth + 8}Z"
        )
        art.both(tail, outline=1.6, shade=0.06)
        art.both(bow, outline=1.6, shade=0.1)
        art.panel(
            f"M232 {cut.neck_depth - 4}L248 {cut.neck_depth - 4}L247 {cut.neck_depth + 14}L233 {cut.neck_depth + 14}Z",
            outline=1.6,
        )
    else:
        for row in range(5):
            art.dot(240, 136 + row * 20, 3.2, colors.contrast(art.paint.color), ring=colors.contour(art.paint.color))


def sweater(art: Canvas) -> None:
    """A knitted sweater with ribbed collar, cuffs and hem."""
    cut = replace(_cut(art, hem=384.0), sleeve="long sleeve")
    knit = replace(art.paint, texture="knit")
    draw_body(art, cut, knit)
    if art.subject.pattern == "solid" and art.subject.variant % 3 == 0:
        _cables(art, cut)
    ribbing(art, cut, height=26)
    if cut.neck == "turtleneck":
        collar = symmetric(f"M240 44Q262 44 276 50L280 {NECK + 8}Q262 {NECK + 22} 240 {NECK + 22}")
        art.panel(collar, Paint(art.paint.color, texture="rib"), outline=2.2)
        art.seams("M278 72Q258 82 240 82", opacity=0.4)
    else:
        neck_band(art, cut, width=14)


def _cables(art: Canvas, cut: Cut) -> None:
    for x in (240 - 40, 240, 240 + 40):
        twist = "".join(
            f"M{x - 8} {y}C{x - 8} {y + 12} {x + 8} {y + 12} {x + 8} {y + 24}M{x + 8} {y}"
            f"C{x + 8} {y + 12} {x - 8} {y + 12} {x - 8} {y + 24}"
            for y in range(160, int(cut.hem) - 44, 24)
        )
        art.line(twist, width=3.4, opacity=0.4)
        art.line(f"M{x - 14} 156L{x - 14} {cut.hem - 20}M{x + 14} 156L{x + 14} {cut.hem - 20}", width=1.6, opacity=0.3)


def hoodie(art: Canvas) -> None:
    """A hooded sweatshirt with a pouch pocket, closed or with a zip."""
    cut = replace(_cut(art, hem=386.0), sleeve="long sleeve", neck="crew neck")
    hood(art)
    draw_body(art, cut)
    has_zip = art.subject.attribute("closure") == "zip"
    pouch = symmetric("M240 286L286 286L306 330L306 362L240 362")
    art.panel(pouch, art.plain() if art.subject.pattern == "graphic" else None, outline=1.8, shade=0.08)
    art.stitches("M290 292L308 330")
    ribbing(art, cut)
    if has_zip:
        zipper(art, cut.neck_depth + 2, cut.hem + 10)
    elif art.subject.pattern == "graphic":
        emblem(art, 240, 220, 50)
    collar = "M276 84C272 112 256 128 240 132"
    for d in (collar, "M204 84C208 112 224 128 240 132"):
        art.line(d, colors.contour(art.paint.color), width=12)
        art.line(d, art.paint.color, width=8)
    drawstrings(art)


def tank_top(art: Canvas) -> None:
    """A sleeveless top."""
    cut = replace(_cut(art), sleeve="sleeveless", neck_width=44.0)
    cut = replace(cut, shoulder=cut.shoulder - 6, waist=cut.waist - 4, hem_width=cut.hem_width - 4)
    draw_body(art, cut)
    neck_band(art, cut, width=7)
    side, arm = 240 + cut.neck_width, 240 + cut.shoulder
    art.seams(f"M{side + 21} {NECK + 10}C{side + 19} {NECK + 50} {arm - 37} 178 {arm - 18} 206", opacity=0.5, width=4)
    art.stitches(f"M240 {cut.hem}Q{240 + cut.hem_width * 0.5} {cut.hem} {240 + cut.hem_width - 4} {cut.hem - 9}")
    if art.subject.pattern == "graphic":
        emblem(art, 240, 238, 54)

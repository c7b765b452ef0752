"""Jackets, rain jackets and coats."""

from dataclasses import replace

from retrieval.demo_shop.art import colors
from retrieval.demo_shop.art.canvas import Canvas, Paint
from retrieval.demo_shop.art.garments import (
    NECK,
    Cut,
    cuff,
    draw_body,
    fitted,
    hood,
    placket,
    ribbing,
    shirt_collar,
    zipper,
)
from retrieval.demo_shop.art.paths import box, flip, symmetric

SILVER = "#dfe3e6"


def _cut(art: Canvas, hem: float, *, neck: str = "crew neck", width: float = 94, waist: float = 90) -> Cut:
    cut = Cut(neck, "long sleeve", hem=hem, hem_width=width, waist=waist, shoulder=100)
    return fitted(cut, art.subject.attribute("fit"))


def jacket(art: Canvas) -> None:
    """A jacket by its style: puffer, denim, leather, bomber or fleece."""
    styles = {"puffer jacket": _puffer, "denim jacket": _denim, "leather jacket": _leather, "bomber jacket": _bomber}
    styles.get(art.subject.style, _fleece)(art)


def _back_of_neck(art: Canvas) -> None:
    if art.subject.has("hooded"):
        hood(art, width=62, top=30)


def _stand_collar(art: Canvas, *, height: float = 34, paint: Paint | None = None) -> None:
    half = (
        f"M240 {NECK + 30}L236 {NECK + 30}C214 {NECK + 26} 200 {NECK + 8} 200 {NECK - height + 12}"
        f"L214 {NECK - height + 8}C222 {NECK - 4} 232 {NECK} 240 {NECK + 2}Z"
    )
    art.both(half, paint, outline=2)


def _puffer(art: Canvas) -> None:
    cut = _cut(art, 376)
    _back_of_neck(art)
    draw_body(art, cut)
    _quilt(art, cut, step=36)
    _quilt_sleeves(art, cut, step=34)
    _stand_collar(art)
    zipper(art, NECK + 4, cut.hem + 8)
    _slant_pockets(art, cut)


def _quilt(art: Canvas, cut: Cut, *, step: int) -> None:
    """Horizontal chambers of down, each with its highlight."""
    for y in range(130, int(cut.hem) - 10, step):
        reach = 240 + cut.waist + (8 if y < 200 else 0) - 4
        art.line(f"M{480 - reach} {y}Q240 {y + 16} {reach} {y}", width=2.4, opacity=0.6)
        art.line(
            f"M{486 - reach} {y + 7}Q240 {y + 23} {reach - 6} {y + 7}",
            colors.lighter(art.paint.color, 0.5),
            width=5,
            opacity=0.3,
        )


def _quilt_sleeves(art: Canvas, cut: Cut, *, step: int) -> None:
    arm = 240 + cut.shoulder
    for y in range(146, 350, step):
        outer = arm + 20 + (y - 143) * 0.37 if y < 236 else arm + 54 + (y - 236) * 0.135
        inner = arm - 13 if y < 206 else arm - 10 + (y - 206) * 0.4 if y < 258 else arm + 11 + (y - 258) * 0.17
        middle = (inner + outer) / 2
        art.seams(f"M{inner + 2:g} {y + 4}Q{middle:g} {y + 13} {outer - 2:g} {y - 6}", width=2.3)


def _slant_pockets(art: Canvas, cut: Cut, *, y: float = 284) -> None:
    if art.subject.has("pockets"):
        for d in (f"M288 {y}L308 {y + 54}", flip(f"M288 {y}L308 {y + 54}")):
            art.line(d, width=5, opacity=0.85)
            art.line(d, "#b9bdc4", width=1.6, dash="1.5 3")


def _denim(art: Canvas) -> None:
    cut = _cut(art, 352, neck="collar", width=86)
    _back_of_neck(art)
    draw_body(art, cut)
    yellow = "#d9a55b" if colors.luma(art.paint.color) < 0.8 else "#c9a46a"
    art.seams("M258 168L334 168", opacity=0.8)
    art.stitches("M258 172L332 172", "M262 178L272 330", "M306 222L288 332", color=yellow)
    art.seams("M259 178L269 330", "M309 222L291 332", opacity=0.5)
    art.both("M264 168L318 168L318 214L291 224L264 214Z", outline=1.8, shade=0.05)
    art.both("M262 166L320 166L320 184L291 194L262 184Z", outline=1.8, shade=0.05)
    for x in (291, 189):
        art.dot(x, 186, 3.6, "#c58b4a", ring="#7c5730")
    band = symmetric(
        f"M240 {cut.hem - 14}L{240 + cut.hem_width} {cut.hem - 24}L{240 + cut.hem_width - 1} {cut.hem + 4}"
        f"Q284 {cut.hem + 11} 240 {cut.hem + 11}"
    )
    art.panel(band, outline=1.8)
    art.both(cuff(cut), outline=1.8)
    placket(art, cut.neck_depth + 6, cut.hem + 8, n_buttons=6, button="#c58b4a", width=24)
    shirt_collar(art, cut)


def _leather(art: Canvas) -> None:
    cut = _cut(art, 348, width=84)
    draw_body(art, cut)
    art.seams(f"M{240 + cut.shoulder - 26} 150Q300 168 262 168", "M300 214L288 346", opacity=0.5)
    lapel = "M240 196L206 88L178 108C182 142 202 176 240 204Z"
    art.panel(lapel, outline=2.2, shade=0.1)
    art.panel("M240 196L274 88L302 108C304 142 282 182 226 230L216 214Z", outline=2.2, shade=0.1)
    zipper(art, 214, cut.hem + 6, x=222)
    for d in ("M276 228L312 214", "M272 292L306 276"):
        art.line(d, "#c9cdd3", width=4)
        art.line(d, "#5d6068", width=1.2, dash="2 2")
    art.line("M172 286L196 302", "#c9cdd3", width=4)
    art.panel(
        symmetric(
            f"M240 {cut.hem - 16}L{240 + cut.hem_width} {cut.hem - 25}"
            f"L{240 + cut.hem_width - 1} {cut.hem + 4}Q284 {cut.hem + 11} 240 {cut.hem + 11}"
        ),
        outline=1.8,
    )
    art.panel(box(232, cut.hem - 12, 24, 20, 3), Paint("#c3c7cd", finish="metal"), outline=1.4)
    art.both(cuff(cut), outline=1.8)


def _bomber(art: Canvas) -> None:
    cut = _cut(art, 358, width=92)
    _back_of_neck(art)
    draw_body(art, cut)
    ribbing(art, cut, height=30)
    rib = Paint(art.paint.color, texture="rib")
    _stand_collar(art, height=24, paint=rib)
    zipper(art, NECK + 8, cut.hem + 10)
    art.both("M278 262L300 252L312 306L290 316Z", art.plain(), outline=1.8, shade=0.06)
    art.line("M352 172L362 204", SILVER, width=4)
    art.line("M352 172L362 204", "#6b6e75", width=1.2, dash="2 2")


def _fleece(art: Canvas) -> None:
    cut = _cut(art, 372)
    _back_of_neck(art)
    draw_body(art, cut, replace(art.paint, texture="fleece"))
    trim = Paint(
        colors.darker(art.paint.color, 0.32)
        if colors.luma(art.paint.color) > 0.22
        else colors.lighter(art.paint.color, 0.2)
    )
    _stand_collar(art, height=38, paint=replace(art.plain(), texture="fleece"))
    art.panel("M268 170L316 170L316 216L268 216Z", trim, outline=1.6, shade=0.05)
    art.line("M268 176L316 176", "#b9bdc4", width=2.6, dash="1.5 3")
    art.both(cuff(cut), trim, outline=1.8)
    zipper(art, NECK - 8, cut.hem + 8)
    _slant_pockets(art, cut)


def rain_jacket(art: Canvas) -> None:
    """A rain jacket: hood with a peak, taped seams, storm flap with a zip or snaps."""
    cut = _cut(art, 398, width=98, waist=92)
    hood(art, width=64, top=26)
    art.seams("M240 26L240 42", mirrored=False, opacity=0.6)
    draw_body(art, cut)
    art.seams(f"M{240 + cut.shoulder - 6} 152C310 166 270 170 252 170", opacity=0.5, width=2)
    _collar_of_hood(art)
    if art.subject.attribute("closure") == "button":
        flap = box(226, 128, 28, cut.hem - 118, 3)
        art.panel(flap, outline=1.8, shade=0.06)
        for row in range(6):
            art.dot(240, 146 + row * (cut.hem - 158) / 5.4, 5, SILVER, ring="#6b6e75")
    else:
        zipper(art, NECK + 36, cut.hem + 8, teeth=colors.contrast(art.paint.color))
    if art.subject.has("pockets"):
        art.both("M270 296L322 290L322 306L271 313Z", outline=1.8, shade=0.05)
        art.both("M272 312L320 306L322 356L274 360Z", outline=1.6, shade=0.05)
    if art.subject.has("reflective"):
        _reflective_band(art, cut)
    if art.subject.has("adjustable"):
        art.seams(f"M244 {cut.hem - 90}L{240 + cut.waist - 4} {cut.hem - 96}", opacity=0.7, width=2.6)
    art.both(cuff(cut), outline=1.8)
    art.stitches(f"M248 {cut.hem}Q{240 + cut.hem_width * 0.5} {cut.hem} {240 + cut.hem_width - 4} {cut.hem - 8}")


def _collar_of_hood(art: Canvas) -> None:
    """The zipped-up collar under the hood's opening."""
    art.both("M240 124L240 160C214 152 194 128 190 98C204 108 220 122 240 124Z", outline=2, shade=0.06)
    for x in (206, 274):
        art.line(f"M{x} 126L{x} 168", colors.contrast(art.paint.color), width=2.6)
        art.dot(x, 170, 4, "#7b7f87")


def _reflective_band(art: Canvas, cut: Cut) -> None:
    reach = 240 + cut.waist + 3
    band = f"M{480 - reach} 236Q240 246 {reach} 236L{reach} 250Q240 260 {480 - reach} 250Z"
    art.panel(band, Paint(SILVER), outline=1.2, shade=0.1)
    art.both("M362 250L394 244L396 256L364 262Z", Paint(SILVER), outline=1.2, shade=0.05)


def coat(art: Canvas) -> None:
    """A coat by its style: tailored, trench or down."""
    hem = 492 if art.subject.attribute("length") == "maxi" else 458
    if art.subject.style == "down coat":
        _down_coat(art, hem)
        return
    cut = _cut(art, hem, neck="lapel", width=106, waist=86)
    art.push(_coat_scale(hem))
    draw_body(art, cut)
    _coat_front(art, cut, is_trench=art.subject.style == "trench coat")
    art.pop()


def _coat_scale(hem: float) -> str:
    scale = 390 / (hem - 56)
    return f"translate({240 - 240 * scale:g} {46 - 56 * scale + (480 - 46 - 390) / 2 - 18:g}) scale({scale:g})"


def _coat_front(art: Canvas, cut: Cut, *, is_trench: bool) -> None:
    art.seams(f"M246 {cut.neck_depth + 2}L254 {cut.hem + 6}", mirrored=False, opacity=0.75, width=2.2)
    art.both(
        f"M240 {cut.neck_depth}L270 {NECK + 6}L298 {NECK + 42}L284 {NECK + 62}L300 {NECK + 66}"
        f"C292 176 268 214 240 {cut.neck_depth}Z",
        outline=2,
        shade=0.08,
    )
    art.both(
        f"M262 {NECK + 30}L276 {NECK - 8}C286 {NECK - 4} 296 {NECK + 6} 302 {NECK + 22}L288 {NECK + 46}Z",
        outline=2,
        shade=0.08,
    )
    button = colors.darker(art.paint.color, 0.45) if colors.luma(art.paint.color) > 0.2 else "#4d4d55"
    is_double = is_trench or art.subject.variant % 2 == 0
    for row in range(3):
        for x in (218, 270) if is_double else (240,):
            art.dot(x, 252 + row * 42 + (0 if is_double else 4), 6, button, ring=colors.contour(button))
            art.dot(x - 1.5, 250 + row * 42 + (0 if is_double else 4), 1.6, "#ffffff", opacity=0.5)
    if is_trench:
        art.panel(
            f"M{240 - cut.waist - 3} 270Q240 284 {240 + cut.waist + 3} 270L{240 + cut.waist + 3} 292"
            f"Q240 306 {240 - cut.waist - 3} 292Z",
            outline=2,
            shade=0.12,
        )
        art.panel(box(224, 272, 34, 32, 5), Paint("#6b4a32", finish="leather"), outline=1.6)
        art.panel("M256 300L284 340L270 346L246 304Z", outline=1.8, shade=0.06)
        art.both(
            f"M{240 + cut.shoulder - 30} 96L{240 + cut.shoulder - 4} 108L{240 + cut.shoulder - 6} 118"
            f"L{240 + cut.shoulder - 34} 106Z",
            outline=1.6,
            shade=0,
        )
    if art.subject.has("pockets"):
        art.both("M276 346L320 338L322 356L278 364Z", outline=1.8, shade=0.04)
    art.both(cuff(cut), outline=1.6)


def _down_coat(art: Canvas, hem: float) -> None:
    cut = _cut(art, hem, width=102)
    art.push(_coat_scale(hem))
    _back_of_neck(art)
    draw_body(art, cut)
    _quilt(art, cut, step=40)
    _quilt_sleeves(art, cut, step=38)
    _stand_collar(art, height=40)
    zipper(art, NECK - 8, cut.hem + 8)
    _slant_pockets(art, cut, y=292)
    art.pop()

"""The parts that upper garments share: body, sleeves, necklines, hoods, closures, prints."""

from dataclasses import dataclass

from retrieval.demo_shop.art import colors
from retrieval.demo_shop.art.canvas import Canvas, Paint
from retrieval.demo_shop.art.paths import flip, symmetric

NECK = 84
"""Height of the side of the neck."""


@dataclass(frozen=True, slots=True)
class Cut:
    """An upper garment's outline; widths are half widths about the middle, lengths are heights on the canvas."""

    neck: str = "crew neck"
    sleeve: str = "short sleeve"
    hem: float = 396
    hem_width: float = 88
    waist: float = 84
    shoulder: float = 96
    neck_width: float = 36
    flare: float = 0

    @property
    def neck_depth(self) -> float:
        """Where the front neckline is lowest."""
        return {"v-neck": 152, "collar": 122, "turtleneck": 92, "lapel": 236}.get(self.neck, 116)


def fitted(cut: Cut, fit: str) -> Cut:
    """The cut for a fit: slim is narrower at the waist, oversized wider and lower."""
    waist, hem, shoulder, drop = {
        "slim": (-9, -7, -3, 0), "relaxed": (6, 6, 3, 2), "oversized": (13, 13, 9, 6),
    }.get(fit, (0, 0, 0, 0))  # fmt: skip
    return Cut(
        cut.neck, cut.sleeve, cut.hem + drop, cut.hem_width + hem, cut.waist + waist, cut.shoulder + shoulder,
        cut.neck_width, cut.flare,
    )  # fmt: skip


def front(cut: Cut) -> str:
    """The outline of the body's front."""
    nw, depth, arm = 240 + cut.neck_width, cut.neck_depth, 240 + cut.shoulder
    straight = cut.neck in ("v-neck", "lapel")
    neckline = f"L{nw} {NECK}" if straight else f"C{nw - 18} {depth} {nw - 3} {NECK + 18} {nw} {NECK}"
    hem = f"C{240 + cut.waist} 262 {240 + cut.waist} 300 {240 + cut.hem_width} {cut.hem}"
    if cut.sleeve == "sleeveless":
        armhole = f"L{nw + 24} {NECK + 8}C{nw + 22} {NECK + 50} {arm - 34} 178 {arm - 15} 206"
    else:
        armhole = f"L{arm} {NECK + 28}C{arm - 10} {NECK + 60} {arm - 12} 184 {arm - 13} 208"
    return symmetric(
        f"M240 {depth}{neckline}{armhole}{hem}Q{240 + cut.hem_width * 0.5} {cut.hem + 9} 240 {cut.hem + 9}"
    )


def sleeve(cut: Cut) -> str:
    """The outline of the right sleeve, "" where there is none."""
    arm = 240 + cut.shoulder
    if cut.sleeve == "short sleeve":
        return (
            f"M{arm - 8} {NECK + 25}C{arm + 24} {NECK + 38} {arm + 44} {NECK + 78} {arm + 62} {NECK + 122}"
            f"Q{arm + 38} {NECK + 142} {arm + 8} {NECK + 144}C{arm + 2} 218 {arm - 6} 212 {arm - 13} 206Z"
        )
    if cut.sleeve == "long sleeve":
        return (
            f"M{arm - 8} {NECK + 25}C{arm + 26} {NECK + 38} {arm + 44} {NECK + 88} {arm + 54} 236L{arm + 70} 354"
            f"Q{arm + 50} 366 {arm + 28} 362L{arm + 10} 258C{arm + 6} 236 {arm - 2} 220 {arm - 13} 206Z"
        )
    return ""


def cuff(cut: Cut) -> str:
    """The outline of the right cuff of a long sleeve."""
    arm = 240 + cut.shoulder
    return f"M{arm + 25} 344Q{arm + 48} 348 {arm + 67} 336L{arm + 71} 360Q{arm + 50} 373 {arm + 28} 368Z"


def draw_body(art: Canvas, cut: Cut, paint: Paint | None = None) -> None:
    """Shadow, inside of the back, sleeves and front."""
    paint = paint or art.paint
    art.shadow(front(cut))
    arm = sleeve(cut)
    if arm:
        for d in (arm, flip(arm)):
            art.shadow(d)
        art.both(arm, paint, shade=0.1)
        reach = 240 + cut.shoulder
        art.seams(f"M{reach + 4} 150C{reach + 10} 176 {reach + 6} 190 {reach - 2} 204", opacity=0.28)
        if cut.sleeve == "long sleeve":
            art.seams(f"M{reach + 22} 246C{reach + 34} 252 {reach + 42} 250 {reach + 48} 244", opacity=0.25)
    draw_inside(art, cut, paint)
    art.panel(front(cut), paint)
    folds(art, cut)


def draw_inside(art: Canvas, cut: Cut, paint: Paint) -> None:
    """The inside of the back, seen through the neckline."""
    left, right, depth = 240 - cut.neck_width, 240 + cut.neck_width, cut.neck_depth
    d = f"M{left} {NECK}Q240 {NECK + 14} {right} {NECK}C{right - 4} {depth - 10} 256 {depth + 3} 240 {depth + 3}"
    d += f"C224 {depth + 3} {left + 4} {depth - 10} {left} {NECK}Z"
    inner = colors.darker(paint.color, 0.3) if colors.luma(paint.color) > 0.15 else colors.lighter(paint.color, 0.12)
    art.fill(d, inner)
    art.line(f"M{left} {NECK}Q240 {NECK + 14} {right} {NECK}", colors.contour(paint.color), width=2.2)


def folds(art: Canvas, cut: Cut) -> None:
    """The soft folds of a hanging body."""
    arm = 240 + cut.shoulder
    art.seams(
        f"M{arm - 22} 226C{arm - 40} 238 {arm - 52} 240 {arm - 62} 238",
        f"M{240 + cut.waist - 6} 316C{240 + cut.waist - 22} 334 {240 + cut.waist - 30} 352 {240 + cut.waist - 34} 372",
        opacity=0.2, width=2.6,
    )  # fmt: skip


def neck_band(art: Canvas, cut: Cut, *, width: float = 9) -> None:
    """A ribbed band along the neckline."""
    paint = art.paint
    right, depth = 240 + cut.neck_width, cut.neck_depth
    if cut.neck == "v-neck":
        d = f"M{480 - right} {NECK + 2}L240 {depth}L{right} {NECK + 2}"
    else:
        half = f"{right - 18} {depth} {right - 3} {NECK + 18} {right} {NECK + 2}"
        left = 480 - right
        d = f"M{left} {NECK + 2}C{left + 3} {NECK + 18} {left + 18} {depth} 240 {depth}C{half}"
    back = f"M{480 - right} {NECK}Q240 {NECK + 14} {right} {NECK}"
    for path in (back, d):
        art.line(path, colors.contour(paint.color), width=width + 2.6)
        art.line(path, colors.darker(paint.color, 0.08), width=width - 1.4)
    art.line(d, colors.contour(paint.color), width=width - 2, opacity=0.22, dash="1 4")


def ribbing(art: Canvas, cut: Cut, *, height: float = 24) -> None:
    """Ribbed hem and cuffs."""
    rib = Paint(art.paint.color, texture="rib")
    low, wide = cut.hem, cut.hem_width
    hem = symmetric(
        f"M240 {low - height + 14}Q{240 + wide * 0.6} {low - height + 13} {240 + wide + 1} {low - height}"
        f"L{240 + wide - 6} {low + 4}Q{240 + wide * 0.5} {low + 15} 240 {low + 15}"
    )
    art.panel(hem, rib, outline=2)
    if cut.sleeve == "long sleeve":
        art.both(cuff(cut), rib, outline=2)


def shirt_collar(art: Canvas, cut: Cut, paint: Paint | None = None) -> None:
    """A pointed collar, the same for shirts and shirt dresses."""
    left = 240 - cut.neck_width
    wing = (
        f"M{left - 1} {NECK - 7}C{left + 10} {NECK + 6} 226 {NECK + 22} 240 {cut.neck_depth + 2}"
        f"L214 {cut.neck_depth + 22}"
    )
    wing += f"C204 {cut.neck_depth + 2} {left - 8} {NECK + 24} {left - 9} {NECK + 8}Z"
    back = f"M{left - 2} {NECK - 7}Q240 {NECK - 15} {482 - left} {NECK - 7}Q240 {NECK + 20} {left - 2} {NECK - 7}Z"
    inner = colors.darker((paint or art.paint).color, 0.14)
    art.panel(back, Paint(inner), outline=1.8, shade=0)
    art.both(wing, paint, outline=1.8, shade=0.05)


def placket(art: Canvas, top: float, bottom: float, *, n_buttons: int = 6, button: str = "", width: float = 18) -> None:
    """A button strip down the middle."""
    left = f"M{240 - width / 2} {top}L{240 - width / 2} {bottom}"
    art.seams(left, opacity=0.5)
    pale = button or (colors.lighter(art.paint.color, 0.75) if colors.luma(art.paint.color) < 0.6 else "#d8d0c4")
    for row in range(n_buttons):
        y = top + 12 + (bottom - top - 30) * row / max(n_buttons - 1, 1)
        art.dot(240, y, 4.2, pale, ring=colors.contour(art.paint.color))
        art.dot(240, y, 1.1, colors.darker(pale, 0.5))


def zipper(art: Canvas, top: float, bottom: float, *, x: float = 240, teeth: str = "#b9bdc4") -> None:
    """A zip with its pull."""
    art.line(f"M{x} {top}L{x} {bottom}", colors.contour(art.paint.color), width=8)
    art.line(f"M{x} {top}L{x} {bottom}", teeth, width=3.4, dash="1.5 4")
    art.fill(f"M{x - 3.5} {top + 8}L{x + 3.5} {top + 8}L{x + 4.5} {top + 28}L{x - 4.5} {top + 28}Z", teeth)
    art.line(
        f"M{x - 3.5} {top + 8}L{x + 3.5} {top + 8}L{x + 4.5} {top + 28}L{x - 4.5} {top + 28}Z", "#5d6068", width=1.2
    )


def hood(art: Canvas, *, paint: Paint | None = None, width: float = 58, top: float = 34) -> None:
    """A hood standing up behind the neck, with its dark opening."""
    paint = paint or art.paint
    outer = symmetric(
        f"M240 {top}C{240 + width * 0.7} {top} {240 + width} {top + 26} {240 + width + 4} {NECK + 8}"
        f"L{240 + width - 6} {NECK + 36}L240 {NECK + 40}"
    )
    art.shadow(outer)
    art.panel(outer, paint, shade=0.2)
    opening = symmetric(
        f"M240 {top + 15}"
        f"C{240 + width * 0.55} {top + 15} {240 + width - 15} {top + 38} {240 + width - 20} {NECK + 18}"
        f"L240 {NECK + 44}"
    )
    inner = colors.darker(paint.color, 0.42) if colors.luma(paint.color) > 0.2 else colors.lighter(paint.color, 0.13)
    art.fill(opening, inner)
    art.line(opening, colors.contour(paint.color), width=1.6)


def drawstrings(art: Canvas, length: float = 66) -> None:
    """Two cords hanging from the neck."""
    cord = colors.contrast(art.paint.color)
    for x, end in ((222, 218), (258, 263)):
        art.line(f"M{x} 118C{x - 2} 140 {end} 150 {end} {118 + length}", colors.contour(art.paint.color), width=5)
        art.line(f"M{x} 118C{x - 2} 140 {end} 150 {end} {118 + length}", cord, width=3)
        art.line(f"M{end} {118 + length - 8}L{end} {118 + length}", "#8b8f97", width=5)


def emblem(art: Canvas, x: float, y: float, size: float) -> None:
    """The print of a graphic piece: one of three motifs."""
    ink, sun = colors.contrast(art.paint.color), colors.mix("#e8853b", art.paint.color, 0.08)
    art.push(f"translate({x:g} {y:g}) scale({size / 50:g})")
    if art.subject.variant % 3 == 0:
        art.dot(0, -6, 38, sun)
        art.fill("M-50 26L-20 -18L-4 4L14 -28L52 26Z", ink)
        art.fill("M14 -28L24 -14L16 -8L8 -14L4 -8Z", sun)
        art.line("M-46 36L46 36M-30 44L30 44", ink, width=4)
    elif art.subject.variant % 3 == 1:
        for radius in (44, 33, 22, 11):
            art.line(
                f"M{-radius} 20C{-radius} {20 - radius * 1.33:g} {radius} {20 - radius * 1.33:g} {radius} 20",
                ink if radius % 2 == 0 else sun,
                width=8,
            )
        art.line("M-52 28L52 28", ink, width=5)
    else:
        art.fill("M0 -44L12 -14L44 -12L19 8L28 40L0 22L-28 40L-19 8L-44 -12L-12 -14Z", sun)
        art.line("M0 -44L12 -14L44 -12L19 8L28 40L0 22L-28 40L-19 8L-44 -12L-12 -14Z", ink, width=5)
    art.pop()

"""Backpacks, handbags, tote bags, suitcases and wallets."""

from retrieval.demo_shop.art import colors
from retrieval.demo_shop.art.canvas import STEEL, Canvas, Paint
from retrieval.demo_shop.art.garments import emblem
from retrieval.demo_shop.art.paths import box, symmetric

BRASS = "#d6aa45"


def _strap(art: Canvas, d: str, *, width: float = 16, color: str = "") -> None:
    art.rod(d, color or colors.darker(art.color, 0.22), width=width, shine=0.4)


def _zip(art: Canvas, d: str) -> None:
    art.line(d, colors.contour(art.color), width=7)
    art.line(d, "#b9bdc4", width=2.6, dash="1.5 3.5")


def _lining(art: Canvas) -> str:
    return colors.darker(art.color, 0.42) if colors.luma(art.color) > 0.2 else colors.lighter(art.color, 0.16)


def backpack(art: Canvas) -> None:
    """A backpack by its style: laptop, hiking, roll-top or leather."""
    styles = {"hiking backpack": _hiking_pack, "roll-top backpack": _roll_top, "leather backpack": _leather_pack}
    art.border = 262
    art.ground(240, 424, 140, 14)
    _strap(art, "M204 84C204 44 276 44 276 84", width=13)
    styles.get(art.subject.style, _laptop_pack)(art)


def _laptop_pack(art: Canvas) -> None:
    art.both("M336 190C366 210 374 300 352 380L334 388Z", Paint(colors.darker(art.color, 0.3)), outline=2)
    body = symmetric("M240 70C300 70 336 92 344 150C352 230 352 330 344 392C340 412 320 420 240 420")
    art.panel(body, shade=0.2)
    _zip(art, "M150 170C150 110 186 92 240 92C294 92 330 110 330 170")
    pocket = symmetric("M240 236C290 236 312 240 318 250C324 300 322 350 314 396C290 404 270 404 240 404")
    art.panel(pocket, shade=0.1)
    _zip(art, "M168 262Q240 252 312 262")
    if art.subject.has("pockets"):
        _zip(art, "M186 180Q240 174 294 180")
    art.panel(box(222, 196, 36, 22, 3), Paint(colors.contrast(art.color)), outline=1.4, shade=0)
    _details(art, 344)


def _hiking_pack(art: Canvas) -> None:
    art.both("M330 250C366 262 376 330 358 386L334 392Z", Paint(colors.darker(art.color, 0.28)), outline=2)
    body = symmetric("M240 96C300 96 328 110 334 160C342 240 342 330 334 396C326 414 300 420 240 420")
    art.panel(body, shade=0.2)
    lid = symmetric("M240 62C300 62 334 78 342 118C344 140 340 154 330 160C300 170 270 172 240 172")
    art.panel(lid, shade=0.16)
    _zip(art, "M178 104Q240 92 302 104")
    pocket = symmetric("M240 262C286 262 306 268 310 282C314 330 312 360 304 398C280 406 262 406 240 406")
    art.panel(pocket, Paint(colors.darker(art.color, 0.14), texture=art.paint.texture), shade=0.1)
    for x in (190, 290):
        _strap(art, f"M{x} 150L{x} 282", width=9, color="#3a3b40")
        art.panel(box(x - 11, 196, 22, 24, 4), Paint("#55585f"), outline=1.6, shade=0)
    for x in (150, 330):
        art.line(
            f"M{x} 200L{x + (12 if x < 240 else -12)} 230L{x} 260L{x + (12 if x < 240 else -12)} 290",
            colors.contrast(art.color),
            width=3.4,
        )
    _details(art, 334)


def _roll_top(art: Canvas) -> None:
    art.both("M328 210C356 230 364 310 346 384L328 390Z", Paint(colors.darker(art.color, 0.3)), outline=2)
    body = symmetric("M240 120L322 112C334 220 338 320 332 396C326 414 300 420 240 420")
    art.panel(body, shade=0.2)
    roll = symmetric("M240 82C300 82 326 84 336 98C340 114 334 128 322 132C290 138 260 138 240 138")
    art.panel(roll, shade=0.18)
    art.seams("M150 112Q240 120 330 112", mirrored=False)
    _strap(art, "M240 88L240 262", width=14, color="#3a3b40")
    art.panel(box(222, 196, 36, 30, 5), Paint("#55585f"), outline=1.8, shade=0)
    art.seams("M152 280Q240 290 328 280", mirrored=False, width=2)
    _details(art, 330)


def _leather_pack(art: Canvas) -> None:
    body = symmetric("M240 110C300 110 330 120 336 170C344 250 342 330 332 392C322 414 296 418 240 418")
    art.panel(body, shade=0.2)
    art.both("M268 300L316 296L314 378L268 382Z", outline=2, shade=0.06)
    flap = symmetric("M240 82C300 82 336 100 340 160C340 210 322 244 300 258C280 266 262 268 240 268")
    art.panel(flap, shade=0.16)
    art.stitches("M240 258C262 258 280 256 296 249C316 234 331 206 331 162")
    for x in (196, 284):
        _strap(art, f"M{x} 226L{x} 320", width=13)
        art.panel(box(x - 13, 276, 26, 24, 4), Paint(BRASS, finish="metal"), outline=1.6, shade=0)
        art.panel(box(x - 7, 281, 14, 14, 2), outline=1, shade=0)


def _details(art: Canvas, edge: float) -> None:
    if art.subject.has("reflective"):
        art.line(f"M{492 - edge} 300L{edge - 12} 300", "#e6eaec", width=7)
    if art.subject.has("padded"):
        art.seams(f"M{edge - 26} 190C{edge - 20} 250 {edge - 20} 320 {edge - 26} 390", opacity=0.35, width=2)


def handbag(art: Canvas) -> None:
    """A handbag: on the shoulder, across the body or held by its handle."""
    art.ground(240, 398, 170, 14)
    style = art.subject.style
    hardware = Paint(BRASS if art.subject.variant % 3 else STEEL, finish="metal")
    if style == "crossbody handbag":
        _strap(art, "M118 232C110 60 370 60 362 232", width=10)
        body = symmetric("M240 214L352 214C364 214 368 226 368 240L362 360C360 382 348 390 326 390L240 390")
        art.panel(body, shade=0.16)
        art.panel(
            symmetric("M240 206C300 206 340 208 366 214C372 262 350 306 300 318C280 322 260 322 240 322"), shade=0.1
        )
        art.stitches("M240 313C262 313 282 312 298 308C340 298 360 262 358 222")
    elif style == "top-handle handbag":
        _strap(art, "M164 216C164 96 316 96 316 216", width=14)
        body = symmetric("M240 198L332 198C342 198 348 204 351 214L378 362C380 380 370 390 352 390L240 390")
        art.panel(body, shade=0.16)
        art.panel(symmetric("M240 198L336 198L346 262C310 276 270 280 240 280"), shade=0.06)
        for x in (164, 316):
            art.dot(x, 218, 9, hardware.color, ring="#7d6226")
    else:
        _strap(art, "M132 236C140 80 340 80 348 236", width=15)
        body = symmetric("M240 232C300 240 340 226 360 210C392 270 396 330 372 372C350 392 300 394 240 394")
        art.panel(body, shade=0.18)
        _zip(art, "M122 222C170 244 310 244 358 222")
        art.seams("M150 262C142 310 150 350 164 380", "M196 250C192 300 194 350 200 388", opacity=0.3)
        art.line("M300 240L304 286", hardware.color, width=4)
        art.panel("M296 284L312 284L310 318L298 318Z", outline=1.4, shade=0)
        return
    art.panel(box(218, 296 if style == "crossbody handbag" else 262, 44, 34, 8), hardware, outline=1.8, shade=0)
    art.line(
        f"M230 {313 if style == 'crossbody handbag' else 279}L250 {313 if style == 'crossbody handbag' else 279}",
        "#5d4a1e",
        width=4,
    )
    if art.subject.has("handmade"):
        art.stitches("M130 250L140 372", mirrored=True)


def tote_bag(art: Canvas) -> None:
    """An open tote with two handles."""
    art.border = 300
    art.ground(240, 420, 150, 14)
    is_leather = art.paint.finish == "leather"
    handle = colors.darker(art.color, 0.2) if is_leather else colors.darker(art.color, 0.1)
    if art.subject.style == "beach tote bag":
        handle = "#c9a978"
    _strap(art, "M176 178C176 40 304 40 304 178", width=14, color=colors.darker(handle, 0.25))
    art.fill("M120 170Q240 150 360 170Q240 196 120 170Z", _lining(art))
    body = symmetric("M240 180Q310 180 362 168L376 396C374 410 364 416 350 416L240 416")
    art.panel(body, shade=0.16)
    _strap(art, "M180 236C180 66 300 66 300 236", width=14, color=handle)
    art.seams("M118 192Q240 208 362 192", mirrored=False, width=1.8)
    for x in (180, 300):
        art.panel(box(x - 12, 212, 24, 30, 3), Paint(handle), outline=1.6, shade=0)
        art.line(f"M{x - 8} 217L{x + 8} 237M{x + 8} 217L{x - 8} 237", colors.contrast(handle), width=1.2, opacity=0.6)
    if art.subject.pattern == "graphic":
        emblem(art, 240, 314, 66)
    elif is_leather:
        art.stitches("M128 204L118 400", color=colors.contrast(art.color))
    if art.subject.has("pockets") and art.subject.pattern != "graphic":
        art.panel("M186 286L294 286L296 378L184 378Z", outline=1.8, shade=0.05)


def suitcase(art: Canvas) -> None:
    """A wheeled suitcase, hard or soft."""
    art.ground(240, 436, 130, 13)
    for x in (202, 278):
        art.line(f"M{x} 96L{x} 40", "#6d7077", width=9)
        art.line(f"M{x} 96L{x} 40", STEEL, width=6)
    art.panel(box(192, 26, 96, 20, 9), Paint("#3a3b40"), outline=1.6, shade=0)
    for x in (152, 306):
        art.panel(box(x, 404, 22, 28, 8), Paint("#3a3b40"), outline=1.6, shade=0)
        art.dot(x + 11, 420, 5, "#9a9da4")
    body = box(128, 88, 224, 324, 26)
    is_hard = art.subject.style == "hard-shell suitcase"
    paint = (
        Paint(art.color, finish="metal" if art.subject.materials[0] == "aluminium" else "gloss")
        if is_hard
        else art.paint
    )
    art.panel(body, paint, shade=0.22)
    if is_hard:
        for x in range(158, 334, 27):
            art.line(f"M{x} 106L{x} 394", width=3, opacity=0.42)
            art.line(f"M{x + 4} 106L{x + 4} 394", colors.lighter(art.color, 0.6), width=2.4, opacity=0.4)
        if art.subject.attribute("closure") == "latch":
            for y in (180, 310):
                art.panel(box(336, y, 24, 34, 4), Paint(STEEL, finish="metal"), outline=1.6, shade=0)
    else:
        art.panel(box(150, 240, 180, 150, 14), shade=0.1)
        _zip(art, "M156 262L324 262")
        art.panel(box(150, 122, 180, 96, 14), shade=0.1)
        _zip(art, "M156 142L324 142")
    for x, y in ((134, 94), (316, 94), (134, 376), (316, 376)):
        art.panel(box(x, y, 30, 30, 12), Paint(colors.darker(art.color, 0.3)), outline=1.4, shade=0)
    art.panel(box(206, 78, 68, 16, 7), Paint("#3a3b40"), outline=1.6, shade=0)
    art.panel(
        box(212, 224 if is_hard else 226, 56, 12 if not is_hard else 18, 4),
        Paint(STEEL, finish="metal"),
        outline=1.2,
        shade=0,
    )


def wallet(art: Canvas) -> None:
    """A wallet: bifold, zipped or for cards."""
    style = art.subject.style
    art.ground(240, 372, 170, 12)
    if style == "card wallet":
        cards = (("#e8e2d4", -34), ("#5f8fb8", -20), ("#d8a24a", -6))
        for color, lift in cards:
            art.panel(
                box(136 - lift * 0.2, 138 + lift, 208 + lift * 0.4, 130, 12), Paint(color), outline=1.8, shade=0.04
            )
        art.panel(box(116, 158, 248, 204, 16), shade=0.14)
        for y in (196, 232):
            art.line(f"M118 {y}L206 {y}C214 {y + 18} 266 {y + 18} 274 {y}L362 {y}", width=2.2, opacity=0.8)
        art.stitches("M128 352L352 352", "M126 172L126 350", mirrored=False)
        art.line("M354 172L354 350", colors.contrast(art.color), width=1.3, opacity=0.75, dash="4 3.4")
        return
    if style == "zip wallet":
        art.panel(box(78, 150, 324, 212, 24), shade=0.14)
        _zip(art, "M86 172C86 160 94 158 104 158L376 158C386 158 394 160 394 172L394 340")
        art.panel("M394 300L410 304L408 352L396 352Z", outline=1.4, shade=0)
        art.stitches("M92 184L92 344C92 350 96 352 102 352L378 352", mirrored=False)
        art.panel(box(214, 282, 52, 22, 4), Paint(BRASS, finish="metal"), outline=1.2, shade=0)
        return
    back = "M86 150L388 138C398 138 404 146 404 156L404 330L86 356Z"
    art.panel(back, Paint(colors.darker(art.color, 0.2), finish=art.paint.finish), shade=0.1)
    art.panel("M120 150L340 134L344 168L122 182Z", Paint("#9db894"), outline=1.4, shade=0)
    art.panel(box(78, 160, 312, 204, 16), shade=0.16)
    art.stitches("M90 172L378 172L378 352L90 352Z", mirrored=False)
    art.seams("M86 160C80 220 80 300 86 362", mirrored=False, width=2.4)
    art.panel(box(318, 316, 46, 20, 3), Paint(colors.darker(art.color, 0.2)), outline=1, shade=0)

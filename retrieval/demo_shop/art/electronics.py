"""Headphones, earbuds, speakers, keyboards, computer mice, power banks and smartwatches."""

from retrieval.demo_shop.art import colors
from retrieval.demo_shop.art.canvas import INK, STEEL, Canvas, Paint
from retrieval.demo_shop.art.paths import box, flip, oval


def _shell(art: Canvas) -> Paint:
    return Paint(
        art.color,
        finish="metal" if art.subject.materials[0] == "aluminium" and art.subject.colors[0] == "silver" else "gloss",
    )


def _accent(art: Canvas) -> str:
    return colors.lighter(art.color, 0.3) if colors.luma(art.color) < 0.35 else colors.darker(art.color, 0.28)


def headphones(art: Canvas) -> None:
    """Headphones over or on the ear; without wireless, a cable."""
    is_small = art.subject.style == "on-ear headphones"
    art.ground(240, 412, 150, 13)
    band = "M112 280C100 120 170 60 240 60C310 60 380 120 368 280"
    edge = colors.contour(art.color)
    art.line(band, edge, width=32 if not is_small else 24)
    art.line(band, art.color, width=28 if not is_small else 20)
    art.line("M130 230C132 130 186 76 240 76C294 76 348 130 350 230", _accent(art), width=9, opacity=0.75)
    art.line("M150 110C180 74 210 66 240 66", "#ffffff", width=4, opacity=0.4)
    for d in ("M112 250L112 300", "M368 250L368 300"):
        art.line(d, "#6d7077", width=12)
        art.line(d, STEEL, width=8)
    height = 62 if is_small else 84
    cushion = box(124, 310 - height, 44 if not is_small else 34, height * 2, 22)
    art.both(flip(cushion), Paint(INK if colors.luma(art.color) > 0.25 else "#4a4c54", finish="leather"))
    cup = box(84, 316 - height, 50, height * 2 - 12, 24)
    art.both(flip(cup), _shell(art))
    for x in (98, 382):
        art.line(f"M{x} {280 - height * 0.3:g}L{x} {340}", "#ffffff", width=5, opacity=0.35)
        art.dot(x + (10 if x < 240 else -10), 310, 12, _accent(art), ring=edge)
    if not art.subject.has("wireless"):
        art.line("M108 384C112 430 180 420 200 432C230 446 260 440 280 436", INK, width=5)
    if art.subject.has("noise-cancelling"):
        for x in (96, 384):
            art.dot(x, 360, 3.6, "#5fd08a")


def earbuds(art: Canvas) -> None:
    """A pair of earbuds over their open case."""
    art.ground(240, 410, 150, 14)
    case = box(120, 262, 240, 140, 56)
    lid = "M120 262C120 196 170 176 240 176C310 176 360 196 360 262C330 250 290 246 240 246C190 246 150 250 120 262Z"
    art.panel(lid, Paint(colors.darker(art.color, 0.12), finish="gloss"), shade=0.14)
    art.fill("M132 262C150 250 190 246 240 246C290 246 330 250 348 262L348 284L132 284Z", INK)
    for x in (188, 292):
        art.dot(x, 272, 22, "#17181c")
    art.panel(f"{case}", _shell(art), shade=0.16)
    art.dot(240, 352, 5, "#5fd08a")
    art.line("M150 300C146 320 150 350 164 372", "#ffffff", width=6, opacity=0.35)
    for x, turn in ((176, -10), (304, 10)):
        art.push(f"rotate({turn} {x} 120)")
        side = 1 if x > 240 else -1
        art.panel(box(x - 12, 110, 24, 104, 12), _shell(art), shade=0.12)
        art.panel(oval(x + 5 * side, 96, 36, 34), _shell(art), shade=0.14)
        art.panel(
            oval(x - 26 * side, 84, 15, 20),
            Paint("#4a4c54" if colors.luma(art.color) > 0.3 else "#8b8f97"),
            outline=1.8,
            shade=0.1,
        )
        art.dot(x + 8 * side, 98, 9, _accent(art), opacity=0.8)
        art.line(f"M{x - 2} 150L{x - 2} 196", "#ffffff", width=4, opacity=0.35)
        if art.subject.style == "sport earbuds":
            art.line(
                f"M{x + 20 * side} 74C{x + 60 * side} 20 {x + 80 * side} 90 {x + 58 * side} 140",
                colors.contour(art.color),
                width=12,
            )
            art.line(
                f"M{x + 20 * side} 74C{x + 60 * side} 20 {x + 80 * side} 90 {x + 58 * side} 140", art.color, width=8
            )
        art.pop()


def speaker(art: Canvas) -> None:
    """A speaker: portable cylinder, bookshelf box or mini."""
    style = art.subject.style
    if style == "bookshelf speaker":
        art.ground(240, 430, 130, 13)
        art.panel(box(136, 52, 208, 372, 10), Paint(art.color, texture="wood"), shade=0.2)
        art.panel(
            box(152, 68, 176, 340, 8),
            Paint("#2c2d32" if colors.luma(art.color) > 0.25 else "#43454d"),
            outline=1.6,
            shade=0.08,
        )
        _driver(art, 240, 300, 74)
        _driver(art, 240, 140, 40)
        art.dot(240, 208, 8, STEEL, ring="#55585f")
        return
    if style == "mini speaker":
        art.ground(240, 394, 130, 14)
        art.line("M320 180C380 170 400 240 372 280", colors.contour(art.color), width=12)
        art.line("M320 180C380 170 400 240 372 280", _accent(art), width=8)
        art.panel(box(120, 140, 240, 246, 56), _shell(art), shade=0.2)
        art.panel(oval(240, 266, 92, 92), Paint(_accent(art), texture="mesh"), outline=2, shade=0.12)
        _driver(art, 240, 266, 52)
    else:
        art.ground(240, 356, 200, 14)
        art.line("M96 196C110 130 370 130 384 196", colors.contour(art.color), width=14)
        art.line("M96 196C110 130 370 130 384 196", _accent(art), width=10)
        art.panel(box(56, 180, 368, 166, 78), _shell(art), shade=0.22)
        art.panel(
            box(92, 200, 296, 126, 58), Paint(colors.darker(art.color, 0.2), texture="mesh"), outline=1.8, shade=0.14
        )
        _driver(art, 162, 263, 42)
        _driver(art, 318, 263, 42)
        art.line("M80 224C88 206 100 198 120 194", "#ffffff", width=6, opacity=0.4)
    for x in (214, 240, 266):
        art.dot(x, 192 if style != "mini speaker" else 164, 4.6, "#e8eaee", opacity=0.9)


def _driver(art: Canvas, x: float, y: float, radius: float) -> None:
    art.dot(x, y, radius, "#3a3c43", ring="#1d1e22")
    art.dot(x, y, radius * 0.82, art.gradient([(0, "#55585f", 1), (0.7, "#26272c", 1), (1, "#17181c", 1)], radial=True))
    art.dot(
        x,
        y,
        radius * 0.36,
        art.gradient([(0, "#8d9098", 1), (1, "#3a3c43", 1)], radial=True, at=' cx=".4" cy=".35" r=".8"'),
    )


def keyboard(art: Canvas) -> None:
    """A keyboard seen a little from above; the compact one has fewer columns."""
    is_compact = art.subject.style == "compact keyboard"
    left, width, n_columns = (70, 340, 11) if is_compact else (34, 412, 14)
    art.ground(240, 352, width / 2, 14)
    art.panel(box(left, 150, width, 196, 16), _shell(art), shade=0.1)
    art.fill(
        box(left + 12, 162, width - 24, 172, 8),
        colors.darker(art.color, 0.45) if colors.luma(art.color) > 0.25 else "#17181c",
    )
    key = colors.lighter(art.color, 0.12) if colors.luma(art.color) < 0.8 else "#ffffff"
    dull = _accent(art)
    pitch = (width - 32) / n_columns
    for row in range(5):
        y = 168 + row * 32.5
        column = 0.0
        while column < n_columns - 0.01:
            span = _key_span(row, column, n_columns)
            x = left + 16 + column * pitch
            is_edge = column == 0 or column + span > n_columns - 0.01
            _key(art, x, y, span * pitch - 4, "#e8853b" if row == 0 and column == 0 else dull if is_edge else key)
            column += span
    if not art.subject.has("wireless"):
        art.line("M240 150C240 110 300 110 300 70", INK, width=7)
    else:
        art.dot(left + width - 24, 156, 3, "#5fd08a")


def _key_span(row: int, column: float, n_columns: int) -> float:
    if row == 4:
        return 5.0 if column == 3.0 else 1.0
    if column == 0:
        return (1.0, 1.5, 2.0, 2.0)[row]
    return min(1.0 if column + 2 < n_columns else n_columns - column, n_columns - column)


def _key(art: Canvas, x: float, y: float, width: float, color: str) -> None:
    art.fill(box(x, y, width, 28, 5), colors.darker(color, 0.3))
    art.fill(box(x + 2, y + 1, width - 4, 22, 4), color)


def computer_mouse(art: Canvas) -> None:
    """A mouse seen from above; the ergonomic one leans and has a thumb rest."""
    is_ergonomic = art.subject.style == "ergonomic computer mouse"
    art.ground(240, 408, 110 if not is_ergonomic else 140, 14)
    if not art.subject.has("wireless"):
        art.line("M240 110C240 70 282 66 282 24", INK, width=7)
    if is_ergonomic:
        art.panel(
            "M156 200C110 230 96 320 130 370C150 396 190 392 200 370Z",
            Paint(colors.darker(art.color, 0.25), finish="satin"),
            shade=0.12,
        )
    body = "M240 92C318 92 336 150 338 240C340 340 312 400 240 400C168 400 140 340 142 240C144 150 162 92 240 92Z"
    art.panel(body, _shell(art), shade=0.22)
    art.seams("M240 92L240 208", mirrored=False, width=2.4)
    art.seams("M146 206Q240 226 334 206", mirrored=False, width=2)
    art.panel(box(229, 124, 22, 58, 11), Paint(INK), outline=1.6, shade=0)
    for y in range(132, 178, 8):
        art.line(f"M232 {y}L248 {y}", "#7a7d85", width=2.4)
    if is_ergonomic:
        for y in (236, 270):
            art.panel(box(146, y, 14, 28, 6), Paint(_accent(art)), outline=1.4, shade=0)
    art.fill("M176 150C184 124 204 110 222 106C206 150 192 210 188 290C170 250 168 190 176 150Z", "#ffffff", 0.22)
    art.dot(240, 344, 12, _accent(art), opacity=0.7)


def power_bank(art: Canvas) -> None:
    """A power bank; the solar one has a panel, the slim one is thin."""
    style = art.subject.style
    width = 150 if style == "slim power bank" else 188
    left = 240 - width / 2
    art.ground(240, 420, width * 0.62, 13)
    art.panel(box(left, 66, width, 346, 26), _shell(art), shade=0.2)
    for dx, port in ((-34, 26), (12, 20)):
        art.panel(box(240 + dx, 72, port, 12, 3), Paint("#17181c"), outline=1.2, shade=0)
    if style == "solar power bank":
        art.panel(box(left + 16, 120, width - 32, 220, 8), Paint("#26365e", finish="gloss"), outline=2, shade=0)
        art.line(
            "".join(f"M{left + 16} {y}L{left + width - 16} {y}" for y in (164, 208, 252, 296)),
            "#8fa6d6",
            width=1.6,
            opacity=0.8,
        )
        art.line(
            f"M240 120L240 340M{240 - (width - 32) / 4} 120L{240 - (width - 32) / 4} 340"
            f"M{240 + (width - 32) / 4} 120L{240 + (width - 32) / 4} 340",
            "#8fa6d6",
            width=1.6,
            opacity=0.8,
        )
        art.line(f"M{left + 10} 76L{left + 10} 56L{left + 30} 56", "#e8853b", width=7)
    else:
        bolt = "M252 206L216 258L238 258L228 300L266 244L243 244Z"
        art.fill(bolt, _accent(art), 0.9)
        art.line(f"M{left + 20} 100L{left + 20} 380", "#ffffff", width=6, opacity=0.3)
    for step in range(4):
        art.dot(240 - 30 + step * 20, 374, 4.6, "#5fd08a" if step < 3 else "#8b8f97")


def smartwatch(art: Canvas) -> None:
    """A smartwatch with a lit screen; the sport one is round."""
    is_sport = art.subject.style == "sport smartwatch"
    art.shadow(box(192, 26, 96, 428, 28))
    strap = Paint(art.color, finish="satin")
    for d in ("M196 28Q240 18 284 28L298 150L182 150Z", "M182 334L298 334L284 452Q240 462 196 452Z"):
        art.panel(d, strap, shade=0.18)
    for y in (380, 402, 424):
        art.dot(240, y, 4.4, colors.darker(art.color, 0.5))
    case = Paint(art.color if art.subject.colors[0] in ("silver", "black", "grey") else STEEL, finish="metal")
    if is_sport:
        art.panel(oval(240, 242, 112, 112), case, outline=2.4)
        art.panel(oval(240, 242, 94, 94), Paint("#15161a"), outline=1.6, shade=0)
        for y in (208, 276):
            art.panel(box(346, y - 12, 14, 24, 4), case, outline=1.4, shade=0)
    else:
        art.panel(box(132, 126, 216, 232, 54), case, outline=2.4)
        art.panel(box(148, 142, 184, 200, 42), Paint("#15161a"), outline=1.6, shade=0)
        art.panel(box(346, 204, 14, 44, 6), case, outline=1.4, shade=0)
    for radius, color, end in (
        (66, "#e0556a", "M240 176C277 176 306 205 306 242C306 279 277 308 240 308"),
        (50, "#5fd08a", "M240 192C268 192 290 214 290 242C290 262 280 278 266 285"),
    ):
        art.line(oval(240, 242, radius, radius), color, width=10, opacity=0.25)
        art.line(end, color, width=10)
    art.line("M206 244L222 244L230 226L242 262L250 244L274 244", "#f4f4f2", width=4)

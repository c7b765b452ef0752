"""Puzzles, soft toys, building blocks, board games, toy cars and dolls."""

import math

from retrieval.demo_shop.art import colors
from retrieval.demo_shop.art.canvas import INK, STEEL, Canvas, Paint
from retrieval.demo_shop.art.paths import box, oval, symmetric


def _tones(art: Canvas) -> tuple[str, ...]:
    """The colours of a thing of many parts: all of them when multicoloured, else shades of its one."""
    if art.subject.colors[0] == "multicolor":
        return colors.BRIGHTS
    return (
        art.color,
        colors.lighter(art.color, 0.3),
        colors.darker(art.color, 0.22),
        colors.lighter(art.color, 0.55),
        art.color,
        colors.darker(art.color, 0.1),
    )


def puzzle(art: Canvas) -> None:
    """Interlocking pieces, one of them still apart."""
    tones = _tones(art)
    texture = "wood" if art.subject.materials[0] == "wood" else ""
    size, left, top = 92, 82, 70
    art.shadow(box(left, top, size * 3, size * 3 + 40, 6))
    for row in range(3):
        for column in range(3):
            if (row, column) == (2, 2):
                continue
            _piece(
                art,
                left + column * size,
                top + row * size,
                size,
                tones[(row * 2 + column * 3 + art.subject.variant) % len(tones)],
                texture,
            )
    art.push("translate(66 60) rotate(14 312 300)")
    art.shadow(box(266, 254, size, size, 4), drop=12)
    _piece(art, 266, 254, size, tones[(1 + art.subject.variant) % len(tones)], texture)
    art.pop()


def _piece(art: Canvas, x: float, y: float, size: float, color: str, texture: str) -> None:
    knob, middle = size * 0.17, size / 2
    near, wide, deep = middle - knob * 0.6, knob * 1.3, knob * 1.5
    far = size - near
    d = (
        f"M0 0L{near} 0C{middle - wide} {deep} {middle + wide} {deep} {far} 0L{size} 0L{size} {near}"
        f"C{size + deep} {middle - wide} {size + deep} {middle + wide} {size} {far}L{size} {size}L{far} {size}"
        f"C{middle + wide} {size + deep} {middle - wide} {size + deep} {near} {size}L0 {size}"
        f"L0 {far}C{deep} {middle + wide} {deep} {middle - wide} 0 {near}Z"
    )
    art.push(f"translate({x:g} {y:g})")
    art.panel(d, Paint(color, texture=texture), outline=2.2, shade=0.05)
    art.pop()


def soft_toy(art: Canvas) -> None:
    """A sitting bear, bunny or elephant."""
    fur = Paint(art.color, texture="fleece")
    pale = Paint(colors.lighter(art.color, 0.45) if colors.luma(art.color) < 0.85 else "#f3d9d3", texture="fleece")
    style = art.subject.style
    art.ground(240, 424, 150, 15)
    for x in (130, 350):
        art.panel(oval(x, 290, 34, 62), fur, shade=0.12)
    art.panel(oval(240, 318, 104, 104), fur, shade=0.16)
    art.panel(oval(240, 330, 66, 74), pale, outline=0, shade=0)
    for x in (160, 320):
        art.panel(oval(x, 392, 50, 40), fur, shade=0.12)
        art.panel(oval(x, 396, 28, 24), pale, outline=1.6, shade=0)
    if style == "bunny soft toy":
        for x, turn in ((196, -10), (284, 12)):
            art.push(f"rotate({turn} {x} 110)")
            art.panel(oval(x, 74, 28, 72), fur, shade=0.1)
            art.panel(oval(x, 80, 14, 54), Paint("#f0b8bd"), outline=0, shade=0)
            art.pop()
    elif style == "elephant soft toy":
        for x in (118, 362):
            art.panel(oval(x, 164, 62, 66), fur, shade=0.1)
            art.panel(oval(x, 168, 40, 46), Paint("#f0b8bd"), outline=1.4, shade=0)
    else:
        for x in (158, 322):
            art.panel(oval(x, 96, 38, 38), fur, shade=0.1)
            art.panel(oval(x, 98, 20, 20), pale, outline=1.4, shade=0)
    art.panel(oval(240, 164, 104, 92), fur, shade=0.14)
    if style == "elephant soft toy":
        art.panel("M216 176C214 230 222 276 262 282C284 284 286 262 270 258C254 252 256 214 264 176Z", fur, shade=0.06)
        for y in (206, 224, 242):
            art.line(f"M222 {y}Q240 {y + 8} 256 {y}", width=1.8, opacity=0.45)
    else:
        art.panel(oval(240, 194, 46, 36), pale, outline=1.6, shade=0)
        art.fill(oval(240, 178, 17, 12), "#3a2f2b")
        art.line("M240 190L240 204C232 214 222 214 216 208M240 204C248 214 258 214 264 208", "#3a2f2b", width=3)
    for x in (202, 278):
        art.dot(x, 146, 10, "#241d1a")
        art.dot(x - 3, 142, 3.2, "#ffffff")
        art.dot(x + (-22 if x < 240 else 22), 184, 13, "#e88f92", opacity=0.4)
    bow = "#c8433a" if art.subject.colors[0] not in ("pink", "red") else "#3f8fc9"
    art.both("M240 258C268 236 300 238 300 258C300 280 268 280 240 260Z", Paint(bow), outline=1.8, shade=0.06)
    art.dot(240, 259, 10, colors.darker(bow, 0.15), ring=colors.contour(bow))


def building_blocks(art: Canvas) -> None:
    """A little tower of wooden blocks, or bricks that click."""
    tones = _tones(art)
    art.ground(240, 416, 190, 14)
    if art.subject.materials[0] != "wood":
        rows = (
            (372, (70, 190, 310), 114),
            (328, (128, 250), 114),
            (284, (110, 232), 114),
            (240, (172,), 114),
            (196, (190,), 76),
        )
        for row, (y, places, width) in enumerate(rows):
            for column, x in enumerate(places):
                color = tones[(row * 2 + column + art.subject.variant) % len(tones)]
                for stud in range(width // 38):
                    art.panel(
                        box(x + 8 + stud * 38, y - 12, 24, 16, 4),
                        Paint(colors.lighter(color, 0.1)),
                        outline=1.6,
                        shade=0.08,
                    )
                art.panel(box(x, y, width, 44, 4), Paint(color, finish="gloss"), outline=2, shade=0.08)
        return
    pieces = (
        (box(92, 324, 88, 88, 6), 0), (box(196, 324, 88, 88, 6), 1), (box(300, 324, 88, 88, 6), 2),
        (box(128, 280, 224, 42, 5), 3), (box(138, 192, 44, 86, 5), 4), (box(298, 192, 44, 86, 5), 5),
        ("M192 278C192 210 288 210 288 278L264 278C264 240 216 240 216 278Z", 1), (box(124, 150, 232, 40, 5), 0),
        ("M240 62L330 148L150 148Z", 2),
    )  # fmt: skip
    for d, tone in pieces:
        art.panel(d, Paint(tones[(tone + art.subject.variant) % len(tones)], texture="wood"), outline=2.2, shade=0.1)
    for x, letter in (
        (136, "M-14 18L0 -18L14 18M-9 6L9 6"),
        (240, "M-10 -18L-10 18L4 18C18 18 18 0 4 0L-10 0L2 0C14 0 14 -18 2 -18L-10 -18"),
        (344, "M13 -13C4 -22 -14 -18 -14 0C-14 18 4 22 13 13"),
    ):
        art.push(f"translate({x} 368)")
        art.line(letter, "#fffaf0", width=6)
        art.pop()


def board_game(art: Canvas) -> None:
    """The box of a board game with board, pawns and dice in front."""
    tones = _tones(art) if art.subject.colors[0] == "multicolor" else (art.color, *colors.BRIGHTS[:5])
    main = art.color if art.subject.colors[0] != "multicolor" else "#3f7fb5"
    art.ground(240, 420, 200, 14)
    art.panel("M96 70L384 70L384 330L96 330Z", Paint(main), shade=0.1)
    art.panel("M384 70L412 92L412 346L384 330Z", Paint(colors.darker(main, 0.3)), outline=2, shade=0)
    art.fill(box(112, 86, 256, 228, 4), colors.lighter(main, 0.2))
    if art.subject.style == "strategy board game":
        for row in range(3):
            for column in range(4 if row % 2 else 3):
                x, y = 164 + column * 50 - (25 if row % 2 else 0) + 26, 150 + row * 44
                hexagon = (
                    "M"
                    + "L".join(
                        f"{x + 27 * math.sin(math.radians(a)):.1f} {y + 27 * math.cos(math.radians(a)):.1f}"
                        for a in range(0, 360, 60)
                    )
                    + "Z"
                )
                art.panel(hexagon, Paint(tones[(row + column * 2) % len(tones)]), outline=1.8, shade=0)
    else:
        path = "M136 286C136 210 220 270 226 196C230 130 330 190 344 116"
        art.line(path, "#fff7e6", width=30)
        art.line(path, colors.darker(main, 0.3), width=2, dash="12 10")
        for x, y, tone in ((136, 280, 0), (196, 234, 1), (230, 180, 2), (288, 158, 3), (340, 124, 4)):
            art.dot(x, y, 13, tones[tone], ring=INK)
    art.fill(box(112, 86, 256, 34, 4), colors.darker(main, 0.25))
    art.line("M150 103L330 103", "#fff3d6", width=9, dash="26 8")
    for x, tone in ((130, 0), (184, 1), (238, 3)):
        pawn = (
            f"M{x - 24} 416C{x - 24} 396 {x - 12} 388 {x - 10} 362L{x + 10} 362C{x + 12} 388 {x + 24} 396 {x + 24} 416Z"
        )
        art.panel(pawn, Paint(tones[tone % len(tones)], finish="gloss"), outline=2, shade=0.12)
        art.dot(x, 350, 17, tones[tone % len(tones)], ring=colors.contour(tones[tone % len(tones)]))
    for x, y, turn in ((318, 374, -12), (376, 382, 16)):
        art.push(f"rotate({turn} {x} {y})")
        art.panel(box(x - 24, y - 24, 48, 48, 9), Paint("#fbf8f0"), outline=2, shade=0.06)
        for dx, dy in ((-12, -12), (12, 12), (0, 0), (12, -12), (-12, 12)):
            art.dot(x + dx, y + dy, 4.4, INK)
        art.pop()


def toy_car(art: Canvas) -> None:
    """A toy car: wooden, die-cast or remote-controlled."""
    style = art.subject.style
    is_wood = style == "wooden toy car"
    art.ground(240, 380, 200, 15)
    paint = Paint(art.color, texture="wood") if is_wood else Paint(art.color, finish="gloss")
    body = (
        "M44 318C40 272 56 246 96 238C140 232 150 172 190 152C240 136 300 140 330 156C356 174 366 206 384 232"
        "C420 238 440 256 440 290L438 318C438 330 430 334 420 334L60 334C50 334 44 330 44 318Z"
    )
    if style == "remote control toy car":
        art.line("M110 240L92 70", INK, width=4)
        art.dot(92, 68, 8, "#c8433a", ring=INK)
        body = (
            "M40 300C44 262 70 244 120 238L176 176C196 164 290 164 314 178L356 226C410 232 444 256 444 292"
            "L440 316L60 316C46 316 40 312 40 300Z"
        )
    art.panel(body, paint, shade=0.12)
    if is_wood:
        art.panel("M178 232C182 196 196 176 224 170L226 232Z", Paint("#f1e2c4", texture="wood"), outline=2, shade=0)
        art.panel("M246 232L246 168C290 164 316 180 334 232Z", Paint("#f1e2c4", texture="wood"), outline=2, shade=0)
    else:
        glass = Paint("#cfe3ea", finish="gloss")
        art.panel("M168 230C180 200 194 186 226 182L226 230Z", glass, outline=2, shade=0)
        art.panel("M244 230L244 180C286 178 306 190 330 230Z", glass, outline=2, shade=0)
        art.line("M236 240L236 320", width=2, opacity=0.5)
        art.fill("M416 250C432 254 438 264 438 276L418 276Z", "#fff2bf")
        art.fill("M50 256L66 250L66 274L46 276Z", "#e0555a")
        art.line("M70 290L430 286", colors.contrast(art.color), width=6, opacity=0.75)
    radius = 58 if style == "remote control toy car" else 46
    for x in (130, 352):
        tyre = "#c79a62" if is_wood else INK
        art.dot(x, 334, radius, tyre, ring=colors.contour(tyre))
        art.dot(x, 334, radius * 0.56, "#f1e2c4" if is_wood else STEEL, ring="#6d7077")
        art.dot(x, 334, radius * 0.16, "#8a5f3d" if is_wood else "#6d7077")
        if style == "remote control toy car":
            for turn in range(0, 360, 30):
                sin, cos = math.sin(math.radians(turn)), math.cos(math.radians(turn))
                art.line(
                    f"M{x + 50 * sin:.1f} {334 + 50 * cos:.1f}L{x + 57 * sin:.1f} {334 + 57 * cos:.1f}",
                    "#6d7077",
                    width=5,
                )


def doll(art: Canvas) -> None:
    """A rag doll with woollen hair, or a fashion doll."""
    art.ground(240, 448, 100, 11)
    skins, hairs = ("#f3cda8", "#d9a074", "#9c6a45", "#f6d9bd"), ("#8a4b2a", "#2f2522", "#d9a441", "#b5512c")
    skin, hair = skins[art.subject.variant % 4], hairs[art.subject.variant // 4 % 4]
    is_rag = art.subject.style == "rag doll"
    texture = "canvas" if is_rag else ""
    width = 26 if is_rag else 17
    for d in ("M210 350L204 430", "M270 350L276 430"):
        art.line(d, colors.contour(skin), width=width + 3)
        art.line(d, skin, width=width)
    for x in (200, 280):
        art.panel(box(x - 22, 418, 44, 28, 12), Paint(colors.darker(art.color, 0.35)), outline=2, shade=0)
    for d in ("M192 236L142 310", "M288 236L338 310"):
        art.line(d, colors.contour(skin), width=width + 3)
        art.line(d, skin, width=width)
    art.panel(oval(240, 130, 92 if is_rag else 80, 92), Paint(hair, texture="fleece" if is_rag else ""), shade=0.1)
    if not is_rag:
        art.panel(symmetric("M240 60C320 60 330 140 318 236L286 236L240 150"), Paint(hair), shade=0.1)
    dress = symmetric("M240 206L280 206C286 240 292 260 300 286L340 384C300 398 270 400 240 400")
    art.panel(dress, shade=0.16)
    art.both("M270 208C300 208 318 226 316 252L286 262Z", outline=2, shade=0.06)
    art.seams("M184 284Q240 300 296 284", mirrored=False)
    art.line("M150 374C200 390 280 390 330 374", colors.contrast(art.color), width=4, opacity=0.8)
    art.panel(oval(240, 140, 70, 66) if is_rag else oval(240, 136, 58, 62), Paint(skin, texture=texture), shade=0.06)
    fringe = (
        symmetric("M240 66C300 66 316 110 308 146C300 116 276 104 240 106")
        if is_rag
        else symmetric("M240 66C290 66 302 110 297 146C288 116 270 106 240 112")
    )
    art.panel(fringe, Paint(hair, texture="fleece" if is_rag else ""), outline=1.8, shade=0)
    for x in (214, 266):
        art.dot(x, 144, 8 if is_rag else 6.5, "#241d1a")
        art.dot(x - 2, 141, 2.4, "#ffffff")
        art.dot(x + (-12 if x < 240 else 12), 166, 10, "#e88f92", opacity=0.55)
    art.line("M224 174Q240 188 256 174", "#a8433f", width=3.4)
    if is_rag:
        for x in (152, 328):
            art.dot(x, 190, 24, hair, ring=colors.contour(hair))
            art.panel(box(x - 13, 160, 26, 12, 6), Paint(art.color), outline=1.6, shade=0)

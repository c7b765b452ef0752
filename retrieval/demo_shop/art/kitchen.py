"""Mugs, frying pans, knives, water bottles and lunch boxes."""

from retrieval.demo_shop.art import colors
from retrieval.demo_shop.art.canvas import INK, STEEL, Canvas, Paint
from retrieval.demo_shop.art.garments import emblem
from retrieval.demo_shop.art.paths import box, oval, symmetric


def _steam(art: Canvas, x: float, y: float) -> None:
    for dx in (-26, 0, 26):
        art.line(
            f"M{x + dx} {y}C{x + dx - 14} {y - 20} {x + dx + 14} {y - 32} {x + dx} {y - 54}",
            "#b9b4ab",
            width=5,
            opacity=0.4,
        )


def mug(art: Canvas) -> None:
    """A mug of ceramic, glass or enamelled steel."""
    style = art.subject.style
    art.ground(222, 396, 140, 14)
    _steam(art, 216, 128)
    art.rod("M324 206C400 196 404 322 316 328", art.color, width=20)
    body = "M104 150L336 150L326 366C324 384 312 392 296 392L144 392C128 392 116 384 114 366Z"
    if style == "glass mug":
        art.fill("M110 190L330 190L322 362C320 378 310 386 296 386L144 386C130 386 120 378 118 362Z", "#8a5a34", 0.75)
    art.panel(
        body, Paint(art.color, finish="gloss", pattern=art.paint.pattern) if style != "glass mug" else None, shade=0.2
    )
    coffee, rim = "#6b4428", oval(220, 150, 116, 18)
    art.fill(rim, colors.lighter(art.color, 0.3))
    art.fill(oval(220, 152, 104, 13), coffee)
    art.line(rim, width=2.4)
    if style == "enamel mug":
        art.line(rim, "#33415f" if colors.luma(art.color) > 0.4 else "#e8e4da", width=6)
        for x, y in ((150, 300), (262, 252), (206, 346), (292, 330), (170, 216)):
            art.dot(x, y, 2.6, colors.contrast(art.color), opacity=0.6)
    art.fill("M132 190C130 250 136 310 144 352C152 352 156 346 154 338C146 290 146 240 148 190Z", "#ffffff", 0.34)
    if art.subject.pattern == "graphic":
        emblem(art, 226, 276, 56)


def frying_pan(art: Canvas) -> None:
    """A frying pan seen from above."""
    style = art.subject.style
    art.push("rotate(-32 240 240)")
    art.shadow(oval(190, 240, 152, 152), drop=12)
    art.shadow(box(330, 222, 150, 36, 16), drop=12)
    handle = {"cast iron frying pan": art.color, "steel frying pan": STEEL}.get(style, "#8a5f3d")
    art.panel(
        box(326, 222, 152, 36, 16),
        Paint(
            handle,
            texture="iron" if style == "cast iron frying pan" else "",
            finish="metal" if handle == STEEL else "satin",
        ),
        shade=0.06,
    )
    art.dot(458, 240, 7, "#eeeae3", ring=colors.contour(handle))
    art.panel(
        oval(190, 240, 152, 152),
        Paint(
            art.color,
            texture="iron" if style == "cast iron frying pan" else "",
            finish="metal" if style == "steel frying pan" else "gloss",
        ),
        shade=0.1,
    )
    inner = {"steel frying pan": "#d3d7db", "cast iron frying pan": "#37373b"}.get(style, "#3a3b40")
    art.panel(
        oval(190, 240, 128, 128),
        Paint(
            inner,
            finish="metal" if style == "steel frying pan" else "satin",
            texture="iron" if style == "cast iron frying pan" else "",
        ),
        outline=2,
        shade=0.14,
    )
    for radius in (44, 72, 100):
        art.line(oval(190, 240, radius, radius), "#ffffff", width=1.2, opacity=0.16)
    for x in (318, 340):
        art.dot(x, 240, 5, STEEL, ring="#55585f")
    art.pop()


def knife(art: Canvas) -> None:
    """A kitchen knife lying at an angle: chef's, bread or paring."""
    style = art.subject.style
    length = {"chef's knife": 420, "bread knife": 430}.get(style, 330)
    start = 250 - length / 2
    art.push("rotate(-38 240 240)")
    handle_end = start + (148 if length > 400 else 136)
    tip = start + length
    depth = {"chef's knife": 62, "bread knife": 44}.get(style, 36)
    top = 218
    blade = (
        f"M{handle_end} {top}L{tip - 60} {top}C{tip - 30} {top + 4} {tip - 6} {top + 16} {tip} {top + 24}"
        f"C{tip - 60} {top + depth} {handle_end + 60} {top + depth} {handle_end + 12} {top + depth}"
        f"L{handle_end + 10} {top + 34}L{handle_end} {top + 34}Z"
    )
    if style == "bread knife":
        teeth = "".join(
            f"Q{x - 6} {top + depth + 9} {x - 12} {top + depth}"
            for x in range(int(tip) - 26, int(handle_end) + 26, -12)
        )
        blade = (
            f"M{handle_end} {top}L{tip - 20} {top}"
            f"C{tip - 4} {top + 4} {tip} {top + 24} {tip - 14} {top + depth}{teeth}L{handle_end + 10} {top + 34}"
            f"L{handle_end} {top + 34}Z"
        )
    grip = (
        f"M{start} {top - 4}C{start + 50} {top - 10} {handle_end - 40} {top - 2} {handle_end} {top - 4}"
        f"L{handle_end + 4} {top + 36}"
        f"C{handle_end - 50} {top + 32} {start + 50} {top + 34} {start + 10} {top + 46}"
        f"C{start - 8} {top + 40} {start - 12} {top + 10} {start} {top - 4}Z"
    )
    for d in (blade, grip):
        art.shadow(d, drop=12)
    art.fill(
        blade,
        art.gradient([(0, "#f4f6f7", 1), (0.42, "#d3d8dc", 1), (0.5, "#f0f3f4", 1), (1, "#a9b0b6", 1)], angle="v"),
    )
    art.line(blade, "#7d848b", width=2)
    art.line(f"M{handle_end + 20} {top + depth - 12}L{tip - 70} {top + depth - 14}", "#ffffff", width=2, opacity=0.8)
    is_wood = "wood" in art.subject.materials
    art.panel(
        grip, Paint(art.color, texture="wood" if is_wood else "", finish="matt" if is_wood else "gloss"), shade=0.06
    )
    for share in (0.22, 0.52, 0.82):
        art.dot(start + (handle_end - start) * share, top + 16, 5, STEEL, ring="#55585f")
    art.pop()


def water_bottle(art: Canvas) -> None:
    """A water bottle: insulated steel, sport or glass."""
    style = art.subject.style
    art.border = 300
    art.ground(240, 436, 80, 12)
    if style == "sport water bottle":
        art.panel(symmetric("M240 40L258 40L262 72L240 72"), Paint(INK), shade=0.06)
        art.panel(box(190, 68, 100, 42, 12), Paint(colors.darker(art.color, 0.3)), shade=0.1)
        body = symmetric(
            "M240 106L284 106C302 116 312 130 312 152L306 222C300 240 300 256 306 272L312 404"
            "C312 424 302 432 286 432L240 432"
        )
        art.panel(body, shade=0.22)
        for y in (300, 330, 360):
            art.line(f"M282 {y}L302 {y}", colors.contrast(art.color), width=3, opacity=0.8)
    elif style == "glass water bottle":
        art.fill(symmetric("M240 190L294 190C298 260 298 340 296 402C296 420 288 428 274 428L240 428"), "#bfe3ee", 0.7)
        body = symmetric("M240 92L264 92L264 120C284 136 300 156 302 188L302 406C302 424 292 432 276 432L240 432")
        art.panel(body, shade=0.12)
        art.panel(
            box(180, 236, 120, 128, 8),
            Paint(colors.darker(art.color, 0.1) if colors.luma(art.color) < 0.9 else "#d9d4c9"),
            shade=0.16,
        )
        art.panel(box(206, 52, 68, 44, 8), Paint("#b98a5c", texture="wood"), shade=0.12)
    else:
        finish = "metal" if art.subject.colors[0] == "silver" else "satin"
        body = symmetric("M240 110L272 110C300 122 312 140 312 168L312 408C312 426 302 434 286 434L240 434")
        art.panel(body, Paint(art.color, pattern=art.paint.pattern, finish=finish, second=art.paint.second), shade=0.26)
        art.panel(box(204, 70, 72, 42, 8), Paint(STEEL, finish="metal"), shade=0.06)
        art.rod("M212 76C212 30 268 30 268 76", INK, width=11)
        art.line("M170 416L310 416", STEEL, width=5, opacity=0.7)
        art.dot(240, 300, 15, colors.contrast(art.color), opacity=0.6)
    art.fill("M184 190C182 260 182 330 186 396C196 396 198 390 196 382C192 320 194 250 198 190Z", "#ffffff", 0.3)


def lunch_box(art: Canvas) -> None:
    """A lunch box: clipped tin, bento in two tiers, or a round insulated jar."""
    style = art.subject.style
    if style == "insulated lunch box":
        art.ground(240, 420, 110, 13)
        art.panel(
            symmetric("M240 170L330 170L336 388C336 408 322 416 304 416L240 416"),
            Paint(art.color, finish="gloss"),
            shade=0.24,
        )
        art.panel(box(138, 112, 204, 66, 16), Paint(STEEL, finish="metal"), shade=0.1)
        art.rod("M172 118C172 50 308 50 308 118", INK, width=12)
        art.line("M146 388L334 388", STEEL, width=6, opacity=0.8)
        art.fill("M160 200C158 260 160 330 164 376C174 376 176 370 174 362C170 310 172 250 174 200Z", "#ffffff", 0.3)
        return
    art.ground(240, 390, 190, 14)
    is_steel = art.subject.materials[0] == "stainless steel"
    finish = "metal" if is_steel and art.subject.colors[0] == "silver" else "gloss"
    body = Paint(art.color, finish=finish)
    if style == "bento lunch box":
        art.panel(box(84, 292, 312, 92, 26), body, shade=0.16)
        art.panel(box(84, 206, 312, 84, 22), Paint(colors.lighter(art.color, 0.16), finish="gloss"), shade=0.16)
        wood = (
            Paint("#d9b27c", texture="wood")
            if "bamboo" in art.subject.materials
            else Paint(colors.darker(art.color, 0.16), finish="gloss")
        )
        art.panel(box(78, 164, 324, 46, 18), wood, shade=0.12)
        art.panel(
            box(214, 156, 52, 236, 8),
            Paint(INK if colors.luma(art.color) > 0.25 else "#6d7077"),
            outline=1.6,
            shade=0.06,
        )
        return
    art.panel(box(80, 206, 320, 176, 30), body, shade=0.16)
    art.panel(box(72, 166, 336, 58, 22), body, shade=0.12)
    art.rod("M176 166C176 108 304 108 304 166", STEEL, width=12)
    for x in (112, 332):
        art.panel(box(x, 196, 36, 62, 6), Paint(STEEL, finish="metal"), outline=1.8, shade=0)
        art.line(f"M{x + 6} 226L{x + 30} 226", "#55585f", width=3)
    art.line("M96 356L384 356", width=2, opacity=0.4)

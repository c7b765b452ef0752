"""Mugs, frying pans, kettles, coffee makers, knives, water bottles and lunch boxes."""

from retrieval.demo_shop.art import colors
from retrieval.demo_shop.art.canvas import STEEL, Canvas, Paint
from retrieval.demo_shop.art.garments import emblem
from retrieval.demo_shop.art.paths import box, oval, symmetric

INK = "#2c2e34"


def _rod(art: Canvas, d: str, width: float, color: str = "") -> None:
    tone = color or art.color
    art.line(d, colors.contour(tone), width=width + 4)
    art.line(d, tone, width=width)
    art.line(d, colors.lighter(tone, 0.5), width=width * 0.22, opacity=0.6)


def _steam(art: Canvas, x: float, y: float) -> None:
    for dx in (-26, 0, 26):
        art.line(f"M{x + dx} {y}C{x + dx - 14} {y - 20} {x + dx + 14} {y - 32} {x + dx} {y - 54}", "#b9b4ab", width=5, opacity=0.4)


def mug(art: Canvas) -> None:
    """A mug of ceramic, glass or enamelled steel."""
    style = art.subject.style
    art.ground(222, 396, 140, 14)
    _steam(art, 216, 128)
    _rod(art, "M324 206C400 196 404 322 316 328", 20)
    body = "M104 150L336 150L326 366C324 384 312 392 296 392L144 392C128 392 116 384 114 366Z"
    if style == "glass mug":
        art.fill("M110 190L330 190L322 362C320 378 310 386 296 386L144 386C130 386 120 378 118 362Z", "#8a5a34", 0.75)
    art.panel(body, Paint(art.color, finish="gloss", pattern=art.paint.pattern) if style != "glass mug" else None, shade=0.2)
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
    art.panel(box(326, 222, 152, 36, 16), Paint(handle, texture="iron" if style == "cast iron frying pan" else "", finish="metal" if handle == STEEL else "satin"), shade=0.06)
    art.dot(458, 240, 7, "#eeeae3", ring=colors.contour(handle))
    art.panel(oval(190, 240, 152, 152), Paint(art.color, texture="iron" if style == "cast iron frying pan" else "", finish="metal" if style == "steel frying pan" else "gloss"), shade=0.1)
    inner = {"steel frying pan": "#d3d7db", "cast iron frying pan": "#37373b"}.get(style, "#3a3b40")
    art.panel(oval(190, 240, 128, 128), Paint(inner, finish="metal" if style == "steel frying pan" else "satin", texture="iron" if style == "cast iron frying pan" else ""), outline=2, shade=0.14)
    for radius in (44, 72, 100):
        art.line(oval(190, 240, radius, radius), "#ffffff", width=1.2, opacity=0.16)
    for x in (318, 340):
        art.dot(x, 240, 5, STEEL, ring="#55585f")
    art.pop()


def kettle(art: Canvas) -> None:
    """A kettle: electric, gooseneck or for the stove."""
    style = art.subject.style
    art.ground(236, 416, 150, 14)
    finish = {"stainless steel": "metal", "glass": "glass"}.get(art.subject.materials[0], "gloss")
    if art.subject.colors[0] not in ("silver", "rose gold") and finish == "metal":
        finish = "gloss"
    paint = Paint(art.color, finish=finish)
    if style == "gooseneck kettle":
        _rod(art, "M150 350C84 340 96 240 78 200C70 180 54 176 44 184", 13)
        _rod(art, "M322 196C410 180 424 300 372 356", 15, INK)
        art.panel(symmetric("M240 192L314 192L346 394C346 406 338 410 328 410L240 410"), paint, shade=0.2)
        art.panel(oval(240, 192, 76, 16), Paint(colors.darker(art.color, 0.12), finish="gloss"), outline=2, shade=0.06)
        art.panel("M228 162L252 162L256 182L224 182Z", Paint(INK), outline=1.6, shade=0)
        return
    if style == "stovetop kettle":
        _rod(art, "M142 214C150 90 330 90 338 214", 17, "#7a5436")
        art.panel("M348 236L420 186L434 202L372 292Z", paint, shade=0.06)
        art.panel(symmetric("M240 190C330 190 372 260 376 350C376 390 356 408 330 410L240 410"), paint, shade=0.22)
        art.panel(oval(240, 200, 62, 16), Paint(colors.darker(art.color, 0.12), finish="gloss"), outline=2, shade=0.06)
        art.dot(240, 176, 12, "#7a5436", ring="#3d2a1b")
        art.fill("M136 290C128 320 130 350 140 376C150 376 152 370 150 362C144 338 146 316 152 296C150 286 140 284 136 290Z", "#ffffff", 0.4)
        return
    _rod(art, "M322 150C424 140 430 330 340 366", 20, INK)
    art.panel("M152 150L104 128L112 184L146 216Z", paint, shade=0.05)
    body = symmetric("M240 110L314 110C336 190 346 290 344 384L240 384")
    if finish == "glass":
        art.fill(symmetric("M240 220L330 220C338 280 342 330 340 378L240 378"), "#a9d5e6", 0.6)
    art.panel(body, paint, shade=0.2)
    art.panel(symmetric("M240 84C290 84 316 92 318 112L240 114"), Paint(INK if colors.luma(art.color) > 0.25 else "#55585f"), outline=2, shade=0.05)
    art.dot(240, 80, 10, INK, ring="#17181c")
    art.panel(box(124, 382, 232, 28, 10), Paint(INK), outline=2, shade=0.05)
    art.panel(box(176, 180, 18, 150, 9), Paint("#cfe3ea"), outline=1.6, shade=0)
    art.fill(box(180, 236, 10, 90, 5), "#6fb0cc")
    art.dot(240, 396, 4.6, "#5fd08a")


def coffee_maker(art: Canvas) -> None:
    """A coffee maker: drip machine, moka pot or pour-over."""
    style = art.subject.style
    art.ground(240, 426, 140, 13)
    if style == "moka coffee maker":
        paint = Paint(art.color, finish="metal" if art.subject.colors[0] == "silver" else "gloss")
        _rod(art, "M318 130C400 122 404 190 372 250", 17, INK)
        art.panel("M170 120L128 100L140 160L176 200Z", paint, shade=0.05)
        art.panel(symmetric("M240 108L310 108L324 160L298 246L240 246"), paint, shade=0.2)
        art.panel(symmetric("M240 268L298 268L344 400C344 414 334 420 324 420L240 420"), paint, shade=0.2)
        art.panel(box(174, 242, 132, 30, 6), Paint(colors.darker(art.color, 0.16), finish="metal"), outline=2, shade=0.05)
        art.panel(symmetric("M240 76L276 82L312 108L240 110"), paint, shade=0.1)
        art.dot(240, 68, 11, INK, ring="#17181c")
        for x in (208, 272):
            art.line(f"M{x} 272L{240 + (x - 240) * 1.6:g} 418M{x} 112L{x} 244", width=1.8, opacity=0.5)
        return
    if style == "pour-over coffee maker":
        is_glass = art.subject.materials[0] == "glass"
        paint = Paint(art.color, finish="glass" if is_glass else "gloss")
        art.fill(symmetric("M240 320L318 320C336 350 344 380 338 402L322 414L240 414"), "#6b4428", 0.85 if is_glass else 0)
        body = symmetric("M240 96L348 84L262 228L264 250C320 280 352 340 350 390C348 410 336 420 318 420L240 420")
        art.panel("M144 92L336 92L258 214L222 214Z", Paint("#f5eddc"), outline=1.6, shade=0.06)
        art.panel(body, paint, shade=0.16)
        art.panel(box(204, 214, 72, 50, 10), Paint("#a8713f", texture="wood"), outline=2, shade=0.1)
        art.dot(240, 240, 7, "#e9dcc4", ring="#6b4428")
        art.fill("M160 330C152 350 150 370 156 390C166 392 166 384 164 376C162 360 166 346 172 336Z", "#ffffff", 0.5)
        return
    paint = Paint(art.color, finish="metal" if art.subject.colors[0] == "silver" else "gloss")
    art.panel(box(124, 60, 232, 96, 18), paint, shade=0.14)
    art.panel("M272 150L348 150L348 392L272 392Z", paint, shade=0.1)
    art.panel(box(112, 386, 252, 34, 10), paint, shade=0.1)
    art.fill("M142 262L256 262L264 336C264 366 252 378 230 378L166 378C144 378 132 366 134 336Z", "#5a3820", 0.9)
    jug = "M146 206L250 206L266 330C266 366 252 382 228 382L168 382C144 382 130 366 132 330Z"
    art.fill(jug, art.gradient([(0, "#ffffff", 0.5), (0.2, "#ffffff", 0.12), (1, "#7d8790", 0.35)]))
    art.line(jug, "#7d8790", width=2.4)
    _rod(art, "M134 224C84 224 88 330 132 334", 13, INK)
    art.panel(box(142, 188, 112, 20, 6), Paint(INK), outline=1.6, shade=0)
    art.panel("M178 156L218 156L208 186L188 186Z", Paint(INK), outline=1.6, shade=0)
    art.panel(box(288, 82, 48, 30, 4), Paint("#20352c"), outline=1.4, shade=0)
    art.line("M298 97L326 97", "#7fe0a6", width=4, dash="7 5")
    art.dot(310, 134, 7, "#e8853b", ring="#5a3820")


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
    blade = f"M{handle_end} {top}L{tip - 60} {top}C{tip - 30} {top + 4} {tip - 6} {top + 16} {tip} {top + 24}C{tip - 60} {top + depth} {handle_end + 60} {top + depth} {handle_end + 12} {top + depth}L{handle_end + 10} {top + 34}L{handle_end} {top + 34}Z"
    if style == "bread knife":
        teeth = "".join(f"Q{x - 6} {top + depth + 9} {x - 12} {top + depth}" for x in range(int(tip) - 26, int(handle_end) + 26, -12))
        blade = f"M{handle_end} {top}L{tip - 20} {top}C{tip - 4} {top + 4} {tip} {top + 24} {tip - 14} {top + depth}{teeth}L{handle_end + 10} {top + 34}L{handle_end} {top + 34}Z"
    grip = f"M{start} {top - 4}C{start + 50} {top - 10} {handle_end - 40} {top - 2} {handle_end} {top - 4}L{handle_end + 4} {top + 36}C{handle_end - 50} {top + 32} {start + 50} {top + 34} {start + 10} {top + 46}C{start - 8} {top + 40} {start - 12} {top + 10} {start} {top - 4}Z"
    for d in (blade, grip):
        art.shadow(d, drop=12)
    art.fill(blade, art.gradient([(0, "#f4f6f7", 1), (0.42, "#d3d8dc", 1), (0.5, "#f0f3f4", 1), (1, "#a9b0b6", 1)], angle="v"))
    art.line(blade, "#7d848b", width=2)
    art.line(f"M{handle_end + 20} {top + depth - 12}L{tip - 70} {top + depth - 14}", "#ffffff", width=2, opacity=0.8)
    is_wood = "wood" in art.subject.materials
    art.panel(grip, Paint(art.color, texture="wood" if is_wood else "", finish="matt" if is_wood else "gloss"), shade=0.06)
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
        body = symmetric("M240 106L284 106C302 116 312 130 312 152L306 222C300 240 300 256 306 272L312 404C312 424 302 432 286 432L240 432")
        art.panel(body, shade=0.22)
        for y in (300, 330, 360):
            art.line(f"M282 {y}L302 {y}", colors.contrast(art.color), width=3, opacity=0.8)
    elif style == "glass water bottle":
        art.fill(symmetric("M240 190L294 190C298 260 298 340 296 402C296 420 288 428 274 428L240 428"), "#bfe3ee", 0.7)
        body = symmetric("M240 92L264 92L264 120C284 136 300 156 302 188L302 406C302 424 292 432 276 432L240 432")
        art.panel(body, shade=0.12)
        art.panel(box(180, 236, 120, 128, 8), Paint(colors.darker(art.color, 0.1) if colors.luma(art.color) < 0.9 else "#d9d4c9"), shade=0.16)
        art.panel(box(206, 52, 68, 44, 8), Paint("#b98a5c", texture="wood"), shade=0.12)
    else:
        finish = "metal" if art.subject.colors[0] == "silver" else "satin"
        body = symmetric("M240 110L272 110C300 122 312 140 312 168L312 408C312 426 302 434 286 434L240 434")
        art.panel(body, Paint(art.color, pattern=art.paint.pattern, finish=finish, second=art.paint.second), shade=0.26)
        art.panel(box(204, 70, 72, 42, 8), Paint(STEEL, finish="metal"), shade=0.06)
        _rod(art, "M212 76C212 30 268 30 268 76", 11, INK)
        art.line("M170 416L310 416", STEEL, width=5, opacity=0.7)
        art.dot(240, 300, 15, colors.contrast(art.color), opacity=0.6)
    art.fill("M184 190C182 260 182 330 186 396C196 396 198 390 196 382C192 320 194 250 198 190Z", "#ffffff", 0.3)


def lunch_box(art: Canvas) -> None:
    """A lunch box: clipped tin, bento in two tiers, or a round insulated jar."""
    style = art.subject.style
    if style == "insulated lunch box":
        art.ground(240, 420, 110, 13)
        art.panel(symmetric("M240 170L330 170L336 388C336 408 322 416 304 416L240 416"), Paint(art.color, finish="gloss"), shade=0.24)
        art.panel(box(138, 112, 204, 66, 16), Paint(STEEL, finish="metal"), shade=0.1)
        _rod(art, "M172 118C172 50 308 50 308 118", 12, INK)
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
        wood = Paint("#d9b27c", texture="wood") if "bamboo" in art.subject.materials else Paint(colors.darker(art.color, 0.16), finish="gloss")
        art.panel(box(78, 164, 324, 46, 18), wood, shade=0.12)
        art.panel(box(214, 156, 52, 236, 8), Paint(INK if colors.luma(art.color) > 0.25 else "#6d7077"), outline=1.6, shade=0.06)
        return
    art.panel(box(80, 206, 320, 176, 30), body, shade=0.16)
    art.panel(box(72, 166, 336, 58, 22), body, shade=0.12)
    _rod(art, "M176 166C176 108 304 108 304 166", 12, STEEL)
    for x in (112, 332):
        art.panel(box(x, 196, 36, 62, 6), Paint(STEEL, finish="metal"), outline=1.8, shade=0)
        art.line(f"M{x + 6} 226L{x + 30} 226", "#55585f", width=3)
    art.line("M96 356L384 356", width=2, opacity=0.4)

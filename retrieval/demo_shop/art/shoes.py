"""Sneakers, running shoes, sandals, heels and loafers, seen from the side with the toe to the right."""

from retrieval.demo_shop.art import colors
from retrieval.demo_shop.art.canvas import Canvas, Paint
from retrieval.demo_shop.art.paths import box

RUBBER = "#f4f1ea"


def _sole_color(art: Canvas) -> str:
    return RUBBER if colors.luma(art.color) < 0.8 else "#d9c5a3"


def laces(art: Canvas, *rows: tuple[float, float, float, float], color: str = "") -> None:
    """Laces across, each from (x, y) to (x, y); pale on dark shoes where no colour is given."""
    cord = color or ("#fbfaf6" if colors.luma(art.color) < 0.78 else "#8d8f96")
    for x, y, end_x, end_y in rows:
        art.line(f"M{x} {y}L{end_x} {end_y}", "#5b5953", width=8.4, opacity=0.55)
        art.line(f"M{x} {y}L{end_x} {end_y}", cord, width=6)


def sneaker(art: Canvas) -> None:
    """A low or high-top sneaker."""
    if art.subject.style == "high-top sneakers":
        _high_top(art)
        return
    art.border = 262
    art.ground(246, 356, 200, 14)
    upper = (
        "M78 318C70 268 76 226 92 206C112 214 138 214 158 202C184 196 200 214 224 234C262 262 310 262 356 274"
        "C396 286 412 304 412 326L78 326Z"
    )
    art.panel(upper, shade=0.1)
    inner = "M92 206C112 216 138 214 158 202C150 192 104 190 92 206Z"
    art.fill(inner, colors.darker(art.color, 0.5))
    art.line(inner, width=1.8)
    art.panel("M96 208C84 240 84 290 92 324L142 324C146 290 140 240 118 214Z", art.plain(), outline=1.8, shade=0.06)
    toe = "M326 268C376 274 412 296 412 326L318 326C312 304 314 282 326 268Z"
    art.panel(toe, Paint(colors.darker(art.color, 0.06), texture=art.paint.texture), outline=1.8, shade=0.06)
    art.seams("M150 220C178 260 190 296 192 324", "M232 240C250 272 256 300 256 324", mirrored=False)
    if art.subject.style != "canvas sneakers":
        art.line("M196 316C222 300 236 284 246 258", colors.contrast(art.color), width=9, opacity=0.8)
        art.line("M216 318C240 304 254 288 264 266", colors.contrast(art.color), width=5, opacity=0.55)
    tongue = "M150 206C142 190 148 176 164 178C182 186 206 214 232 236L214 246C190 232 168 216 150 206Z"
    art.panel(tongue, art.plain(), outline=1.8, shade=0.05)
    laces(art, (176, 214, 198, 200), (194, 230, 217, 215), (214, 245, 237, 230), (236, 257, 258, 243))
    sole = "M70 320L414 320C422 330 422 346 410 352C300 358 180 358 84 352C68 348 64 334 70 320Z"
    art.panel(sole, Paint(_sole_color(art)), outline=2, shade=0.1)
    art.line("M76 334L416 334", colors.contour(_sole_color(art)), width=1.6, opacity=0.5)
    art.stitches("M84 326L404 326", color="#9b958a", mirrored=False)


def _high_top(art: Canvas) -> None:
    art.border = 236
    art.ground(250, 384, 185, 14)
    upper = (
        "M92 348C86 270 92 180 104 118C130 108 176 108 196 120C200 160 212 208 244 244C284 276 330 282 362 292"
        "C396 304 408 326 408 354L92 354Z"
    )
    art.panel(upper, shade=0.1)
    art.fill("M104 118C130 108 176 108 196 120C176 130 128 130 104 118Z", colors.darker(art.color, 0.5))
    art.panel(
        "M334 284C380 296 408 322 408 354L326 354C320 326 324 302 334 284Z", Paint(RUBBER), outline=1.8, shade=0.06
    )
    art.seams(
        "M104 166C130 172 160 172 190 162",
        "M128 176C124 240 128 300 136 352",
        "M206 236C226 270 236 310 238 352",
        mirrored=False,
    )
    art.dot(150, 214, 20, _sole_color(art), ring=colors.contour(art.color))
    art.fill("M150 200L154 210L165 210L156 217L160 228L150 221L140 228L144 217L135 210L146 210Z", art.color)
    laces(
        art,
        (170, 140, 200, 134),
        (176, 164, 206, 157),
        (184, 188, 213, 180),
        (196, 212, 224, 202),
        (212, 234, 239, 222),
        (234, 254, 259, 240),
    )
    sole = "M84 346L412 346C420 356 418 374 408 380C300 386 180 386 96 380C82 376 78 360 84 346Z"
    art.panel(sole, Paint(_sole_color(art)), outline=2, shade=0.1)
    art.line("M86 352L414 352", art.color if colors.luma(art.color) < 0.8 else "#c0392f", width=3.4)


def running_shoe(art: Canvas) -> None:
    """A running shoe with a swooping midsole; trail shoes have lugs."""
    art.border = 270
    is_trail = art.subject.style == "trail running shoes"
    art.ground(246, 362, 205, 14)
    upper = (
        "M72 300C66 252 72 214 88 188C98 184 108 188 112 198C130 212 150 206 166 192C182 190 198 212 224 234"
        "C262 262 318 268 362 284C398 298 412 312 412 326L76 326Z"
    )
    art.panel(upper, shade=0.1)
    art.fill(
        "M88 188C98 184 108 188 112 198C130 212 150 206 166 192C150 178 108 176 88 188Z", colors.darker(art.color, 0.5)
    )
    accent = (
        colors.contrast(art.color) if art.subject.pattern == "solid" else art.paint.second or colors.contrast(art.color)
    )
    art.panel(
        "M76 236C96 244 122 262 130 300L134 326L76 326C70 296 68 262 76 236Z",
        Paint(colors.darker(art.color, 0.16)),
        outline=1.6,
        shade=0.05,
    )
    art.panel(
        "M330 272C380 284 412 304 412 326L320 326C314 306 318 286 330 272Z",
        Paint(colors.darker(art.color, 0.2)),
        outline=1.6,
        shade=0.05,
    )
    for d in (
        "M158 322C196 300 224 276 238 244",
        "M190 322C224 304 246 286 258 260",
        "M222 322C248 310 266 296 278 272",
    ):
        art.line(d, accent, width=7, opacity=0.85)
    art.panel(
        "M150 204C146 178 156 166 170 172C186 184 208 212 236 236L216 248C194 232 172 216 150 204Z",
        Paint(colors.darker(art.color, 0.12)),
        outline=1.8,
        shade=0.05,
    )
    laces(art, (176, 208, 198, 196), (194, 226, 216, 212), (214, 242, 236, 228), (236, 256, 258, 242))
    if art.subject.has("reflective"):
        art.line("M80 256L104 268", "#e9edef", width=7)
        art.line("M352 288L392 306", "#e9edef", width=5)
    art.line("M90 190C86 176 92 168 102 170", width=4)
    midsole = (
        "M62 312C120 330 200 306 270 316C330 324 380 316 420 320C428 334 420 346 404 350C300 356 170 360 84 356"
        "C62 352 54 330 62 312Z"
    )
    art.panel(midsole, Paint(_sole_color(art)), outline=2, shade=0.08)
    art.line(
        "M74 332C150 346 230 326 300 334C350 340 390 334 414 334",
        accent if colors.luma(accent) < 0.8 else art.color,
        width=5,
    )
    _tread(art, is_trail=is_trail)


def _tread(art: Canvas, *, is_trail: bool) -> None:
    tread = Paint("#3a3b40")
    if is_trail:
        for step in range(13):
            art.panel(box(84 + step * 25.4, 349, 16, 14, 3), tread, outline=1, shade=0)
    else:
        art.panel("M84 352L404 348C400 358 392 360 380 361L100 364C90 362 84 358 84 352Z", tread, outline=1.4, shade=0)


def sandal(art: Canvas) -> None:
    """A sandal: straps and a buckle, a slide, or a hiking sandal."""
    style = art.subject.style
    is_slide = style == "slide sandals"
    art.ground(244, 350, 200, 14)
    bed = (
        "M58 292C120 284 180 306 240 312C310 318 380 304 424 308C434 320 430 336 414 340C300 350 160 350 76 340"
        "C56 334 50 308 58 292Z"
    )
    thick = Paint("#4b4a4d" if style == "hiking sandals" else "#b58a5a" if not is_slide else art.color)
    art.panel(bed, thick, shade=0.08)
    art.line("M62 302C120 296 180 318 240 323C310 328 380 316 424 318", "#f2e4cc", width=6, opacity=0.7)
    if style == "hiking sandals":
        for step in range(12):
            art.panel(box(84 + step * 27, 338, 18, 13, 3), Paint("#2c2b2d"), outline=1, shade=0)
    if is_slide:
        art.panel("M214 310C220 250 262 214 312 222C358 230 388 270 394 310C340 318 268 322 214 310Z", shade=0.16)
        art.line(
            "M232 302C240 258 268 234 308 240C344 246 366 272 374 302", colors.contrast(art.color), width=5, opacity=0.5
        )
        return
    art.panel("M70 294C64 250 74 214 92 196L112 206C102 230 100 262 108 292Z", shade=0.08)
    art.panel("M88 204C130 184 184 196 214 226L206 246C176 222 132 214 96 226Z", shade=0.08)
    art.panel("M176 304C186 262 200 236 216 220L238 232C226 252 214 280 210 310Z", shade=0.08)
    art.panel(
        "M270 312C278 268 306 240 336 238C364 242 392 272 400 308L370 310C362 288 350 272 334 270"
        "C318 272 302 290 298 314Z",
        shade=0.08,
    )
    gold = Paint("#d6aa45", finish="metal")
    art.panel(box(134, 194, 22, 26, 4), gold, outline=1.6, shade=0)
    art.panel(box(139, 200, 12, 14, 2), outline=1, shade=0)
    if style == "hiking sandals":
        art.panel("M214 226L330 240L334 262L222 250Z", shade=0.05)
        art.panel(box(262, 228, 26, 28, 4), Paint("#3a3b40"), outline=1.4, shade=0)
    else:
        art.stitches("M282 306C290 272 310 252 334 252C358 254 378 274 386 302", mirrored=False)


def heels(art: Canvas) -> None:
    """A pump: stiletto, block or strappy."""
    style = art.subject.style
    art.ground(250, 396, 190, 12)
    heel = "M92 226C106 250 126 262 146 264C134 300 124 350 118 390L106 390C104 340 98 280 92 226Z"
    if style == "block heels":
        heel = "M86 240C104 262 136 274 168 276C164 310 162 350 162 390L100 390C96 340 90 290 86 240Z"
    art.panel(heel, Paint(colors.darker(art.color, 0.12), finish="gloss"), shade=0.12)
    sole = (
        "M90 226C130 254 176 262 214 300C252 344 300 380 352 386L422 386C432 386 434 392 424 394L346 396"
        "C292 394 244 358 206 318C170 284 130 276 98 252Z"
    )
    if style == "strappy heels":
        art.panel("M86 232C82 190 90 150 108 126L128 132C118 170 124 210 140 244Z", shade=0.08)
        art.panel("M100 140C146 112 204 118 236 140L232 158C198 138 148 136 108 160Z", shade=0.08)
        art.panel(
            "M256 332C276 296 300 276 326 268C368 284 398 330 408 380L382 382C372 346 352 314 326 300"
            "C308 308 292 326 282 352Z",
            shade=0.1,
        )
        art.panel("M196 304C226 262 268 236 300 232L308 250C280 258 246 286 222 322Z", shade=0.08)
        art.panel(sole, Paint("#d9b98e"), shade=0.05)
        art.panel(box(206, 128, 20, 24, 4), Paint("#d6aa45", finish="metal"), outline=1.6, shade=0)
        return
    upper = (
        "M84 214C86 180 96 160 110 152C122 196 150 226 196 250C246 276 290 286 318 296C368 312 414 348 424 386"
        "L352 386C300 380 252 344 214 300C176 262 130 254 90 226Z"
    )
    art.panel(upper, shade=0.14)
    inner = "M110 152C122 196 150 226 196 250C246 276 290 286 318 296C288 304 250 300 214 282C160 258 116 220 104 160Z"
    art.fill(inner, "#e8d2b4")
    art.line(inner, width=1.6)
    art.fill("M330 312C366 326 394 348 406 370C376 352 350 336 330 312Z", "#ffffff", 0.35)
    art.panel(
        "M90 226C130 254 176 262 214 300C252 344 300 380 352 386L422 386C432 386 434 392 424 394L346 396"
        "C292 394 244 358 206 318C170 284 130 262 92 236Z",
        Paint("#3d342d"),
        outline=1.4,
        shade=0,
    )


def loafer(art: Canvas) -> None:
    """A loafer: penny strap or tassels."""
    art.ground(246, 356, 200, 14)
    upper = (
        "M76 318C66 272 72 236 88 216C120 228 160 222 196 226C226 234 246 232 282 240C340 252 400 272 412 326L78 326Z"
    )
    art.panel(upper, shade=0.12)
    inner = "M88 216C120 230 160 224 196 226C206 218 200 208 186 206C150 200 108 202 88 216Z"
    art.fill(inner, "#caa67c")
    art.line(inner, width=1.8)
    art.panel(
        "M186 206C210 190 236 190 262 206C288 222 330 246 346 272C316 284 268 276 234 256C214 246 196 234 186 206Z",
        shade=0.06,
    )
    art.stitches("M190 212C200 238 216 250 236 261C270 281 318 290 350 277", mirrored=False)
    if art.subject.style == "penny loafers":
        strap = (
            "M206 246C232 228 262 216 288 214C300 222 308 232 310 240C276 246 250 262 230 284C220 274 210 260 206 246Z"
        )
        art.panel(strap, shade=0.06)
        art.fill("M240 246C250 238 264 232 276 230L280 238C266 240 254 248 246 254Z", colors.darker(art.color, 0.6))
    else:
        art.line("M210 236C244 246 280 236 300 228", colors.darker(art.color, 0.2), width=6)
        for x, y in ((256, 250), (276, 248)):
            art.dot(x, y - 8, 6, colors.darker(art.color, 0.15), ring=colors.contour(art.color))
            art.fill(
                f"M{x - 5} {y - 4}L{x + 5} {y - 4}L{x + 11} {y + 24}L{x - 9} {y + 24}Z", colors.darker(art.color, 0.1)
            )
            art.line(
                f"M{x - 4} {y + 2}L{x - 6} {y + 22}M{x + 1} {y + 2}L{x + 1} {y + 23}M{x + 5} {y + 2}L{x + 8} {y + 22}",
                width=1.2,
                opacity=0.7,
            )
    art.seams("M84 280C110 290 130 300 136 324", mirrored=False)
    art.fill("M330 262C366 274 392 294 402 316C374 298 350 284 330 262Z", "#ffffff", 0.22)
    sole = "M70 320L414 320C422 328 420 338 410 340L154 340L152 354L78 354C68 346 66 330 70 320Z"
    art.panel(sole, Paint("#4a3a2e"), outline=2, shade=0.05)
    art.line("M74 326L414 326", "#c59c6d", width=1.8, opacity=0.8)

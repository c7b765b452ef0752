"""Boots: chelsea, hiking, ankle and rain, with the toe to the right."""

from retrieval.demo_shop.art import colors
from retrieval.demo_shop.art.canvas import Canvas, Paint
from retrieval.demo_shop.art.paths import box
from retrieval.demo_shop.art.shoes import laces


def boot(art: Canvas) -> None:
    """A boot by its style: chelsea, hiking, ankle or rain."""
    styles = {"hiking boots": _hiking_boot, "ankle boots": _ankle_boot, "rain boots": _rain_boot}
    styles.get(art.subject.style, _chelsea_boot)(art)


def _chelsea_boot(art: Canvas) -> None:
    art.ground(250, 404, 180, 14)
    shaft = (
        "M116 78C150 70 206 70 232 78C232 140 234 196 246 232C270 268 330 276 366 296C398 314 406 340 406 364"
        "L110 364C104 280 112 170 116 78Z"
    )
    art.panel(shaft, shade=0.14)
    art.panel(
        "M156 92C176 88 196 88 206 92C214 150 216 196 204 234C186 244 172 240 160 230C148 190 148 140 156 92Z",
        Paint(colors.darker(art.color, 0.35), texture="rib"),
        outline=2,
        shade=0.05,
    )
    art.seams("M204 234C236 276 300 286 340 300", mirrored=False)
    art.line("M120 80C118 60 132 56 136 76", width=6)
    art.fill("M282 278C320 286 360 300 384 330C350 314 312 300 282 278Z", "#ffffff", 0.2)
    _low_heel(art, 104, 412)


def _low_heel(art: Canvas, left: float, right: float) -> None:
    sole = (
        f"M{left} 360L{right} 360C{right + 6} 370 {right + 2} 380 {right - 10} 382L{left + 96} 382"
        f"L{left + 92} 402L{left} 402Z"
    )
    art.panel(sole, Paint("#3d342d"), outline=2, shade=0.05)
    art.line(f"M{left + 2} 366L{right} 366", "#c59c6d", width=2, opacity=0.8)


def _hiking_boot(art: Canvas) -> None:
    art.ground(248, 402, 190, 14)
    upper = (
        "M96 352C88 270 96 180 104 112C130 98 178 98 202 110C208 160 218 204 248 236C290 266 340 276 372 294"
        "C402 312 410 336 410 356Z"
    )
    art.panel(upper, shade=0.12)
    art.panel(
        "M102 112C130 96 180 96 204 110L206 134C176 122 130 122 100 138Z",
        Paint(colors.darker(art.color, 0.4)),
        outline=2,
        shade=0.05,
    )
    art.panel(
        "M326 280C380 294 410 320 410 358L318 358C312 326 316 300 326 280Z", Paint("#46423d"), outline=1.8, shade=0.05
    )
    art.panel("M94 290C120 296 136 316 140 356L96 356Z", Paint("#46423d"), outline=1.8, shade=0.05)
    art.seams(
        "M120 140C112 210 118 260 128 292",
        "M200 234C220 270 230 310 232 354",
        "M140 318C190 308 260 310 318 322",
        mirrored=False,
    )
    lace = "#c9482f" if art.subject.colors[0] not in ("red", "burgundy", "orange") else "#e8e2d4"
    rows = (
        (172, 134, 204, 128),
        (178, 160, 210, 152),
        (186, 186, 217, 177),
        (198, 210, 229, 199),
        (216, 232, 245, 220),
        (240, 252, 266, 238),
    )
    laces(art, *rows, color=lace)
    for x, y, _, _ in rows:
        art.dot(x, y, 4.6, "#c9b27a", ring="#6f5b2d")
    sole = "M84 350L414 350C422 360 420 376 410 380L90 380C80 374 80 360 84 350Z"
    art.panel(sole, Paint("#5a5550"), outline=2, shade=0.08)
    for step in range(11):
        art.panel(box(90 + step * 29.4, 378, 20, 20, 3), Paint("#33302d"), outline=1, shade=0)


def _ankle_boot(art: Canvas) -> None:
    art.ground(250, 406, 180, 12)
    shaft = (
        "M128 116C164 106 214 106 240 116C238 164 240 200 254 232C282 268 336 284 372 308"
        "C398 326 406 344 404 362C320 356 220 350 176 322C150 330 130 330 116 322C108 250 122 180 128 116Z"
    )
    art.panel(shaft, shade=0.14)
    art.line("M186 124L184 300", colors.contour(art.color), width=7)
    art.line("M186 124L184 300", "#c3c7cd", width=2.8, dash="1.5 3.5")
    art.panel("M181 126L191 126L192 150L180 150Z", Paint("#d6aa45", finish="metal"), outline=1.2, shade=0)
    art.seams("M204 300C240 310 300 300 352 306", mirrored=False, opacity=0.35)
    art.fill("M290 276C330 290 364 306 386 334C352 318 318 302 290 276Z", "#ffffff", 0.2)
    art.panel(
        "M114 318C132 330 156 330 178 320C174 350 172 376 170 400L120 400C116 374 112 346 114 318Z",
        Paint(colors.darker(art.color, 0.4), finish="gloss"),
        outline=2,
        shade=0.08,
    )
    art.panel(
        "M176 320C220 350 320 356 406 362C408 372 404 378 394 379C310 378 220 372 172 342Z",
        Paint("#3d342d"),
        outline=1.8,
        shade=0,
    )


def _rain_boot(art: Canvas) -> None:
    art.ground(250, 422, 175, 14)
    shaft = (
        "M122 48L232 48C230 130 232 200 246 246C272 284 326 292 362 308C396 326 404 350 404 380L112 380"
        "C104 260 118 150 122 48Z"
    )
    art.panel(shaft, Paint(art.color, finish="gloss"), shade=0.2)
    art.panel(box(116, 44, 122, 24, 5), Paint(colors.darker(art.color, 0.24)), outline=2, shade=0.08)
    art.fill("M140 80C134 170 132 250 138 330C150 330 154 326 152 316C146 240 148 160 154 80Z", "#ffffff", 0.3)
    art.fill("M300 298C334 304 372 318 386 346C356 326 326 318 300 298Z", "#ffffff", 0.3)
    art.panel("M214 92L240 96L240 116L214 112Z", Paint("#3f4148"), outline=1.4, shade=0)
    art.seams("M120 330C190 322 300 336 400 342", mirrored=False, opacity=0.5)
    sole = "M104 376L408 376C416 386 414 396 404 398L202 398L198 418L106 418C102 404 100 388 104 376Z"
    art.panel(sole, Paint("#3d3f45" if colors.luma(art.color) > 0.25 else "#8d8478"), outline=2, shade=0.05)

"""Kettles and coffee makers."""

from retrieval.demo_shop.art import colors
from retrieval.demo_shop.art.canvas import INK, Canvas, Paint
from retrieval.demo_shop.art.paths import box, oval, symmetric


def kettle(art: Canvas) -> None:
    """A kettle: electric, gooseneck or for the stove."""
    style = art.subject.style
    art.ground(236, 416, 150, 14)
    finish = {"stainless steel": "metal", "glass": "glass"}.get(art.subject.materials[0], "gloss")
    if art.subject.colors[0] not in ("silver", "rose gold") and finish == "metal":
        finish = "gloss"
    paint = Paint(art.color, finish=finish)
    if style == "gooseneck kettle":
        art.rod("M150 350C84 340 96 240 78 200C70 180 54 176 44 184", art.color, width=13)
        art.rod("M322 196C410 180 424 300 372 356", INK, width=15)
        art.panel(symmetric("M240 192L314 192L346 394C346 406 338 410 328 410L240 410"), paint, shade=0.2)
        art.panel(oval(240, 192, 76, 16), Paint(colors.darker(art.color, 0.12), finish="gloss"), outline=2, shade=0.06)
        art.panel("M228 162L252 162L256 182L224 182Z", Paint(INK), outline=1.6, shade=0)
        return
    if style == "stovetop kettle":
        art.rod("M142 214C150 90 330 90 338 214", "#7a5436", width=17)
        art.panel("M348 236L420 186L434 202L372 292Z", paint, shade=0.06)
        art.panel(symmetric("M240 190C330 190 372 260 376 350C376 390 356 408 330 410L240 410"), paint, shade=0.22)
        art.panel(oval(240, 200, 62, 16), Paint(colors.darker(art.color, 0.12), finish="gloss"), outline=2, shade=0.06)
        art.dot(240, 176, 12, "#7a5436", ring="#3d2a1b")
        art.fill(
            "M136 290C128 320 130 350 140 376C150 376 152 370 150 362C144 338 146 316 152 296C150 286 140 284 136 290Z",
            "#ffffff",
            0.4,
        )
        return
    art.rod("M322 150C424 140 430 330 340 366", INK, width=20)
    art.panel("M152 150L104 128L112 184L146 216Z", paint, shade=0.05)
    body = symmetric("M240 110L314 110C336 190 346 290 344 384L240 384")
    if finish == "glass":
        art.fill(symmetric("M240 220L330 220C338 280 342 330 340 378L240 378"), "#a9d5e6", 0.6)
    art.panel(body, paint, shade=0.2)
    art.panel(
        symmetric("M240 84C290 84 316 92 318 112L240 114"),
        Paint(INK if colors.luma(art.color) > 0.25 else "#55585f"),
        outline=2,
        shade=0.05,
    )
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
        art.rod("M318 130C400 122 404 190 372 250", INK, width=17)
        art.panel("M170 120L128 100L140 160L176 200Z", paint, shade=0.05)
        art.panel(symmetric("M240 108L310 108L324 160L298 246L240 246"), paint, shade=0.2)
        art.panel(symmetric("M240 268L298 268L344 400C344 414 334 420 324 420L240 420"), paint, shade=0.2)
        art.panel(
            box(174, 242, 132, 30, 6), Paint(colors.darker(art.color, 0.16), finish="metal"), outline=2, shade=0.05
        )
        art.panel(symmetric("M240 76L276 82L312 108L240 110"), paint, shade=0.1)
        art.dot(240, 68, 11, INK, ring="#17181c")
        for x in (208, 272):
            art.line(f"M{x} 272L{240 + (x - 240) * 1.6:g} 418M{x} 112L{x} 244", width=1.8, opacity=0.5)
        return
    if style == "pour-over coffee maker":
        is_glass = art.subject.materials[0] == "glass"
        paint = Paint(art.color, finish="glass" if is_glass else "gloss")
        art.fill(
            symmetric("M240 320L318 320C336 350 344 380 338 402L322 414L240 414"), "#6b4428", 0.85 if is_glass else 0
        )
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
    art.rod("M134 224C84 224 88 330 132 334", INK, width=13)
    art.panel(box(142, 188, 112, 20, 6), Paint(INK), outline=1.6, shade=0)
    art.panel("M178 156L218 156L208 186L188 186Z", Paint(INK), outline=1.6, shade=0)
    art.panel(box(288, 82, 48, 30, 4), Paint("#20352c"), outline=1.4, shade=0)
    art.line("M298 97L326 97", "#7fe0a6", width=4, dash="7 5")
    art.dot(310, 134, 7, "#e8853b", ring="#5a3820")

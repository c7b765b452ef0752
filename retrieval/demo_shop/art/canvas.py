"""A canvas of 480 by 480 units on which a product is drawn in the colour, pattern and material of its offer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from retrieval.demo_shop.art import colors
from retrieval.demo_shop.art.paths import flip
from retrieval.demo_shop.art.patterns import PATTERNS
from retrieval.demo_shop.art.textures import FINISH_OF, TEXTURE_OF, TEXTURES

Stop = tuple[float, str, float]
"""Offset (0 to 1), colour, opacity."""

STEEL = "#c3c7cd"
INK = "#2c2e34"
"""Dark plastic and rubber."""
BACKDROP = "#f3f0ea"
"""Flat: a gradient behind the product would cost half of the time that a picture takes."""


@dataclass(frozen=True, slots=True)
class Paint:
    """A surface: ground colour, printed pattern, texture close up and how it takes the light."""

    color: str
    pattern: str = "solid"
    texture: str = ""
    finish: str = "matt"
    second: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """The facts of an offer that its picture shows. `variant` is a small number of the product's own."""

    kind: str
    style: str
    attributes: Mapping[str, str]
    features: frozenset[str]
    colors: tuple[str, ...]
    pattern: str
    materials: tuple[str, ...]
    is_for_kids: bool
    variant: int

    def has(self, feature: str) -> bool:
        """Whether the product has this feature."""
        return feature in self.features

    def attribute(self, name: str) -> str:
        """The product's value of a facet, "" where it has none."""
        return self.attributes.get(name, "")


class Canvas:
    """Collects shapes from back to front. Definitions (gradients, tiles) are shared by content."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self._definitions: dict[str, str] = {}
        self._gradients: dict[str, str] = {}
        self._shapes: list[str] = []
        self.border = 240.0
        """Height at which a colour-blocked product changes colour."""
        self.paint = self.surface(subject.materials[0] if subject.materials else "", pattern=subject.pattern)

    @property
    def color(self) -> str:
        """The offer's first colour as hex."""
        return colors.HEX[self.subject.colors[0]]

    def surface(self, material: str, *, color: str = "", pattern: str = "solid") -> Paint:
        """The offer's colour (or another) on a material."""
        second = colors.HEX[self.subject.colors[1]] if len(self.subject.colors) > 1 else ""
        texture, finish = TEXTURE_OF.get(material, ""), FINISH_OF.get(material, "matt")
        return Paint(color or self.color, pattern, texture, finish, second if not color else "")

    def panel(self, d: str, paint: Paint | None = None, *, outline: float = 2.2, shade: float = 0.16) -> None:
        """A piece of the product: ground, pattern, texture, shading to the sides, outline.

        `shade` is the darkness of its edges (0 to 1), `outline` a width in units, 0 for none.
        """
        paint = paint or self.paint
        self.add(f'<path d="{d}" fill="{self._ground(paint)}"/>')
        if paint.pattern in PATTERNS:
            key = f"{paint.pattern.replace(' ', '')}{paint.color[1:]}"
            self.fill(d, self.define(key, PATTERNS[paint.pattern](key, paint.color)))
        if paint.texture:
            self.fill(d, self.define(paint.texture, TEXTURES[paint.texture]))
        if shade:
            self.fill(
                d,
                self.gradient(
                    [(0, "#17120f", shade), (0.28, "#17120f", 0), (0.7, "#17120f", 0), (1, "#17120f", shade)]
                ),
            )
        if outline:
            self.line(d, colors.contour(paint.color), width=outline)

    def fill(self, d: str, fill: str, opacity: float = 1) -> None:
        """A flat or gradient shape without an outline."""
        faint = f' fill-opacity="{opacity:g}"' if opacity < 1 else ""
        self.add(f'<path d="{d}" fill="{fill}"{faint}/>')

    def line(self, d: str, color: str = "", *, width: float = 2, opacity: float = 1, dash: str = "") -> None:
        """A stroke with round ends; without a colour, a seam in the product's own dark tone."""
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        faint = f' stroke-opacity="{opacity:g}"' if opacity < 1 else ""
        self.add(
            f'<path d="{d}" fill="none" stroke="{color or colors.contour(self.paint.color)}" stroke-width="{width:g}" '
            f'stroke-linecap="round" stroke-linejoin="round"{dashed}{faint}/>'
        )

    def rod(self, d: str, color: str, *, width: float, shine: float = 0.5) -> None:
        """A strap, handle or wire: a thick stroke with an outline and a streak of light, `shine` from 0 to 1."""
        self.line(d, colors.contour(color), width=width + max(2.6, width * 0.2))
        self.line(d, color, width=width)
        self.line(d, colors.lighter(color, shine), width=max(1.2, width * 0.24), opacity=0.65)

    def both(self, d: str, paint: Paint | None = None, *, outline: float = 2.2, shade: float = 0.16) -> None:
        """A panel and its mirror image."""
        self.panel(flip(d), paint, outline=outline, shade=shade)
        self.panel(d, paint, outline=outline, shade=shade)

    def seams(self, *paths: str, mirrored: bool = True, opacity: float = 0.55, width: float = 1.6) -> None:
        """Seams and folds in the product's own dark tone."""
        for d in paths:
            self.line(d, width=width, opacity=opacity)
            if mirrored:
                self.line(flip(d), width=width, opacity=opacity)

    def stitches(self, *paths: str, color: str = "", mirrored: bool = True) -> None:
        """Dashed stitching."""
        for d in paths:
            for place in (d, flip(d)) if mirrored else (d,):
                self.line(place, color or colors.contrast(self.paint.color), width=1.3, opacity=0.75, dash="4 3.4")

    def dot(self, x: float, y: float, radius: float, color: str, *, ring: str = "", opacity: float = 1) -> None:
        """A circle, with a thin ring where a ring colour is given."""
        ringed = f' stroke="{ring}" stroke-width="1.4"' if ring else ""
        faint = f' opacity="{opacity:g}"' if opacity < 1 else ""
        self.add(f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}" fill="{color}"{ringed}{faint}/>')

    def shadow(self, d: str, *, drop: float = 9) -> None:
        """A soft shadow on the backdrop behind a hanging or lying thing."""
        for step, opacity in ((drop, 0.05), (drop * 0.62, 0.06), (drop * 0.3, 0.06)):
            self.add(f'<path d="{d}" transform="translate(0 {step:g})" fill="#3a2f25" fill-opacity="{opacity:g}"/>')

    def ground(self, x: float, y: float, radius_x: float, radius_y: float = 15, *, opacity: float = 0.34) -> None:
        """A soft shadow on the ground under a standing thing."""
        fill = self.gradient(
            [(0, "#3a2f25", opacity), (0.55, "#3a2f25", opacity * 0.5), (1, "#3a2f25", 0)], radial=True
        )
        self.add(f'<ellipse cx="{x:g}" cy="{y:g}" rx="{radius_x:g}" ry="{radius_y:g}" fill="{fill}"/>')

    def gradient(self, stops: Sequence[Stop], *, angle: str = "h", radial: bool = False, at: str = "") -> str:
        """A gradient over the shape's box: "h" to the right, "v" down, "d" diagonal; radial from the middle or `at`."""
        marks = "".join(
            f'<stop offset="{offset:g}" stop-color="{color}"'
            + (f' stop-opacity="{opacity:g}"/>' if opacity < 1 else "/>")
            for offset, color, opacity in stops
        )
        if radial:
            return self._shared("radialGradient", at, marks)
        ends = {"h": "", "v": ' x1="0" y1="0" x2="0" y2="1"', "d": ' x1="0" y1="0" x2="1" y2="1"'}[angle]
        return self._shared("linearGradient", ends, marks)

    def define(self, key: str, definition: str) -> str:
        """Adds a definition under its id and returns the reference to it."""
        self._definitions.setdefault(key, definition)
        return f"url(#{key})"

    def add(self, element: str) -> None:
        """Adds an element in front of what is there."""
        self._shapes.append(element)

    def push(self, transform: str, *, opacity: float = 1) -> None:
        """Opens a group that is moved, turned or scaled; `pop` closes it."""
        faint = f' opacity="{opacity:g}"' if opacity < 1 else ""
        self._shapes.append(f'<g transform="{transform}"{faint}>')

    def pop(self) -> None:
        """Closes the group last opened."""
        self._shapes.append("</g>")

    def svg(self) -> str:
        """The whole drawing on its backdrop."""
        return (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 480"><defs>'
            f'{"".join(self._definitions.values())}</defs><rect width="480" height="480" fill="{BACKDROP}"/>'
            f"{''.join(self._shapes)}</svg>"
        )

    def plain(self, paint: Paint | None = None) -> Paint:
        """A paint without its pattern."""
        return replace(paint or self.paint, pattern="solid")

    def _shared(self, tag: str, ends: str, marks: str) -> str:
        key = self._gradients.setdefault(f"{tag}{ends}{marks}", f"g{len(self._gradients)}")
        return self.define(key, f'<{tag} id="{key}"{ends}>{marks}</{tag}>')

    def _ground(self, paint: Paint) -> str:
        color, pale, dark = paint.color, colors.lighter(paint.color, 0.14), colors.darker(paint.color, 0.12)
        if paint.pattern == "color-blocked" and paint.second:
            return self._blocks(paint)
        if paint.finish == "metal":
            lift = 0.62 if colors.luma(color) > 0.5 else 0.28
            bright, deep = colors.lighter(color, lift), colors.darker(color, 0.34)
            return self.gradient([(0, deep, 1), (0.2, bright, 1), (0.45, color, 1), (0.7, bright, 1), (1, deep, 1)])
        if paint.finish == "glass":
            return self.gradient(
                [(0, color, 0.72), (0.2, colors.lighter(color, 0.5), 0.34), (0.75, color, 0.32), (1, dark, 0.75)]
            )
        if paint.finish in ("sheen", "velvet"):
            lift = 0.34 if paint.finish == "sheen" else 0.2
            bright = colors.lighter(color, lift)
            return self.gradient(
                [(0, bright, 1), (0.3, color, 1), (0.5, bright, 1), (0.72, dark, 1), (1, color, 1)], angle="d"
            )
        if paint.finish in ("leather", "gloss"):
            bright = colors.lighter(color, 0.3 if paint.finish == "gloss" else 0.22)
            return self.gradient(
                [(0, pale, 1), (0.22, bright, 1), (0.5, color, 1), (1, colors.darker(color, 0.2), 1)], angle="d"
            )
        if paint.finish == "wax":
            return self.gradient([(0, colors.lighter(color, 0.5), 1), (0.35, pale, 1), (1, dark, 1)], angle="v")
        if paint.pattern in PATTERNS or paint.texture:
            return color
        return self.gradient([(0, pale, 1), (0.45, color, 1), (1, dark, 1)], angle="v")

    def _blocks(self, paint: Paint) -> str:
        """One border across the whole picture, so that sleeves and body meet it at the same height."""
        marks = "".join(
            f'<stop offset="{offset}" stop-color="{color}"/>'
            for offset, color in ((0.5, paint.color), (0.5, paint.second))
        )
        ends = f' gradientUnits="userSpaceOnUse" x1="0" y1="{self.border - 240:g}" x2="0" y2="{self.border + 240:g}"'
        return self._shared("linearGradient", ends, marks)

"""Draws the facts of one demo product, so that they agree with each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from random import Random

from retrieval.demo_shop.names import BRANDS, MODEL_NAMES, Brand, model_name
from retrieval.demo_shop.spec import SIZE_RUNS, Kind, Style

METAL_OF = {"gold": "gold", "rose gold": "gold", "silver": "sterling silver"}
"""What a jeweller's colour is made of."""

PATTERN_COLORS = {
    "camouflage": ("olive", "green", "tan", "grey", "navy"),
    "houndstooth": ("black", "grey", "navy", "burgundy", "brown", "beige"),
    "paisley": ("navy", "burgundy", "teal", "cream", "red", "green", "blue"),
}
"""Ground colours that a pattern is printed on; other patterns take any."""

SECOND_COLORS = {
    "black": "red", "white": "navy", "grey": "yellow", "navy": "orange", "blue": "white", "light blue": "navy",
    "red": "white",
    "burgundy": "cream", "pink": "white", "purple": "white", "lavender": "grey", "green": "white", "olive": "orange",
    "teal": "yellow", "yellow": "navy", "mustard": "navy", "orange": "grey", "brown": "beige", "tan": "white",
    "beige": "brown", "cream": "brown", "silver": "blue",
}  # fmt: skip
"""The second colour of a colour-blocked offer."""

ANIMAL = frozenset({"leather", "suede", "wool", "merino wool", "cashmere", "silk", "down"})
DELICATE = frozenset({"leather", "suede", "silk", "cashmere", "wool", "merino wool", "velvet", "faux leather", "cork"})
GREEN = frozenset({"organic cotton", "recycled polyester", "bamboo", "cork"})
EXCLUSIVE = ({"waterproof", "water-resistant"}, {"insulated", "breathable"}, {"insulated", "lightweight"})
"""Features of which a product has at most one."""


@dataclass(frozen=True, slots=True)
class Look:
    """What an offer looks like: its colours, its pattern and what it is made of."""

    colors: tuple[str, ...]
    pattern: str
    materials: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that is decided about a product before it is put in words and priced."""

    kind: Kind
    style: Style
    brand: Brand
    name: str
    name_zh: str
    gender: str
    age_group: str
    looks: tuple[Look, ...]
    sizes: tuple[str, ...]
    occasions: tuple[str, ...]
    features: tuple[str, ...]
    attributes: dict[str, str]

    @property
    def noun(self) -> str:
        """What it is called; a leather style made of something else says so."""
        return self.style.name.replace("leather", "faux leather") if self._is_mock_leather else self.style.name

    @property
    def noun_zh(self) -> str:
        """The same in Chinese."""
        zh = self.style.zh
        return "人造革" + zh.removeprefix("皮质").removeprefix("皮") if self._is_mock_leather else zh

    @property
    def _is_mock_leather(self) -> bool:
        return self.style.name.startswith("leather") and "faux leather" in self.looks[0].materials

    @property
    def is_for_kids(self) -> bool:
        """Whether it is a children's version of something that adults have too."""
        return self.age_group == "kids" and not self.kind.age_group

    @property
    def materials(self) -> tuple[str, ...]:
        """The materials that every offer is made of."""
        first, *others = (look.materials for look in self.looks)
        return tuple(material for material in first if all(material in other for other in others))

    @property
    def pattern(self) -> str:
        """The pattern of every offer."""
        return self.looks[0].pattern


def draw_facts(seed: int, kind: Kind, index: int) -> Facts:
    """The facts of the `index`-th product of `kind`, the same for the same seed however large the shop is."""
    rng = Random(f"{seed}/{kind.value}/{index}")
    style = kind.styles[index % len(kind.styles)]
    is_kids = rng.random() < kind.kids
    brand = _brand(rng, kind, is_kids)
    gender = _gender(rng, style.genders or kind.genders, is_kids)
    looks = _looks(rng, kind, style, index)
    attributes = {name: rng.choice(values) for name, values in {**kind.facets, **style.facets}.items()}
    if is_kids and "fit" in attributes:
        attributes["fit"] = "regular"
    name, name_zh = model_name(_shuffled_names(seed, kind.value, kind.names), index)
    return Facts(
        kind=kind, style=style, brand=brand, name=name, name_zh=name_zh, gender=gender,
        age_group=kind.age_group or ("kids" if is_kids else "adult" if kind.genders else ""),
        looks=looks, sizes=_sizes(rng, kind, gender, is_kids), occasions=_occasions(rng, kind, style, is_kids),
        features=_features(rng, kind, style, looks[0].materials, attributes, gender), attributes=attributes,
    )  # fmt: skip


@cache
def _shuffled_names(seed: int, kind: str, family: str) -> tuple[tuple[str, str], ...]:
    names = list(MODEL_NAMES[family])
    Random(f"{seed}/{kind}/names").shuffle(names)
    return tuple(names)


def _brand(rng: Random, kind: Kind, is_kids: bool) -> Brand:
    groups = set(kind.brands.split())
    if "kids" in groups and len(groups) > 1:
        groups = {"kids"} if is_kids else groups - {"kids"}
    return rng.choice([brand for brand in BRANDS if groups & set(brand.groups)])


def _gender(rng: Random, genders: str, is_kids: bool) -> str:
    if not genders:
        return ""
    letter = "u" if is_kids and "u" in genders else rng.choice(genders)
    return {"f": "female", "m": "male", "u": "unisex"}[letter]


def _looks(rng: Random, kind: Kind, style: Style, index: int) -> tuple[Look, ...]:
    patterns = style.patterns or kind.patterns
    printed = [pattern for pattern in patterns if pattern != "solid"]
    only_printed = bool(style.patterns) and "solid" not in style.patterns
    pattern = rng.choice(printed) if printed and (only_printed or rng.random() > kind.solid) else "solid"
    palette = style.colors or kind.colors
    allowed = [color for color in palette if color in PATTERN_COLORS.get(pattern, palette)] or list(palette)
    n_colors = min(len(allowed), rng.choice((2, 2, 3, 3, 4)))
    start = index // len(kind.styles) + index
    colors = {allowed[start % len(allowed)]: None}  # one colour in turn, so that every colour of the palette is sold
    for color in rng.sample(allowed, len(allowed)):
        if len(colors) < n_colors:
            colors[color] = None
    materials = tuple(rng.choice(style.materials or kind.materials).split("+"))
    return tuple(_look(color, pattern, materials) for color in colors)


def _look(color: str, pattern: str, materials: tuple[str, ...]) -> Look:
    if materials == ("metal",):
        materials = (METAL_OF[color],)
    second = (SECOND_COLORS.get(color, "white"),) if pattern == "color-blocked" else ()
    return Look((color, *second), pattern, materials)


def _sizes(rng: Random, kind: Kind, gender: str, is_kids: bool) -> tuple[str, ...]:
    run = kind.sizes
    if is_kids:
        run = {"letters": "kids", "shoes_u": "shoes_kids", "jeans": "kids"}.get(run, run)
    elif run in ("jeans", "shoes_u") and gender in ("male", "female"):
        run = {"jeans": "jeans_", "shoes_u": "shoes_"}[run] + gender[0]
    sizes = SIZE_RUNS[run]
    if run == "letters" and rng.random() < 0.5:
        return sizes[1:5]
    return sizes[:5] if run == "letters" and rng.random() < 0.4 else sizes


def _occasions(rng: Random, kind: Kind, style: Style, is_kids: bool) -> tuple[str, ...]:
    pool = style.occasions or kind.occasions
    if is_kids:
        pool = tuple(occasion for occasion in pool if occasion not in ("work", "formal", "wedding")) or ("everyday",)
    n_chosen = min(len(pool), rng.choice((2, 2, 3)))
    return tuple(sorted({pool[0], *rng.sample(pool, n_chosen)}, key=pool.index))


def _features(
    rng: Random, kind: Kind, style: Style, materials: Sequence[str], attributes: dict[str, str], gender: str
) -> tuple[str, ...]:
    chosen = list(style.features)
    if attributes.get("fit") == "slim":
        chosen.append("slim fit")
    if attributes.get("fit") == "oversized":
        chosen.append("oversized")
    if "faux leather" in materials and not ANIMAL & set(materials):
        chosen.append("vegan")
    if GREEN & set(materials):
        chosen.append("eco-friendly")
    pool = [feature for feature in dict.fromkeys((*style.pool, *kind.pool)) if feature not in style.barred]
    for feature in rng.sample(pool, min(len(pool), rng.choice((1, 2, 2, 3)))):
        if _agrees(feature, chosen, materials) and not (feature == "high-waisted" and gender == "male"):
            chosen.append(feature)
    return tuple(dict.fromkeys(chosen))


def _agrees(feature: str, chosen: Sequence[str], materials: Sequence[str]) -> bool:
    if feature == "machine washable" and DELICATE & set(materials):
        return False
    if feature == "vegan" and ANIMAL & set(materials):
        return False
    return not any(feature in group and group & set(chosen) for group in EXCLUSIVE)

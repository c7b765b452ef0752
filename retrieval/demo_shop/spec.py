"""What the demo shop knows about a kind of product: the ranges its facts are drawn from."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Facets = Mapping[str, tuple[str, ...]]

SIZE_RUNS: Mapping[str, tuple[str, ...]] = {
    "none": (),
    "letters": ("XS", "S", "M", "L", "XL", "XXL"),
    "three": ("S", "M", "L"),
    "kids": ("4Y", "6Y", "8Y", "10Y", "12Y"),
    "jeans_m": tuple(f"{waist}x{leg}" for waist in range(30, 40, 2) for leg in (32, 34)),
    "jeans_f": tuple(f"{waist}x{leg}" for waist in range(26, 34, 2) for leg in (30, 32)),
    "shoes_m": tuple(f"EU {n}" for n in range(40, 47)),
    "shoes_f": tuple(f"EU {n}" for n in range(36, 42)),
    "shoes_u": tuple(f"EU {n}" for n in range(36, 47)),
    "shoes_kids": tuple(f"EU {n}" for n in range(28, 36)),
    "belts": ("85 cm", "95 cm", "105 cm", "115 cm"),
    "socks": ("EU 35-38", "EU 39-42", "EU 43-46"),
    "rings": ("US 5", "US 6", "US 7", "US 8", "US 9", "US 10"),
    "suitcases": ("55 cm", "67 cm", "76 cm"),
    "rugs": ("80x150 cm", "120x170 cm", "160x230 cm"),
    "cushions": ("40x40 cm", "50x50 cm"),
    "blankets": ("130x170 cm", "150x200 cm"),
    "pans": ("20 cm", "24 cm", "28 cm"),
    "dumbbells": ("2 kg", "4 kg", "6 kg", "8 kg", "10 kg"),
    "footballs": ("size 4", "size 5"),
    "sleeping": ("regular", "long"),
    "bottles": ("500 ml", "750 ml", "1 l"),
    "mugs": ("350 ml",),
}
"""Runs of sizes, smallest first; "none" is a product of one size, whose offers have size None."""

PRICED_BY_SIZE = frozenset({"suitcases", "rugs", "blankets", "cushions", "pans", "dumbbells", "bottles", "sleeping"})
"""Runs in which a larger size costs more."""

CAPACITY_RUNS = frozenset({"bottles", "mugs"})
"""Runs whose size is also the offer's capacity."""


def words(text: str) -> tuple[str, ...]:
    """The comma-separated values of `text`."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def facets(text: str) -> dict[str, tuple[str, ...]]:
    """Alternatives by facet name: "sleeve: short sleeve | long sleeve; closure: zip"."""
    pairs = (part.split(":", 1) for part in text.split(";") if part.strip())
    return {name.strip(): tuple(value.strip() for value in values.split("|")) for name, values in pairs}


@dataclass(frozen=True, slots=True)
class Style:
    """A cut or build of a kind of product, with its own noun, picture and facts.

    A range that is empty is the kind's own. `features` are always there, unlike `pool`, which is drawn from and adds
    to the kind's. `factor` multiplies the kind's price.
    """

    name: str
    zh: str
    factor: float = 1.0
    colors: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    pool: tuple[str, ...] = ()
    barred: tuple[str, ...] = ()
    occasions: tuple[str, ...] = ()
    genders: str = ""
    facets: Facets = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of product of the demo shop.

    `value` is its canonical category, `path` its place in the shop, `count` how many the default shop has, `price` a
    range in US dollars. Each of `materials` may join several with "+". `genders` is a string of f, m and u ("" where
    gender means nothing); `kids` the share made for children; `solid` the share without any pattern.
    """

    value: str
    path: tuple[str, ...]
    count: int
    price: tuple[float, float]
    brands: str
    names: str
    colors: tuple[str, ...]
    materials: tuple[str, ...]
    occasions: tuple[str, ...]
    styles: tuple[Style, ...]
    pool: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    solid: float = 0.65
    sizes: str = "none"
    genders: str = ""
    kids: float = 0.0
    age_group: str = ""
    facets: Facets = field(default_factory=dict)


def style(name: str, zh: str, factor: float = 1.0, **ranges: str) -> Style:
    """A style from comma-separated ranges."""
    genders = ranges.pop("genders", "")
    values = {key: words(text) for key, text in ranges.items() if key != "facets"}
    return Style(name, zh, factor, genders=genders, facets=facets(ranges.get("facets", "")), **values)


def kind(
    value: str,
    path: str,
    count: int,
    price: tuple[float, float],
    *styles: Style,
    brands: str,
    names: str,
    sizes: str = "none",
    genders: str = "",
    age_group: str = "",
    solid: float = 0.65,
    kids: float = 0.0,
    **ranges: str,
) -> Kind:
    """A kind of product from comma-separated ranges; `path` is separated by " > "."""
    return Kind(
        value,
        tuple(path.split(" > ")),
        count,
        price,
        brands,
        names,
        colors=words(ranges["colors"]),
        materials=words(ranges["materials"]),
        occasions=words(ranges["occasions"]),
        styles=styles,
        pool=words(ranges.get("pool", "")),
        patterns=words(ranges.get("patterns", "")),
        solid=solid,
        sizes=sizes,
        genders=genders,
        kids=kids,
        age_group=age_group,
        facets=facets(ranges.get("facets", "")),
    )

"""Measures with a unit ("500ml", "1.5 litres", "55 厘米") and the facet values that are the same amount."""

import re
from functools import lru_cache

from retrieval.vocabulary import Vocabulary

_UNITS: tuple[tuple[str, str, float], ...] = (
    ("millilit(?:er|re)s?|mls?|毫升", "volume", 1.0),
    ("cl", "volume", 10.0),
    ("lit(?:er|re)s?|ltrs?|l|公升|升", "volume", 1000.0),
    ("(?:fluid |fl\\.? ?)?(?:oz|ounces?)|盎司", "ounce", 1.0),
    ("millimet(?:er|re)s?|mm|毫米", "length", 1.0),
    ("centimet(?:er|re)s?|cms?|厘米|公分", "length", 10.0),
    ("met(?:er|re)s?|m|米", "length", 1000.0),
    ("inch(?:es)?|in(?=$|[\\s,.]*$)|\"|英寸|寸", "inch", 1.0),
    ("feet|foot|ft|英尺", "foot", 1.0),
    ("milligrams?|mg", "weight", 0.001),
    ("kilograms?|kilos?|kgs?|公斤|千克", "weight", 1000.0),
    ("grams?|g|克", "weight", 1.0),
    ("lbs?|pounds? weight", "pound", 1.0),
    ("mah|毫安时?|毫安", "charge", 1.0),
    ("watts?|w|瓦", "power", 1.0),
    ("persons?|people|man(?= tent)|人", "person", 1.0),
    ("pieces?|pcs|片|块(?=拼图|积木|装|的拼图)", "piece", 1.0),
)  # fmt: skip
_UNIT = "|".join(pattern for pattern, _, _ in _UNITS)
_NUMBER = r"\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?"
MEASURE = re.compile(rf"(?<!\d,)(?<![a-z0-9.$€£¥])(?P<number>{_NUMBER})[\s-]?(?P<unit>{_UNIT})(?![a-z0-9])")
COMPARISON_LEFT = re.compile(
    r"(?:(?P<gte>at least|more than|over|above|min(?:imum)?(?: of)?|no less than|至少|超过|大于|不低于|最少)|"
    r"(?P<lte>at most|no more than|less than|under|below|up to|max(?:imum)?(?: of)?|within|不超过|小于|最多|低于))\s*$"
)
COMPARISON_RIGHT = re.compile(
    r"\s*(?:(?P<gte>or more|or above|or larger|or bigger|and up|\+|以上|起)|"
    r"(?P<lte>or less|or smaller|or under|max|以下|以内|之内))"
)
_NOT_MEASURED = frozenset({"price", "rating", "brand", "category", "color", "feature", "material", "occasion"})
_TIED = {"volume": ("capacity",), "charge": ("capacity",), "person": ("capacity",), "piece": ("pieces",)}


def measured_values(
    number: float, unit: str, vocabulary: Vocabulary, *, comparison: str | None = None
) -> tuple[str, tuple[str, ...]]:
    """The slot counted in this unit and its values that equal `number`, or lie beyond it; ("", ()) where there is none.

    With a slot but no such value, the value is what was said ("3 l"): a true no.
    """
    kind, factor = _base(unit)
    facets = _facets(vocabulary, kind)
    ranked = sorted(
        facets,
        key=lambda slot: (
            slot not in _TIED.get(kind, ()),
            all(f != factor for _, _, f in facets[slot]),
            slot != "size",
        ),
    )
    for slot in ranked:
        values = tuple(value for value, size, _ in facets[slot] if _agrees(size, number * factor, comparison))
        if values:
            return slot, values
        if comparison:
            break
    if not ranked:
        return "", ()
    return ranked[0], (f"{number:g}" if kind == "piece" else f"{number:g} {_short(unit)}",)


def _agrees(size: float, amount: float, comparison: str | None) -> bool:
    if comparison == "gte":
        return size >= amount
    return size <= amount if comparison == "lte" else abs(size - amount) < 1e-6 * max(1.0, amount)


def _facets(vocabulary: Vocabulary, kind: str) -> dict[str, list[tuple[str, float, float]]]:
    """The slots that have values of this kind of measure: (value, amount in base units, the unit's factor)."""
    facets: dict[str, list[tuple[str, float, float]]] = {}
    for slot, values in vocabulary.slots.items():
        if slot in _NOT_MEASURED:
            continue
        for value in values:
            parsed = parse_measure(value)
            if parsed is None and kind == "piece" and slot == "pieces" and value.isdigit():
                parsed = "piece", float(value), 1.0
            if parsed and parsed[0] == kind:
                facets.setdefault(slot, []).append((value, *parsed[1:]))
    return facets


@lru_cache(maxsize=4096)
def parse_measure(text: str) -> tuple[str, float, float] | None:
    """(kind, amount in the kind's base unit, the unit's factor) of a text that is a measure and nothing else."""
    match = MEASURE.fullmatch(text.casefold())
    if match is None:
        return None
    kind, factor = _base(match["unit"])
    return kind, float(match["number"].replace(",", "")) * factor, factor


def _base(unit: str) -> tuple[str, float]:
    for pattern, kind, factor in _UNITS:
        if re.fullmatch(pattern, unit) or (kind == "inch" and unit == "in"):
            return kind, factor
    raise AssertionError(f"{unit} was matched as a unit")


def _short(unit: str) -> str:
    """The catalogue's usual spelling: "litres" is "l"."""
    usual = {"volume": {1.0: "ml", 10.0: "cl", 1000.0: "l"}, "length": {1.0: "mm", 10.0: "cm", 1000.0: "m"}}
    usual |= {"weight": {1000.0: "kg", 1.0: "g", 0.001: "mg"}, "charge": {1.0: "mah"}, "person": {1.0: "person"}}
    kind, factor = _base(unit)
    return usual.get(kind, {}).get(factor, unit)

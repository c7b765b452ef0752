"""The checks that every feed goes through, whatever its format: raw facts in, `Offer` and `Product` or a reason out.

A row without a usable id, title, price or currency is rejected. Any other fact that cannot be used is left out and
reported as a warning, since a shop would rather sell an offer without its picture than not at all.
"""

import html
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from retrieval.catalog import AVAILABILITIES, Availability, LocalText, Offer, Product, RejectedRow
from retrieval.feeds.pictures import PictureFolder
from retrieval.folding import drop_escapes

MAX_ID_CHARS = 200
MAX_TITLE_CHARS = 500
MAX_DESCRIPTION_CHARS = 20_000
MAX_NAME_CHARS = 200
MAX_NAMES = 100
MAX_PRICE = 1e9

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]+")
"""Control characters, marks that reorder what is displayed, and halves of surrogate pairs."""

_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,300}>")
_CURRENCY = re.compile(r"[A-Z]{3}")
_GENDERS = {
    **dict.fromkeys(("male", "men", "man", "mens", "men's", "m", "boys", "boy"), "male"),
    **dict.fromkeys(("female", "women", "woman", "womens", "women's", "f", "girls", "girl", "ladies"), "female"),
    "unisex": "unisex",
}
_AGE_GROUPS = {
    **{group: group for group in ("newborn", "infant", "toddler", "kids", "adult")},
    **dict.fromkeys(("kid", "child", "children"), "kids"),
    **dict.fromkeys(("adults",), "adult"),
}
_AVAILABILITIES: dict[str, Availability] = {
    "in_stock": "in_stock",
    "available": "in_stock",
    "available_for_order": "in_stock",
    "limited_availability": "in_stock",
    "out_of_stock": "out_of_stock",
    "sold_out": "out_of_stock",
    "discontinued": "out_of_stock",
    "preorder": "preorder",
    "pre_order": "preorder",
    "backorder": "backorder",
    "back_order": "backorder",
}


class RowRejected(Exception):
    """A row cannot be used; the reader reports it and goes on."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(name, reason)
        self.name = name
        self.reason = reason


@dataclass(slots=True)
class Problems:
    """What was found wrong with a feed so far."""

    rejected: list[RejectedRow] = field(default_factory=list)
    warnings: list[RejectedRow] = field(default_factory=list)
    names: dict[tuple[int | str, ...], tuple[str, ...]] = field(default_factory=dict)
    """Lists that were read without a complaint; a feed of 10,000 products repeats the same few by the ten thousand."""

    def reject(self, line: int, name: str, reason: str) -> None:
        """The row, or one offer of it, is left out."""
        self.rejected.append(RejectedRow(line, name, reason))

    def warn(self, line: int, name: str, reason: str) -> None:
        """One fact is left out or corrected."""
        self.warnings.append(RejectedRow(line, name, reason))


def clean_text(text: str) -> str:
    """As the seller wrote it, but HTML-unescaped, without tags and unprintable characters, white space folded."""
    if text.isprintable() and "&" not in text and "<" not in text and "  " not in text:
        return text.strip()  # nearly all; a feed of 10,000 products has half a million texts
    unescaped = html.unescape(text) if "&" in text else text
    if "<" in unescaped:
        unescaped = _TAG.sub(" ", unescaped)
    return " ".join(_UNPRINTABLE.sub(" ", drop_escapes(unescaped)).split())


class Facts:
    """The raw facts of one product or offer by name, as JSON has them; `prefix` is where they stand in the row."""

    def __init__(self, raw: Mapping[str, Any], line: int, problems: Problems, *, prefix: str = "") -> None:
        self.raw = raw
        self.line = line
        self._problems = problems
        self._prefix = prefix

    def reject(self, name: str, reason: str) -> RowRejected:
        """The exception to raise."""
        return RowRejected(self._prefix + name, reason)

    def warn(self, name: str, reason: str) -> None:
        """Reports a fact that is left out or corrected."""
        self._problems.warn(self.line, self._prefix + name, reason)

    def nested(self, raw: Any, prefix: str) -> "Facts":
        """The facts of an object inside this one. Raises RowRejected where it is none."""
        if not isinstance(raw, dict):
            raise self.reject(prefix.rstrip("."), f"must be an object, not {_shown(raw)}")
        return Facts(raw, self.line, self._problems, prefix=self._prefix + prefix)

    def required(self, name: str, max_chars: int) -> str:
        """A text without which the row is rejected."""
        value = self.raw.get(name)
        if value is None or value == "":
            raise self.reject(name, "is missing")
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str):
            raise self.reject(name, f"must be text, not {_shown(value)}")
        text = clean_text(value)
        if not text:
            raise self.reject(name, "is blank")
        if len(text) > max_chars:
            raise self.reject(name, f"has {len(text):,} characters, more than {max_chars:,}")
        return text

    def text(self, name: str, max_chars: int = MAX_NAME_CHARS) -> str:
        """A text that may be missing; one that is too long is cut."""
        return self._clean(name, self.raw.get(name), max_chars)

    def names(self, name: str, *, max_chars: int = MAX_NAME_CHARS) -> tuple[str, ...]:
        """A list of texts, each once; a lone text counts as a list of one."""
        value = self.raw.get(name)
        if value is None:
            return ()
        if isinstance(value, str):
            value = [value]
        if not isinstance(value, list):
            self.warn(name, f"left out: must be a list of texts, not {_shown(value)}")
            return ()
        try:
            return self._problems.names[(max_chars, *value)]
        except (KeyError, TypeError):  # not read yet, or an entry that is a list or an object
            return self._read_names(name, value, max_chars)

    def _read_names(self, name: str, value: list[Any], max_chars: int) -> tuple[str, ...]:
        n_warnings = len(self._problems.warnings)
        if len(value) > MAX_NAMES:
            self.warn(name, f"cut: {len(value):,} entries, more than {MAX_NAMES}")
        found = [self._clean(name, item, max_chars) for item in value[:MAX_NAMES]]
        names = tuple(dict.fromkeys(text for text in found if text))
        if len(self._problems.warnings) == n_warnings and all(isinstance(item, str) for item in value):
            self._problems.names[(max_chars, *value)] = names
        return names

    def _clean(self, name: str, value: Any, max_chars: int) -> str:
        if value is None or value == "":
            return ""
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str):
            self.warn(name, f"left out: must be text, not {_shown(value)}")
            return ""
        text = clean_text(value)
        if len(text) > max_chars:
            self.warn(name, f"cut: {len(text):,} characters, more than {max_chars:,}")
            return text[:max_chars].rstrip()
        return text

    def number(self, name: str) -> float | None:
        """A number that may be missing; anything else in its place raises RowRejected."""
        value = self.raw.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise self.reject(name, f"must be a number, not {_shown(value)}")
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        if not math.isfinite(number):
            raise self.reject(name, f"must be a number, not {_shown(value)}")
        return number

    def attributes(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Further facets by their own names."""
        value = self.raw.get("attributes")
        if not value:
            return ()
        if not isinstance(value, dict):
            self.warn("attributes", f"left out: must be an object, not {_shown(value)}")
            return ()
        nested = self.nested(value, "attributes.")
        found = {clean_text(str(name))[:MAX_NAME_CHARS]: nested.names(name) for name in list(value)[:MAX_NAMES]}
        return tuple((name, names) for name, names in found.items() if name and names)


def make_offer(facts: Facts, pictures: PictureFolder) -> Offer:
    """Raises RowRejected where id, price, currency or availability cannot be used."""
    price = facts.number("price")
    if price is None:
        raise facts.reject("price", "is missing")
    if not 0 < price <= MAX_PRICE:
        raise facts.reject("price", f"must be above 0 and at most {MAX_PRICE:,.0f}, not {price:g}")
    currency = facts.text("currency").upper()
    if not _CURRENCY.fullmatch(currency):
        raise facts.reject("currency", "is missing" if not currency else f"{currency!r} is no ISO 4217 code")
    quantity = _quantity(facts)
    return Offer(
        offer_id=facts.required("offer_id", MAX_ID_CHARS),
        price=price,
        currency=currency,
        sale_price=_sale_price(facts, price),
        availability=_availability(facts, quantity),
        quantity=quantity,
        colors=facts.names("colors"),
        size=facts.text("size") or None,
        materials=facts.names("materials"),
        patterns=facts.names("patterns"),
        images=_images(facts, pictures),
        attributes=facts.attributes(),
    )


def make_product(facts: Facts) -> Product:
    """The product without its offers. Raises RowRejected where id or title cannot be used."""
    rating, rating_count = _rating(facts)
    return Product(
        product_id=facts.required("product_id", MAX_ID_CHARS),
        title=facts.required("title", MAX_TITLE_CHARS),
        offers=(),
        brand=facts.text("brand"),
        category=facts.names("category"),
        gender=_one_of(facts, "gender", _GENDERS),
        age_group=_one_of(facts, "age_group", _AGE_GROUPS),
        occasions=facts.names("occasions"),
        features=facts.names("features"),
        highlights=facts.names("highlights", max_chars=MAX_TITLE_CHARS),
        rating=rating,
        rating_count=rating_count,
        description=facts.text("description", MAX_DESCRIPTION_CHARS),
        attributes=facts.attributes(),
        local=_local(facts),
    )


def _sale_price(facts: Facts, price: float) -> float | None:
    sale_price = facts.number("sale_price")
    if sale_price is not None and not 0 < sale_price < price:
        facts.warn("sale_price", f"left out: must be above 0 and below the price {price:g}, not {sale_price:g}")
        return None
    return sale_price


def _quantity(facts: Facts) -> int | None:
    quantity = facts.number("quantity")
    if quantity is None:
        return None
    if quantity < 0 or quantity != int(quantity) or quantity >= 2**31:
        facts.warn("quantity", f"left out: must be a whole number from 0, not {quantity:g}")
        return None
    return int(quantity)


def _availability(facts: Facts, quantity: int | None) -> Availability:
    said = facts.text("availability")
    if not said:
        return "out_of_stock" if quantity == 0 else "in_stock"
    availability = _AVAILABILITIES.get(said.casefold().replace(" ", "_").replace("-", "_"))
    if availability is None:
        raise facts.reject("availability", f"{said!r} is none of {', '.join(AVAILABILITIES)}")
    if availability == "in_stock" and quantity == 0:
        facts.warn("availability", "corrected: in stock with a quantity of 0 is out of stock")
        return "out_of_stock"
    return availability


def _images(facts: Facts, pictures: PictureFolder) -> tuple[str, ...]:
    usable = []
    for image in facts.names("images", max_chars=2_000):
        reason = pictures.why_not(image)
        if reason:
            facts.warn("images", f"left out: {image} {reason}")
        else:
            usable.append(image)
    return tuple(usable)


def _rating(facts: Facts) -> tuple[float | None, int]:
    try:
        rating, count = facts.number("rating"), facts.number("rating_count") or 0.0
    except RowRejected as error:
        facts.warn(error.name, f"left out: {error.reason}")
        return None, 0
    if count < 0 or count != int(count):
        facts.warn("rating_count", f"left out: must be a whole number from 0, not {count:g}")
        count = 0.0
    if rating is not None and not 1 <= rating <= 5:
        if rating or count:
            facts.warn("rating", f"left out: must be from 1 to 5, not {rating:g}")
        return None, 0
    return rating, int(count) if rating is not None else 0


def _one_of(facts: Facts, name: str, known: Mapping[str, str]) -> str:
    said = facts.text(name)
    value = known.get(said.casefold(), "")
    if said and not value:
        facts.warn(name, f"left out: {said!r} is none of {', '.join(dict.fromkeys(known.values()))}")
    return value


def _local(facts: Facts) -> dict[str, LocalText]:
    value = facts.raw.get("local") or {}
    if not isinstance(value, dict):
        facts.warn("local", f"left out: must be an object, not {_shown(value)}")
        return {}
    found = {}
    for language, words in value.items():
        try:
            nested = facts.nested(words, f"local.{language}.")
            found[str(language)] = LocalText(
                title=nested.required("title", MAX_TITLE_CHARS),
                description=nested.text("description", MAX_DESCRIPTION_CHARS),
                highlights=nested.names("highlights", max_chars=MAX_TITLE_CHARS),
            )
        except RowRejected as error:
            facts.warn(error.name, f"left out: {error.reason}")
    return found


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."

"""Google Merchant Center feeds, tab- or comma-separated: one offer a row, `item_group_id` groups a product's offers.

Source: https://support.google.com/merchants/answer/7052112 (product data specification), for the names of the columns
and the way in which one column holds several values.
"""

import csv
import html
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from retrieval.catalog import Feed, Offer, Product
from retrieval.errors import FeedError
from retrieval.feeds.assembly import ProductRow, assemble
from retrieval.feeds.money import holds_now, parse_price
from retrieval.feeds.pictures import PictureFolder
from retrieval.feeds.table import read_table
from retrieval.feeds.validation import Facts, Problems, RowRejected, clean_text, make_offer, make_product

_REQUIRED = ("id", "title", "price")
_ALIASES = {
    "product_review_count": "rating_count",
    "review_count": "rating_count",
    "number_of_reviews": "rating_count",
    "product_rating": "rating",
    "average_rating": "rating",
    "colour": "color",
    "additional_image_links": "additional_image_link",
    "product_highlights": "product_highlight",
    "product_details": "product_detail",
    "sell_on_google_quantity": "quantity",
    "inventory": "quantity",
}
_CUSTOM = "c:"
"""Prefix of a shop's own columns; they become facets by their own names."""

_SEVERAL = re.compile(r"[/|]")


def read_merchant_center(path: Path, *, now: datetime) -> Feed:
    """Raises FeedError where a required column is missing or no row is valid. `now` needs a time zone."""
    problems = Problems()
    table = read_table(path, problems)
    columns = [_column(name) for name in table.header]
    missing = [name for name in _REQUIRED if name not in columns]
    if missing:
        raise FeedError(
            f"{path} has no column {', '.join(missing)} (it has: {', '.join(columns)[:200]}).",
            remedy="Its first line must name the columns as Google Merchant Center does.",
        )
    reader = _Reader(PictureFolder(path.parent), problems, now)
    for line, cells in table.rows:
        # before a cell is split at marks that an entity may stand for ("Shoes &gt; Heels")
        plain = (html.unescape(cell) if "&" in cell else cell for cell in cells)
        reader.read(line, dict(zip(columns, plain, strict=True)))
    return assemble(path, [group.assemble() for group in reader.groups.values()], problems)


@dataclass(slots=True)
class _Group:
    """The rows of one product so far; the first row that states a fact decides it."""

    line: int
    product: Product
    titles: list[str] = field(default_factory=list)
    offers: list[tuple[int, Offer]] = field(default_factory=list)

    def add(self, product: Product, line: int, offer: Offer) -> None:
        own = self.product
        stated = {name: getattr(product, name) for name in _SHARED if not getattr(own, name) and getattr(product, name)}
        if own.rating is None and product.rating is not None:
            stated |= {"rating": product.rating, "rating_count": product.rating_count}
        self.product = replace(own, **stated)
        self.titles.append(product.title)
        self.offers.append((line, offer))

    def assemble(self) -> ProductRow:
        return ProductRow(self.line, replace(self.product, title=_common_title(self.titles)), self.offers)


_SHARED = ("brand", "category", "gender", "age_group", "highlights", "description", "attributes")


class _Reader:
    def __init__(self, pictures: PictureFolder, problems: Problems, now: datetime) -> None:
        self.groups: dict[str, _Group] = {}
        self._pictures = pictures
        self._problems = problems
        self._now = now
        self._line_of: dict[str, int] = {}

    def read(self, line: int, row: Mapping[str, str]) -> None:
        try:
            offer = make_offer(Facts(self._offer_facts(row), line, self._problems), self._pictures)
            product = make_product(Facts(_product_facts(row), line, self._problems))
        except RowRejected as error:
            self._problems.reject(line, _COLUMN_OF.get(error.name, error.name), error.reason)
            return
        self.groups.setdefault(product.product_id, _Group(line, product)).add(product, line, offer)

    def _offer_facts(self, row: Mapping[str, str]) -> dict[str, Any]:
        price, currency = parse_price("price", row["price"])
        if not row.get("availability", "").strip() and not row.get("quantity", "").strip():
            raise RowRejected("availability", "is missing")
        return {
            "offer_id": row["id"],
            "price": price,
            "currency": currency,
            "sale_price": self._sale_price(row, currency),
            "availability": row.get("availability"),
            "quantity": _number(row, "quantity"),
            "colors": _split(row.get("color", "")),
            "size": row.get("size"),
            "materials": _split(row.get("material", "")),
            "patterns": _split(row.get("pattern", "")),
            "images": [row.get("image_link", ""), *row.get("additional_image_link", "").split(",")],
        }

    def _sale_price(self, row: Mapping[str, str], currency: str) -> float | None:
        if not row.get("sale_price", "").strip():
            return None
        if not holds_now(row.get("sale_price_effective_date", ""), self._now):
            return None
        sale_price, sale_currency = parse_price("sale_price", row["sale_price"])
        if sale_currency != currency:
            raise RowRejected("sale_price", f"is in {sale_currency}, the price in {currency}")
        return sale_price


_COLUMN_OF = {"offer_id": "id", "product_id": "item_group_id", "rating": "product_rating"}


def _product_facts(row: Mapping[str, str]) -> dict[str, Any]:
    return {
        "product_id": row.get("item_group_id", "").strip() or row["id"],
        "title": row["title"],
        "brand": row.get("brand"),
        "category": _category(row),
        "gender": row.get("gender"),
        "age_group": row.get("age_group"),
        "highlights": _split_listed(row.get("product_highlight", "")),
        "rating": _number(row, "rating"),
        "rating_count": _number(row, "rating_count"),
        "description": row.get("description"),
        "attributes": _attributes(row),
    }


def _column(name: str) -> str:
    plain = clean_text(name).casefold().removeprefix("g:")
    prefix = _CUSTOM if plain.startswith(_CUSTOM) else ""
    plain = prefix + re.sub(r"[\s_-]+", "_", plain.removeprefix(_CUSTOM).strip())
    return _ALIASES.get(plain, plain)


def _category(row: Mapping[str, str]) -> list[str]:
    """The shop's own path, else Google's where it is spelled out and not a number."""
    path = row.get("product_type", "").strip() or row.get("google_product_category", "").strip()
    return [] if path.isdigit() else [part.strip() for part in path.split(">")]


def _attributes(row: Mapping[str, str]) -> dict[str, list[str]]:
    """`product_detail` is "section:name:value, …"; the section may be empty."""
    found: dict[str, list[str]] = {}
    for detail in _split_listed(row.get("product_detail", "")):
        _, _, named = detail.partition(":")
        name, _, value = named.partition(":")
        if name.strip() and value.strip():
            found.setdefault(name.strip(), []).append(value.strip())
    for column, value in row.items():
        if column.startswith(_CUSTOM) and value.strip():
            found.setdefault(column.removeprefix(_CUSTOM), []).extend(_split_listed(value))
    return found


def _number(row: Mapping[str, str], name: str) -> float | str | None:
    """The number in a cell; a cell that is none is passed on as it is, for the checks to report."""
    text = row.get(name, "").strip()
    try:
        return float(text) if text else None
    except ValueError:
        return text


def _split(cell: str) -> list[str]:
    return [part.strip() for part in _SEVERAL.split(cell)]


def _split_listed(cell: str) -> list[str]:
    """A list separated by commas, in which an entry with a comma of its own stands in quotes."""
    if '"' not in cell:
        return [part.strip() for part in cell.split(",")]
    return [part.strip() for part in next(csv.reader([cell], skipinitialspace=True))]


def _common_title(titles: Sequence[str]) -> str:
    """The product's title where the offers add their variant to it ("Tee - Black - S"): the words that all begin with.

    The commonest title where they have too little in common.
    """
    if len(set(titles)) == 1:
        return titles[0]
    shared: list[str] = []
    for words in zip(*(title.split() for title in titles), strict=False):
        if len(set(words)) > 1:
            break
        shared.append(words[0])
    common = " ".join(shared).rstrip(" -–—,|/:(")
    return common if len(common) * 2 >= min(map(len, titles)) else Counter(titles).most_common(1)[0][0]

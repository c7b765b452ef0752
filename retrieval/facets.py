"""The exact predicate: which offers meet which constraints, by boolean masks over facet columns.

Offers are numbered product by product in the order of the snapshot. A set slot keeps, for each value, the sorted rows
of its offers; price, rating, availability and quantity are columns. A million offers take a few milliseconds.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from retrieval.canonical import COLUMN_SLOTS, Values, facet_reader, fold
from retrieval.catalog import AVAILABILITIES, Offer, Product
from retrieval.constraints import NUMERIC_SLOTS, Constraint
from retrieval.errors import QueryError
from retrieval.lexicon import Lexicon

Mask = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.uint32]
UNCOUNTED = -1
"""The quantity of an offer whose stock is not counted."""


@dataclass(frozen=True, slots=True)
class Posting:
    """Where a value's offers lie in the common array of rows, and how many products they belong to."""

    start: int
    stop: int
    n_products: int


class FacetIndex:
    """Facet columns of all offers; everything but `set_offer` only reads.

    `price` is what the shopper pays, in `currency`; NaN where an offer is sold in another currency. `rating` is NaN
    where there is none. `availability` indexes `AVAILABILITIES`. `first_offer` has n_products + 1 entries: the offers
    of product p, at least one, are rows first_offer[p] to first_offer[p + 1]. `identity` is equal for near-duplicates.
    `labels` are the catalogue's own words for (slot, value).
    """

    def __init__(
        self,
        columns: Mapping[str, npt.NDArray[np.generic]],
        postings: Mapping[str, Mapping[str, Posting]],
        *,
        labels: Mapping[tuple[str, str], str],
        currency: str,
    ) -> None:
        self.first_offer = columns["first_offer"].astype(np.int64)
        self.price = columns["price"].astype(np.float64)  # copies: an update must not reach a read-only memory map
        self.availability = columns["availability"].astype(np.int8)
        self.quantity = columns["quantity"].astype(np.int64)
        self.product_rating = columns["product_rating"].astype(np.float64)
        self.rating_count = columns["rating_count"].astype(np.int64)
        self.identity = columns["identity"].astype(np.uint64)
        self._rows: Rows = columns["rows"].astype(np.uint32, copy=False)
        self.postings = postings
        self.labels = labels
        self.currency = currency
        n_offers_of = np.diff(self.first_offer)
        if n_offers_of.min(initial=1) < 1:
            raise ValueError("a product without offers cannot be sold, and would match as its neighbour does")
        self.product_of_offer: Rows = np.repeat(np.arange(len(n_offers_of), dtype=np.uint32), n_offers_of)
        self.rating = np.repeat(self.product_rating, n_offers_of)

    @property
    def n_products(self) -> int:
        """How many products the catalogue has."""
        return len(self.first_offer) - 1

    @property
    def n_offers(self) -> int:
        """How many offers they have together."""
        return len(self.price)

    def mask(self, constraints: Iterable[Constraint]) -> Mask:
        """(n_offers,) True where every constraint is met, hard and soft alike.

        Raises QueryError for an operator that the slot does not have or a price in another currency.
        """
        met = np.ones(self.n_offers, np.bool_)
        for constraint in constraints:
            met &= self.mask_of(constraint)
        return met

    def mask_of(self, constraint: Constraint) -> Mask:
        """(n_offers,) True where this constraint is met; an offer without the facet fails `in` and passes `not_in`."""
        if (constraint.slot in NUMERIC_SLOTS) != (constraint.op in ("lte", "gte")):
            raise QueryError(f"The slot {constraint.slot} cannot be compared by {constraint.op}.")
        if constraint.slot in NUMERIC_SLOTS:
            return self._compare(constraint)
        met = self._any_of(constraint.slot, constraint.names)
        return met if constraint.op == "in" else ~met

    def rows_of(self, slot: str, value: str) -> Rows:
        """Sorted offer rows that have the value; empty for a value or slot that the catalogue does not know."""
        posting = self.postings.get(slot, {}).get(value)
        return self._rows[:0] if posting is None else self._rows[posting.start : posting.stop]

    def products_in(self, mask: Mask) -> Mask:
        """(n_products,) True where an offer of the product is in the mask."""
        if self.n_offers == self.n_products:
            return mask.copy()
        return np.logical_or.reduceat(mask, self.first_offer[:-1]) if self.n_products else mask[:0]

    def offers_of(self, product_row: int) -> range:
        """The offer rows of one product."""
        return range(int(self.first_offer[product_row]), int(self.first_offer[product_row + 1]))

    def offer_rows(self, product_rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """The offer rows of some products, product by product."""
        starts = self.first_offer[product_rows]
        lengths = self.first_offer[product_rows + 1] - starts
        ends = np.cumsum(lengths)
        return np.repeat(starts - ends + lengths, lengths) + np.arange(ends[-1] if len(ends) else 0)

    def counts(self, slot: str, mask: Mask | None = None) -> dict[str, int]:
        """Products per value of a set slot among the offers in the mask (None: all), zeros left out, most first."""
        found: dict[str, int] = {}
        if slot == "availability":
            for code, name in enumerate(AVAILABILITIES):
                rows = np.flatnonzero(self.availability == code).astype(np.uint32)
                found[name] = self._count_products(rows, mask)
        for value, posting in self.postings.get(slot, {}).items():
            rows = self._rows[posting.start : posting.stop]
            found[value] = posting.n_products if mask is None else self._count_products(rows, mask)
        return dict(sorted(((v, n) for v, n in found.items() if n), key=lambda item: (-item[1], item[0])))

    def set_offer(self, row: int, price: float, availability: str, quantity: int | None) -> None:
        """Takes over a new effective price, availability and stock of one offer; one in another currency keeps NaN."""
        if not np.isnan(self.price[row]):
            self.price[row] = price
        self.availability[row] = AVAILABILITIES.index(availability)
        self.quantity[row] = UNCOUNTED if quantity is None else quantity

    def _compare(self, constraint: Constraint) -> Mask:
        if constraint.slot == "price" and constraint.unit not in (None, self.currency):
            raise QueryError(
                f"The shop's prices are in {self.currency}, not {constraint.unit}.",
                remedy="Convert the amount before searching.",
            )
        column = self.price if constraint.slot == "price" else self.rating
        return column <= constraint.number if constraint.op == "lte" else column >= constraint.number

    def _any_of(self, slot: str, values: Sequence[str]) -> Mask:
        if slot == "availability":
            codes = [code for code, name in enumerate(AVAILABILITIES) if name in values]
            return np.isin(self.availability, codes)
        met = np.zeros(self.n_offers, np.bool_)
        for value in values:
            met[self.rows_of(slot, value)] = True
        return met

    def _count_products(self, rows: Rows, mask: Mask | None) -> int:
        kept = rows if mask is None else rows[mask[rows]]
        return _n_runs(self.product_of_offer[kept])

    def to_arrays(self) -> dict[str, npt.NDArray[np.generic]]:
        """Everything, as arrays that need no pickle; `from_arrays` is the way back."""
        header = {
            "currency": self.currency,
            "postings": {
                s: {v: [p.stop - p.start, p.n_products] for v, p in of.items()} for s, of in self.postings.items()
            },
            "labels": [[slot, value, label] for (slot, value), label in self.labels.items()],
        }
        return {
            "header": np.frombuffer(json.dumps(header).encode(), np.uint8),
            "first_offer": self.first_offer,
            "price": self.price,
            "availability": self.availability,
            "quantity": self.quantity,
            "product_rating": self.product_rating,
            "rating_count": self.rating_count,
            "identity": self.identity,
            "rows": self._rows,
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, npt.NDArray[np.generic]]) -> "FacetIndex":
        """Takes read-only and memory-mapped arrays; only the columns that updates change are copied."""
        header = json.loads(arrays["header"].tobytes())
        postings: dict[str, dict[str, Posting]] = {}
        start = 0
        for slot, values in header["postings"].items():
            postings[slot] = {}
            for value, (n_rows, n_products) in values.items():
                postings[slot][value] = Posting(start, start + n_rows, n_products)
                start += n_rows
        labels = {(slot, value): label for slot, value, label in header["labels"]}
        return cls(arrays, postings, labels=labels, currency=header["currency"])


def build_facets(products: Sequence[Product], lexicon: Lexicon) -> FacetIndex:
    """The facet columns of a catalogue, in the order of the products and of the offers of each."""
    reader = facet_reader(lexicon)
    currency = main_currency(products)
    rows_of: dict[str, dict[str, list[int]]] = {}
    labels: dict[tuple[str, str], str] = {}
    first_offer = [0]
    for product in products:
        shared = reader.product_values(product)
        for row, offer in enumerate(product.offers, start=first_offer[-1]):
            for values in (shared, reader.offer_values(offer)):
                _note(values, row, rows_of, labels)
        first_offer.append(first_offer[-1] + len(product.offers))
    offers = [offer for product in products for offer in product.offers]
    columns: dict[str, npt.NDArray[np.generic]] = {
        "first_offer": np.array(first_offer, np.int64),
        "price": np.array([price_in(offer, currency) for offer in offers], np.float64),
        "availability": np.array([AVAILABILITIES.index(offer.availability) for offer in offers], np.int8),
        "quantity": np.array([UNCOUNTED if o.quantity is None else o.quantity for o in offers], np.int64),
        "product_rating": np.array([np.nan if p.rating is None else p.rating for p in products], np.float64),
        "rating_count": np.array([product.rating_count for product in products], np.int64),
        "identity": np.array([_identity(product) for product in products], np.uint64),
    }
    postings, columns["rows"] = _pack(rows_of, np.diff(columns["first_offer"]).astype(np.int64))
    return FacetIndex(columns, postings, labels=labels, currency=currency)


def main_currency(products: Iterable[Product]) -> str:
    """The currency of most offers; the first in the alphabet where two tie, "" for no offers."""
    counts = Counter(offer.currency for product in products for offer in product.offers)
    return min(counts, key=lambda currency: (-counts[currency], currency), default="")


def price_in(offer: Offer, currency: str) -> float:
    """The effective price; NaN, which meets no bound, where the offer is sold in another currency."""
    return offer.effective_price if offer.currency == currency else float("nan")


def _note(
    values: Values, row: int, rows_of: dict[str, dict[str, list[int]]], labels: dict[tuple[str, str], str]
) -> None:
    for slot, named in values.items():
        if slot in COLUMN_SLOTS:
            continue
        of_slot = rows_of.setdefault(slot, {})
        for value, label in named.items():
            rows = of_slot.setdefault(value, [])
            if not rows or rows[-1] != row:  # a value that product and offer both state counts once
                rows.append(row)
            if label:
                labels.setdefault((slot, value), label)


def _pack(
    rows_of: Mapping[str, Mapping[str, list[int]]], n_offers_of: npt.NDArray[np.int64]
) -> tuple[dict[str, dict[str, Posting]], Rows]:
    product_of_offer = np.repeat(np.arange(len(n_offers_of)), n_offers_of)
    postings: dict[str, dict[str, Posting]] = {}
    packed: list[Rows] = []
    start = 0
    for slot, of_slot in rows_of.items():
        postings[slot] = {}
        for value, listed in of_slot.items():
            rows = np.array(listed, np.uint32)
            postings[slot][value] = Posting(start, start + len(rows), _n_runs(product_of_offer[rows]))
            packed.append(rows)
            start += len(rows)
    return postings, np.concatenate(packed) if packed else np.zeros(0, np.uint32)


def _n_runs(values: npt.NDArray[np.generic]) -> int:
    """How many different values a sorted array has."""
    return int(np.count_nonzero(values[1:] != values[:-1])) + 1 if len(values) else 0


def _identity(product: Product) -> int:
    """64 bits of a hash of what makes two products the same to a shopper: brand, title, category path."""
    text = "\x1f".join((fold(product.brand), fold(product.title), *map(fold, product.category)))
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")

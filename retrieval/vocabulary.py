"""What the catalogue can be asked for: its slots, their values, and how often each occurs."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from retrieval.facets import FacetIndex
from retrieval.lexical import LexicalIndex


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """`slots` maps slot -> canonical value -> number of products, the most frequent first.

    `currency` is ISO 4217; `price_range` the lowest and highest effective price in it, (0, 0) for an empty shop.
    `labels` maps (slot, value) to the catalogue's own words. `title_terms` are the lower-case words of the titles.
    """

    slots: Mapping[str, Mapping[str, int]]
    currency: str
    labels: Mapping[tuple[str, str], str] = field(default_factory=dict)
    price_range: tuple[float, float] = (0.0, 0.0)
    title_terms: frozenset[str] = frozenset()

    def values(self, slot: str) -> tuple[str, ...]:
        """The values of a slot, the most frequent first; empty for a slot that the catalogue lacks."""
        return tuple(self.slots.get(slot, ()))

    def has(self, slot: str, value: str) -> bool:
        """Whether any product of the catalogue has the value."""
        return value in self.slots.get(slot, ())

    def label(self, slot: str, value: str) -> str:
        """The catalogue's own words for a value; the value itself where it has none."""
        return self.labels.get((slot, value), value)


def build_vocabulary(facets: FacetIndex, lexical: LexicalIndex) -> Vocabulary:
    """The vocabulary of an indexed catalogue."""
    prices = facets.price[~np.isnan(facets.price)]
    return Vocabulary(
        slots={slot: facets.counts(slot) for slot in (*facets.postings, "availability")},
        currency=facets.currency,
        labels=facets.labels,
        price_range=(float(prices.min()), float(prices.max())) if len(prices) else (0.0, 0.0),
        title_terms=lexical.title_words,
    )

"""What is true of a product and its offers, as canonical values: the evidence of reasons, words and their check."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from retrieval.canonical import FacetReader
from retrieval.catalog import Offer, Product
from retrieval.constraints import Constraint
from retrieval.lexicon import Lexicon

LOW_STOCK = 3
"""Pieces from which on the shopper should know that few are left."""

MAX_KNOWN = 2_000
"""Offers whose facts are kept at hand (about 1 kB each): those of some hundred turns."""

Labelled = dict[str, dict[str, str]]
"""slot -> value -> the catalogue's own words for it, "" where the value is only implied."""


class FactReader:
    """Reads facts off products and offers, and remembers those of the products it met last."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._facets = FacetReader(lexicon)
        self._known: dict[tuple[str, str], tuple[Product, Labelled]] = {}

    def stated(self, product: Product, offer: Offer | None, slot: str) -> tuple[str, ...]:
        """The values that the catalogue states, in its order, without those they imply; of all offers for None."""
        return tuple(value for value, label in self._values(product, offer).get(slot, {}).items() if label)

    def implied(self, product: Product, offer: Offer | None, slot: str) -> tuple[str, ...]:
        """The stated values and all that they imply."""
        return tuple(self._values(product, offer).get(slot, ()))

    def pairs(self, product: Product, offer: Offer | None) -> Iterator[tuple[str, str]]:
        """All (slot, value), the implied ones included."""
        return ((slot, value) for slot, values in self._values(product, offer).items() for value in values)

    def slots(self, product: Product, offer: Offer | None) -> tuple[str, ...]:
        """The facets that the product or its offers have."""
        return tuple(self._values(product, offer))

    def meets(self, constraint: Constraint, product: Product, offer: Offer) -> bool:
        """The exact predicate on one offer."""
        if constraint.slot == "price":
            return _compare(constraint, offer.effective_price)
        if constraint.slot == "rating":
            return product.rating is not None and _compare(constraint, product.rating)
        if constraint.slot == "availability":
            has: tuple[str, ...] = (offer.availability,)
        else:
            has = self.implied(product, offer, constraint.slot)
        is_met = any(name in has for name in constraint.names)
        return is_met if constraint.op == "in" else not is_met

    def _values(self, product: Product, offer: Offer | None) -> Labelled:
        key = (product.product_id, offer.offer_id if offer else "")
        known = self._known.get(key)
        if known and known[0] is product:  # a product that was re-indexed is another object under the same id
            return known[1]
        values: dict[str, dict[str, str]] = {}
        offers = product.offers if offer is None else (offer,)
        for part in (self._facets.product_values(product), *(self._facets.offer_values(one) for one in offers)):
            for slot, labels in part.items():
                of_slot = values.setdefault(slot, {})
                for value, label in labels.items():
                    of_slot[value] = of_slot.get(value) or label
        if len(self._known) >= MAX_KNOWN:
            self._known.clear()
        self._known[key] = (product, values)
        return values


@lru_cache(maxsize=4)
def facts_of(lexicon: Lexicon) -> FactReader:
    """The reader that all who speak of a shop share."""
    return FactReader(lexicon)


def price_bounds(constraints: Iterable[Constraint]) -> tuple[float | None, float | None]:
    """The tightest (lowest, highest) price that the constraints allow."""
    low = [c.number for c in constraints if c.slot == "price" and c.op == "gte"]
    high = [c.number for c in constraints if c.slot == "price" and c.op == "lte"]
    return max(low, default=None), min(high, default=None)


def _compare(constraint: Constraint, number: float) -> bool:
    return number <= constraint.number if constraint.op == "lte" else number >= constraint.number

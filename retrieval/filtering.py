"""Filtering: what the hard constraints of a query leave, and how many of its wishes each offer meets.

A wish for a kind of product is met by degrees: where there is no blue coat, a blue jacket is nearer to one than a blue
frying pan, being outerwear as well. What else the photo itself says is no wish beside it: the image stage has seen the
colours, and with more than one word for them.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from retrieval.constraints import Constraint
from retrieval.facets import FacetIndex, Mask
from retrieval.lexicon import Lexicon
from retrieval.query import Query
from retrieval.showing import Counts
from retrieval.stages import liked_row

OFFER_SLOTS = frozenset({"color", "material", "pattern", "size"})
"""Slots in which the offers of a product differ: of a "red dress" the red one is shown."""


@dataclass(frozen=True, slots=True)
class Filtered:
    """What the hard constraints leave: (n_offers,) and (n_products,) masks, the products not yet shown only.

    `n_preferred` (n_offers,) counts the soft constraints that an offer meets, a kind of product once more for each
    broader kind that it shares; `n_named` the facet values named by the query's words that it has. `n_matching` counts
    shown products too. `soft` are all soft constraints with the offers that meet them.
    """

    offers: Mask
    products: Mask
    n_matching: int
    n_preferred: Counts
    n_named: Counts
    soft: tuple[tuple[Constraint, Mask], ...]


class Filter:
    """Filters one shop. `looks` says whether an image stage sees what photos show."""

    def __init__(
        self, facets: FacetIndex, *, lexicon: Lexicon, row_of: Callable[[str], int], looks: bool = False
    ) -> None:
        self._facets = facets
        self._lexicon = lexicon
        self._row_of = row_of
        self._looks = looks

    def apply(self, query: Query) -> Filtered:
        """Raises QueryError, see `Searcher.search`."""
        facets = self._facets
        offers = facets.mask(constraint for constraint in query.constraints if constraint.is_hard)
        products = facets.products_in(offers)
        n_matching = int(np.count_nonzero(products))
        for row in self._rows_out(query):
            products[row] = False
        named = (
            facets.mask_of(Constraint(mention.slot, "in", (mention.value,)))
            for mention in self._lexicon.find(query.text, OFFER_SLOTS)
        )
        return Filtered(
            offers,
            products,
            n_matching,
            n_preferred=_total((self._meeting(wish) for wish in self._wishes(query)), facets.n_offers),
            n_named=_total(named, facets.n_offers),
            soft=tuple((c, facets.mask_of(c)) for c in query.constraints if not c.is_hard),
        )

    def _rows_out(self, query: Query) -> Iterator[int]:
        """Products not to be shown: those shown already, and the liked one with its near-duplicates."""
        for product_id in query.exclude:
            try:
                yield self._row_of(product_id)
            except KeyError:  # shown before the shop was indexed again
                continue
        if query.like is not None:
            liked = liked_row(query.like, self._row_of)
            yield from np.flatnonzero(self._facets.identity == self._facets.identity[liked]).tolist()

    def _wishes(self, query: Query) -> Iterator[Constraint]:
        """The soft constraints that say more than the photo does by itself."""
        seen = _seen_already(query) if self._looks else set()
        for wish in query.constraints:
            if not wish.is_hard and (wish.op != "in" or not {(wish.slot, name) for name in wish.names} <= seen):
                yield wish

    def _meeting(self, wish: Constraint) -> Counts | Mask:
        """(n_offers,) how well each offer meets a wish: 0 or 1, and more where it is of the kind wished for."""
        if wish.slot != "category" or wish.op != "in":
            return self._facets.mask_of(wish)
        nearness = np.zeros(self._facets.n_offers, np.int64)
        for kind in wish.names:
            kinds = (kind, *self._lexicon.broader("category", kind))
            masks = (self._facets.mask_of(Constraint("category", "in", (name,))) for name in kinds)
            nearness = np.maximum(nearness, _total(masks, self._facets.n_offers))
        return nearness


def _seen_already(query: Query) -> set[tuple[str, str]]:
    """Slots and values that the image stage judges by itself: all that the photo shows but the kind of product."""
    sights = query.photo.sights if query.photo else ()
    return {(sight.slot, sight.value) for sight in sights if sight.slot != "category"}


def _total(counts: Iterable[Counts | Mask], n_offers: int) -> Counts:
    """(n_offers,) their sum; of masks, in how many of them each offer is."""
    total = np.zeros(n_offers, np.int64)
    for one in counts:
        total += one
    return total

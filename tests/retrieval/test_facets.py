"""The exact predicate over facet columns."""

import numpy as np
import pytest

from evals.predicate_trials import run_trials
from retrieval.constraints import Constraint
from retrieval.errors import QueryError
from retrieval.facets import FacetIndex, build_facets
from tests.retrieval.shelf import LEXICON, PRODUCTS, make_offer, make_product

pytestmark = pytest.mark.unit

OFFERS = [offer.offer_id for product in PRODUCTS for offer in product.offers]


def matching(*constraints: Constraint, index: FacetIndex | None = None) -> list[str]:
    mask = (index or build_facets(PRODUCTS, LEXICON)).mask(constraints)
    return [offer_id for offer_id, met in zip(OFFERS, mask, strict=True) if met]


def test_constraints_are_met_by_one_offer_together() -> None:
    """Red and M and in stock: red exists in L, M exists in blue, but no one offer is all three."""
    red, medium = Constraint("color", "in", ("red",)), Constraint("size", "in", ("M",))
    assert matching(red, medium) == ["rain-red-m"]
    assert matching(red, medium, Constraint("availability", "in", ("in_stock",))) == []


def test_blue_and_navy_are_different_values() -> None:
    """Navy is not blue."""
    assert matching(Constraint("color", "in", ("blue",))) == ["rain-blue-m"]
    assert matching(Constraint("color", "in", ("blue", "navy"))) == ["rain-blue-m", "hoodie-navy-m"]


def test_price_is_what_the_shopper_pays_bounds_included() -> None:
    """The navy hoodie costs 45, on sale 35."""
    assert matching(Constraint("price", "lte", 35.0)) == ["hoodie-navy-m", "lamp-1"]
    assert matching(Constraint("price", "gte", 110.0)) == ["sneaker-42", "sneaker-43"]


def test_missing_rating_meets_no_bound() -> None:
    """The lamp has no rating: neither "at least 1 star" nor "at most 5" is true of it."""
    assert "lamp-1" not in matching(Constraint("rating", "gte", 1.0))
    assert "lamp-1" not in matching(Constraint("rating", "lte", 5.0))


def test_missing_facet_fails_in_and_passes_not_in() -> None:
    """Only the hoodie says its material."""
    assert matching(Constraint("material", "in", ("cotton",))) == ["hoodie-grey-m", "hoodie-navy-m"]
    assert len(matching(Constraint("material", "not_in", ("cotton",)))) == len(OFFERS) - 2


@pytest.mark.parametrize("slot", ["color", "unheard of"])
def test_unknown_value_or_slot_matches_nothing(slot: str) -> None:
    """Nothing is turquoise; everything is not turquoise."""
    assert matching(Constraint(slot, "in", ("turquoise",))) == []
    assert matching(Constraint(slot, "not_in", ("turquoise",))) == OFFERS


@pytest.mark.parametrize(
    "constraint",
    [
        Constraint("price", "in", ("50",)),
        Constraint("color", "lte", 3.0),
        Constraint("price", "lte", 50.0, unit="EUR"),
    ],
)
def test_constraint_without_meaning_raises(constraint: Constraint) -> None:
    """A wrong operator or currency is an error, never an answer."""
    with pytest.raises(QueryError):
        matching(constraint)


def test_offer_in_another_currency_meets_no_price() -> None:
    """100 yen are not 100 dollars; the shop's currency is the one of most offers."""
    products = [make_product("a", "A", make_offer("a1"), make_offer("a2"), make_offer("a3", currency="JPY"))]
    index = build_facets(products, LEXICON)
    assert index.currency == "USD"
    assert index.mask([Constraint("price", "lte", 1e9)]).tolist() == [True, True, False]
    index.set_offer(2, 40.0, "in_stock", 1)
    assert not index.mask([Constraint("price", "lte", 1e9)])[2]


def test_update_of_offer_is_seen_at_once() -> None:
    """A new price and a sold-out variant change the answer, in this index only."""
    arrays = build_facets(PRODUCTS, LEXICON).to_arrays()
    index = FacetIndex.from_arrays(arrays)
    index.set_offer(OFFERS.index("lamp-1"), 20.0, "out_of_stock", 0)
    assert matching(Constraint("price", "lte", 20.0), index=index) == ["lamp-1"]
    assert "lamp-1" not in matching(Constraint("availability", "in", ("in_stock",)), index=index)
    assert matching(Constraint("price", "lte", 20.0), index=FacetIndex.from_arrays(arrays)) == []


def test_counts_are_products_most_first() -> None:
    """Two products come in M, three of their offers; within a mask only its offers count."""
    index = build_facets(PRODUCTS, LEXICON)
    assert index.counts("size") == {"M": 2, "EU 42": 1, "EU 43": 1, "L": 1}
    assert index.counts("size", index.mask([Constraint("color", "in", ("red",))])) == {
        "EU 42": 1, "EU 43": 1, "L": 1, "M": 1,
    }  # fmt: skip
    assert index.counts("availability") == {"in_stock": 4, "out_of_stock": 1, "preorder": 1}


def test_arrays_bring_everything_back() -> None:
    """What is persisted answers as what was built."""
    built = build_facets(PRODUCTS, LEXICON)
    again = FacetIndex.from_arrays(built.to_arrays())
    assert (again.currency, again.labels, again.postings) == (built.currency, built.labels, built.postings)
    assert np.array_equal(again.identity, built.identity)
    assert not any(array.dtype.hasobject for array in built.to_arrays().values())


def test_products_in_mask_have_an_offer_in_it() -> None:
    """A product counts once, whichever offer matches."""
    index = build_facets(PRODUCTS, LEXICON)
    assert index.products_in(index.mask([Constraint("color", "in", ("red",))])).tolist() == [True, False, True, False]
    assert index.offer_rows(np.array([2, 0])).tolist() == [5, 6, 0, 1, 2]


def test_empty_catalogue_matches_nothing() -> None:
    """No products, no answers, no errors."""
    index = build_facets([], LEXICON)
    assert index.mask([Constraint("color", "in", ("red",))]).tolist() == []
    assert index.products_in(index.mask([])).tolist() == []


def test_product_without_offers_is_refused() -> None:
    """It could not be sold and would match as its neighbour does."""
    with pytest.raises(ValueError, match="without offers"):
        build_facets([PRODUCTS[0], make_product("x", "Y", make_offer("z")).__class__("x", "Y", ())], LEXICON)


def test_predicate_on_random_queries_equals_brute_force() -> None:
    """10,000 random queries over random catalogues, no difference to the predicate written straight off the rules."""
    assert run_trials(10_000, seed=1) == 0

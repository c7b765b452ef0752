"""Which offer of a product is shown."""

import numpy as np
import pytest

from retrieval.facets import build_facets
from retrieval.showing import best_offers
from tests.retrieval.shelf import LEXICON, make_offer, make_product

pytestmark = pytest.mark.unit

PRODUCTS = [
    make_product(
        "a",
        "A",
        make_offer("a0", 10.0, availability="out_of_stock", quantity=0),
        make_offer("a1", 30.0, quantity=1),
        make_offer("a2", 20.0, quantity=1),
        make_offer("a3", 20.0, quantity=7),
        make_offer("a4", 20.0, quantity=7),
    ),
    make_product("b", "B", make_offer("b5", 99.0, quantity=2), make_offer("b6", 99.0, quantity=None)),
]


def shown(rows: list[int], preferred: dict[int, int] | None = None, named: dict[int, int] | None = None,
          *, likeness: list[float] | None = None, dearest: bool = False) -> list[int]:  # fmt: skip
    facets = build_facets(PRODUCTS, LEXICON)
    counts = [np.array([(some or {}).get(row, 0) for row in rows]) for some in (preferred, named)]
    likely = None if likeness is None else np.array(likeness)
    return best_offers(
        facets, np.array(rows, np.int64), n_preferred=counts[0], n_named=counts[1], likeness=likely, dearest=dearest
    ).tolist()


def test_offer_in_stock_then_cheapest_then_best_stocked_is_shown() -> None:
    """a0 is cheaper but sold out; of a2, a3, a4 at 20 the latter two have more; a3 comes first. b6 is not counted."""
    assert shown([0, 1, 2, 3, 4, 5, 6]) == [3, 6]


def test_offer_that_meets_more_wishes_is_shown_whatever_it_costs() -> None:
    """Soft constraints come before stock and price."""
    assert shown([0, 1, 2], {0: 1}) == [0]


def test_offer_that_looks_like_the_photo_is_shown_after_wishes_and_before_stock() -> None:
    """a0 is sold out; where two look the same the stock and the price decide."""
    assert shown([0, 1, 2], likeness=[0.9, 0.8, 0.8]) == [0]
    assert shown([0, 1, 2], {1: 1}, likeness=[0.9, 0.8, 0.8]) == [1]
    assert shown([0, 1, 2], likeness=[0.9, 0.9, 0.9]) == [2]


def test_offer_named_by_the_words_is_shown_among_those_in_stock() -> None:
    """Words choose among what can be bought, before the price does."""
    assert shown([0, 1, 2], named={0: 1, 1: 1}) == [1]


def test_dearest_offer_is_shown_for_falling_prices() -> None:
    """The same order, the price turned round."""
    assert shown([0, 1, 2, 3], dearest=True) == [1]


def test_nothing_matching_shows_nothing() -> None:
    """Only products with a matching offer appear."""
    assert shown([]) == []
    assert shown([6]) == [6]

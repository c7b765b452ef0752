"""What is given up when nothing meets everything."""

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.constraints import Constraint
from retrieval.facets import build_facets
from retrieval.query import Query
from retrieval.relaxation import nearest, relaxed_query
from retrieval.results import Relaxed
from tests.retrieval.shelf import LEXICON, PRODUCTS

pytestmark = pytest.mark.unit

FACETS = build_facets(PRODUCTS, LEXICON)
JACKET = Constraint("category", "in", ("jacket",))
SHOE = Constraint("category", "in", ("shoe",))
LAMP = Constraint("category", "in", ("lamp",))
IN_STOCK = Constraint("availability", "in", ("in_stock",))


def relax(*constraints: Constraint, without: frozenset[int] = frozenset()) -> tuple[Relaxed, ...]:
    allowed = np.array([row not in without for row in range(FACETS.n_offers)])
    return nearest(constraints, FACETS, allowed=allowed)


def test_price_just_missed_is_loosened_by_a_tenth() -> None:
    """The blue jacket costs 80: a bound of 75 becomes 82.5, not 93.75 and not nothing."""
    bound = Constraint("price", "lte", 75.0, unit="USD")
    assert relax(JACKET, bound) == (Relaxed(bound, Constraint("price", "lte", 82.5, unit="USD")),)


def test_price_missed_by_more_is_loosened_by_a_quarter_then_dropped() -> None:
    """65 * 1.25 = 81.25 admits the jacket of 80; 40 * 1.25 = 50 does not."""
    near, far = Constraint("price", "lte", 65.0), Constraint("price", "lte", 40.0)
    assert relax(JACKET, near)[0].loosened == Constraint("price", "lte", 81.25)
    assert relax(JACKET, far) == (Relaxed(far),)


def test_rating_is_loosened_by_half_a_star() -> None:
    """The jacket has 4 stars."""
    bound = Constraint("rating", "gte", 4.5)
    assert relax(JACKET, bound) == (Relaxed(bound, Constraint("rating", "gte", 4.0)),)


def test_fewest_constraints_are_given_up() -> None:
    """Giving up the colour alone admits an offer; brand and size need not go."""
    green = Constraint("color", "in", ("green",))
    kept = Constraint("brand", "in", ("halden",)), Constraint("size", "in", ("M",))
    assert relax(JACKET, green, *kept, IN_STOCK) == (Relaxed(green),)


def test_softest_of_equally_many_is_given_up() -> None:
    """Blue comes in M, red in stock only in L: colour is softer than size, so the blue M it is."""
    red, medium = Constraint("color", "in", ("red",)), Constraint("size", "in", ("M",))
    assert relax(JACKET, red, medium, IN_STOCK) == (Relaxed(red),)


def test_what_was_ruled_out_is_kept_longer() -> None:
    """ "Not blue" weighs more than "M"."""
    not_blue, medium = Constraint("color", "not_in", ("blue",)), Constraint("size", "in", ("M",))
    assert relax(JACKET, not_blue, medium, IN_STOCK) == (Relaxed(medium),)


def test_preorder_is_nearer_than_sold_out() -> None:
    """The 43 can be ordered ahead."""
    size = Constraint("size", "in", ("EU 43",))
    (given_up,) = relax(SHOE, size, IN_STOCK)
    assert given_up == Relaxed(IN_STOCK, Constraint("availability", "in", ("in_stock", "preorder", "backorder")))


def test_category_stays_while_anything_of_it_is_left() -> None:
    """One shoe is waterproof and blue in M: none; but four wishes go before the shoe becomes a jacket."""
    wishes = (
        Constraint("color", "in", ("blue",)),
        Constraint("size", "in", ("M",)),
        Constraint("gender", "in", ("female",)),
        Constraint("feature", "in", ("waterproof",)),
    )
    assert relax(SHOE, *wishes) == tuple(Relaxed(wish) for wish in wishes)


def test_category_goes_where_the_shop_has_none_of_it() -> None:
    """A fridge is nowhere to be had."""
    fridge, cheap = Constraint("category", "in", ("fridge",)), Constraint("price", "lte", 35.0)
    assert relax(fridge, cheap) == (Relaxed(fridge),)


def test_contradiction_gives_up_one_side() -> None:
    """ "Under 50 and over 80"."""
    under, over = Constraint("price", "lte", 50.0), Constraint("price", "gte", 80.0)
    assert len(relax(under, over)) == 1


def test_shown_products_do_not_count_as_near() -> None:
    """With the only lamp excluded nothing of the kind is left, and the kind goes."""
    assert relax(LAMP, without=frozenset({7})) == (Relaxed(LAMP),)


def test_nothing_to_give_up_gives_up_nothing() -> None:
    """A query that is met, a soft constraint, an empty shop."""
    assert relax(JACKET) == ()
    assert relax(Constraint("color", "in", ("green",), is_hard=False)) == ()
    assert relax(JACKET, without=frozenset(range(FACETS.n_offers))) == ()


def test_relaxed_query_replaces_and_drops() -> None:
    """The loosened bound takes the place of the old one; nearest prices come first unless another order was asked."""
    bound, green = Constraint("price", "lte", 75.0), Constraint("color", "in", ("green",))
    looser = Constraint("price", "lte", 82.5)
    query = Query("rain", (JACKET, bound, green), k=3)
    given_up = (Relaxed(bound, looser), Relaxed(green))
    assert relaxed_query(query, given_up) == Query("rain", (JACKET, looser), k=3, sort="price_asc")
    assert relaxed_query(Query(sort="rating_desc"), given_up).sort == "rating_desc"


def test_thirty_constraints_are_bounded_work() -> None:
    """Nothing is tried in combinations: 30 hopeless wishes take no more than 30 masks."""
    wishes = [Constraint(f"slot{at}", "in", ("no",)) for at in range(30)]
    started = time.perf_counter()
    assert len(relax(JACKET, *wishes)) == 30
    assert time.perf_counter() - started < 2


CONSTRAINTS = st.one_of(
    st.builds(Constraint, st.just("color"), st.sampled_from(["in", "not_in"]),
              st.sampled_from([("red",), ("blue",), ("green",)])),
    st.builds(Constraint, st.just("size"), st.just("in"), st.sampled_from([("M",), ("EU 42",), ("XS",)])),
    st.builds(Constraint, st.just("category"), st.just("in"), st.sampled_from([("jacket",), ("shoe",), ("fridge",)])),
    st.builds(Constraint, st.just("price"), st.sampled_from(["lte", "gte"]), st.floats(1, 200)),
    st.builds(Constraint, st.just("rating"), st.just("gte"), st.floats(1, 5)),
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(CONSTRAINTS, max_size=6, unique=True))
def test_relaxed_query_is_met_and_gives_up_the_fewest(constraints: list[Constraint]) -> None:
    """Whatever is asked: what is left can be met, and no offer failed fewer within the kinds that were kept."""
    relaxed = relax(*constraints)
    left = relaxed_query(Query(constraints=tuple(constraints)), relaxed).constraints
    assert FACETS.mask(left).any()
    failed = {given_up.constraint for given_up in relaxed}
    kinds = [one for one in constraints if one.slot == "category" and one not in failed]
    n_failed = np.sum([~FACETS.mask_of(one) for one in constraints], axis=0) if constraints else np.zeros(1)
    assert len(relaxed) == np.min(n_failed[FACETS.mask(kinds)] if constraints else n_failed)

"""Hard constraints as masks, wishes as counts."""

import pytest

from retrieval.constraints import Constraint
from retrieval.facets import build_facets
from retrieval.filtering import Filter, Filtered
from retrieval.photos import SeenPhoto, Sight
from retrieval.query import Query
from tests.retrieval.shelf import LEXICON, PRODUCTS

pytestmark = pytest.mark.unit

FACETS = build_facets(PRODUCTS, LEXICON)
OFFERS = [offer.offer_id for product in PRODUCTS for offer in product.offers]
IDS = [product.product_id for product in PRODUCTS]

BLUE = Constraint("color", "in", ("blue",))
WISH_RED = Constraint("color", "in", ("red",), is_hard=False)
WISH_RAIN_JACKET = Constraint("category", "in", ("rain jacket",), is_hard=False)
IN_STOCK = Constraint("availability", "in", ("in_stock",))


def apply(query: Query, *, looks: bool = True) -> Filtered:
    return Filter(FACETS, lexicon=LEXICON, row_of=IDS.index, looks=looks).apply(query)


def preferred(query: Query, *, looks: bool = True) -> dict[str, int]:
    """Offers that meet a wish, and how well."""
    counts = apply(query, looks=looks).n_preferred.tolist()
    return {offer: count for offer, count in zip(OFFERS, counts, strict=True) if count}


def photo_of(*sights: tuple[str, str]) -> SeenPhoto:
    return SeenPhoto("0" * 16, "model", b"", tuple(Sight(slot, value, 0.9) for slot, value in sights))


def test_hard_constraints_leave_offers_and_their_products() -> None:
    """One offer of the shelf is blue; nothing is wished for."""
    filtered = apply(Query(constraints=(BLUE,)))
    assert [offer for offer, left in zip(OFFERS, filtered.offers, strict=True) if left] == ["rain-blue-m"]
    assert filtered.products.tolist() == [True, False, False, False]
    assert filtered.n_matching == 1
    assert not filtered.n_preferred.any()
    assert filtered.soft == ()


def test_wish_filters_nothing() -> None:
    """It is counted, and kept with the offers that meet it."""
    filtered = apply(Query(constraints=(WISH_RED,)))
    assert filtered.products.all()
    assert preferred(Query(constraints=(WISH_RED,))) == {
        "rain-red-m": 1, "rain-red-l": 1, "sneaker-42": 1, "sneaker-43": 1,
    }  # fmt: skip
    ((wish, mask),) = filtered.soft
    assert (wish, int(mask.sum())) == (WISH_RED, 4)


def test_wish_for_a_kind_is_met_by_degrees() -> None:
    """A rain jacket is one (rain jacket, jacket, clothing: 3), a hoodie is at least clothing (1), a trainer nothing."""
    query = Query(constraints=(WISH_RAIN_JACKET,))
    assert preferred(query) == {
        "rain-blue-m": 3, "rain-red-m": 3, "rain-red-l": 3, "hoodie-grey-m": 1, "hoodie-navy-m": 1,
    }  # fmt: skip
    ((_, mask),) = apply(query).soft
    assert int(mask.sum()) == 3


def test_kinds_wished_for_are_alternatives() -> None:
    """A jacket or shoes: as near as to the nearer one."""
    either = Constraint("category", "in", ("jacket", "shoe"), is_hard=False)
    counts = preferred(Query(constraints=(either,)))
    assert (counts["rain-blue-m"], counts["hoodie-navy-m"], counts["sneaker-42"]) == (2, 1, 1)
    assert "lamp-1" not in counts


def test_kind_not_wanted_is_refused_as_it_stands() -> None:
    """Who wants no rain jacket may want another jacket."""
    refusal = Constraint("category", "not_in", ("rain jacket",), is_hard=False)
    counts = preferred(Query(constraints=(refusal,)))
    assert set(counts.values()) == {1}
    assert not any(offer.startswith("rain") for offer in counts)


def test_kind_in_a_photo_is_a_wish_and_its_colours_are_not() -> None:
    """The image stage sees colours by itself, where pictures are compared; the kind counts with and without words."""
    photo = photo_of(("color", "red"), ("category", "rain jacket"))
    for words in ((IN_STOCK,), (BLUE,)):
        query = Query(constraints=(*words, WISH_RED, WISH_RAIN_JACKET), photo=photo)
        assert preferred(query) == {
            "rain-blue-m": 3, "rain-red-m": 3, "rain-red-l": 3, "hoodie-grey-m": 1, "hoodie-navy-m": 1,
        }  # fmt: skip
        assert preferred(query, looks=False)["rain-red-l"] == 4
        assert len(apply(query).soft) == 2


def test_values_in_the_words_are_counted_apart() -> None:
    """ "Red" names a colour of four offers, "jacket" nothing in which offers of a product differ."""
    assert int(apply(Query("red jacket")).n_named.sum()) == 4


def test_shown_and_liked_products_are_left_out_but_counted() -> None:
    """Ids that are gone since are no error."""
    filtered = Filter(FACETS, lexicon=LEXICON, row_of={name: row for row, name in enumerate(IDS)}.__getitem__).apply(
        Query(exclude=frozenset({"hoodie", "gone"}), like="rain")
    )
    assert dict(zip(IDS, filtered.products.tolist(), strict=True)) == {
        "rain": False, "hoodie": False, "sneaker": True, "lamp": True,
    }  # fmt: skip
    assert filtered.n_matching == 4

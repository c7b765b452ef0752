"""`assistant.reasons`: every reason has its evidence."""

from dataclasses import replace

import pytest

from assistant.messages import Card, Reason
from assistant.reasons import add_reasons
from retrieval.catalog import Product
from retrieval.constraints import Constraint
from retrieval.results import Hit, Relaxed, StageTrace
from tests.assistant.showcase import JACKETS, KESTREL, LYRA, QUARRY, UNDER_100, cards, lexicon

pytestmark = pytest.mark.unit


def kinds(card: Card) -> list[str]:
    return [reason.kind for reason in card.reasons]


def test_hard_constraints_met_are_reasons_with_the_offers_values() -> None:
    """A met constraint is named with what the offer has, not with the bound."""
    (card,) = cards(KESTREL, constraints=(JACKETS, UNDER_100))
    assert Reason("meets", "category", "jacket") in card.reasons
    assert Reason("meets", "price", "89.00") in card.reasons


def test_two_bounds_of_a_price_give_one_reason() -> None:
    """ "Between 50 and 100" is met once."""
    low = Constraint("price", "gte", 50.0)
    (card,) = cards(KESTREL, constraints=(low, UNDER_100))
    assert [reason for reason in card.reasons if reason.slot == "price"] == [Reason("meets", "price", "89.00")]


def test_soft_constraint_is_a_preference_only_where_met() -> None:
    """Navy is preferred: the navy jacket says so, the blue one does not."""
    navy = Constraint("color", "in", ("navy",), is_hard=False)
    kestrel, quarry = cards(KESTREL, QUARRY, constraints=(navy,))
    assert Reason("prefers", "color", "navy") in kestrel.reasons
    assert not [reason for reason in quarry.reasons if reason.slot == "color"]


def test_standing_within_the_result_goes_to_one_card_each() -> None:
    """Prices 89, 62.50, 179; ratings 4.6, 4.1, 4.8; counts 120, 32, 1."""
    kestrel, quarry, lyra = cards(KESTREL, QUARRY, LYRA)
    assert "most_reviewed" in kinds(kestrel)
    assert Reason("cheapest", "price", "62.50") in quarry.reasons
    assert Reason("best_rated", "rating", "4.8") in lyra.reasons
    assert "cheapest" not in kinds(kestrel) + kinds(lyra)


def test_tie_makes_nobody_cheapest_or_best_rated() -> None:
    """Two cards of the same price and rating: a superlative of either would be untrue of the other."""
    twin = replace(KESTREL, product_id="twin", title="Twin Rain Jacket")
    for card in cards(KESTREL, twin):
        assert not {"cheapest", "best_rated", "most_reviewed"} & set(kinds(card))


def test_single_card_has_no_superlative() -> None:
    """Nothing is the cheapest of one."""
    assert not {"cheapest", "best_rated", "most_reviewed", "only_in_stock"} & set(kinds(cards(KESTREL)[0]))


def test_sale_and_low_stock_are_told_with_their_numbers() -> None:
    """120 down to 62.50 saves 57.50; two pieces are few, nine are not."""
    kestrel, quarry = cards(KESTREL, QUARRY)
    assert Reason("on_sale", "price", "57.50") in quarry.reasons
    assert Reason("low_stock", "", "2") in kestrel.reasons
    assert "low_stock" not in kinds(quarry)


@pytest.mark.parametrize("quantity", [0, 4, None])
def test_stock_that_is_gone_plenty_or_uncounted_is_not_low(quantity: int | None) -> None:
    """Low is one to three pieces, counted."""
    product = replace(KESTREL, offers=(replace(KESTREL.offers[0], quantity=quantity),))
    assert "low_stock" not in kinds(cards(product)[0])


def test_only_one_in_stock_in_the_size_is_said_of_it_alone() -> None:
    """Size M was wanted; the dress is S, the jacket M."""
    size = Constraint("size", "in", ("M",))
    lyra, kestrel = cards(LYRA, KESTREL, constraints=(size,), relaxed=(Relaxed(size),))
    assert Reason("only_in_stock", "size", "M") in kestrel.reasons
    assert "only_in_stock" not in kinds(lyra)


def test_relaxed_constraint_names_what_the_offer_has_instead() -> None:
    """Red up to 50 was wanted: the navy jacket differs in both."""
    red, cheap = Constraint("color", "in", ("red",)), Constraint("price", "lte", 50.0)
    (card,) = cards(KESTREL, constraints=(red, cheap), relaxed=(Relaxed(red), Relaxed(cheap)))
    assert card.reasons[:2] == (Reason("differs", "color", "navy"), Reason("differs", "price", "89.00"))


def test_relaxed_constraint_that_a_card_meets_is_no_difference() -> None:
    """The dress is red, so giving up red takes nothing from it."""
    red = Constraint("color", "in", ("red",))
    (card,) = cards(LYRA, constraints=(red,), relaxed=(Relaxed(red),))
    assert "differs" not in kinds(card)


def test_difference_in_what_the_product_lacks_has_no_value() -> None:
    """No capacity is known of a jacket, so none is claimed."""
    capacity = Constraint("capacity", "in", ("20 l",))
    (card,) = cards(KESTREL, relaxed=(Relaxed(capacity),))
    assert Reason("differs", "capacity", "") in card.reasons


def test_house_default_of_stock_is_no_reason() -> None:
    """Everything shown is in stock; saying so of each card says nothing."""
    stock = Constraint("availability", "in", ("in_stock",))
    assert not [reason for reason in cards(KESTREL, constraints=(stock,))[0].reasons if reason.slot == "availability"]


def _from_hit(product: Product, **evidence: object) -> Card:
    hit = Hit(product, product.offers[0], 1, 1.0, **evidence)  # type: ignore[arg-type]
    return add_reasons([Card(product, product.offers[0], 1)], (), lexicon=lexicon(), hits=[hit])[0]


def test_words_that_ranked_a_hit_are_its_reason() -> None:
    """Lexical evidence is the words themselves."""
    assert Reason("matches_words", "", "rain, shell") in _from_hit(KESTREL, matched_terms=("rain", "shell")).reasons


def test_text_rank_counts_where_no_word_matched() -> None:
    """Closeness in meaning is claimed for the first ten by the text embedding, and only without matching words."""
    near, far = (StageTrace("text", rank, 0.5) for rank in (3, 11))
    assert kinds(_from_hit(LYRA, trace=(near,))) == ["close_in_meaning"]
    assert kinds(_from_hit(LYRA, trace=(far,))) == []
    assert "close_in_meaning" not in kinds(_from_hit(LYRA, trace=(near,), matched_terms=("silk",)))


def test_preference_that_the_shopper_never_had_is_no_reason() -> None:
    """A search around a product prefers its palette; nobody wished for it, so the card doesn't say so."""
    red = Constraint("color", "in", ("red",), is_hard=False)
    assert "prefers" not in kinds(_from_hit(LYRA, preferences=(red,)))

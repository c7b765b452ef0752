"""The cart and the choice of a variant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.cart import Choice, add_line, choose_variant, remove_lines
from assistant.messages import CartLine
from assistant.resolution import facets_of
from retrieval.catalog import Offer
from tests.fakes import SMALL_LEXICON, offer, product

pytestmark = pytest.mark.unit

FACETS = facets_of(SMALL_LEXICON)
RED_M, RED_L = offer("red-m", "red", "M", quantity=2), offer("red-l", "red", "L", quantity=0)
BLUE_M = offer("blue-m", "blue", "M")
PARKA = product("parka", "Parka", RED_M, RED_L, BLUE_M)


def choice(*offers: Offer) -> Choice:
    return choose_variant(PARKA, offers, FACETS)


def test_choice_of_one_variant_is_that_variant() -> None:
    """Nothing is open."""
    assert choice(RED_M) == Choice(offer=RED_M)


def test_choice_between_colors_and_sizes_asks_the_color_first() -> None:
    """Red and blue are to be had; the size is the next question, if one is left."""
    assert choice(RED_M, RED_L, BLUE_M) == Choice(slot="color", options=("red", "blue"))


def test_choice_is_not_made_by_stock() -> None:
    """Only M is left of M and L, and still it is the shopper who says M."""
    assert choice(RED_M, RED_L) == Choice(slot="size", options=("M",))


def test_choice_of_what_is_sold_out_is_none() -> None:
    """L is out of stock: no offer, no question."""
    assert choice(RED_L) == choice() == Choice()


def test_choice_between_equal_offers_is_the_cheaper() -> None:
    """Two offers alike in every facet differ in price only."""
    dear, cheap = offer("a", "red", "M", 60.0), offer("b", "red", "M", 50.0)
    assert choose_variant(product("p", "Parka", dear, cheap), (dear, cheap), FACETS) == Choice(offer=cheap)


def test_options_are_what_tells_two_tone_variants_apart() -> None:
    """Black-and-red or black-and-blue: asking "black?" would settle nothing."""
    first = Offer("a", 50.0, "USD", colors=("black", "red"))
    second = Offer("b", 50.0, "USD", colors=("black", "blue"))
    asked = choose_variant(product("p", "Boot", first, second), (first, second), FACETS)
    assert asked == Choice(slot="color", options=("red", "blue"))


def test_adding_never_exceeds_the_stock() -> None:
    """Three of two are two; a third on top of two is none; uncounted stock has no limit."""
    cart, n_added = add_line((), PARKA, RED_M, quantity=3)
    assert (cart, n_added) == ((CartLine("parka", "red-m", 2),), 2)
    assert add_line(cart, PARKA, RED_M, quantity=1) == (cart, 0)
    endless = offer("endless", quantity=None)
    assert add_line((), product("p", "Parka", endless), endless, quantity=99)[1] == 99


def test_adding_the_same_variant_again_raises_its_line() -> None:
    """One line a variant, in the order first added."""
    cart, _ = add_line((), PARKA, BLUE_M, quantity=1)
    cart, _ = add_line(cart, PARKA, RED_M, quantity=1)
    cart, _ = add_line(cart, PARKA, BLUE_M, quantity=2)
    assert cart == (CartLine("parka", "blue-m", 3), CartLine("parka", "red-m", 1))


def test_removing_takes_the_line_or_some_of_it() -> None:
    """Without a quantity the line goes; with one, the line goes when nothing is left."""
    line, other = CartLine("parka", "red-m", 3), CartLine("parka", "blue-m", 1)
    assert remove_lines((line, other), (line,)) == (other,)
    assert remove_lines((line, other), (line,), quantity=2) == (CartLine("parka", "red-m", 1), other)
    assert remove_lines((line, other), (line,), quantity=5) == (other,)


@given(st.lists(st.tuples(st.sampled_from([RED_M, BLUE_M]), st.integers(1, 4)), max_size=6))
def test_cart_holds_at_most_the_stock_and_one_line_a_variant(purchases: list[tuple[Offer, int]]) -> None:
    """Whatever is added in whatever order."""
    cart: tuple[CartLine, ...] = ()
    for bought, quantity in purchases:
        before = sum(line.quantity for line in cart)
        cart, n_added = add_line(cart, PARKA, bought, quantity=quantity)
        assert sum(line.quantity for line in cart) == before + n_added
    ids = [line.offer_id for line in cart]
    assert len(ids) == len(set(ids))
    assert all(0 < line.quantity <= (PARKA.offer(line.offer_id).quantity or 0) for line in cart)

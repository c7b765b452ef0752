"""The cart after a change by hand, and the fold over it."""

import pytest

from assistant.cart import allowed_quantity
from assistant.cart_edit import CartEdit
from assistant.dialogue_state import DialogueState, fold
from tests.fakes import offer, product

pytestmark = pytest.mark.unit

RED, BLUE = offer("red", "red"), offer("blue", "blue", price=20.0)
JACKET = product("p1", "Jacket", RED, BLUE)


def test_line_is_added_set_and_taken_out_in_its_place() -> None:
    """Lines and what they stand for stay aligned."""
    state = DialogueState()
    for edit in (CartEdit(JACKET, RED, 1), CartEdit(JACKET, BLUE, 2), CartEdit(JACKET, RED, 3)):
        state = fold(state, edit)
    assert [(line.offer_id, line.quantity) for line in state.cart] == [("red", 3), ("blue", 2)]
    assert [facts[1] for facts in state.cart_products] == [RED, BLUE]
    state = fold(state, CartEdit(JACKET, RED, 0))
    assert [line.offer_id for line in state.cart] == ["blue"]
    assert fold(state, CartEdit(JACKET, RED, 0)) == state


def test_no_more_than_are_in_stock_are_allowed() -> None:
    """Of what is out of stock none, of what is not counted as many as anybody wants."""
    assert allowed_quantity(offer("a", quantity=5), 7) == 5
    assert allowed_quantity(offer("a", quantity=0), 1) == 0
    assert allowed_quantity(offer("a", quantity=None), 7) == 7

"""What a shopper changes by hand: only what is there, only to what the shop has."""

from dataclasses import replace

import pytest

from assistant.cart_edit import CartEdit
from assistant.dialogue_state import DialogueState
from assistant.ledger import Edit
from assistant.messages import LedgerEntry
from assistant.server.edits import EditRefused, cart_edit, ledger_edit
from assistant.server.events import CartChange, LedgerEdit, Replacement
from assistant.server.presenter import entry_id
from retrieval.constraints import Constraint
from tests.fakes import FakeShop, card, offer, product

pytestmark = pytest.mark.unit

RED = Constraint("color", "in", ("red",))
CHEAP = Constraint("price", "lte", 100.0, "USD")
WELL_RATED = Constraint("rating", "gte", 4.0, "stars", is_hard=False)
STATE = DialogueState(ledger=tuple(LedgerEntry(wish, "said", "", 1) for wish in (RED, CHEAP, WELL_RATED)))

JACKET = product(
    "j", "Jacket", offer("j-red", "red", "M", 80.0, quantity=3), offer("j-blue", "blue", "M", 90.0, quantity=0)
)
HIDDEN = product("h", "Hidden Boot", offer("h-1", "black", "42"), kind="boot")
SHOP = FakeShop([JACKET, HIDDEN])
SHOWN = DialogueState(table=(card(JACKET, 1),))


def edit(**changes: object) -> Edit:
    message = LedgerEdit(type="ledger.edit", edit_id="e", **changes)  # type: ignore[arg-type]
    return ledger_edit(message, STATE, SHOP)  # type: ignore[arg-type]


def swap(wish: Constraint, value: str | float) -> Edit:
    return edit(replace=[Replacement(entry_id=entry_id(wish), value=value)])


def test_wish_is_removed_or_replaced() -> None:
    """A replaced one keeps how it is compared, its unit, and whether it must be met."""
    assert edit(remove=[entry_id(RED)]) == Edit(remove=(RED,))
    assert swap(CHEAP, 60) == Edit(add=(Constraint("price", "lte", 60.0, "USD"),), remove=(CHEAP,))
    assert swap(WELL_RATED, "4.5").add == (Constraint("rating", "gte", 4.5, "stars", is_hard=False),)


@pytest.mark.parametrize("value", ["blue", "Blue", "蓝色"])
def test_new_value_may_be_in_either_language(value: str) -> None:
    """It is the shop's own value in the end."""
    assert swap(RED, value) == Edit(add=(Constraint("color", "in", ("blue",)),), remove=(RED,))


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"remove": ["0" * 16]},
        {"remove": [entry_id(RED), "0" * 16]},
        {"replace": [Replacement(entry_id="0" * 16, value="blue")]},
    ],
)
def test_wish_that_is_not_there_is_refused_as_a_whole(changes: dict[str, object]) -> None:
    """Also where another one of the message is there: the chips that the shopper saw are not those of now."""
    with pytest.raises(EditRefused, match="no such wish") as refused:
        edit(**changes)
    assert refused.value.remedy


@pytest.mark.parametrize(
    ("wish", "value"),
    [
        (RED, "mauve-ish"),
        (RED, "wool"),
        (RED, "<b>"),
        (CHEAP, "cheap"),
        (CHEAP, -1),
        (CHEAP, "nan"),
        (CHEAP, float("inf")),
        (CHEAP, 1e9),
    ],
)
def test_value_that_the_shop_does_not_have_is_refused(wish: Constraint, value: str | float) -> None:
    """No such colour; a material; no amount."""
    with pytest.raises(EditRefused):
        swap(wish, value)


def put(offer_id: str, quantity: int, state: DialogueState = SHOWN) -> CartEdit:
    message = CartChange(type="cart.edit", edit_id="e", offer_id=offer_id, quantity=quantity)
    return cart_edit(message, state, SHOP)  # type: ignore[arg-type]


@pytest.mark.parametrize(("wanted", "quantity"), [(1, 1), (3, 3), (999, 3), (0, 0)])
def test_cart_holds_no_more_than_are_in_stock(wanted: int, quantity: int) -> None:
    """Three."""
    assert put("j-red", wanted) == CartEdit(JACKET, JACKET.offers[0], quantity)


@pytest.mark.parametrize("offer_id", ["h-1", "nothing"])
def test_what_was_never_shown_is_not_bought(offer_id: str) -> None:
    """Whether or not the shop has it."""
    with pytest.raises(EditRefused, match="No such offer was shown"):
        put(offer_id, 1)


def test_what_is_sold_out_can_be_taken_out_but_not_put_in() -> None:
    with pytest.raises(EditRefused, match="cannot be bought"):
        put("j-blue", 1)
    assert put("j-blue", 0).quantity == 0


def test_price_is_the_one_of_now() -> None:
    """And not the one at which it was shown."""
    shown = replace(JACKET, offers=(replace(JACKET.offers[0], price=10.0), JACKET.offers[1]))
    assert put("j-red", 1, DialogueState(table=(card(shown, 1),))).offer.price == 80.0


def test_what_has_left_the_catalogue_can_only_be_taken_out() -> None:
    """It is in the cart as it was."""
    gone = product("g", "Gone Jacket", offer("g-1", "red", "M"))
    state = DialogueState(cart_products=((gone, gone.offers[0]),))
    with pytest.raises(EditRefused, match="left the catalogue"):
        put("g-1", 1, state)
    assert put("g-1", 0, state) == CartEdit(gone, gone.offers[0], 0)

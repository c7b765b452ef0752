"""What a shopper changes by hand, checked: a message about chips or the cart becomes a change of the conversation."""

from assistant.cart import allowed_quantity
from assistant.cart_edit import CartEdit
from assistant.dialogue_state import DialogueState
from assistant.errors import AssistantError
from assistant.ledger import Edit
from assistant.server.events import CartChange, LedgerEdit, Replacement
from assistant.server.presenter import entry_id
from assistant.understanding.snapping import snap_value
from retrieval.constraints import NUMERIC_SLOTS, Constraint
from retrieval.shop import Shop


class EditRefused(AssistantError):
    """The edit names something that is not there, or a value that the shop does not know."""


def ledger_edit(message: LedgerEdit, state: DialogueState, shop: Shop) -> Edit:
    """The change of the ledger. Raises EditRefused for an unknown entry or value."""
    known = {entry_id(constraint): constraint for constraint in state.constraints}
    named = [*message.remove, *(item.entry_id for item in message.replace)]
    if not named or any(name not in known for name in named):
        raise EditRefused("There is no such wish any more.", remedy="Look at the last ledger.updated.")
    add = tuple(_replaced(known[item.entry_id], item, shop) for item in message.replace)
    return Edit(add=add, remove=tuple(known[name] for name in named))


def cart_edit(message: CartChange, state: DialogueState, shop: Shop) -> CartEdit:
    """The change of the cart, no more than are in stock. Raises EditRefused for what was never shown or is gone."""
    shown = (*state.table, *state.earlier, *state.compared, *state.candidates)
    products = [product for product, _ in state.cart_products] + [card.product for card in shown]
    for product in products:
        if any(offer.offer_id == message.offer_id for offer in product.offers):
            break
    else:
        raise EditRefused("No such offer was shown.", remedy="Only what was shown can be put into the cart.")
    try:
        current = shop.product(product.product_id)
        offer = current.offer(message.offer_id)
    except KeyError:
        if message.quantity:
            raise EditRefused("The offer has left the catalogue.", remedy="Choose another one.") from None
        return CartEdit(product, product.offer(message.offer_id), 0)
    quantity = allowed_quantity(offer, message.quantity)
    if message.quantity and not quantity:
        raise EditRefused("The offer cannot be bought now.", remedy="Choose another one.")
    return CartEdit(current, offer, quantity)


def _replaced(old: Constraint, item: Replacement, shop: Shop) -> Constraint:
    if old.slot in NUMERIC_SLOTS or old.op in ("lte", "gte"):
        return Constraint(old.slot, old.op, _number(item.value), old.unit, old.is_hard)
    value = snap_value(old.slot, str(item.value), lexicon=shop.lexicon, vocabulary=shop.vocabulary)
    if value is None or not shop.vocabulary.has(old.slot, value):
        raise EditRefused("This shop has no such value.", remedy="Choose one of the entry's choices.")
    return Constraint(old.slot, old.op, (value,), old.unit, old.is_hard)


def _number(value: str | float) -> float:
    try:
        number = float(value)
    except ValueError:
        number = -1.0
    if not 0 <= number < 1e9:
        raise EditRefused("That is no amount.", remedy="Send a number from 0 on.")
    return number

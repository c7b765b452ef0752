"""The cart, and which variant a shopper has chosen. Pure; stock and prices are those of the products passed in."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.choices import CHOOSABLE_SLOTS
from assistant.messages import CartLine
from assistant.resolution import Facets
from retrieval.catalog import Offer, Product

MAX_PIECES = 9_999
"""Pieces of one line where the shop does not count its stock."""

Cart = tuple[CartLine, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """What is known of the variant wanted: the `offer`, else the `slot` still open and its values in stock."""

    offer: Offer | None = None
    slot: str = ""
    options: tuple[str, ...] = ()


def choose_variant(product: Product, offers: Sequence[Offer], facets: Facets) -> Choice:
    """The variant that is left of `offers`, those the shopper's words allow; where they differ, what to ask.

    Stock never chooses: if the words allow M and L and only L is left, the shopper is asked, with L as the only option.
    Without an offer and without a slot, nothing of what was chosen is in stock.
    """
    in_stock = [offer for offer in offers if is_buyable(offer)]
    if not in_stock:
        return Choice()
    slot = _open_slot(product, offers, facets)
    if slot is None:
        return Choice(offer=min(in_stock, key=lambda offer: offer.effective_price))
    return Choice(slot=slot, options=distinct_values(product, in_stock, facets, slot))


def distinct_values(product: Product, offers: Sequence[Offer], facets: Facets, slot: str) -> tuple[str, ...]:
    """What tells the offers apart in a slot, in their order: of black-and-white and black-and-red, white and red."""
    values = [facets(product, offer).get(slot, ()) for offer in offers]
    shared = set.intersection(*map(set, values)) if len(set(values)) > 1 else set()
    named = (next((value for value in offer if value not in shared), offer[0]) for offer in values if offer)
    return tuple(dict.fromkeys(named))


def is_buyable(offer: Offer) -> bool:
    """Whether it can be put into a cart now."""
    return offer.availability == "in_stock" and offer.quantity != 0


def add_line(cart: Cart, product: Product, offer: Offer, *, quantity: int) -> tuple[Cart, int]:
    """The cart with the variant in it, and how many were added: never more in all than are in stock."""
    held = sum(line.quantity for line in cart if line.offer_id == offer.offer_id)
    left = min(quantity, (MAX_PIECES if offer.quantity is None else offer.quantity) - held)
    if left <= 0:
        return cart, 0
    if held:
        return tuple(
            replace(line, quantity=held + left) if line.offer_id == offer.offer_id else line for line in cart
        ), left
    return (*cart, CartLine(product.product_id, offer.offer_id, left)), left


def remove_lines(cart: Cart, lines: Sequence[CartLine], *, quantity: int | None = None) -> Cart:
    """The cart without these lines, or with `quantity` less of each."""
    kept = []
    for line in cart:
        left = 0 if quantity is None else line.quantity - quantity
        if line not in lines:
            kept.append(line)
        elif left > 0:
            kept.append(replace(line, quantity=left))
    return tuple(kept)


def allowed_quantity(offer: Offer, wanted: int) -> int:
    """How many of `wanted` a line may hold: no more than are in stock, and none of what cannot be bought now."""
    if not is_buyable(offer):
        return 0
    return min(wanted, MAX_PIECES if offer.quantity is None else offer.quantity)


def _open_slot(product: Product, offers: Sequence[Offer], facets: Facets) -> str | None:
    """The first slot in which the offers differ, colour and size before the rest; None where they are all alike."""
    values = [facets(product, offer) for offer in offers]
    slots = dict.fromkeys((*CHOOSABLE_SLOTS, *(slot for offer in values for slot in offer)))
    return next((slot for slot in slots if len({offer.get(slot, ()) for offer in values}) > 1), None)

"""A change of the cart that the shopper made by hand, not in words, and what the cart is after it. Pure."""

from dataclasses import dataclass

from assistant.messages import CartLine
from retrieval.catalog import Offer, Product

CartFacts = tuple[tuple[Product, Offer], ...]
"""What the lines of a cart stand for, aligned with them."""


@dataclass(frozen=True, slots=True)
class CartEdit:
    """How many of an offer the cart is to hold; 0 takes it out. Product and offer are as they were at that moment."""

    product: Product
    offer: Offer
    quantity: int


def apply_cart_edit(
    cart: tuple[CartLine, ...], facts: CartFacts, edit: CartEdit
) -> tuple[tuple[CartLine, ...], CartFacts]:
    """The cart and what it stands for after the edit; a line that stays keeps its place."""
    lines = {line.offer_id: (line, fact) for line, fact in zip(cart, facts, strict=True)}
    lines[edit.offer.offer_id] = (
        CartLine(edit.product.product_id, edit.offer.offer_id, edit.quantity),
        (edit.product, edit.offer),
    )
    left = [(line, fact) for line, fact in lines.values() if line.quantity > 0]
    return tuple(line for line, _ in left), tuple(fact for _, fact in left)

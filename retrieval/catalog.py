"""Products and their offers: the facts a shop sells by, frozen and equal by content."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

Availability = Literal["in_stock", "out_of_stock", "preorder", "backorder"]
AVAILABILITIES: tuple[str, ...] = get_args(Availability)


@dataclass(frozen=True, slots=True)
class Offer:
    """One buyable variant of a product.

    `price` and `sale_price` are in units of `currency` (ISO 4217) and positive; `quantity` None means "not counted".
    Multi-valued facts (colours of a two-tone shoe) are tuples; `attributes` holds any further facet by its own name.
    `images` are paths relative to the shop's feed, or URLs; the first one is the main picture.
    """

    offer_id: str
    price: float
    currency: str
    sale_price: float | None = None
    availability: Availability = "in_stock"
    quantity: int | None = None
    colors: tuple[str, ...] = ()
    size: str | None = None
    materials: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    attributes: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def effective_price(self) -> float:
        """What the shopper pays: the sale price where there is one."""
        return self.price if self.sale_price is None else self.sale_price


@dataclass(frozen=True, slots=True)
class LocalText:
    """A product's words in one further language (the main language's words are the product's own fields)."""

    title: str
    description: str = ""
    highlights: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Product:
    """A product: what all its offers share.

    `category` is the path from the broadest to the narrowest, e.g. ("Clothing", "Outerwear", "Jackets").
    `rating` is the mean of `rating_count` ratings, 1 to 5, None when there are none.
    `local` maps a language code ("zh") to the words in that language.
    """

    product_id: str
    title: str
    offers: tuple[Offer, ...]
    brand: str = ""
    category: tuple[str, ...] = ()
    gender: str = ""
    age_group: str = ""
    occasions: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    highlights: tuple[str, ...] = ()
    rating: float | None = None
    rating_count: int = 0
    description: str = ""
    attributes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    local: Mapping[str, LocalText] = field(default_factory=dict)

    def offer(self, offer_id: str) -> Offer:
        """Raises KeyError when the product has no such offer."""
        for offer in self.offers:
            if offer.offer_id == offer_id:
                return offer
        raise KeyError(offer_id)


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row of a feed that was left out. `line` counts from 1, the header included."""

    line: int
    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class Feed:
    """What a reader made of a feed: the products that are valid and the rows that are not.

    `warnings` are single facts that were left out or corrected in rows that are otherwise valid.
    """

    products: tuple[Product, ...]
    rejected: tuple[RejectedRow, ...] = ()
    warnings: tuple[RejectedRow, ...] = ()

"""What the demo store's page shows: the shop's products as a shelf, and one of them with its variants."""

from typing import Any

from assistant.messages import Language
from assistant.sentences import plain
from assistant.server.counter import Counter
from assistant.server.open_shop import OpenShop
from assistant.server.pictures import picture_url
from retrieval.canonical import fold
from retrieval.catalog import Offer, Product

Json = dict[str, Any]

MAX_PRODUCTS = 2_000
"""A demo page is no store: of a larger catalogue it shows the beginning."""


def shelf(counter: Counter, shop: OpenShop, language: Language) -> Json:
    """All products in short, and the kinds that they fall into."""
    products = [product for _, product in zip(range(MAX_PRODUCTS), shop.shop.products(), strict=False)]
    tops = dict.fromkeys(product.category[0] for product in products if product.category)
    return {
        "shop": {"id": shop.id, "name": shop.name, "currency": shop.shop.currency},
        "categories": [{"id": _slug(top), "label": _kind(shop, top, language)} for top in tops],
        "products": [_short(counter, shop, product, language) for product in products],
    }


def product_page(counter: Counter, shop: OpenShop, product_id: str, language: Language) -> Json:
    """One product in full. Raises KeyError."""
    product = shop.shop.product(product_id)
    local = product.local.get(language)
    presenter = counter.presenters[shop.id]
    cards = [presenter.card(product, offer, language) for offer in product.offers]
    return {
        **_short(counter, shop, product, language),
        "description": local.description if local and local.description else product.description,
        "highlights": list(local.highlights if local and local.highlights else product.highlights),
        "offers": [
            {
                "offer_id": offer.offer_id,
                "color": next((fact.text for fact in card.attributes if fact.slot == "color"), None),
                "size": offer.size,
                "price_label": card.price_label,
                "list_price_label": card.list_price_label,
                "availability": card.availability,
                "stock_label": card.stock_label,
                "image": card.image,
            }
            for offer, card in zip(product.offers, cards, strict=True)
        ],
    }


def _short(counter: Counter, shop: OpenShop, product: Product, language: Language) -> Json:
    labels, offer = shop.labels[language], _front(product)
    is_on_sale = offer.sale_price is not None and offer.sale_price < offer.price
    return {
        "product_id": product.product_id,
        "title": labels.title(product),
        "brand": plain(product.brand),
        "category": _slug(product.category[0]) if product.category else None,
        "kind": _kind(shop, product.category[-1], language) if product.category else "",
        "price": offer.effective_price,
        "price_label": labels.money(offer.effective_price, offer.currency),
        "list_price_label": labels.money(offer.price, offer.currency) if is_on_sale else None,
        "rating": product.rating,
        "rating_count": product.rating_count,
        "image": picture_url(shop.id, product, offer, counter.hosts),
        "n_colors": len({offer.colors for offer in product.offers}),
    }


def _front(product: Product) -> Offer:
    """The offer in the window: the first one that is in stock."""
    return next((offer for offer in product.offers if offer.availability == "in_stock"), product.offers[0])


def _kind(shop: OpenShop, name: str, language: Language) -> str:
    """A feed's name for a kind of product, in the shopper's language where there are words for it."""
    value, labels = shop.shop.lexicon.canonical("category", name) or fold(name), shop.labels[language]
    if language == "en" or not labels.is_sayable("category", value):
        return plain(name)
    return labels.value("category", value)


def _slug(name: str) -> str:
    return "-".join(name.casefold().replace("&", "and").split())

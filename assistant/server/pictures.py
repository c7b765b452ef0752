"""Product pictures over HTTP: by a key of the catalogue, never by a path."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from pathlib import Path

from assistant.security.image_hosts import ImageHosts
from retrieval.catalog import Offer, Product
from retrieval.shop import Shop

_SEPARATOR = "\x1f"


def picture_url(shop_id: str, product: Product, offer: Offer, hosts: ImageHosts) -> str | None:
    """Where a browser finds the offer's picture; None where there is none or its host is not allowed."""
    if not offer.images:
        return None
    if "://" in offer.images[0]:
        return offer.images[0] if hosts.allows(offer.images[0]) else None
    return f"/images/{shop_id}/{_key_of(product, offer)}"


def picture_at(shop: Shop, key: str) -> Path | None:
    """The file that a key of `picture_url` stands for; None for any other key, and where there is no such file."""
    try:
        product_id, _, offer_id = urlsafe_b64decode(key.encode("ascii")).decode("utf-8").partition(_SEPARATOR)
        return shop.image_path(shop.product(product_id).offer(offer_id))
    except (ValueError, KeyError):
        return None


def _key_of(product: Product, offer: Offer) -> str:
    key = f"{product.product_id}{_SEPARATOR}{offer.offer_id}"
    return urlsafe_b64encode(key.encode("utf-8")).decode("ascii")

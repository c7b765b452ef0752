"""Product pictures: found by a key that was given out, and by nothing else."""

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.security.image_hosts import ImageHosts
from assistant.server.pictures import picture_at, picture_url
from retrieval.shop import open_shop
from tests import fakes

pytestmark = pytest.mark.model


def test_key_of_a_card_finds_its_picture_and_no_other_key_finds_any(small_shop: Path) -> None:
    """Keys are made of ids; a path is none."""
    shop = open_shop(small_shop / "shop")
    product = next(iter(shop.products()))
    url = picture_url("demo", product, product.offers[0], ImageHosts([]))
    assert url is not None
    key = url.rsplit("/", 1)[1]
    assert picture_at(shop, key) == small_shop / product.offers[0].images[0]
    for wrong in ("", key[:-5], "é", "Li4vLi4vZXRjL3Bhc3N3ZA==", "a" * 100_000, "=" * 5):
        assert picture_at(shop, wrong) is None
    shop.close()


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ("https://cdn.shop.example/a.png", "https://cdn.shop.example/a.png"),
        ("https://evil.example/a.png", None),
        ("http://cdn.shop.example/a.png", None),
        ("javascript://cdn.shop.example/%0aalert(1)", None),
    ],
)
def test_picture_elsewhere_is_shown_only_from_listed_hosts(image: str, expected: str | None) -> None:
    """A feed may name any address."""
    offer = replace(fakes.offer("o1"), images=(image,))
    assert picture_url("demo", fakes.product("p1", "A", offer), offer, ImageHosts(["cdn.shop.example"])) == expected

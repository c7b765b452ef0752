"""The datasets of shops' own words, from the demo shop's products."""

import pytest

from evals.datasets import GalleryItem
from evals.shop_datasets import MIN_RELEVANT, attributes, common_pairs, looks
from retrieval.catalog import Offer, Product
from retrieval.lexicon import load_lexicon

pytestmark = pytest.mark.unit

LEXICON = load_lexicon()


def offer(name: str, color: str) -> Offer:
    return Offer(name, 10.0, "USD", colors=(color,))


def test_product_is_an_item_a_color_by_its_narrowest_kind() -> None:
    """Colours are canonical; a colour that the lexicon does not know is no item, since nobody can ask for it."""
    product = Product(
        "p1", "Harbor Jacket", (offer("a", "Navy"), offer("b", "navy blue"), offer("c", "Red"), offer("d", "Glimmer")),
        category=("Clothing", "Jackets"),
    )  # fmt: skip
    items = {item.id: item for item in looks(product, LEXICON)}
    assert set(items) == {"p1/navy", "p1/red"}
    assert items["p1/red"].labels == {"color": "red", "kind": "jacket"}
    assert "navy" not in items["p1/red"].text


def test_pairs_that_enough_items_have_are_asked_for_in_both_languages() -> None:
    """Relevant are the items with both labels."""
    blue = [GalleryItem(str(n), labels={"color": "blue", "kind": "jacket"}) for n in range(MIN_RELEVANT)]
    red = [GalleryItem(f"red{n}", labels={"color": "red", "kind": "jacket"}) for n in range(MIN_RELEVANT - 1)]
    assert common_pairs([*blue, *red]) == [("blue", "jacket")]
    asked = {language: list(attributes([*blue, *red], LEXICON, language)) for language in ("en", "zh")}
    assert [query.text for query in asked["en"]] == ["blue jacket"]
    assert [query.text for query in asked["zh"]] == ["蓝色夹克"]
    assert asked["zh"][0].labels == {"color": ("blue",), "kind": ("jacket",)}

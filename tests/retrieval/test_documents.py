"""The words of a product for the two searches."""

import pytest

from retrieval.canonical import FacetReader
from retrieval.documents import MAX_DESCRIPTION_CHARS, embedding_text, lexical_document
from tests.retrieval.shelf import LEXICON, PRODUCTS, make_product

pytestmark = pytest.mark.unit


def test_embedding_text_says_what_the_product_is() -> None:
    """Title, brand, path, facets, description, in this order."""
    text = embedding_text(PRODUCTS[0], LEXICON)
    parts = [
        "Kestrel Rain Jacket",
        "Halden",
        "Clothing, Jackets",
        "blue, red",
        "hiking",
        "waterproof",
        "Keeps the rain",
    ]
    assert [text.find(part) for part in parts] == sorted(text.find(part) for part in parts)
    assert text.find("Kestrel") == 0


def test_embedding_text_of_chinese_product_is_english() -> None:
    """An English embedder is given English."""
    assert embedding_text(make_product("x", "防水夹克"), LEXICON).startswith("waterproof jacket")


def test_embedding_text_cuts_long_descriptions() -> None:
    """100 kB of seller text must not drown the title."""
    product = make_product("x", "Lamp", description="glow " * 20_000)
    assert len(embedding_text(product, LEXICON)) < MAX_DESCRIPTION_CHARS + 50


def test_lexical_document_holds_both_languages_and_canonical_values() -> None:
    """Chinese words and canonical values stand beside the catalogue's own."""
    reader = FacetReader(LEXICON)
    rain, sneaker = (lexical_document(PRODUCTS[at], reader) for at in (0, 2))
    assert "红隼雨衣" in rain.title
    assert "长途步行不怕雨" in rain.description
    assert "sneaker" in sneaker.attributes
    assert "Trainer" in sneaker.title

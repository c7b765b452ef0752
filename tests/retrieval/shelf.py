"""A small catalogue, a small lexicon and an embedder of words, for the tests of search."""

import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np

from retrieval.catalog import LocalText, Offer, Product
from retrieval.embedders import Embeddings
from retrieval.lexicon import Concept, Lexicon

LEXICON = Lexicon(
    [
        Concept("category", "clothing", ("clothing",), ("服装",)),
        Concept("category", "jacket", ("jacket",), ("夹克",), ("clothing",)),
        Concept("category", "rain jacket", ("rain jacket",), ("雨衣",), ("jacket", "clothing")),
        Concept("category", "hoodie", ("hoodie",), ("卫衣",), ("clothing",)),
        Concept("category", "sweatshirt", ("sweatshirt",), (), ("clothing",)),
        Concept("category", "shoe", ("shoe",), ("鞋",)),
        Concept("category", "sneaker", ("sneaker", "trainer"), ("运动鞋",), ("shoe",)),
        Concept("category", "lamp", ("lamp",), ("灯",)),
        Concept("color", "red", ("red",), ("红色",)),
        Concept("color", "blue", ("blue",), ("蓝色",)),
        Concept("color", "navy", ("navy", "navy blue"), ("藏青色",)),
        Concept("color", "grey", ("grey",), ("灰色",)),
        Concept("material", "cotton", ("cotton",), ("棉",)),
        Concept("material", "organic cotton", ("organic cotton",), ("有机棉",), ("cotton",)),
        Concept("material", "wool", ("wool",), ("羊毛",)),
        Concept("material", "polyester", ("polyester",), ("涤纶",)),
        Concept("gender", "female", ("women",), ("女",)),
        Concept("gender", "male", ("men",), ("男",)),
        Concept("gender", "unisex", ("unisex",), ("中性",)),
        Concept("occasion", "hiking", ("hiking",), ("徒步",)),
        Concept("feature", "waterproof", ("waterproof",), ("防水",)),
    ],
    glossary={"送给": "gift for", "台灯": "desk lamp"},
)


def make_offer(offer_id: str, price: float = 50.0, **facts: Any) -> Offer:
    """An offer in USD; a colour may be given alone."""
    if "color" in facts:
        facts["colors"] = (facts.pop("color"),)
    return Offer(offer_id, price, facts.pop("currency", "USD"), **facts)


def make_product(product_id: str, title: str, *offers: Offer, **facts: Any) -> Product:
    """A product with one plain offer unless others are given."""
    return Product(product_id, title, offers or (make_offer(product_id),), **facts)


PRODUCTS = (
    make_product(
        "rain",
        "Kestrel Rain Jacket",
        make_offer("rain-blue-m", 80.0, color="Blue", size="M", quantity=3),
        make_offer("rain-red-m", 90.0, color="Red", size="M", availability="out_of_stock", quantity=0),
        make_offer("rain-red-l", 90.0, color="Red", size="L", quantity=2),
        brand="Halden",
        category=("Clothing", "Jackets", "Rain jackets"),
        gender="female",
        occasions=("hiking",),
        features=("waterproof",),
        rating=4.0,
        rating_count=100,
        description="Keeps the rain out on long walks.",
        local={"zh": LocalText("红隼雨衣", "长途步行不怕雨")},
    ),
    make_product(
        "hoodie",
        "Ember Hoodie",
        make_offer("hoodie-grey-m", 40.0, color="Grey", size="M", materials=("Organic Cotton",)),
        make_offer("hoodie-navy-m", 45.0, color="Navy", size="M", materials=("Organic Cotton",), sale_price=35.0),
        brand="Osier",
        category=("Clothing", "Hoodies & Sweatshirts"),
        gender="unisex",
        rating=5.0,
        rating_count=1,
        description="A soft layer for cool evenings.",
    ),
    make_product(
        "sneaker",
        "Flux Trainer",
        make_offer("sneaker-42", 110.0, color="Red", size="EU42"),
        make_offer("sneaker-43", 110.0, color="Red", size="EU 43", availability="preorder"),
        brand="Halden",
        category=("Shoes",),
        gender="male",
        rating=4.5,
        rating_count=50,
        description="Light on the road.",
    ),
    make_product(
        "lamp",
        "Quiet Desk Lamp",
        make_offer("lamp-1", 30.0, color="White"),
        brand="Osier",
        category=("Home", "Lamps"),
        description="A warm light to read by.",
    ),
)


class WordEmbedder:
    """Each word is an axis of its own, as far as 64 go; texts that share words are near."""

    model_id = "words"
    dimension = 64

    def embed(self, texts: Sequence[str]) -> Embeddings:
        rows = np.zeros((len(texts), self.dimension), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in text.lower().replace(".", " ").replace(",", " ").split():
                row[zlib.crc32(word.encode()) % self.dimension] += 1
            row /= np.linalg.norm(row) or 1
        return rows

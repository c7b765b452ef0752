"""Sentences from files, and what a shop's products are called: what there is to say beside the grammar's sentences."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from retrieval.catalog import Product
from retrieval.demo_shop import generate_products
from retrieval.errors import TrainingError
from retrieval.feeds import read_feed


@dataclass(frozen=True, slots=True)
class ShopWords:
    """What the products of a shop are called, in both languages, and who makes them."""

    titles: tuple[str, ...]
    brands: tuple[str, ...]


def shop_words(feed: Path | None) -> ShopWords:
    """Of a feed's products, or of the demo shop's. Raises FeedError."""
    return words_of(generate_products() if feed is None else read_feed(feed).products)


def words_of(products: Iterable[Product]) -> ShopWords:
    """Titles and brands, each once, in the order of the products."""
    titles: dict[str, None] = {}
    brands: dict[str, None] = {}
    for product in products:
        titles |= dict.fromkeys([product.title, *(text.title for text in product.local.values())])
        brands |= dict.fromkeys([product.brand] if product.brand else [])
    return ShopWords(tuple(titles), tuple(brands))


def read_texts(paths: Sequence[Path]) -> list[str]:
    """The sentences of text files, one a line, and of JSON files shaped {part: [[sentence, label], ...]}, as CLINC's.

    Raises TrainingError for a file that is neither.
    """
    texts: list[str] = []
    for path in paths:
        try:
            content = path.read_text(encoding="utf-8")
            texts += _sentences(json.loads(content)) if path.suffix == ".json" else content.splitlines()
        except (OSError, ValueError, TypeError, LookupError, AttributeError) as error:
            raise TrainingError(
                f"{path} cannot be read as sentences ({error}).",
                remedy='Give UTF-8 text, one sentence a line, or JSON shaped {"train": [["sentence", "label"]]}.',
            ) from error
    return texts


def _sentences(parts: dict[str, list[list[str]]]) -> list[str]:
    return [str(row[0]) for rows in parts.values() for row in rows]

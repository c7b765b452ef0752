"""Datasets of what shops' own words say: a colour and a kind, asked of the demo shop and of the Luma store.

An item is one look of a product, with the text that the shop embeds and indexes; nothing is filtered, so that the stages
that read words, and their fusion, have to find both by themselves.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path

from assistant.messages import Language
from evals.datasets import GalleryItem, RetrievalQuery, write_gallery, write_queries
from evals.photo_datasets import DEMO_SEED
from retrieval.canonical import facet_reader
from retrieval.catalog import Product
from retrieval.demo_shop.generator import generate_products
from retrieval.documents import embedding_text
from retrieval.feeds import read_feed
from retrieval.lexicon import Lexicon, load_lexicon

MIN_RELEVANT = 5
"""As many as a shopper sees first."""
LANGUAGES: tuple[Language, ...] = ("en", "zh")


def build(data: Path, out: Path) -> Iterator[str]:
    """Writes a gallery and a dataset a language for each shop, naming each when it is there."""
    lexicon = load_lexicon()
    for shop, products in (
        ("demo", generate_products(DEMO_SEED)),
        ("luma", read_feed(data / "luma" / "products.tsv").products),
    ):
        items = list(chain.from_iterable(looks(product, lexicon) for product in products))
        write_gallery(out / f"{shop}-looks", items, ())
        yield f"{shop}-looks"
        for language in LANGUAGES:
            name = f"{shop}-words-{language}"
            about = f"A colour and a kind, in words ({language}) → both."
            write_queries(out / name, attributes(items, lexicon, language), about=about, gallery=f"../{shop}-looks")
            yield name


def looks(product: Product, lexicon: Lexicon) -> Iterator[GalleryItem]:
    """The product in each of its colours; those without a colour or a kind that the lexicon knows are left out."""
    reader = facet_reader(lexicon)
    kinds = [kind for kind in reader.product_values(product).get("category", {}) if lexicon.has("category", kind)]
    kind = max(kinds, key=lambda value: len(lexicon.broader("category", value)), default="")
    of_color: dict[str, list[int]] = {}
    for row, offer in enumerate(product.offers):
        color = next((c for c in reader.offer_values(offer).get("color", {}) if lexicon.has("color", c)), "")
        of_color.setdefault(color, []).append(row)
    for color, rows in of_color.items():
        if color and kind:
            look = replace(product, offers=tuple(product.offers[row] for row in rows))
            yield GalleryItem(
                f"{product.product_id}/{color}",
                embedding_text(look, lexicon),
                labels={"color": color, "kind": kind},
            )


def attributes(items: Sequence[GalleryItem], lexicon: Lexicon, language: Language) -> Iterator[RetrievalQuery]:
    """“blue jackets”, “蓝色外套”: each pair that at least `MIN_RELEVANT` items have."""
    for color, kind in common_pairs(items):
        words = [lexicon.label(slot, value, language) for slot, value in (("color", color), ("category", kind))]
        if all(words):
            text = (" " if language == "en" else "").join(filter(None, words)).lower()
            yield RetrievalQuery(f"{color}/{kind}", text, labels={"color": (color,), "kind": (kind,)})


def common_pairs(items: Iterable[GalleryItem]) -> list[tuple[str, str]]:
    """(colour, kind), sorted, of at least `MIN_RELEVANT` items."""
    counted = Counter((item.labels["color"], item.labels["kind"]) for item in items)
    return sorted(pair for pair, n in counted.items() if n >= MIN_RELEVANT)

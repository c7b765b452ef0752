"""The words of a product as the searches read them: one text to embed, three fields to index."""

from dataclasses import dataclass

from retrieval.canonical import FacetReader, clean_label, facet_reader
from retrieval.catalog import Product
from retrieval.lexicon import Lexicon

MAX_DESCRIPTION_CHARS = 300
"""The start of a description says what a thing is; more would drown title and facets in a mean-pooled embedding."""

_NOT_WORDS = frozenset({"size", "availability", "gender", "age_group"})
_EMBEDDED_SLOTS = ("color", "material", "pattern", "occasion", "feature")
_MAX_EMBEDDED_VALUES = 6


@dataclass(frozen=True, slots=True)
class Document:
    """The fields of a product that BM25 weighs apart, in all its languages."""

    title: str
    attributes: str
    description: str


def embedding_text(product: Product, lexicon: Lexicon) -> str:
    """One English text: title, brand, category path, facets, the start of the description."""
    title = _english(clean_label(product.title), lexicon)
    parts = [title, clean_label(product.brand), _english(", ".join(map(clean_label, product.category)), lexicon)]
    facets = facet_reader(lexicon).all_values(product)
    for slot in _EMBEDDED_SLOTS:
        parts.append(", ".join(list(facets.get(slot, {}))[:_MAX_EMBEDDED_VALUES]))
    parts.append(_english(clean_label(product.description)[:MAX_DESCRIPTION_CHARS], lexicon))
    return ". ".join(part for part in parts if part)


def lexical_document(product: Product, reader: FacetReader) -> Document:
    """The fields for BM25: canonical values stand beside the catalogue's own words, so that either is found."""
    local = list(product.local.values())
    attributes = [product.brand, *product.category, *product.occasions, *product.features]
    for slot, values in reader.all_values(product).items():
        if slot not in _NOT_WORDS:
            attributes += [
                f"{value} {label}" if label.casefold() != value else value for value, label in values.items()
            ]
    highlights = [*product.highlights, *(text for words in local for text in words.highlights)]
    return Document(
        title=" \n ".join([product.title, *(words.title for words in local)]),
        attributes=" \n ".join(attributes),
        description=" \n ".join([*highlights, product.description, *(words.description for words in local)]),
    )


def _english(text: str, lexicon: Lexicon) -> str:
    return lexicon.translate(text) if any("\u3400" <= char <= "\u9fff" for char in text) else text

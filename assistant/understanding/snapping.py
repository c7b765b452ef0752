"""A draft's slots and values in the shop's own spelling."""

import re
from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

from assistant.understanding.matcher import STANDARD_SLOTS
from assistant.understanding.sizes import read_size
from retrieval.catalog import AVAILABILITIES
from retrieval.folding import key_of
from retrieval.lexicon import Lexicon
from retrieval.vocabulary import Vocabulary

_ALIASES = {
    "colour": "color", "colors": "color", "colours": "color", "type": "category", "product": "category",
    "product_type": "category", "kind": "category", "categories": "category", "fabric": "material",
    "materials": "material", "sizes": "size", "brands": "brand", "maker": "brand", "age": "age_group",
    "stock": "availability", "budget": "price", "cost": "price", "stars": "rating", "print": "pattern",
    "features": "feature", "occasions": "occasion", "use": "occasion", "sex": "gender",
}  # fmt: skip
_CLOSED = {
    "gender": frozenset({"male", "female", "unisex"}),
    "age_group": frozenset({"adult", "kids", "toddler", "infant", "newborn"}),
    "availability": frozenset(AVAILABILITIES),
}
"""Slots whose values are the same in every shop: anything else is no value."""
MAX_CHARS = 80
MAX_VALUES = 12


def known_slot(name: str, vocabulary: Vocabulary) -> str | None:
    """The slot meant by a draft's name for it; None where neither every shop nor this catalogue has it."""
    slot = re.sub(r"[\s-]+", "_", name.strip().casefold())
    slot = _ALIASES.get(slot, slot)
    return slot if slot in STANDARD_SLOTS or slot in vocabulary.slots else None


def snap_values(slot: str, values: Iterable[object], *, lexicon: Lexicon, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The values in the catalogue's spelling, each once; what is no text or no value at all is left out."""
    snapped = (
        snap_value(slot, value, lexicon=lexicon, vocabulary=vocabulary)
        for value in list(values)[:MAX_VALUES]
        if isinstance(value, str) and 0 < len(value.strip()) <= MAX_CHARS
    )
    return tuple(dict.fromkeys(value for value in snapped if value))


def snap_value(slot: str, text: str, *, lexicon: Lexicon, vocabulary: Vocabulary) -> str | None:
    """The canonical value; one that nobody knows stays as it is, folded, so that the search can say no to it."""
    plain = " ".join(text.split())
    folded = plain.casefold()
    if slot in _CLOSED:
        value = lexicon.canonical(slot, plain) or folded.replace(" ", "_" if slot == "availability" else " ")
        return value if value in _CLOSED[slot] else None
    if slot == "size":
        if vocabulary.has("size", plain):
            return plain
        return read_size(lexicon.canonical("size", plain) or plain, vocabulary)
    if vocabulary.has(slot, folded):
        return folded
    return lexicon.canonical(slot, plain) or _by_label(slot, plain, vocabulary) or folded


def _by_label(slot: str, text: str, vocabulary: Vocabulary) -> str | None:
    """The catalogue's value that reads the same but for case, plural, accents, or one letter of a long name."""
    key = key_of(text)
    keys = {value: key_of(vocabulary.label(slot, value)) for value in vocabulary.values(slot)}
    for value, known in keys.items():
        if key in (known, key_of(value)):
            return value
    if len(key) < 6:
        return None
    near = process.extractOne(key, keys, scorer=OSA.distance, score_cutoff=1 if len(key) < 10 else 2)
    return str(near[2]) if near else None

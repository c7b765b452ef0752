"""Words that come with a photo: their "this" is what the photo shows, and they ask for what looks like it."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from assistant.messages import SERVICE_INTENTS, Intent, Reference, Understanding
from assistant.understanding.cues import WINDOW, Patterns, load_yaml
from retrieval.folding import fold

NOT_ABOUT_PHOTOS = SERVICE_INTENTS | {"show_cart", "remove_from_cart", "goodbye", "out_of_scope"}
"""Intents that stay what they are, whatever picture comes along."""
OF_CARDS = frozenset({"ordinal", "attribute", "superlative"})
"""Kinds of references that point at cards, not at a photo."""


class PhotoCues:
    """The patterns of `photo.yaml`."""

    def __init__(self, directory: Path | None = None) -> None:
        content = load_yaml("cues", "photo", directory)
        self._pointing = Patterns(content["pointing"], content["shorthand"])

    def without_pointing(self, text: str) -> str:
        """`text` with spaces for the words that point at the photo, as long as before."""
        letters = list(text)
        for match in self._pointing.finditer(fold(text)[:WINDOW]):
            letters[match.start() : match.end()] = " " * (match.end() - match.start())
        return "".join(letters)


@cache
def photo_cues() -> PhotoCues:
    """The installed patterns, compiled once."""
    return PhotoCues()


def is_about_photo(intent: Intent | None, references: Sequence[Reference]) -> bool:
    """Whether words with this intent are about the photo that they came with; what names a card is about the card."""
    names_card = any(reference.kind in OF_CARDS for reference in references)
    return intent not in NOT_ABOUT_PHOTOS and not (names_card and intent not in ("search", "refine", "more", "similar"))


def as_wish(understanding: Understanding) -> Understanding:
    """The understanding of words about a photo: "how much is this?" can only be answered with what looks like it, "what
    goes with this?" with what goes with that.
    """
    intent: Intent = "complement" if understanding.intent == "complement" else "search"
    return replace(
        understanding, intent=intent, references=(), asks_availability=False, quantity=1, is_quantity_said=False
    )

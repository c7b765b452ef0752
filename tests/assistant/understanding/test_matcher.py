"""Facet values in a text, look-alikes left out."""

import pytest

from assistant.understanding.matcher import Matcher
from tests.assistant.understanding.shop import SHOP, lexicon

pytestmark = pytest.mark.unit

MATCHER = Matcher(lexicon(), SHOP)


def values(text: str) -> list[str]:
    """Every value as "slot value"."""
    return [f"{found.slot} {'|'.join(found.values)}" for found in MATCHER.find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("GORE-TEX", ["material gore-tex"]),  # only the catalogue knows it
        ("maren oake", ["brand maren oake"]),
        ("Plainsong", ["brand plainsong & co"]),  # the company without its "& Co"
        ("coral", ["color coral"]),  # a colour before a brand of that name
        ("by Coral", ["brand coral"]),
        ("a Coral jacket", ["brand coral", "category jacket"]),
        ("denim jacket", ["material denim", "category jacket"]),  # also the name of a style
        ("a wrap dress", ["style wrap", "category dress"]),
        ("regular", []),  # too common a word
        ("regular fit", ["fit regular"]),
        ("卫衣", ["category hoodie"]),  # hoodie or sweatshirt: the shop has the first only
        ("laptop backpack", ["category backpack"]),
        ("shoes to go with my jeans", ["category shoe"]),
        ("装电脑的背包", ["category backpack"]),
        ("apple pie", []),
        ("Apple phone", ["brand apple", "category phone"]),
        ("I'd like to ring you", []),
        ("tell her", []),
        ("for her", ["gender female"]),
        ("I work in a bank", []),
        ("shoes for work", ["category shoe", "occasion work"]),
        ("work shoes", ["occasion work", "category shoe"]),
        ("red□ dress", ["color red", "category dress"]),
    ],
)
def test_text_matched_gives_the_values_that_are_meant(text: str, expected: list[str]) -> None:
    """The catalogue's own words count, the context decides what a word is."""
    assert values(text) == expected


def test_claimed_characters_are_left_alone() -> None:
    """What another rule has read is not read again."""
    assert MATCHER.find("red dress", claimed=[(0, 3)])[0].values == ("dress",)

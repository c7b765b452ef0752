"""Typos put right."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.understanding.spelling import Speller

pytestmark = pytest.mark.unit

SPELLER = Speller(["jacket", "waterproof", "leather", "sneaker", "beige"], known={"jacket", "leather", "lather"})


@pytest.mark.parametrize(
    ("word", "right"),
    [
        ("jaket", "jacket"),  # one letter dropped
        ("jakcet", "jacket"),  # two swapped
        ("jaccket", "jacket"),  # one doubled
        ("jakkit", None),  # two edits in a short word
        ("watreproff", "waterproof"),  # two edits in a long one
        ("lather", None),  # a real word
        ("lether", "leather"),
        ("hat", None),  # too short to tell
        ("acket", None),  # the first letter is seldom wrong
        ("jacket", None),  # right already
    ],
)
def test_word_looked_up_is_corrected_within_its_allowance(word: str, right: str | None) -> None:
    """One edit below eight letters, two from there on, never a real word."""
    assert SPELLER.correct_word(word) == right


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("blak hat", "black hat"),
        ("a hat in blak", "a hat in blak"),  # nothing about products beside it
        ("blak, hat", "blak, hat"),  # nor joined to it
        ("blak jaket", "black jacket"),  # the other word is misspelt too
        ("shop hat", "shop hat"),  # a real word
    ],
)
def test_short_word_is_corrected_beside_a_word_of_products_only(text: str, right: str) -> None:
    """Four letters have many neighbours: another facet's word next to them is the evidence."""
    speller = Speller(["jacket"], known={"hat", "shop", "jacket"}, telling={"black", "hat", "jacket", "shoe"})
    assert speller.correct(text).text == right


def test_text_corrected_keeps_track_of_the_original() -> None:
    """A span of the corrected text is found again in the shopper's own words."""
    corrected = SPELLER.correct("a blue jaket, lether")
    assert corrected.text == "a blue jacket, leather"
    start = corrected.text.index("jacket")
    assert corrected.original(start, start + 6) == (7, 12)
    assert corrected.original(len(corrected.text) - 7, len(corrected.text)) == (14, 20)


@given(st.text(max_size=80))
def test_any_text_corrected_has_an_offset_for_each_character(text: str) -> None:
    """Offsets are complete and never decrease."""
    corrected = SPELLER.correct(text)
    assert len(corrected.offsets) == len(corrected.text) + 1
    assert list(corrected.offsets) == sorted(corrected.offsets)
    assert corrected.offsets[-1] == len(text)

"""Folding of words and characters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.folding import fold, han_runs, key_of, singular, tokenize

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("word", "one"),
    [
        ("dresses", "dress"), ("dress", "dress"), ("watches", "watch"), ("boxes", "box"), ("shoes", "shoe"),
        ("accessories", "accessory"), ("knives", "knife"), ("scarves", "scarf"), ("mice", "mouse"), ("women's", "woman"),
        ("mens", "man"), ("glasses", "glasses"), ("glass", "glass"), ("shorts", "shorts"), ("jeans", "jean"),
        ("canvas", "canvas"), ("grey", "gray"), ("colour", "color"), ("jewelry", "jewellery"), ("xxs", "xxs"), ("as", "as"),
    ],
)  # fmt: skip
def test_word_folded_loses_its_plural(word: str, one: str) -> None:
    """Plurals, possessives and British spellings are one; what only ends in s is left."""
    assert singular(word) == one


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("T-Shirts", "t shirt"), ("water-resistant", "Water Resistant"), ("Crème", "creme"), ("ＲＥＤ", "red"),
        ("銀色", "银色"), ("men’s", "Men's"), ("H&M", "h&m"), ("外套", "外 套"),
    ],
)  # fmt: skip
def test_keys_of_equal_forms_are_equal(left: str, right: str) -> None:
    """Case, width, accents, hyphens, apostrophes and traditional characters do not matter."""
    assert key_of(left) == key_of(right)


@given(st.text(max_size=200))
def test_text_folded_keeps_every_offset(text: str) -> None:
    """One character in, one character out, and tokens lie inside the text in order."""
    assert len(fold(text)) == len(text)
    position = 0
    for token in tokenize(text):
        assert position <= token.start < token.end <= len(text)
        position = token.end


def test_tokens_parted_by_a_comma_are_not_joined() -> None:
    """ "black, tie" is no black tie."""
    assert [token.joined for token in tokenize("black, tie black tie")][1:] == [False, True, True]


def test_han_runs_are_the_chinese_stretches() -> None:
    """Start and end of each run."""
    assert list(han_runs("a红色b蓝")) == [(1, 3), (4, 5)]

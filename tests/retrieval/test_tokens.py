"""Words as index terms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.tokens import is_content, spellings_of, terms_of, word_spans, words_of

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Men's T-Shirt, 10.5", ["men's", "t-shirt", "10.5"]),
        ("防水jacket很好", ["防水", "jacket", "很好"]),
        ("ＡＢＣ café", ["abc", "cafe"]),
        ("🙂 --- ؟", []),
        ("", []),
    ],
)
def test_text_is_cut_into_folded_words(text: str, words: list[str]) -> None:
    """Latin words keep hyphens and points inside; a Chinese run is one word; signs are none."""
    assert words_of(text) == words


@pytest.mark.parametrize(
    ("word", "terms"),
    [
        ("jackets", ("jacket",)),
        ("men's", ("men",)),
        ("t-shirts", ("t", "shirt", "tshirt")),
        ("防水衣", ("防水", "水衣")),
        ("灯", ("灯",)),
    ],
)
def test_word_gives_its_terms(word: str, terms: tuple[str, ...]) -> None:
    """Stems, parts and the joined form of a compound, Chinese bigrams."""
    assert terms_of(word) == terms


def test_compound_has_two_spellings() -> None:
    """By its parts or in one word."""
    assert spellings_of("t-shirt") == (("t", "shirt"), ("tshirt",))


def test_function_words_are_no_content() -> None:
    """In both languages."""
    assert [word for word in ("the", "我要的", "x", "jacket", "夹克", "7") if is_content(word)] == ["jacket", "夹克"]


@given(st.text(max_size=40))
def test_spans_hold_the_words_of_any_text(text: str) -> None:
    """Whatever is typed, words and spans agree, and every word has terms."""
    spans = word_spans(text)
    assert len(spans) == len(words_of(text))
    assert all(words_of(text[start:end]) for start, end in spans)
    assert all(all(terms_of(word)) and terms_of(word) for word in words_of(text))

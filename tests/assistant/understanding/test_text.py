"""Cleaning an utterance and telling its language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.messages import Language
from assistant.understanding.text import MAX_CHARS, clean, detect_language

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  red\t dress \n", "red dress"),
        ("ｒｅｄ　１００", "red 100"),
        ("re\u200bd", "red"),
        ("\u202ered\u202c", "red"),
        ("\x1b[31mred\x1b[0m\x1b]0;title\x07 dress", "red dress"),
        ("\x1b[1m红色\x1b[0m", "红色"),
        ("a\x00b\x07", "ab"),
        ("", ""),
        ("\n\t ", ""),
        ("x" * 5000, "x" * MAX_CHARS),
        ("价格１００块", "价格100块"),
    ],
)
def test_text_cleaned_holds_visible_characters_only(text: str, cleaned: str) -> None:
    """Width is folded, invisible characters and surplus space go, length is bounded."""
    assert clean(text) == cleaned


@given(st.text(max_size=400))
def test_text_cleaned_twice_stays_the_same(text: str) -> None:
    """Cleaning is idempotent and never lengthens past the limit."""
    once = clean(text)
    assert clean(once) == once
    assert len(once) <= MAX_CHARS


@pytest.mark.parametrize(
    ("text", "default", "language"),
    [
        ("a red dress", "zh", "en"),
        ("红色的裙子", "en", "zh"),
        ("想要 red dress, 100块以内", "en", "zh"),
        ("a 红色 dress in size m please", "zh", "en"),
        ("我想要一件 waterproof 的 jacket，size M，under 150", "en", "zh"),
        ("我想要一条裙子; DROP TABLE products; --", "en", "zh"),
        ("I want a 连衣裙", "zh", "en"),
        ("M", "zh", "zh"),
        ("M", "en", "en"),
        ("42", "zh", "zh"),
        ("XXL", "zh", "zh"),
        ("", "en", "en"),
        ("🙂", "zh", "zh"),
    ],
)
def test_language_detected_from_the_majority_of_words(text: str, default: Language, language: Language) -> None:
    """Chinese and English by their share of words; what is neither keeps the conversation's language."""
    assert detect_language(text, default) == language

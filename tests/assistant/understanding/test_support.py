"""What an utterance bears out."""

import pytest

from assistant.understanding.support import Evidence
from tests.assistant.understanding.shop import lexicon

pytestmark = pytest.mark.unit

EVIDENCE = Evidence("Crimson dresses, 红木 around 2k", lexicon())


@pytest.mark.parametrize(
    ("slot", "value", "words", "is_supported"),
    [
        ("color", "red", "crimson", True),  # the words are there
        ("color", "red", "", True),  # a form of the value is
        ("category", "dress", "made up", True),
        ("feature", "dresses", "", True),  # the value itself is
        ("color", "blue", "azure", False),
        ("color", "blue", "", False),
    ],
)
def test_value_claimed_is_supported_by_words_or_forms(slot: str, value: str, words: str, is_supported: bool) -> None:
    """Words of the text, or a form of the value in either language."""
    assert EVIDENCE.supports(slot, value, words) is is_supported


@pytest.mark.parametrize(
    ("number", "is_supported"), [(2000, True), (1600, True), (2400, True), (2, True), (500, False)]
)
def test_number_claimed_is_supported_by_the_text(number: float, is_supported: bool) -> None:
    """As it is, or as an end of the band around it."""
    assert EVIDENCE.supports_number(number) is is_supported

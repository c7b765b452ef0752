"""Bare answers to a question."""

import pytest

from assistant.understanding.answers import read_answer
from tests.assistant.understanding.shop import SHOP, lexicon, shorthand

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("slot", "text", "expected"),
    [
        ("price", "about 50 euros", None),  # a comparison and a currency: the grammar's
        ("price", "50", ["price lte 50"]),
        ("price", "50 to 80", ["price gte 50", "price lte 80"]),
        ("rating", "4 stars", ["rating gte 4"]),
        ("rating", "9", None),
        ("size", "I'd like a medium please", ["size in M"]),
        ("size", "我要M码", ["size in M"]),
        ("size", "blue", None),
        ("color", "红色的", ["color in red"]),
        ("color", "a dress", None),
        ("gender", "女", ["gender in female|unisex"]),
        ("brand", "x" * 50, None),
        ("color", "", None),
    ],
)
def test_answer_read_is_for_its_slot_or_none(slot: str, text: str, expected: list[str] | None) -> None:
    """A bare value answers; anything more is read like any other utterance."""
    answer = read_answer(text, slot, lexicon=lexicon(), vocabulary=SHOP)
    assert (answer and [shorthand(stated) for stated in answer.stated]) == expected

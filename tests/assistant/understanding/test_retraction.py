"""Retractions, by slot and by value."""

import pytest

from assistant.understanding.matcher import Found
from assistant.understanding.retraction import find_retractions, has_no_preference, retracted_values
from tests.assistant.understanding.shop import SHOP, read

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ok forget the brand, and show red", [("brand", "forget the brand")]),
        ("money is no object", [("price", "money is no object")]),
        ("the size doesn't really matter", [("size", "the size doesn't really matter")]),
        ("no preference on colour", [("color", "no preference on colour")]),
        ("regardless of price", [("price", "regardless of price")]),
        ("the length isn't important", [("length", "the length isn't important")]),
        ("尺码随便，品牌不限", [("size", "尺码随便"), ("brand", "品牌不限")]),
        ("不管价格", [("price", "不管价格")]),
        ("从头开始", [("*", "从头开始")]),
        ("a colourful dress", []),
        ("what is the price?", []),
        ("清空购物车", []),
    ],
)
def test_retraction_said_is_found_with_its_words(text: str, said: list[tuple[str, str]]) -> None:
    """The slot by any of its names, and the characters that say it."""
    assert [(r.slot, text[r.start : r.end]) for r in find_retractions(text, SHOP)] == said


def test_value_taken_back_takes_its_slot_back() -> None:
    """ "Forget the red" gives up the colour; a kind of product is not given up in passing."""
    red, dress = Found(11, 14, "color", ("red",)), Found(11, 16, "category", ("dress",))
    assert [r.slot for r in retracted_values("forget the red", [red]).values()] == ["color"]
    assert retracted_values("forget the dress", [dress]) == {}


@pytest.mark.parametrize(
    ("text", "is_none"), [("anything", True), ("I don't care.", True), ("都行", True), ("any red", False)]
)
def test_answer_without_preference_is_recognised(text: str, is_none: bool) -> None:
    """Only a text that says nothing else."""
    assert has_no_preference(text.lower()) is is_none


@pytest.mark.parametrize(
    "text", ["could we drop the waterproof thing", "remove the waterproof filter", "去掉防水的要求"]
)
def test_demand_dropped_by_its_value_takes_the_slot_back(text: str) -> None:
    """ "The waterproof thing" is the demand for it."""
    extraction = read(text)
    assert (extraction.stated, extraction.retracted) == ((), ("feature",))

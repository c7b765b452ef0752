"""The reach of a negation."""

import pytest

from assistant.understanding.matcher import Found
from assistant.understanding.negation import find_negated

pytestmark = pytest.mark.unit


def negated(text: str, *values: tuple[str, str]) -> dict[str, str]:
    """Value -> the words that refuse it; `values` are (words, slot) in order of appearance."""
    found = [Found(text.index(words), text.index(words) + len(words), slot, (words,)) for words, slot in values]
    return {found[i].values[0]: text[n.start : n.end] for i, n in find_negated(text, found, ()).items()}


@pytest.mark.parametrize(
    ("text", "values", "expected"),
    [
        ("not red", ["red"], {"red": "not red"}),
        ("not red, pink or blue", ["red", "pink", "blue"], {"red": "not red"}),
        ("not red or pink", ["red", "pink"], {"red": "not red", "pink": "pink"}),
        ("no red, no pink", ["red", "pink"], {"red": "no red", "pink": "no pink"}),
        ("not red but blue", ["red", "blue"], {"red": "not red"}),
        ("why not red", ["red"], {}),
        ("no problem, red", ["red"], {}),
        ("i can't find anything red", ["red"], {}),
        ("i do not want it to be red", ["red"], {"red": "not want it to be red"}),
        ("红色不行", ["红色"], {"红色": "红色不行"}),
        ("不要红色和蓝色", ["红色", "蓝色"], {"红色": "不要红色", "蓝色": "蓝色"}),
        ("是不是红色", ["红色"], {}),
        ("非常红色", ["红色"], {}),
    ],
)
def test_negation_reaches_its_value_and_the_list_it_opens(
    text: str, values: list[str], expected: dict[str, str]
) -> None:
    """Over fillers and "or" lists, not over a comma, a "but", or words that change the subject."""
    assert negated(text, *((value, "color") for value in values)) == expected


def test_negation_of_one_slot_stops_at_another() -> None:
    """In "no leather shoes" the shoes are wanted."""
    assert negated("no leather shoes", ("leather", "material"), ("shoes", "category")) == {"leather": "no leather"}

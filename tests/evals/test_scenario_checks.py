"""An expectation that does not hold is named; one that holds is not."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.scenario_checks import check_expectation, describe, meets
from evals.scenarios import Expectation, read_form
from tests.evals.turns import BLUE_DRESS, RED_DRESS, played, wish

pytestmark = pytest.mark.unit

BOTH = played(RED_DRESS, BLUE_DRESS)
EARLIER = [played(BLUE_DRESS), played()]


def problems(expect: dict[str, Any], turn: Any = BOTH, history: Any = ()) -> list[str]:
    return check_expectation(Expectation.model_validate(expect), turn, history)


HOLDING: list[dict[str, Any]] = [
    {"intent": "search", "action": ["more", "search"], "sentiment": "neutral"},
    {"ledger": ["category=dress"], "ledger_exactly": ["category=dress"], "ledger_absent": ["color"]},
    {"cards": {"min": 2, "max": 2, "all": ["category=dress", "price<=80", "color!=green"]}},
    {"cards": {"min": 1, "none_of": ["color=green", "price<=10"], "some": ["color=blue", "rating>=4.5"]}},
    {"cards": {"first": ["color=red,green"], "titles_contain": ["petra", "Shirt"]}},
    {"cards": {"same_as": None, "min": 2, "sorted": "price_asc"}},
    {"cards": {"min": 2, "sorted": "rating_desc"}},
    {"relaxed": [], "clarify": None, "answer": None, "within_ms": 5, "fault": None, "seen": []},
    {"cart": {"lines": 0, "total_items": 0}},
    {"reply": {"contains": ["PETRA", ["nothing", "have"]], "absent": ["sorry"]}},
    {},
]


@pytest.mark.parametrize("expect", HOLDING, ids=str)
def test_expectation_that_holds_names_no_problem(expect: dict[str, Any]) -> None:
    """What is true of the turn passes."""
    assert problems(expect) == []


FAILING: list[tuple[dict[str, Any], str]] = [
    ({"intent": "refine"}, "intent search, not refine"),
    ({"action": ["more", "similar"]}, "action search, not more or similar"),
    ({"sentiment": "positive"}, "sentiment neutral, not positive"),
    ({"ledger": ["color=red"]}, "not in the ledger: color=red (it has category=dress)"),
    ({"ledger": ["soft category=dress"]}, "not in the ledger: soft category=dress (it has category=dress)"),
    ({"ledger_exactly": []}, "in the ledger, but not wanted: category=dress"),
    ({"ledger_absent": ["category"]}, "still in the ledger: category"),
    ({"cards": {"min": 3}}, "2 cards, at least 3 expected"),
    ({"cards": {"max": 1}}, "2 cards, at most 1 expected"),
    ({"cards": {"min": 1, "all": ["color=red"]}}, "Noor Shirt Dress (dress-2-blue-m) does not meet color=red"),
    ({"cards": {"min": 1, "all": ["rating>=4"]}}, "Noor Shirt Dress (dress-2-blue-m) does not meet rating>=4"),
    ({"cards": {"min": 1, "none_of": ["price<=60"]}}, "Petra Midi Dress (dress-1-red-m) meets price<=60"),
    ({"cards": {"some": ["size=L"]}}, "no card meets size=L"),
    ({"cards": {"first": ["color=blue"]}}, "the first card does not meet color=blue"),
    ({"cards": {"titles_contain": ["Skirt"]}}, "no title contains 'Skirt'"),
    ({"cards": {"min": 1, "sorted": "price_desc"}}, "the cards are not in the order price_desc"),
    ({"cards": {"same_as": [[1, 1]]}}, "the cards are ['dress-1', 'dress-2'], not ['dress-2']"),
    ({"cards": {"same_as": [[9, 1]]}}, "the cards are ['dress-1', 'dress-2'], not [None]"),
    ({"cards": {"new": True}}, "Noor Shirt Dress (dress-2-blue-m) was shown before"),
    ({"cards": {"min": 1, "cheaper_than_turn": 1}}, "Noor Shirt Dress (dress-2-blue-m) is not below 80.0"),
    ({"relaxed": ["price"]}, "relaxed nothing, not ['price']"),
    ({"clarify": "any"}, "no question, expected one about any"),
    ({"answer": True}, "answer None, not True"),
    ({"within_ms": 4}, "cards after 5 ms, not within 4 ms"),
    ({"cart": {"lines": 1}}, "0 lines in the cart, not 1"),
    ({"cart": {"total_items": 2}}, "0 items in the cart, not 2"),
    ({"cart": {"offer": ["size=M"]}}, "the last line of the cart does not meet size=M"),
    ({"cart": {"same_as": [1, 1]}}, "the last line of the cart is None, not dress-2"),
    ({"reply": {"contains": [["sorry", "no"]]}}, "the reply does not say 'sorry' or 'no'"),
    ({"reply": {"absent": ["petra"]}}, "the reply says 'petra'"),
]


@pytest.mark.parametrize(("expect", "problem"), FAILING, ids=[problem for _, problem in FAILING])
def test_expectation_that_does_not_hold_is_named(expect: dict[str, Any], problem: str) -> None:
    """Each kind of expectation can fail, says how, and says nothing else."""
    assert problems(expect, history=EARLIER) == [problem]


def test_question_about_another_slot_is_named() -> None:
    """A question is judged by its slot, and its mere presence where none is expected."""
    asked = played(RED_DRESS, clarify={"slot": "size", "options": ["M", "L"]})
    assert problems({"clarify": ["color", "size"]}, asked) == []
    assert problems({"clarify": "any"}, asked) == []
    assert problems({"clarify": "color"}, asked) == ["a question about size, expected color"]
    assert problems({"clarify": None}, asked) == ["a question about size, expected none"]


def test_photo_is_judged_by_what_was_seen_and_what_was_wrong() -> None:
    """Only what comes from a photo was seen in one; a fault is compared by name."""
    seen = wish("color", ["red"], is_hard=False) | {"provenance": "photo"}
    turn = played(ledger=[wish("category", ["dress"]), seen], notes=[{"kind": "photo", "fault": "damaged"}])
    assert problems({"seen": ["color=red"], "fault": "damaged"}, turn) == []
    assert problems({"seen": ["category=dress"], "fault": None}, turn) == [
        "faults of the photo ['damaged'], not none",
        "not seen in the photo: category=dress (seen: color=red)",
    ]


def test_cart_is_judged_by_its_last_line() -> None:
    """The line added last is the one that a turn speaks of."""
    lines = [{"product_id": "mug-1", "quantity": 2}, {"product_id": "dress-2", "quantity": 1}]
    turn = played(cart=lines)
    turn = type(turn)(turn.say, turn.json, cart=(RED_DRESS, BLUE_DRESS))
    expect = {"cart": {"lines": 2, "total_items": 3, "offer": ["color=blue"], "same_as": [1, 1]}}
    assert problems(expect, turn, EARLIER) == []


def test_ledger_values_are_compared_as_sets_and_amounts_to_the_cent() -> None:
    """Neither the order of names nor the last bit of a product of floats tells constraints apart."""
    ledger = [wish("color", ["navy", "black"]), wish("price", 0.8 * 70, "gte")]
    assert problems({"ledger_exactly": ["color=black,navy", "price>=56"]}, played(ledger=ledger)) == []


@given(st.floats(1, 1000), st.floats(1, 1000))
def test_price_bounds_split_all_prices(price: float, bound: float) -> None:
    """A card meets at least one of the two bounds at any amount, both only where it is the amount."""
    card = RED_DRESS | {"price": price}
    below, above = read_form(f"price<={bound}"), read_form(f"price>={bound}")
    assert meets(card, below) or meets(card, above)
    assert (meets(card, below) and meets(card, above)) == (price == bound)


@given(st.sets(st.sampled_from("abc")), st.sets(st.sampled_from("abc"), min_size=1))
def test_names_are_met_or_excluded_never_both(values: set[str], names: set[str]) -> None:
    """`=` and `!=` of the same names split all cards, those without any value included."""
    card = {"price": 1.0, "attributes": {"color": sorted(values)}}
    text = ",".join(sorted(names))
    assert meets(card, read_form(f"color={text}")) == bool(values & names)
    assert meets(card, read_form(f"color!={text}")) != meets(card, read_form(f"color={text}"))


@pytest.mark.parametrize("form", ["color=black,navy", "soft occasion=hiking", "price<=49.9", "rating>=4", "brand!=x"])
def test_form_read_and_described_is_the_same(form: str) -> None:
    """A problem is told in the words of the file."""
    assert describe(read_form(form)) == form

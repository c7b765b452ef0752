"""The validator: what it lets through of a draft, whoever wrote it."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.messages import StatedConstraint, Understanding
from assistant.understanding.validator import validate
from retrieval.constraints import Constraint, Op
from tests.assistant.understanding.shop import SHOP, lexicon, read, shorthand

pytestmark = pytest.mark.unit

RATES = {"EUR": 1.1, "CNY": 0.14}


def checked(text: str, *drafts: StatedConstraint, retracted: tuple[str, ...] = ()) -> Understanding:
    """The validated understanding of drafts for a text."""
    understanding = Understanding("en", "search", constraints=drafts, retracted=retracted)
    return validate(understanding, text, vocabulary=SHOP, lexicon=lexicon(), rates=RATES)


def names(slot: str, *values: str, words: str = "", op: Op = "in", is_hard: bool = True) -> StatedConstraint:
    """A draft over names."""
    return StatedConstraint(Constraint(slot, op, values, is_hard=is_hard), words)


def number(slot: str, op: Op, value: float, unit: str | None = None, words: str = "") -> StatedConstraint:
    """A draft over a number."""
    return StatedConstraint(Constraint(slot, op, value, unit), words)


def kept(text: str, *drafts: StatedConstraint) -> list[str]:
    """What is left of the drafts, in shorthand."""
    return [shorthand(stated) for stated in checked(text, *drafts).constraints]


@pytest.mark.parametrize(
    ("text", "draft", "expected"),
    [
        ("crimson frocks", names("colour", "Crimson", words="crimson"), ["color in red"]),
        ("crimson frocks", names("type", "Frocks", words="frocks"), ["category in dress"]),
        ("红色的", names("color", "red", words="红色"), ["color in red"]),
        ("红色的", names("color", "red"), ["color in red"]),
        ("something by Aureline", names("brand", "Aureline", words="Aureline"), ["brand in auréline"]),
        ("Tidewyck coats", names("brand", "Tidewyck", words="Tidewyck"), ["brand in tidewick"]),
        ("from gucci", names("brand", "Gucci", words="gucci"), ["brand in gucci"]),
        ("in a medium", names("size", "medium", words="medium"), ["size in M"]),
        ("size 42", names("size", "42", words="size 42"), ["size in EU 42"]),
        ("size 99", names("size", "99", words="size 99"), ["size in 99"]),
        ("for women", names("gender", "women", words="women"), ["gender in female|unisex"]),
        ("not for women", names("gender", "female", op="not_in", words="not for women"), ["gender not_in female"]),
        ("in stock", names("availability", "in stock", words="in stock"), ["availability in in_stock"]),
        ("for aliens", names("gender", "alien", words="aliens"), []),
        ("red", names("color", "blue", words="sea"), []),
        ("red", names("mood", "red", words="red"), []),
        ("red", names("color", "", "  ", words="red"), []),
        ("red", names("price", "red", words="red"), []),
        ("five reds", number("color", "lte", 5, words="five"), []),
        ("with a zip", names("closure", "ZIP", words="zip"), ["closure in zip"]),
    ],
)
def test_named_draft_validated_is_snapped_or_dropped(text: str, draft: StatedConstraint, expected: list[str]) -> None:
    """Slots and values get the shop's spelling; what the words do not support, or is no value, goes."""
    assert kept(text, draft) == expected


@pytest.mark.parametrize(
    ("text", "draft", "expected"),
    [
        ("under 50", number("price", "lte", 50, words="under 50"), ["price lte 50"]),
        ("under 50 dollars", number("price", "lte", 50, "$", "under 50"), ["price lte 50"]),
        ("under 50 euros", number("price", "lte", 50, "EUR", "under 50 euros"), ["price lte 55"]),
        ("三百元人民币以内", number("price", "lte", 300, "RMB", "三百元"), ["price lte 42"]),
        ("around 100", number("price", "gte", 80, words="around 100"), ["price gte 80"]),
        ("1-2k", number("price", "gte", 1000, words="1-2k"), ["price gte 1000"]),
        ("cheap", number("price", "lte", 20, words="cheap"), []),
        ("under 50", number("price", "lte", -50, words="under 50"), []),
        ("under 50", number("price", "lte", math.nan, words="under 50"), []),
        ("under 50", number("price", "lte", math.inf, words="under 50"), []),
        ("under 0", number("price", "lte", 0, words="under 0"), []),
        ("under 99999999999", number("price", "lte", 99999999999, words="under 99999999999"), []),
        ("4 stars", number("rating", "gte", 4, "star", "4 stars"), ["rating gte 4"]),
        ("9 stars", number("rating", "gte", 9, words="9 stars"), ["rating gte 5"]),
        ("90 stars", number("rating", "gte", 90, words="90 stars"), []),
        ("0.5 stars", number("rating", "gte", 0.5, words="0.5 stars"), ["rating gte 1"]),
    ],
)
def test_number_validated_is_converted_clamped_or_dropped(
    text: str, draft: StatedConstraint, expected: list[str]
) -> None:
    """Prices come out in the shop's currency, ratings between 1 and 5; a number the text lacks goes."""
    assert kept(text, draft) == expected


def test_price_converted_is_told() -> None:
    """50 EUR at 1.1 are 55 USD, and a note says so."""
    understanding = checked("under 50 euros", number("price", "lte", 50, "EUR", "under 50 euros"))
    note = {"amount": "50", "currency": "EUR", "converted": "55.00", "rate": "1.1"}
    assert understanding.notes == (("converted", note),)


def test_price_without_a_rate_is_dropped_and_told() -> None:
    """A currency nobody can convert never becomes a bound in dollars."""
    understanding = checked("under 5000 yen", number("price", "lte", 5000, "JPY", "under 5000 yen"))
    assert understanding.constraints == ()
    assert understanding.notes == (("no_rate", {"currency": "JPY"}),)


@pytest.mark.parametrize(
    ("text", "drafts", "expected", "clash"),
    [
        ("black or navy", (names("color", "black"), names("color", "navy")), ["color in black|navy"], ()),
        ("wireless hooded", (names("feature", "wireless"), names("feature", "hooded")),
         ["feature in wireless", "feature in hooded"], ()),
        ("red red", (names("color", "red"), names("color", "red")), ["color in red"], ()),
        ("linen cotton", (names("material", "linen"), names("material", "cotton", is_hard=False)),
         ["material in linen", "material in cotton ?"], ()),
        ("under 50 60", (number("price", "lte", 60), number("price", "lte", 50)), ["price lte 50"], ()),
        ("over 50 60", (number("price", "gte", 60), number("price", "gte", 50)), ["price gte 60"], ()),
        ("under 50 and over 80", (number("price", "lte", 50), number("price", "gte", 80)),
         ["price lte 50", "price gte 80"], ("price",)),
        ("red or blue not red", (names("color", "red", "blue"), names("color", "red", op="not_in")),
         ["color in blue", "color not_in red"], ()),
        ("red not red", (names("color", "red"), names("color", "red", op="not_in")),
         ["color in red", "color not_in red"], ("color",)),
    ],
)  # fmt: skip
def test_drafts_of_one_slot_validated_are_reconciled(
    text: str, drafts: tuple[StatedConstraint, ...], expected: list[str], clash: tuple[str, ...]
) -> None:
    """Alternatives pool, features stay apart, the tighter bound counts, and what cannot be is reported."""
    understanding = checked(text, *drafts)
    assert [shorthand(stated) for stated in understanding.constraints] == expected
    assert understanding.notes == tuple(("contradiction", {"slot": slot}) for slot in clash)


def test_retractions_validated_are_known_slots() -> None:
    """Aliases become slots, "*" stays, inventions go."""
    assert checked("x", retracted=("Colour", "*", "budget", "mood", "color")).retracted == ("color", "*", "price")


UTTERANCES = [
    "a red dress in size M between $20 and $40, at least 4 stars, not leather, ideally silk",
    "不要红色的羽绒服，男士，M码，一千五左右，四星以上",
    "around 2k for a tent for 4 people, at least 750 ml",
    "jaket in colour navy by Gabor, for my 5 year old",
]


@pytest.mark.parametrize("text", UTTERANCES)
def test_reading_of_the_grammar_validated_stays_whole(text: str) -> None:
    """What the grammar reads out of a text, the text supports."""
    stated = read(text).stated
    understanding = validate(
        Understanding("en", "search", constraints=stated), text, vocabulary=SHOP, lexicon=lexicon(), rates={}
    )
    assert {shorthand(item) for item in understanding.constraints} == {shorthand(item) for item in stated}


_SLOTS = st.one_of(st.sampled_from([*SHOP.slots, "price", "rating", "colour", "*"]), st.text(max_size=12))
_NAMES = st.builds(
    Constraint, _SLOTS, st.sampled_from(["in", "not_in"]), st.lists(st.text(max_size=100), max_size=5).map(tuple)
)
_NUMBERS = st.builds(
    Constraint, _SLOTS, st.sampled_from(["lte", "gte"]), st.floats(), st.one_of(st.none(), st.text(max_size=6))
)
_DRAFTS = st.lists(st.builds(StatedConstraint, st.one_of(_NAMES, _NUMBERS), st.text(max_size=30)), max_size=6)


@given(_DRAFTS, st.text(max_size=60), st.lists(st.text(max_size=8), max_size=3).map(tuple))
@settings(max_examples=200, deadline=None)
def test_any_draft_validated_twice_stays_the_same(
    drafts: list[StatedConstraint], text: str, retracted: tuple[str, ...]
) -> None:
    """Total on junk, every number finite, and validating again changes nothing."""
    once = checked(text, *drafts, retracted=retracted)
    for stated in once.constraints:
        assert stated.constraint.names or math.isfinite(stated.constraint.number)
    again = checked(text, *once.constraints, retracted=once.retracted)
    assert again.constraints == once.constraints
    assert again.retracted == once.retracted

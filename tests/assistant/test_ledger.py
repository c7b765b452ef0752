"""The rules by which one utterance changes what is wanted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.ledger import ADDITIVE_SLOTS, Edit, apply_edit, constraints_of, keep_person, merge, retract, view
from assistant.messages import LedgerEntry
from retrieval.constraints import Constraint

pytestmark = pytest.mark.unit


def said(slot: str, op: str, value: object, *, turn: int = 1) -> LedgerEntry:
    constraint = Constraint(slot, op, value)  # type: ignore[arg-type]
    return LedgerEntry(constraint, "said", "words", turn)


RED, BLUE = said("color", "in", ("red",)), said("color", "in", ("blue",), turn=2)
NOT_RED = said("color", "not_in", ("red",), turn=2)

names = st.lists(st.sampled_from("abc"), min_size=1, max_size=2, unique=True).map(tuple)
set_constraints = st.builds(Constraint, st.sampled_from(["color", "feature"]), st.sampled_from(["in", "not_in"]), names)
bounds = st.builds(Constraint, st.just("price"), st.sampled_from(["lte", "gte"]), st.integers(1, 9).map(float))
constraints = st.one_of(set_constraints, bounds)
utterances = st.lists(st.lists(constraints, min_size=1, max_size=1), max_size=6)


def test_merge_of_new_value_replaces_old_value() -> None:
    """Blue after red is blue."""
    assert merge((RED,), (BLUE,)) == (BLUE,)


def test_merge_of_exclusion_removes_what_it_excludes() -> None:
    """ "Not red" after "red" leaves the exclusion alone, and black of "red or black"."""
    assert merge((RED,), (NOT_RED,)) == (NOT_RED,)
    either = said("color", "in", ("red", "black"))
    assert merge((either,), (NOT_RED,)) == (said("color", "in", ("black",)), NOT_RED)


def test_merge_of_wish_removes_its_exclusion() -> None:
    """ "Red after all" takes back "not red", but not "not blue"."""
    neither = said("color", "not_in", ("red", "blue"))
    assert merge((neither,), (RED,)) == (said("color", "not_in", ("blue",)), RED)


def test_merge_of_second_exclusion_keeps_the_first() -> None:
    """ "Not red", then "not blue": neither."""
    not_blue = said("color", "not_in", ("blue",), turn=3)
    assert merge((NOT_RED,), (not_blue,)) == (NOT_RED, not_blue)


def test_merge_of_further_feature_wants_both() -> None:
    """A product has many features: waterproof, then with pockets, is both."""
    waterproof, pockets = said("feature", "in", ("waterproof",)), said("feature", "in", ("pockets",), turn=2)
    assert merge((waterproof,), (pockets,)) == (waterproof, pockets)
    assert merge((waterproof, pockets), (waterproof,)) == (pockets, waterproof)


def test_merge_of_bound_replaces_its_side_and_what_contradicts_it() -> None:
    """Over 80 after 20 to 50 drops the 50 and the 20; under 40 keeps the 20."""
    low, high = said("price", "gte", 20.0), said("price", "lte", 50.0)
    over, under = said("price", "gte", 80.0, turn=2), said("price", "lte", 40.0, turn=2)
    assert merge((low, high), (over,)) == (over,)
    assert merge((low, high), (under,)) == (low, under)
    at_most = said("price", "lte", 80.0, turn=3)
    assert merge((over,), (at_most,)) == (at_most,)


def test_merge_of_one_utterance_with_two_values_keeps_both() -> None:
    """Constraints of the same utterance stand together: two features, or a range."""
    low, high = said("price", "gte", 20.0), said("price", "lte", 50.0)
    assert merge((), (low, high)) == (low, high)


def test_retraction_removes_slots_and_star_removes_everything() -> None:
    """ "Forget the colour" keeps the price; "start over" keeps nothing."""
    price = said("price", "lte", 50.0)
    assert retract((RED, price), ("color",)) == (price,)
    assert retract((RED, price), ("*",)) == ()


def test_new_search_keeps_whom_it_is_for() -> None:
    """Gender and age group outlive a change of category; price and colour do not."""
    gender, age = said("gender", "in", ("female", "unisex")), said("age_group", "in", ("kids",))
    assert keep_person((RED, gender, said("price", "lte", 5.0), age)) == (gender, age)


def test_edit_by_hand_is_marked_and_follows_the_same_rules() -> None:
    """Adding blue by hand replaces red; removing takes out exactly what is named."""
    price = said("price", "lte", 50.0)
    edited = apply_edit((RED, price), Edit(add=(BLUE.constraint,), remove=(price.constraint,)), 4)
    assert edited == (LedgerEntry(BLUE.constraint, "edited", "", 4),)


def test_view_marks_earlier_words_as_carried_and_given_up_ones_as_relaxed() -> None:
    """Said in turn 1 is carried in turn 2; an edit stays an edit; what was given up is relaxed."""
    edited = LedgerEntry(Constraint("size", "in", ("M",)), "edited", "", 1)
    price = said("price", "lte", 50.0, turn=2)
    seen = view((RED, edited, price), turn=2, relaxed=(price.constraint,))
    assert [entry.provenance for entry in seen] == ["carried", "edited", "relaxed"]


@given(utterances)
def test_merge_never_leaves_a_contradiction(said_by_turn: list[list[Constraint]]) -> None:
    """After any conversation no value is both wanted and excluded, no bound crosses another, the last word stands."""
    ledger: tuple[LedgerEntry, ...] = ()
    for turn, stated in enumerate(said_by_turn, 1):
        new = tuple(LedgerEntry(constraint, "said", "", turn) for constraint in stated)
        ledger = merge(ledger, new)
        assert ledger[-len(new) :] == new
    held = constraints_of(ledger)
    wanted = {(c.slot, name) for c in held if c.op == "in" for name in c.names}
    excluded = {(c.slot, name) for c in held if c.op == "not_in" for name in c.names}
    assert not wanted & excluded
    lows, highs = [c.number for c in held if c.op == "gte"], [c.number for c in held if c.op == "lte"]
    assert (len(lows) <= 1, len(highs) <= 1) == (True, True)
    assert not lows or not highs or lows[0] <= highs[0]
    single = [c.slot for c in held if c.op == "in" and c.slot not in ADDITIVE_SLOTS]
    assert len(single) == len(set(single))

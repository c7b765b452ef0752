"""The question worth asking."""

import pytest

from assistant.dialogue_state import Anchor, DialogueState
from assistant.messages import Clarification, LedgerEntry
from assistant.policy_clarify import ASKABLE_SLOTS, choose_question, expected_bits, slots_to_ask
from retrieval.constraints import Constraint

pytestmark = pytest.mark.unit


def test_bits_of_a_partition_are_its_entropy() -> None:
    """Four equal parts tell two bits, halves one, a single value none."""
    assert expected_bits({"a": 5, "b": 5, "c": 5, "d": 5}, 20) == pytest.approx(2.0)
    assert expected_bits({"a": 10, "b": 10}, 20) == pytest.approx(1.0)
    assert expected_bits({"a": 20}, 20) == pytest.approx(0.0)


def test_bits_of_values_that_all_products_have_are_none() -> None:
    """Twenty jackets that each come in S, M and L: the size tells nothing, though its entropy is 1.58."""
    assert expected_bits({"S": 20, "M": 20, "L": 20}, 20) == pytest.approx(0.0)


def test_bits_of_a_slot_that_few_products_have_are_few() -> None:
    """Of twenty products four have a heel, two of them high: a fifth of log2(20 / 2) = 3.32 bits."""
    assert expected_bits({"high": 2, "low": 2}, 20) == pytest.approx(0.2 * 3.3219, abs=1e-4)


def test_question_is_about_what_products_differ_in_most() -> None:
    """Four colours tell more than two genders; the options come most frequent first."""
    counts = {"gender": {"male": 10, "female": 10}, "color": {"red": 4, "blue": 8, "black": 4, "grey": 4}}
    assert choose_question(counts, 20) == Clarification("color", ("blue", "black", "grey", "red"))


def test_question_is_not_asked_where_it_would_not_help() -> None:
    """Not for a dozen products, not where nearly all are alike, not where a slot has one value."""
    colors = {"color": {"red": 6, "blue": 6}}
    assert choose_question(colors, 12) is None
    assert choose_question({"color": {"red": 29, "blue": 1}}, 30) is None
    assert choose_question({"color": {"red": 30}, "size": {}}, 30) is None


def test_question_offers_five_answers_at_most() -> None:
    """Eight colours: the five most frequent."""
    counts = {"color": {name: 10 - i for i, name in enumerate("abcdefgh")}}
    question = choose_question(counts, 52)
    assert question == Clarification("color", tuple("abcde"))


def test_slots_said_or_asked_are_not_asked() -> None:
    """Never for what was said, in whatever way, and one question a search."""
    not_red = LedgerEntry(Constraint("color", "not_in", ("red",)), "said", "", 1)
    assert slots_to_ask(DialogueState(ledger=(not_red,))) == tuple(slot for slot in ASKABLE_SLOTS if slot != "color")
    assert slots_to_ask(DialogueState(asked=("size",))) == ()
    assert slots_to_ask(DialogueState(anchor=Anchor("similar", "p"))) == ()

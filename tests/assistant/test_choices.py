"""The variant that a shopper is choosing."""

import pytest

from assistant.choices import choices_of, combine_choices
from assistant.messages import Reference, StatedConstraint, Understanding
from retrieval.constraints import Constraint

pytestmark = pytest.mark.unit

RED, BLUE = Constraint("color", "in", ("red",)), Constraint("color", "in", ("blue",))
SIZE_M = Constraint("size", "in", ("M",))
RED_ONE = Reference("attribute", "the red one", "color", "red")


def test_words_and_pointing_choose_alike() -> None:
    """ "The red one in M" chooses red and M; "red, the red one" chooses red once; "it" chooses nothing."""
    stated = (StatedConstraint(SIZE_M, "in M"),)
    assert choices_of(Understanding("en", "add_to_cart", constraints=stated, references=(RED_ONE,))) == (SIZE_M, RED)
    twice = (StatedConstraint(RED, "red"),)
    assert choices_of(Understanding("en", "add_to_cart", constraints=twice, references=(RED_ONE,))) == (RED,)
    assert choices_of(Understanding("en", "add_to_cart", references=(Reference("pronoun", "it"),))) == ()


def test_latest_word_on_a_slot_stands() -> None:
    """Red in M, then "no, blue": blue in M."""
    assert combine_choices((RED, SIZE_M), (BLUE,)) == (SIZE_M, BLUE)

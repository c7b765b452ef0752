"""What a shopper takes back in the same breath."""

import pytest

from assistant.understanding.corrections import corrected
from assistant.understanding.matcher import Found

pytestmark = pytest.mark.unit

RED, BLUE = Found(0, 3, "color", ("red",)), Found(14, 18, "color", ("blue",))


def test_value_put_right_leaves_the_later_one() -> None:
    """Of two colours around "no wait" the second stays."""
    assert corrected("red, no wait, blue", [RED, BLUE], []) == ([BLUE], [])


def test_value_of_another_slot_survives_a_correction() -> None:
    """Only what is said again is put right."""
    hat = Found(14, 17, "category", ("hat",))
    assert corrected("red, no wait, hats", [RED, hat], []) == ([RED, hat], [])


def test_word_after_no_correction_takes_nothing_back() -> None:
    """A list stays whole."""
    assert corrected("red, or maybe blue", [RED, BLUE], []) == ([RED, BLUE], [])


def test_correction_too_far_away_takes_nothing_back() -> None:
    """What is said long after the cue is another matter."""
    far = Found(80, 84, "color", ("blue",))
    assert corrected("red, no wait, " + "x" * 66 + "blue", [RED, far], []) == ([RED, far], [])

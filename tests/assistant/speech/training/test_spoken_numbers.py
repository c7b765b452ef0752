"""Numbers as shoppers say them, read back by the parser's own numbers."""

from random import Random

import pytest

from assistant.speech.training.spoken_numbers import MAX_NUMBER, chinese, english
from assistant.understanding.numbers import find_numbers

pytestmark = pytest.mark.unit

NUMBERS = [*range(100), 100, 101, 110, 115, 120, 199, 200, 250, 305, 999, 1000, 1001, 1050, 1200, 2500, 3040, 9999]


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("say", [english, chinese])
def test_number_said_is_the_number_read(say: type[english], number: int) -> None:
    """However a number is said, the parser reads that number."""
    for seed in range(6):
        said = say(number, Random(seed))
        (found,) = find_numbers(said)
        assert found.value == number, said


def test_ways_of_saying_differ() -> None:
    """People say a hundred and one hundred, 二百五 and 两百五十."""
    assert len({english(150, Random(seed)) for seed in range(40)}) >= 3
    assert {"两百五", "二百五", "两百五十", "二百五十"} == {chinese(250, Random(seed)) for seed in range(60)}


@pytest.mark.parametrize("number", [-1, MAX_NUMBER + 1])
def test_number_out_of_range_is_refused(number: int) -> None:
    """Nobody draws such a number: a broken invariant."""
    with pytest.raises(AssertionError):
        english(number, Random(0))
    with pytest.raises(AssertionError):
        chinese(number, Random(0))

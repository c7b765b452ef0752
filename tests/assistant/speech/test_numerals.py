"""Numbers in words, and back through the reader of numbers."""

import pytest

from assistant.speech.numerals import digit_words, number_words
from assistant.understanding.numbers import find_numbers

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("number", "english", "chinese"),
    [
        ("0", "zero", "零"), ("2", "two", "二"), ("12", "twelve", "十二"), ("22", "twenty-two", "二十二"),
        ("105", "one hundred and five", "一百零五"), ("110", "one hundred and ten", "一百一十"),
        ("2,200", "two thousand two hundred", "两千两百"), ("1005", "one thousand and five", "一千零五"),
        ("20500", "twenty thousand five hundred", "两万零五百"),
        ("1000000", "one million", "一百万"), ("4.5", "four point five", "四点五"), ("007", "zero zero seven", "零零七"),
    ],
)  # fmt: skip
def test_number_is_said_as_people_do(number: str, english: str, chinese: str) -> None:
    assert number_words(number, "en") == english
    assert number_words(number, "zh") == chinese


def test_words_are_read_back_as_the_number() -> None:
    """Every number that a shop's prices have."""
    for number in (*range(0, 1200), 2500, 9999, 10_000, 12_345, 99_999):
        for language in ("en", "zh"):
            (read,) = find_numbers(number_words(str(number), language))  # type: ignore[arg-type]
            assert read.value == number


@pytest.mark.parametrize("text", ["", "x", "1.x", "-1", "1..2"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no number"):
        number_words(text, "en")


def test_very_long_numbers_are_read_digit_by_digit() -> None:
    assert number_words("1234567890123", "zh") == digit_words("1234567890123", "zh")

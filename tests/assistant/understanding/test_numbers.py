"""Numbers in figures and in words, English and Chinese."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.understanding.numbers import chinese_range, english_value, find_numbers

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1,500 or 2k", [1500, 2000]),
        ("1.5k", [1500]),
        ("two hundred", [200]),
        ("a hundred and fifty", [150]),
        ("twenty-five", [25]),
        ("fifteen hundred", [1500]),
        ("a couple hundred", [200]),
        ("two grand", [2000]),
        ("between twenty and forty", [20, 40]),
        ("five hundred and eight hundred", [500, 800]),
        ("three thousand two hundred and five", [3205]),
        ("50bucks", [50]),
        ("usd100", [100]),
        ("0.5 and .5", [0.5, 0.5]),
        ("五六百", [500]),
        ("一千五", [1500]),
        ("三百五", [350]),
        ("两千零五十", [2050]),
        ("一千零五", [1005]),
        ("一万二", [12000]),
        ("1万5", [15000]),
        ("3千", [3000]),
        ("十五", [15]),
        ("百元", [100]),
        ("百褶裙", []),
        ("千鸟格", []),
        ("t20", []),
        ("five six", []),
        ("often", []),
        ("someone", []),
        ("", []),
    ],
)
def test_numbers_found_have_their_values(text: str, values: list[float]) -> None:
    """Figures, number words and numerals, and nothing that only resembles them."""
    assert [number.value for number in find_numbers(text)] == values


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("两三百", 200, 300), ("一两千", 1000, 2000), ("三百多", 300, 400), ("300多", 300, 400), ("五十多", 50, 60), ("150多", 150, 160)],
)  # fmt: skip
def test_vague_number_found_is_a_range(text: str, low: float, high: float) -> None:
    """ "Three hundred and some" lies below four hundred."""
    (number,) = find_numbers(text)
    assert (number.value, number.upper, number.is_vague) == (low, high, True)


ONES = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
ONES += ["thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
TENS = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def in_english(n: int) -> str:
    """Number words as dictated: 1,234 is "one thousand two hundred and thirty-four"."""
    if n >= 1000:
        head = f"{in_english(n // 1000)} thousand"
        return head if n % 1000 == 0 else f"{head} {in_english(n % 1000)}"
    if n >= 100:
        head = f"{ONES[n // 100]} hundred"
        return head if n % 100 == 0 else f"{head} and {in_english(n % 100)}"
    if n >= 20:
        return TENS[n // 10] + (f"-{ONES[n % 10]}" if n % 10 else "")
    return ONES[n]


def in_chinese(n: int) -> str:
    """Numerals as written: 1,005 is 一千零五."""
    if n >= 10_000:
        rest = n % 10_000
        return in_chinese(n // 10_000) + "万" + (("零" if rest < 1000 else "") + in_chinese(rest) if rest else "")
    text, gap = "", False
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = n // unit % 10
        if digit:
            text += ("零" if gap and text else "") + "零一二三四五六七八九"[digit] + sign
            gap = False
        else:
            gap = True
    return text


@given(st.integers(0, 999_999))
def test_english_words_read_back_give_the_number(n: int) -> None:
    """Words of every number below a million."""
    assert english_value(in_english(n)) == n
    (number,) = find_numbers(f"under {in_english(n)} please")
    assert number.value == n


@given(st.integers(1, 9_999_999))
def test_chinese_numeral_read_back_gives_the_number(n: int) -> None:
    """Numerals of every number below ten million."""
    assert chinese_range(in_chinese(n)) == (n, n)


@given(st.floats(0.01, 1e6).map(lambda value: round(value, 2)))
def test_figures_read_back_give_the_number(value: float) -> None:
    """Figures with and without the thousands' commas."""
    assert [n.value for n in find_numbers(f"{value:.2f}")] == [value]
    assert [n.value for n in find_numbers(f"{value:,.2f}")] == [value]

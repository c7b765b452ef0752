"""Numbers as shoppers say them: "a hundred and twenty", "one fifty", "两百五", "一千二百". Pure, chance passed in.

How a number is *read out* is `spoken`'s to decide; here it is said in all the ways that a recogniser must know.
"""

from random import Random

_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_HAN = "零一二三四五六七八九"
_HAN_UNITS = ((1000, "千"), (100, "百"), (10, "十"))
MAX_NUMBER = 9999


def english(number: int, rng: Random) -> str:
    """0 to 9999 in words: "two hundred and fifty", "two hundred fifty", "a hundred"."""
    assert 0 <= number <= MAX_NUMBER, "prices, sizes and counts are not larger"
    if number >= 1000:
        head, rest = divmod(number, 1000)
        return _with_rest(_article(head, rng) + " thousand", rest, rng, has_and=rest < 100)
    if number >= 100:
        head, rest = divmod(number, 100)
        return _with_rest(_article(head, rng) + " hundred", rest, rng, has_and=rng.random() < 0.6)
    if number < len(_ONES):
        return _ONES[number]
    tens, ones = divmod(number, 10)
    return f"{_TENS[tens]} {_ONES[ones]}" if ones else _TENS[tens]


def _article(head: int, rng: Random) -> str:
    return "a" if head == 1 and rng.random() < 0.5 else english(head, rng)


def _with_rest(head: str, rest: int, rng: Random, *, has_and: bool) -> str:
    if not rest:
        return head
    return f"{head} {'and ' if has_and else ''}{english(rest, rng)}"


def chinese(number: int, rng: Random) -> str:
    """0 to 9999 in characters: 二百五十 or, as often, 两百五; 12 is 十二, 105 一百零五."""
    assert 0 <= number <= MAX_NUMBER, "prices, sizes and counts are not larger"
    if number < 10:
        return _HAN[number]
    said, rest, skipped = "", number, False
    for unit, name in _HAN_UNITS:
        digit, rest = divmod(rest, unit)
        if digit:
            said += ("零" if skipped and said else "") + _digit(digit, unit, rng) + name
            skipped = False
        else:
            skipped = bool(said)
    if rest:
        said += ("零" if skipped else "") + _HAN[rest]
    said = said.removeprefix("一") if said.startswith("一十") else said
    is_round = number >= 100 and number % 10 == 0 and number % 100 and number % 1000 >= 100
    return said.removesuffix("十") if is_round and rng.random() < 0.6 else said


def _digit(digit: int, unit: int, rng: Random) -> str:
    return "两" if digit == 2 and unit >= 100 and rng.random() < 0.8 else _HAN[digit]

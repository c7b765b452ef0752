"""Numbers as they are spoken, in English and Chinese: the inverse of `assistant.understanding.numbers`."""

from assistant.messages import Language

_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SCALES = ((1_000_000_000, "billion"), (1_000_000, "million"), (1_000, "thousand"))
_HAN = "零一二三四五六七八九"
_HAN_UNITS = ("", "十", "百", "千")
_HAN_SCALES = ("", "万", "亿")

MAX_SPOKEN = 999_999_999_999
"""Longer numbers are codes, and are read digit by digit."""


def number_words(number: str, language: Language) -> str:
    """A decimal number in digits ("1,249.90") in words. Raises ValueError for what is none."""
    whole, _, fraction = number.replace(",", "").partition(".")
    if not whole.isdecimal() or (fraction and not fraction.isdecimal()):
        raise ValueError(f"{number!r} is no number")
    if int(whole) > MAX_SPOKEN or (len(whole) > 1 and whole.startswith("0")):
        words = digit_words(whole, language)
    else:
        words = _english(int(whole)) if language == "en" else _chinese(int(whole))
    if not fraction:
        return words
    point, gap = ("point", " ") if language == "en" else ("点", "")
    return gap.join([words, point, digit_words(fraction, language)])


def digit_words(digits: str, language: Language) -> str:
    """Each digit by itself, as codes and decimals are read."""
    if language == "en":
        return " ".join(_ONES[int(digit)] for digit in digits)
    return "".join(_HAN[int(digit)] for digit in digits)


def _english(number: int) -> str:
    """ "one hundred and five", "twenty-two"."""
    if number < 20:
        return _ONES[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return _TENS[tens] + (f"-{_ONES[ones]}" if ones else "")
    if number < 1000:
        hundreds, rest = divmod(number, 100)
        return f"{_ONES[hundreds]} hundred" + (f" and {_english(rest)}" if rest else "")
    scale, name = next(item for item in _SCALES if number >= item[0])
    high, rest = divmod(number, scale)
    joint = " and " if 0 < rest < 100 else " "
    return f"{_english(high)} {name}" + (f"{joint}{_english(rest)}" if rest else "")


def _chinese(number: int) -> str:
    """ "一百零五", "两万", "十二"."""
    if number == 0:
        return "零"
    groups = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    words = ""
    for index in range(len(groups) - 1, -1, -1):
        group = groups[index]
        if group == 0:
            continue
        if words and (group < 1000 or groups[index + 1] == 0):
            words += "零"
        words += _chinese_group(group) + _HAN_SCALES[index]
    words = words.replace("二千", "两千").replace("二百", "两百")
    words = "两" + words[1:] if words.startswith(("二万", "二亿")) else words
    return words.removeprefix("一") if words.startswith("一十") else words


def _chinese_group(group: int) -> str:
    """1 to 9999; a gap between digits is one 零."""
    words, has_gap = "", False
    for unit in (3, 2, 1, 0):
        digit = group // 10**unit % 10
        if digit == 0:
            has_gap = bool(words)
            continue
        words += ("零" if has_gap else "") + _HAN[digit] + _HAN_UNITS[unit]
        has_gap = False
    return words

"""Numbers as shoppers write them: "1,500", "2k", "two hundred", "a hundred and fifty", "一千五", "两三百", "三百多".

Everything here reads text that `retrieval.folding.fold` has folded.
"""

import re
from dataclasses import dataclass

_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
_SCALES = {"k": 1e3, "w": 1e4, "hundred": 1e2, "grand": 1e3, "thousand": 1e3, "million": 1e6}
_SCALES |= {"百": 1e2, "千": 1e3, "万": 1e4}
_CODES = "".join(rf"|(?<={code})" for code in ("usd", "rmb", "cny", "eur", "gbp", "jpy", "hkd"))
_FIGURE = re.compile(
    rf"(?:(?<![a-z0-9_]){_CODES})(?<!\d[.,])({_DIGITS})"
    r"(?:\s?(k|w)(?![a-z0-9])|\s(grand|hundred|thousand|million)(?![a-z])|([百千万])(\d(?!\d))?)?"
)
_ONES = {
    word: value
    for value, word in enumerate(
        [
            "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
            "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
        ]
    )
}  # fmt: skip
_TENS = {
    word: 10 * value
    for value, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2
    )
}
_MULTIPLIERS = {"hundred": 100, "thousand": 1000, "grand": 1000, "million": 1_000_000}
_WORD = "|".join(sorted((*_ONES, *_TENS), key=len, reverse=True))
_MULTIPLIER = "|".join(_MULTIPLIERS)
_WORDS = re.compile(
    rf"(?<![a-z0-9'])(?:(?:{_WORD})|an? (?:couple (?:of )?)?(?={_MULTIPLIER}))"
    rf"(?:[\s-]*(?:and\s+(?=(?:{_WORD})\b))?(?:{_WORD}|{_MULTIPLIER}))*(?![a-z])"
)
_HAN_DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2} | dict(zip("三四五六七八九", range(3, 10), strict=True))
_HAN_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10_000}
_HAN = re.compile(r"[零〇一二两三四五六七八九十百千万]+")
_VAGUE = re.compile(r"\s*(?:多|来|几)(?![少么久大重宽长])")


@dataclass(frozen=True, slots=True)
class Number:
    """A number at `start` to `end`. `upper` differs from `value` only where it is vague: "两三百" is 200 to 300."""

    start: int
    end: int
    value: float
    upper: float
    scale: float = 1.0

    @property
    def is_vague(self) -> bool:
        """Whether it names a range."""
        return self.upper != self.value


def find_numbers(folded: str) -> tuple[Number, ...]:
    """All numbers of the text, in order, not overlapping."""
    found = [*_figures(folded), *_english(folded), *_chinese(folded)]
    found.sort(key=lambda number: (number.start, -number.end))
    kept: list[Number] = []
    for number in found:
        if not kept or number.start >= kept[-1].end:
            kept.append(_with_vagueness(number, folded))
    return tuple(kept)


def _with_vagueness(number: Number, folded: str) -> Number:
    """ "三百多" is 300 to 400: the next step of the smallest unit that was said."""
    match = _VAGUE.match(folded, number.end)
    if match is None or number.is_vague or number.value < 10 or number.value != int(number.value):
        return number
    step = 1
    while number.value % (step * 10) == 0:
        step *= 10
    return Number(number.start, match.end(), number.value, number.value + step, number.scale)


def _figures(folded: str) -> list[Number]:
    found = []
    for match in _FIGURE.finditer(folded):
        scale = _SCALES[match[2] or match[3] or match[4]] if match.lastindex != 1 else 1.0
        value = round((float(match[1].replace(",", "")) + int(match[5] or 0) / 10) * scale, 6)
        if value < 1e12:
            found.append(Number(match.start(), match.end(), value, value, scale))
    return found


def _english(folded: str) -> list[Number]:
    found = []
    for match in _WORDS.finditer(folded):
        for start, end in _readable(match.group()):
            value = english_value(match.group()[start:end])
            if value is not None:
                found.append(Number(match.start() + start, match.start() + end, float(value), float(value)))
    return found


def _readable(words: str) -> list[tuple[int, int]]:
    """The whole, or its parts around each "and" where the whole is not one number ("twenty and forty")."""
    if english_value(words) is not None:
        return [(0, len(words))]
    cuts = [match.span() for match in re.finditer(r"\s+and\s+", words)]
    return list(zip([0, *(end for _, end in cuts)], [*(start for start, _ in cuts), len(words)], strict=True))


def english_value(words: str) -> int | None:
    """The value of number words ("two hundred and five" is 205); None for what is not one number ("five six")."""
    total = group = 0
    room, ceiling = 10**9, 10**9  # what the next addend, and the next of thousand or million, must be below
    for word in re.findall(r"[a-z]+", words):
        if word in ("and", "of"):
            continue
        if word in _MULTIPLIERS:
            factor = _MULTIPLIERS[word]
            if factor >= ceiling or (factor == 100 and group >= 100):
                return None
            if factor == 100:
                group, room = (group or 1) * 100, 100
            else:
                total, group, room, ceiling = total + (group or 1) * factor, 0, 1000, factor
        elif word in ("a", "an", "couple"):
            group = 2 if word == "couple" else 1
        else:
            value = _ONES.get(word, _TENS.get(word, 0))
            if value >= room:
                return None
            group += value
            room = 10 if word in _TENS else 0
    return total + group


def _chinese(folded: str) -> list[Number]:
    found = []
    for match in _HAN.finditer(folded):
        before, after = folded[: match.start()], folded[match.end() : match.end() + 1]
        if match.group()[0] in "百千万" and (before[-1:].isdigit() or after not in ("元", "块")):
            continue
        bounds = chinese_range(match.group())
        if bounds is not None:
            low, high = bounds
            found.append(Number(match.start(), match.end(), float(low), float(high), _scale_of(match.group())))
    return found


def _scale_of(numeral: str) -> float:
    return float(max((_HAN_UNITS[c] for c in numeral if c in _HAN_UNITS), default=1))


def chinese_range(numeral: str) -> tuple[int, int] | None:
    """(value, value) of a Chinese numeral, or both ends of a vague one: "两三百" is (200, 300). None if malformed.

    "一千五" is 1500: a last digit after 百, 千 or 万 counts in the next unit below.
    """
    vague = re.fullmatch(r"([一二两三四五六七八九])([二两三四五六七八九])([十百千万]+)", numeral)
    if vague:
        low, high = (_chinese_value(digit + vague[3]) for digit in vague.groups()[:2])
        return (low, high) if low is not None and high is not None and low < high else None
    value = _chinese_value(numeral)
    return None if value is None else (value, value)


def _chinese_value(numeral: str) -> int | None:
    if all(character in _HAN_DIGITS for character in numeral):
        return int("".join(str(_HAN_DIGITS[character]) for character in numeral)) if len(numeral) <= 9 else None
    total = section = digit = 0
    unit = 10**5  # the last unit that was said
    for position, character in enumerate(numeral):
        if character in _HAN_DIGITS:
            if digit:
                return None
            digit = _HAN_DIGITS[character]
            after_zero = position > 0 and numeral[position - 1] in "零〇"
            if position == len(numeral) - 1 and not after_zero and 100 <= unit <= 10_000:
                return total + section + digit * unit // 10
            continue
        if character == "万":
            total, section, digit, unit = (section + digit or 1) * 10_000, 0, 0, 10_000
        elif _HAN_UNITS[character] >= unit:
            return None
        else:
            unit = _HAN_UNITS[character]
            section, digit = section + (digit or 1) * unit, 0
    return total + section + digit

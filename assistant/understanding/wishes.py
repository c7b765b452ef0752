"""What an utterance asks for besides products: an order, a direction, a count, whether something is to be had."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from assistant.understanding.cues import WINDOW, Patterns, load_yaml
from assistant.understanding.numbers import find_numbers
from retrieval.folding import fold
from retrieval.query import Sort

MAX_QUANTITY = 9_999
_NUMBER = {
    "number": r"(?:\d{1,4}|one|two|three|four|five|six|seven|eight|nine|ten|twelve|[一二两三四五六七八九十百]{1,5})"
}
_VALUES: Mapping[str, int] = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "twelve": 12, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wishes:
    """As in `Understanding`; `availability` says that the words of such a question are there."""

    sort: Sort | None = None
    comparative: tuple[str, str] | None = None
    quantity: int = 1
    is_quantity_said: bool = False
    availability: bool = False


NO_WISHES = Wishes()


class WishCues:
    """The patterns of `wishes.yaml`."""

    def __init__(self, directory: Path | None = None) -> None:
        content = load_yaml("cues", "wishes", directory)
        self._sorts = [(name, Patterns(sources)) for name, sources in content["sort"].items()]
        self._comparatives = [(name, Patterns(sources)) for name, sources in content["comparative"].items()]
        self._modest = Patterns(content["not_too_expensive"])
        self._quantity = Patterns(content["quantity"], _NUMBER)
        self._availability = Patterns(content["availability"])

    def find(self, folded: str, *, is_comparing: bool) -> Wishes:
        """`folded` has its references and constraints blanked out, so that "size 42" is no count.

        `is_comparing`: prices are on the table, or nothing but a direction is said.
        """
        folded = folded[:WINDOW]
        count = self._count(folded)
        sort = next((name for name, patterns in self._sorts if patterns.search(folded)), None)
        return Wishes(
            sort=sort,
            comparative=None if sort else self._compare(folded, is_comparing),
            quantity=count or 1,
            is_quantity_said=count is not None,
            availability=self._availability.search(folded) is not None,
        )

    def counts(self, text: str) -> bool:
        """Whether a number of pieces is said: "one of them"."""
        return self._count(fold(text)[:WINDOW]) is not None

    def _compare(self, folded: str, is_comparing: bool) -> tuple[str, str] | None:
        """ "Not too expensive" is a direction only where there is something to compare with."""
        modest = self._modest.search(folded)
        if modest and is_comparing:
            return "price", "lower"
        if modest:
            folded = folded[: modest.start()] + folded[modest.end() :]
        for name, patterns in self._comparatives:
            if patterns.search(folded):
                slot, direction = name.split("-")
                return slot, direction
        return None

    def _count(self, folded: str) -> int | None:
        match = self._quantity.search(folded)
        if match is None:
            return None
        groups = match.groupdict()
        if groups.get("couple"):
            return 2
        number = _number(groups.get("n") or groups.get("m") or "1")
        return number if 0 < number <= MAX_QUANTITY else None


def _number(word: str) -> int:
    if word.isdecimal() or word in _VALUES:
        return _VALUES.get(word) or int(word)
    return next((round(number.value) for number in find_numbers(word)), 0)


@cache
def wish_cues() -> WishCues:
    """The installed patterns, compiled once."""
    return WishCues()

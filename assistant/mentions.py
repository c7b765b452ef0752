"""Which product a clause speaks of: by its title, a shortened title, its brand, or its place ("the second")."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.claim_patterns import CAPITALISED
from assistant.evidence import Item
from assistant.sentences import spans_of

_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5}
_ORDINAL = re.compile(
    r"\b(?:the )(first|second|third|fourth|fifth)\b|\b(first|second|third|fourth|fifth) (?:one|option|pick)\b"
    r"|第([一二三四五])(?=[款件个双条种])", re.IGNORECASE,
)  # fmt: skip
_CAPITALISED = re.compile(r"[A-Z][\w'’&-]*(?:\s+(?:&\s+)?[A-Z0-9][\w'’&-]*)*")
_MIN_PART = 2
"""Words of a title that a shortened title must have, unless it is the title's first word (the model's name)."""


@dataclass(frozen=True, slots=True)
class NamedItems:
    """A mention at characters `start` to `end`: the items it may mean; `by_title`: it is a title or part of one."""

    start: int
    end: int
    items: tuple[Item, ...]
    by_title: bool


def find_mentions(text: str, items: Sequence[Item]) -> list[NamedItems]:
    """The mentions in a sentence, from the left, none overlapping; whole titles win over everything inside them."""
    found: list[NamedItems] = []
    names = {name.casefold() for item in items for name in item.names}
    for name in sorted(names, key=len, reverse=True):
        named = tuple(item for item in items if name in {own.casefold() for own in item.names})
        found += _free(found, [NamedItems(start, end, named, True) for start, end in spans_of(text, name)])
    brands = {item.product.brand for item in items if item.product.brand}
    for brand in sorted(brands, key=len, reverse=True):
        named = tuple(item for item in items if item.product.brand == brand)
        found += _free(found, [NamedItems(start, end, named, False) for start, end in spans_of(text, brand)])
    for match in _CAPITALISED.finditer(text):
        found += _free(found, _shortened(match, items))
    cards = tuple(item for item in items if item.rank)
    for match in _ORDINAL.finditer(text):
        place = _ORDINALS[next(group for group in match.groups() if group).casefold()]
        named = tuple(item for item in cards if item.rank == place)
        if named:
            found += _free(found, [NamedItems(*match.span(), named, False)])
    return sorted(found, key=lambda mention: mention.start)


def _free(found: Sequence[NamedItems], new: Sequence[NamedItems]) -> list[NamedItems]:
    return [one for one in new if all(one.end <= other.start or one.start >= other.end for other in found)]


def _shortened(match: re.Match[str], items: Sequence[Item]) -> list[NamedItems]:
    """A run of capitalised words that are all of one title, the beginning "The" or "Then" aside."""
    words = [(part[0], match.start() + part.start()) for part in re.finditer(r"\S+", match[0])]
    n_leading = 1 if words and words[0][0] in CAPITALISED else 0
    for skip in range(n_leading + 1):
        run = [word.casefold().removesuffix("'s").removesuffix("’s") for word, _ in words[skip:]]
        named = tuple(item for item in items if run and any(_is_part(run, name) for name in item.names))
        if named:
            return [NamedItems(words[skip][1], match.end(), named, True)]
    return []


def _is_part(run: Sequence[str], title: str) -> bool:
    words = title.casefold().split()
    is_telling = len(run) >= _MIN_PART or (run[0] == words[0] and run[0].capitalize() not in CAPITALISED)
    return is_telling and all(word in words for word in run)

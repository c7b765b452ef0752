"""What a clause claims: amounts, ratings, stock, sizes, colours and other facets, ranks, promises, names."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant import claim_patterns as patterns
from assistant.sentences import spans_of
from retrieval.lexicon import Lexicon
from retrieval.sizes import canonical_size

ClaimKind = Literal[
    "money", "percent", "rating", "reviews", "left", "in_stock", "out_of_stock", "size", "facet", "superlative",
    "cheaper", "dearer", "promise", "number", "name",
]  # fmt: skip

FACET_SLOTS = frozenset({
    "color", "material", "pattern", "feature", "occasion", "gender", "age_group", "category", "fit", "length", "sleeve",
    "neckline", "closure",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim at a place of the clause. `values` are its possible readings, any of which may be the true one.

    money: (currency, amount as text); facet: (slot, value); name: ("first", word) for the first word of a sentence,
    which is capitalised anyway; all others: ("", value).
    """

    kind: ClaimKind
    start: int
    values: tuple[tuple[str, str], ...] = ()
    is_negated: bool = False


def extract(clause: str, lexicon: Lexicon, *, shields: Sequence[str] = (), is_start: bool = False) -> list[Claim]:
    """The claims of a clause, names of products already blanked out.

    `shields` are names of facets, which are no values ("heel height" is no heels, "图案" no graphic); `is_start`: the
    sentence begins with this clause.
    """
    text = clause
    claims: list[Claim] = []
    for kind, pattern, read in _READERS:
        text = _take(text, pattern, kind, read, claims)
    text = _take_facets(text, lexicon, shields, claims)
    text = _take(text, patterns.COUNT, "number", _read_count, claims)
    for match in patterns.NAME.finditer(text):
        is_first_word = is_start and " " not in match[0] and not clause[: match.start()].strip(" \x00“\"'(")
        claims.append(Claim("name", match.start(), (("first" if is_first_word else "", match[0]),)))
    return [_with_polarity(claim, clause, claims) for claim in claims]


def _take(text: str, pattern: re.Pattern[str], kind: ClaimKind, read: "Reader", claims: list[Claim]) -> str:
    """Reads all matches as claims and blanks them out, so that no later pattern reads them again."""
    for match in pattern.finditer(text):
        claims.append(Claim(kind, match.start(), tuple(read(match))))
    return pattern.sub(lambda match: "\x01" * len(match[0]), text)


Reader = Callable[[re.Match[str]], Iterable[tuple[str, str]]]


def _read_money(match: re.Match[str]) -> Iterator[tuple[str, str]]:
    symbol, unit = match["symbol"], match["unit"]
    currency = patterns.SYMBOLS[symbol.casefold()] if symbol else patterns.UNITS[unit.casefold()]
    yield currency, _plain_number(match["a"] or match["b"])


def _read_percent(match: re.Match[str]) -> Iterator[tuple[str, str]]:
    """Chinese names what is left to pay: 八折, "eight tenths", is 20 % off."""
    tenths = float(patterns.WORD_NUMBERS.get(match[2] or "", 0) or match[2] or 0)
    yield "", _plain_number(match[1]) if match[1] else f"{100 - 10 * tenths:g}"


def _read_number(match: re.Match[str]) -> Iterator[tuple[str, str]]:
    found = next(group for group in match.groups() if group)
    yield "", str(patterns.WORD_NUMBERS.get(found.casefold(), "")) or _plain_number(found)


def _read_count(match: re.Match[str]) -> Iterator[tuple[str, str]]:
    yield from _read_number(match)


def _read_size(match: re.Match[str]) -> Iterator[tuple[str, str]]:
    yield "", canonical_size(next((group for group in match.groups() if group), match[0]))


def _read_superlative(match: re.Match[str]) -> Iterator[tuple[str, str]]:
    assert match.lastgroup is not None, "each alternative is a named group"
    yield "", match.lastgroup


def _read_whole(match: re.Match[str]) -> Iterator[tuple[str, str]]:
    yield "", match[0]


_READERS: Sequence[tuple[ClaimKind, re.Pattern[str], Reader]] = (
    ("promise", patterns.PROMISE, _read_whole),
    ("left", patterns.LEFT, _read_number),
    ("money", patterns.MONEY, _read_money),
    ("percent", patterns.PERCENT, _read_percent),
    ("rating", patterns.RATED_FROM, _read_number),
    ("reviews", patterns.REVIEWS, _read_number),
    ("superlative", patterns.SUPERLATIVE, _read_superlative),
    ("rating", patterns.STARS, _read_number),
    ("cheaper", patterns.CHEAPER, _read_whole),
    ("dearer", patterns.DEARER, _read_whole),
    ("out_of_stock", patterns.OUT_OF_STOCK, _read_whole),
    ("in_stock", patterns.IN_STOCK, _read_whole),
    ("size", patterns.SIZE, _read_size),
    ("size", patterns.SIZE_WORD, _read_size),
)
"""The order matters: each pattern sees only what those before it have left."""


def _take_facets(text: str, lexicon: Lexicon, shields: Sequence[str], claims: list[Claim]) -> str:
    """One claim a place, with all that the words there may mean."""
    shielded = [span for name in shields for span in spans_of(text, name)]
    at: dict[tuple[int, int], list[tuple[str, str]]] = {}
    for mention in lexicon.find(text):
        at.setdefault((mention.start, mention.end), []).append((mention.slot, mention.value))
    for (start, end), values in at.items():
        words = text[start:end].casefold()
        is_shielded = any(start >= left and end <= right for left, right in shielded)
        if words.endswith(_ANY_PRODUCT):  # "green products" may be products that are green
            values += [(inner.slot, inner.value) for inner in lexicon.find(words.rsplit(maxsplit=1)[0])]
        if not is_shielded and words not in patterns.EVERYDAY and any(slot in FACET_SLOTS for slot, _ in values):
            claims.append(Claim("facet", start, tuple(values)))
            text = text[:start] + "\x01" * (end - start) + text[end:]
    return text


_ANY_PRODUCT = (" products", " product", " items", " things")


def _with_polarity(claim: Claim, clause: str, claims: Sequence[Claim]) -> Claim:
    """A claim is negated by a "not" before it in the clause, one that no other claim contains ("无线", "不锈钢")."""
    before = clause[: claim.start]
    for other in claims:
        if other.kind == "facet" and other.start < claim.start:
            before = before[: other.start] + "\x01\x01" + before[other.start + 2 :]
    is_negated = bool(patterns.NOT.search(patterns.NOT_UP_TO_DE.sub("", before)) or patterns.NOT_AFTER.search(clause))
    return Claim(claim.kind, claim.start, claim.values, is_negated)


def _plain_number(text: str) -> str:
    return f"{float(text.replace(',', '')):g}" if float(text.replace(",", "")) < 1e6 else text.replace(",", "")

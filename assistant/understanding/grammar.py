"""Constraints of an utterance, by a grammar over the catalogue's own facets, in English, Chinese and both at once.

What is decided here:
- Everything stated plainly is hard, save occasions, which are wishes unless demanded ("must be for hiking").
  "Ideally", "if possible", "最好" make a wish, "must be", "only", "必须" a demand. A category becomes a wish only
  beside another one.
- Values of one slot are alternatives: "black or navy", "black and white", "黑色或藏青色" are each one `in`. Of a broad
  kind and a narrow one ("shoes ... sneakers") the narrow one counts, unless "or" joins them.
- Features are wanted all at once ("waterproof with a hood" is two constraints), unless "or" joins them.
- "Men's" is ("male", "unisex"); what is not for men is only not "male".
- Bounds are those of `bounds`, sizes those of `sizes`; a brand or a size that the shop lacks stays a constraint.
- A bare answer to the question just asked ("M", "blue", "50", "两百") is read for its slot, "any" takes the slot back.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.messages import ParseContext, StatedConstraint
from assistant.understanding.ages import find_ages
from assistant.understanding.answers import read_answer
from assistant.understanding.bounds import Bound, find_prices, find_ratings
from assistant.understanding.corrections import corrected
from assistant.understanding.extraction import Extraction
from assistant.understanding.matcher import Found, Matcher
from assistant.understanding.money import find_amounts
from assistant.understanding.negation import Negated, find_negated
from assistant.understanding.numbers import find_numbers
from assistant.understanding.retraction import Retraction, find_retractions, retracted_values
from assistant.understanding.sizes import find_sizes
from assistant.understanding.stock import find_stock
from assistant.understanding.weights import Weights, find_weights
from retrieval.constraints import Constraint, Op
from retrieval.folding import fold
from retrieval.lexicon import Lexicon
from retrieval.vocabulary import Vocabulary

__all__ = ["Extraction", "extract"]

SOFT_BY_DEFAULT = frozenset({"occasion"})
SEPARATE = frozenset({"feature"})
"""A product has many of these at once, so that each one named is a constraint of its own."""
MAX_MATCHERS = 4
_UNKNOWN_MAKER = re.compile(r"\b(?:made )?(?:[Bb]y|[Bb]rand) ([A-Z][A-Za-z&'-]+(?: [A-Z][A-Za-z&'-]+){0,2})")
_NO_MAKERS = frozenset(
    {
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "christmas", "easter", "january",
        "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
        "tomorrow", "today", "i",
    }
)  # fmt: skip
_OR = re.compile(r"(?<![a-z])or(?![a-z])|或|/|还是")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Item:
    """One thing said, ready to become part of a constraint."""

    start: int
    end: int
    slot: str
    op: Op
    values: tuple[str, ...]
    is_hard: bool


def extract(text: str, *, lexicon: Lexicon, vocabulary: Vocabulary, context: ParseContext) -> Extraction:
    """What `text` states and takes back. Total: any text gets an `Extraction`."""
    if context.asked_slot and (answer := read_answer(text, context.asked_slot, lexicon=lexicon, vocabulary=vocabulary)):
        return answer
    folded = fold(text)
    retractions = list(find_retractions(folded, vocabulary))
    stock = find_stock(folded)
    taken = [*((r.start, r.end) for r in retractions), *((item.start, item.end) for item in stock)]
    shop = _Shop(lexicon, vocabulary, context)
    values, bounds = _read(text, folded, taken, shop)
    heard = [*((item.start, item.end) for item in values), *((bound.start, bound.end) for bound in bounds)]
    values, bounds = corrected(folded, values, bounds)
    found = sorted((*stock, *values), key=lambda item: (item.start, item.end))
    by_value = retracted_values(folded, found)
    retractions += by_value.values()
    found = [item for index, item in enumerate(found) if index not in by_value]
    said = [(bound.start, bound.end) for bound in bounds]
    negated = find_negated(folded, found, [*taken, *said])
    weights = find_weights(folded, sorted({*(item.start for item in found), *(bound.start for bound in bounds)}))
    items = _narrowest(_items(found, negated, weights, has_category=bool(context.categories)), folded, lexicon)
    spans = [*taken, *heard, *weights.cues, *((r.start, r.end) for r in retractions)]
    spans += [(item.start, item.end) for item in found] + [(n.start, n.end) for n in negated.values()]
    return Extraction(
        stated=(*_sets(items, text, folded), *_numbers(bounds, weights, text)),
        retracted=tuple(dict.fromkeys(retraction.slot for retraction in retractions)),
        spans=_merged(spans),
    )


@dataclass(frozen=True, slots=True)
class _Shop:
    lexicon: Lexicon
    vocabulary: Vocabulary
    context: ParseContext


def _read(text: str, folded: str, taken: Sequence[Span], shop: _Shop) -> tuple[list[Found], list[Bound]]:
    """The values and the bounds that `text` names outside `taken`; of what overlaps, ages and sizes go first."""
    named: Sequence[Found] = _matcher(shop.lexicon, shop.vocabulary).find(text, claimed=taken)
    ages = find_ages(folded)
    found = [item for item in (*ages, *_sizes(text, folded, named, shop)) if not _overlaps(item, taken)]
    bounds = _bounds(folded, [*taken, *((item.start, item.end) for item in found)], shop.vocabulary.currency)
    said = [*((item.start, item.end) for item in found), *((bound.start, bound.end) for bound in bounds)]
    if ages:  # "3岁小孩": the age says more than the word
        named = [item for item in named if item.slot != "age_group"]
    return [*found, *(i for i in (*named, *_unknown_makers(text, named)) if not _overlaps(i, said))], bounds


_matchers: list[tuple[Lexicon, Vocabulary, Matcher]] = []


def _matcher(lexicon: Lexicon, vocabulary: Vocabulary) -> Matcher:
    """Kept by identity: a lexicon and a vocabulary do not change, and hashing them would cost more than matching."""
    for known, words, matcher in _matchers:
        if known is lexicon and words is vocabulary:
            return matcher
    matcher = Matcher(lexicon, vocabulary)
    _matchers.append((lexicon, vocabulary, matcher))
    del _matchers[:-MAX_MATCHERS]
    return matcher


def _sizes(text: str, folded: str, named: Sequence[Found], shop: _Shop) -> list[Found]:
    kinds = [value for item in named if item.slot == "category" for value in item.values] or shop.context.categories
    departments = {value for kind in kinds for value in (kind, *shop.lexicon.broader("category", kind))}
    found: dict[tuple[int, int, str], list[str]] = {}
    for mention in find_sizes(text, folded, shop.vocabulary, departments=frozenset(departments)):
        found.setdefault((mention.start, mention.end, mention.slot), []).append(mention.value)
    return [Found(start, end, slot, tuple(dict.fromkeys(values))) for (start, end, slot), values in found.items()]


def _bounds(folded: str, taken: Sequence[Span], currency: str) -> list[Bound]:
    numbers = [n for n in find_numbers(folded) if all(n.end <= start or n.start >= end for start, end in taken)]
    ratings = find_ratings(folded, numbers)
    rest = [n for n in numbers if all(n.end <= r.start or n.start >= r.end for r in ratings)]
    return [*find_prices(folded, find_amounts(folded, rest, currency), currency), *ratings]


def _unknown_makers(text: str, named: Sequence[Found]) -> Iterable[Found]:
    """ "by Gabor": a name that nobody knows is still a brand, and one that the shop does not have."""
    for match in _UNKNOWN_MAKER.finditer(text):
        start, end = match.span(1)
        if match[1].split()[0].casefold() not in _NO_MAKERS and all(n.end <= start or n.start >= end for n in named):
            yield Found(start, end, "brand", (match[1].casefold(),))


def _items(found: Sequence[Found], negated: dict[int, Negated], weights: Weights, *, has_category: bool) -> list[_Item]:
    items = []
    for index, item in enumerate(found):
        refusal = negated.get(index)
        start, end = (refusal.start, refusal.end) if refusal else (item.start, item.end)
        values = item.values
        if item.slot == "gender" and refusal is None and "unisex" not in values:
            values = (*values, "unisex")
        is_hard = item.slot not in SOFT_BY_DEFAULT or refusal is not None
        if weights.is_demanded(item.start):
            is_hard = True
        elif weights.is_soft(item.start) and (item.slot != "category" or has_category):
            is_hard = False
        has_category = has_category or (item.slot == "category" and refusal is None)
        items.append(_Item(start, end, item.slot, "not_in" if refusal else "in", values, is_hard))
    return items


def _narrowest(items: Sequence[_Item], folded: str, lexicon: Lexicon) -> list[_Item]:
    """Without the broad kinds of product that a narrower one of the same wish makes superfluous."""
    wanted = [item for item in items if item.slot == "category" and item.op == "in" and item.is_hard]
    superfluous = {
        id(broad)
        for broad in wanted
        for narrow in wanted
        if broad is not narrow
        and all(any(b in lexicon.broader("category", n) for n in narrow.values) for b in broad.values)
        and not _OR.search(folded[min(broad.end, narrow.end) : max(broad.start, narrow.start)])
    }
    return [item for item in items if id(item) not in superfluous]


def _sets(items: Sequence[_Item], text: str, folded: str) -> Iterable[StatedConstraint]:
    """One constraint a slot, operator and weight; its words run from the first to the last value where they touch."""
    groups: dict[tuple[str, Op, bool, int], list[_Item]] = {}
    for item in items:
        previous = next((known for known in groups.values() if known[-1].slot == item.slot), None)
        joined = previous is not None and _OR.search(folded[previous[-1].end : item.start]) is not None
        is_alone = item.slot in SEPARATE and item.op == "in" and not joined
        number = len(groups) if is_alone else 0
        if joined and previous is not None and item.slot in SEPARATE:
            previous.append(item)
        else:
            groups.setdefault((item.slot, item.op, item.is_hard, number), []).append(item)
    for (slot, op, is_hard, _), group in groups.items():
        values = tuple(dict.fromkeys(value for item in group for value in item.values))
        if slot == "gender" and op == "in" and "unisex" in values:
            values = (*(value for value in values if value != "unisex"), "unisex")
        spans = _merged([(item.start, item.end) for item in group], gap=8)
        words = " ".join(text[start:end] for start, end in spans)
        yield StatedConstraint(Constraint(slot, op, values, is_hard=is_hard), words)


def _numbers(bounds: Sequence[Bound], weights: Weights, text: str) -> Iterable[StatedConstraint]:
    for bound in bounds:
        is_hard = not weights.is_soft(bound.start) or weights.is_demanded(bound.start)
        constraint = Constraint(bound.slot, bound.op, bound.value, bound.unit, is_hard)
        yield StatedConstraint(constraint, text[bound.start : bound.end])


def _overlaps(item: Found | Retraction, spans: Sequence[Span]) -> bool:
    return any(item.start < end and start < item.end for start, end in spans)


def _merged(spans: Sequence[Span], *, gap: int = 0) -> tuple[Span, ...]:
    """The spans in order, those that overlap or are at most `gap` apart made one."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1] + (gap if gap else -1):
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)

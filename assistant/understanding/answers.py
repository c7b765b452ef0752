"""A bare answer to the question just asked: "M", "blue", "50", "两百", "any is fine"."""

import re

from assistant.messages import StatedConstraint
from assistant.understanding.bounds import find_prices
from assistant.understanding.extraction import Extraction
from assistant.understanding.money import find_amounts
from assistant.understanding.numbers import find_numbers
from assistant.understanding.retraction import has_no_preference
from assistant.understanding.sizes import read_size
from retrieval.constraints import Constraint
from retrieval.folding import fold
from retrieval.lexicon import Lexicon
from retrieval.vocabulary import Vocabulary

MAX_CHARS = 40
"""A longer text is no bare answer."""
_FILLER_BEFORE = re.compile(
    r"(?:(?:i'd like|i would like|i want|i'll take|let's say|let's go with|go with|make it|just|say|probably|for|in|"
    r"the|an?|it's|"
    r"yes|ok|okay|hmm|size)(?:\s+|,\s*)|我想要|我要|想要|要|选|就要?|给我|是|穿)+"
)
_FILLER_AFTER = re.compile(
    r"(?:\s*(?:please|thanks|thank you|ones?|的|吧|就行|就好|就可以|呢|啊|码|号)|[.!,。！，~\s])+$"
)
_SIZE = re.compile(r"[a-z0-9./ ]{1,9}|[\u4e00-\u9fff]{1,3}")


def read_answer(text: str, slot: str, *, lexicon: Lexicon, vocabulary: Vocabulary) -> Extraction | None:
    """The answer for `slot`; None where the text is not a bare one and must be read like any other."""
    folded = fold(text).strip()
    if not folded or len(folded) > MAX_CHARS:
        return None
    whole = ((0, len(text)),)
    if has_no_preference(folded):
        return Extraction(retracted=(slot,), spans=whole)
    bare = _bare(folded)
    if slot in ("price", "rating"):
        return _number(text, slot, vocabulary.currency)
    value = _value(bare, slot, lexicon, vocabulary)
    if value is None:
        return None
    values = (value, "unisex") if slot == "gender" and value != "unisex" else (value,)
    return Extraction((StatedConstraint(Constraint(slot, "in", values), text.strip()),), spans=whole)


def _bare(folded: str) -> str:
    opened = _FILLER_BEFORE.match(folded)
    rest = folded[opened.end() :] if opened else folded
    return _FILLER_AFTER.sub("", rest).strip() or folded


def _value(bare: str, slot: str, lexicon: Lexicon, vocabulary: Vocabulary) -> str | None:
    if slot == "size":
        known = read_size(lexicon.canonical("size", bare) or bare, vocabulary)
        is_size = vocabulary.has("size", known) or lexicon.has("size", known)
        return known if is_size or (_SIZE.fullmatch(bare) and any(c.isdigit() for c in bare)) else None
    if value := lexicon.canonical(slot, bare):
        return value
    return bare.casefold() if vocabulary.has(slot, bare.casefold()) else None


def _number(text: str, slot: str, currency: str) -> Extraction | None:
    """To "what is your budget?" "50" says at most 50, "50-80" a range; comparisons are left to the grammar."""
    folded = fold(text)
    numbers = find_numbers(folded)
    rest = folded
    for number in numbers:
        rest = rest.replace(folded[number.start : number.end], " ", 1)
    if (
        not numbers
        or len(numbers) > 2
        or _bare(rest.strip()) not in ("", "-", "to", "~", "到", "至", "and", "stars", "star", "星")
    ):
        return None
    words = text.strip()
    if slot == "rating":
        stars = Constraint("rating", "gte", numbers[0].value, "stars")
        return Extraction((StatedConstraint(stars, words),), spans=((0, len(text)),)) if numbers[0].value <= 5 else None
    if len(numbers) == 2:
        bounds = find_prices(
            f"between {folded}",
            find_amounts(f"between {folded}", find_numbers(f"between {folded}"), currency),
            currency,
        )
        stated = tuple(StatedConstraint(Constraint("price", b.op, b.value, b.unit), words) for b in bounds)
    else:
        stated = (StatedConstraint(Constraint("price", "lte", numbers[0].upper, currency), words),)
    return Extraction(stated, spans=((0, len(text)),)) if stated else None

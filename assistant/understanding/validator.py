"""One validator after both parsers: it trusts no draft, and lets through only what the words and the shop support.

Values are snapped to the catalogue's spelling, prices converted to the shop's currency, drafts that the utterance does
not bear out dropped, same-slot constraints merged, contradictions reported.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.messages import StatedConstraint, Understanding
from assistant.understanding.grammar import SEPARATE
from assistant.understanding.retraction import EVERYTHING
from assistant.understanding.snapping import known_slot, snap_values
from assistant.understanding.support import Evidence
from retrieval.constraints import NUMERIC_SLOTS, Constraint
from retrieval.lexicon import Lexicon
from retrieval.vocabulary import Vocabulary

MAX_PRICE = 1e9
"""Beyond this a price is a mistake, in any currency."""
MIN_STARS, MAX_STARS = 1.0, 5.0

Note = tuple[str, Mapping[str, str]]


def validate(
    understanding: Understanding, text: str, *, vocabulary: Vocabulary, lexicon: Lexicon, rates: Mapping[str, float]
) -> Understanding:
    """The understanding with constraints that can be searched for.

    `rates` are units of the shop's currency for one unit of another. Notes added: ("converted", {amount, currency,
    converted, rate}), ("no_rate", {currency}) for a price that was dropped, ("contradiction", {slot}).
    """
    evidence = Evidence(text, lexicon)
    notes: list[Note] = []
    kept: list[StatedConstraint] = []
    for stated in understanding.constraints:
        snapped = _snap(stated, evidence, vocabulary=vocabulary, lexicon=lexicon)
        if snapped is not None:
            converted, note = _convert(snapped, vocabulary.currency, rates)
            kept += [converted] if converted else []
            notes += [note] if note and note not in notes else []
    merged, contradictions = _reconcile(_merge(kept))
    retracted = (slot for name in understanding.retracted if (slot := _retractable(name, vocabulary)))
    return replace(
        understanding,
        constraints=merged,
        retracted=tuple(dict.fromkeys(retracted)),
        notes=(*understanding.notes, *notes, *contradictions),
    )


def _retractable(name: str, vocabulary: Vocabulary) -> str | None:
    return EVERYTHING if name.strip() == EVERYTHING else known_slot(name, vocabulary)


def _snap(
    stated: StatedConstraint, evidence: Evidence, *, vocabulary: Vocabulary, lexicon: Lexicon
) -> StatedConstraint | None:
    """The constraint in the catalogue's spelling; None where it makes no sense or nothing in the text supports it."""
    draft = stated.constraint
    slot = known_slot(draft.slot, vocabulary)
    if slot is None or (slot in NUMERIC_SLOTS) != (draft.op in ("lte", "gte")):
        return None
    if not isinstance(draft.value, tuple):
        return _snap_number(stated, slot, evidence)
    values = snap_values(slot, draft.value, lexicon=lexicon, vocabulary=vocabulary)
    values = tuple(value for value in values if evidence.supports(slot, value, stated.words))
    if not values:
        return None
    if slot == "gender" and draft.op == "in" and "unisex" not in values:
        values = (*values, "unisex")
    return replace(stated, constraint=Constraint(slot, draft.op, values, None, draft.is_hard))


def _snap_number(stated: StatedConstraint, slot: str, evidence: Evidence) -> StatedConstraint | None:
    draft = stated.constraint
    number = float(draft.number)
    if not math.isfinite(number) or not evidence.supports_number(number):
        return None
    if slot == "rating":
        if number <= 0 or number > 2 * MAX_STARS:
            return None
        stars = min(max(number, MIN_STARS), MAX_STARS)
        return replace(stated, constraint=Constraint(slot, draft.op, stars, "stars", draft.is_hard))
    if number < 0 or number > MAX_PRICE or (number == 0 and draft.op == "lte"):
        return None
    return replace(stated, constraint=Constraint(slot, draft.op, number, draft.unit, draft.is_hard))


_CURRENCY_NAMES = {"$": "USD", "us$": "USD", "dollar": "USD", "€": "EUR", "euro": "EUR", "£": "GBP", "pound": "GBP"}
_CURRENCY_NAMES |= {
    "¥": "CNY",
    "rmb": "CNY",
    "yuan": "CNY",
    "人民币": "CNY",
    "yen": "JPY",
    "美元": "USD",
    "欧元": "EUR",
}


def _convert(
    stated: StatedConstraint, currency: str, rates: Mapping[str, float]
) -> tuple[StatedConstraint | None, Note | None]:
    constraint = stated.constraint
    if constraint.slot != "price":
        return stated, None
    said = (constraint.unit or "").strip()
    code = _CURRENCY_NAMES.get(said.casefold().rstrip("s"), said.upper())
    if code in ("", currency) or len(code) != 3 or not code.isalpha():
        return replace(stated, constraint=replace(constraint, unit=currency)), None
    rate = rates.get(code)
    if rate is None or not (math.isfinite(rate) and rate > 0):
        return None, ("no_rate", {"currency": code})
    amount = round(constraint.number * rate, 2)
    note = {"amount": f"{constraint.number:g}", "currency": code, "converted": f"{amount:.2f}", "rate": f"{rate:g}"}
    return replace(stated, constraint=replace(constraint, value=amount, unit=currency)), ("converted", note)


def _merge(stated: Sequence[StatedConstraint]) -> list[StatedConstraint]:
    """One constraint a slot, operator and weight: alternatives pooled, the tightest bound kept.

    Features wanted at once stay apart; of equal ones the first stays.
    """
    merged: list[StatedConstraint] = []
    for new in stated:
        place = next((i for i, old in enumerate(merged) if _is_same_wish(old.constraint, new.constraint)), None)
        if place is None:
            merged.append(new)
        else:
            merged[place] = _pooled(merged[place], new)
    return merged


def _is_same_wish(old: Constraint, new: Constraint) -> bool:
    if (old.slot, old.op, old.is_hard) != (new.slot, new.op, new.is_hard):
        return False
    return old.op != "in" or old.slot not in SEPARATE or set(old.names) == set(new.names)


def _pooled(old: StatedConstraint, new: StatedConstraint) -> StatedConstraint:
    first, second = old.constraint, new.constraint
    if isinstance(first.value, tuple):
        names = tuple(dict.fromkeys((*first.names, *second.names)))
        if first.slot == "gender" and "unisex" in first.names:
            names = (*(name for name in names if name != "unisex"), "unisex")
        words = old.words if new.words in old.words else f"{old.words} {new.words}"
        return StatedConstraint(replace(first, value=names), words)
    tighter = min if first.op == "lte" else max
    return old if tighter(first.number, second.number) == first.number else new


def _reconcile(stated: Sequence[StatedConstraint]) -> tuple[tuple[StatedConstraint, ...], list[Note]]:
    """What is refused is taken out of what is wanted; nothing left, or bounds that cross, make a contradiction."""
    refused = {
        (item.constraint.slot, name)
        for item in stated
        if item.constraint.op == "not_in"
        for name in item.constraint.names
    }
    kept: list[StatedConstraint] = []
    clashes: list[str] = []
    for item in stated:
        constraint = item.constraint
        left = tuple(name for name in constraint.names if (constraint.slot, name) not in refused)
        if constraint.op != "in" or left == constraint.names:
            kept.append(item)
        elif left and left != ("unisex",):
            kept.append(replace(item, constraint=replace(constraint, value=left)))
        else:
            kept.append(item)
            clashes.append(constraint.slot)
    for slot in NUMERIC_SLOTS:
        lows = [c.number for c in (item.constraint for item in kept) if c.slot == slot and c.op == "gte" and c.is_hard]
        highs = [c.number for c in (item.constraint for item in kept) if c.slot == slot and c.op == "lte" and c.is_hard]
        if lows and highs and max(lows) > min(highs):
            clashes.append(slot)
    return tuple(kept), [("contradiction", {"slot": slot}) for slot in dict.fromkeys(clashes)]

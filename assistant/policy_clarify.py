"""The one question that is worth asking: about what the matching products differ in most."""

import math
from collections.abc import Mapping
from itertools import islice

from assistant.dialogue_state import DialogueState
from assistant.messages import Clarification
from retrieval.constraints import Constraint

ASKABLE_SLOTS = ("category", "gender", "occasion", "color", "material", "size")
"""What a shopper can answer without knowing the shop. Brands and exact features are the shop's words, not theirs."""

MANY = 12
"""More matching products than this are worth a question; fewer are soon looked through."""

MAX_OPTIONS = 5
"""Answers offered: as many as are taken in at a glance."""

MIN_BITS = 0.8
"""What an answer must tell, at least: nearly as much as halving the choice."""


def slots_to_ask(state: DialogueState) -> tuple[str, ...]:
    """The slots that a question may be about: none once a question was asked, none that the shopper spoke of.

    What looks like a photo or goes with a product is chosen by that, so that counting what matches tells nothing.
    """
    if state.asked or state.anchor is not None or state.photo is not None:
        return ()
    said = {constraint.slot for constraint in state.constraints}
    return tuple(slot for slot in ASKABLE_SLOTS if slot not in said)


def heard_question(heard: Constraint) -> Clarification:
    """Whether the constraint was said; its values are what a shopper may answer besides yes and no."""
    return Clarification(heard.slot, heard.names, heard=heard)


def choose_question(counts: Mapping[str, Mapping[str, int]], n_matching: int) -> Clarification | None:
    """The question whose answer tells most; `counts` are products per value, by slot. None where none tells enough."""
    if n_matching <= MANY:
        return None
    bits = {slot: expected_bits(values, n_matching) for slot, values in counts.items() if len(values) > 1}
    slot = max(bits, key=lambda name: bits[name], default=None)
    if slot is None or bits[slot] < MIN_BITS:
        return None
    return Clarification(slot, tuple(islice(_most_frequent(counts[slot]), MAX_OPTIONS)))


def expected_bits(counts: Mapping[str, int], n_matching: int) -> float:
    """Bits that an answer is expected to tell of which product is wanted: sum of p(v) log2(n / n_v), p(v) ~ n_v.

    For values that exclude each other this is the entropy; a value that most products have (each jacket comes in M)
    tells next to nothing, which entropy alone would miss. Values beyond the options offered count as one "other";
    products without any value take their share away, since of them no answer is true.
    Source: Shannon, A Mathematical Theory of Communication (1948), section 6.
    """
    ordered = sorted(counts.values(), reverse=True)
    shown, other = ordered[:MAX_OPTIONS], sum(ordered[MAX_OPTIONS:])
    sizes = [min(size, n_matching) for size in (*shown, other) if size]
    total = sum(sizes)
    share_with_value = min(1.0, total / n_matching)
    return share_with_value * sum(size / total * math.log2(n_matching / size) for size in sizes)


def _most_frequent(counts: Mapping[str, int]) -> list[str]:
    return sorted(counts, key=lambda value: (-counts[value], value))

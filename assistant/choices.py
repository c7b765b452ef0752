"""The variant that a shopper is choosing: what the words say of it, over one turn or several."""

from dataclasses import dataclass

from assistant.messages import Understanding
from retrieval.constraints import Constraint

CHOOSABLE_SLOTS = ("color", "size", "material", "pattern")
"""Slots in which the variants of one product commonly differ, in the order they are asked for."""


@dataclass(frozen=True, slots=True)
class Pending:
    """A purchase that waits for the shopper to choose a variant; `chosen` is what was chosen so far."""

    product_id: str
    chosen: tuple[Constraint, ...] = ()
    quantity: int = 1


def choices_of(understanding: Understanding) -> tuple[Constraint, ...]:
    """What an utterance says of the variant it means: its constraints, and "the blue one" as one."""
    pointed = (
        Constraint(reference.slot, "in", (str(reference.value),))
        for reference in understanding.references
        if reference.kind == "attribute"
    )
    return tuple(dict.fromkeys((*(stated.constraint for stated in understanding.constraints), *pointed)))


def combine_choices(chosen: tuple[Constraint, ...], new: tuple[Constraint, ...]) -> tuple[Constraint, ...]:
    """What was chosen of a variant, the latest word on each slot standing."""
    slots = {constraint.slot for constraint in new}
    return tuple(constraint for constraint in chosen if constraint.slot not in slots) + new

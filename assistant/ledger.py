"""The ledger: what the shopper wants, as constraints with their source. Pure rules of how one utterance changes it.

A new search keeps only whom it is for (gender, age group): "now show me shoes" is still for the same person, but the
price and colour wanted of a dress say nothing of shoes. A refinement keeps everything it does not contradict. What is
seen in a photo is a wish, never a demand, and gives way to any word.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from assistant.messages import LedgerEntry, StatedConstraint
from retrieval.constraints import Constraint
from retrieval.photos import Sight

Ledger = tuple[LedgerEntry, ...]

PERSON_SLOTS = frozenset({"gender", "age_group"})
"""Facts about the recipient, which outlive a change of category."""

ADDITIVE_SLOTS = frozenset({"feature"})
"""A product has many of these at once, so a new one is wanted besides the old ones, not in their place."""

PLAIN = ("pattern", "solid")
"""What goes without saying of a thing in a photo."""

SURE = 0.5
"""The confidence from which what a photo shows is taken for a wish: as likely as not."""

EVERYTHING = "*"
"""The retracted "slot" that stands for the whole search."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of the ledger that the shopper made by hand, not in words."""

    add: tuple[Constraint, ...] = ()
    remove: tuple[Constraint, ...] = ()


def entries_said(stated: Iterable[StatedConstraint], turn: int) -> Ledger:
    """What one utterance states, as ledger entries, each constraint once."""
    unique = {item.constraint: item.words for item in stated}
    return tuple(LedgerEntry(constraint, "said", words, turn) for constraint, words in unique.items())


def seen_constraints(sights: Iterable[Sight], *, spoken: Collection[str] = ()) -> tuple[Constraint, ...]:
    """What a photo surely shows but for the slots spoken of, one soft constraint a slot, the surest first."""
    values: dict[str, list[str]] = {}
    for sight in sights:
        if sight.confidence >= SURE and (sight.slot, sight.value) != PLAIN and sight.slot not in spoken:
            values.setdefault(sight.slot, []).append(sight.value)
    return tuple(Constraint(slot, "in", tuple(names), is_hard=False) for slot, names in values.items())


def entries_seen(sights: Iterable[Sight], turn: int, *, spoken: Collection[str]) -> Ledger:
    """What a photo shows, as ledger entries, but for the slots that the shopper has spoken of."""
    return tuple(LedgerEntry(wish, "photo", "", turn) for wish in seen_constraints(sights, spoken=spoken))


def without_photo(ledger: Ledger) -> Ledger:
    """The ledger without what was seen in a photo."""
    return tuple(entry for entry in ledger if entry.provenance != "photo")


def keep_person(ledger: Ledger) -> Ledger:
    """What a new search inherits; a photo is of a thing, not of whom it is for."""
    return tuple(entry for entry in without_photo(ledger) if entry.constraint.slot in PERSON_SLOTS)


def retract(ledger: Ledger, slots: Sequence[str]) -> Ledger:
    """The ledger without these slots; `EVERYTHING` empties it."""
    if EVERYTHING in slots:
        return ()
    return tuple(entry for entry in ledger if entry.constraint.slot not in slots)


def merge(ledger: Ledger, new: Ledger) -> Ledger:
    """The ledger after new entries, which stand as they are; older ones keep only what does not contradict them."""
    for entry in new:
        ledger = tuple(kept for old in ledger if (kept := _yield_to(old, entry.constraint)) is not None)
    return ledger + new


def apply_edit(ledger: Ledger, edit: Edit, turn: int) -> Ledger:
    """The ledger after an edit by hand."""
    kept = tuple(entry for entry in ledger if entry.constraint not in edit.remove)
    return merge(kept, tuple(LedgerEntry(constraint, "edited", "", turn) for constraint in edit.add))


def view(ledger: Ledger, *, turn: int, relaxed: Sequence[Constraint] = ()) -> Ledger:
    """The ledger as the shopper sees it in `turn`: earlier words are carried over, what was given up is relaxed."""
    return tuple(_seen_in(entry, turn, entry.constraint in relaxed) for entry in ledger)


def constraints_of(ledger: Ledger) -> tuple[Constraint, ...]:
    """The bare constraints, in order."""
    return tuple(entry.constraint for entry in ledger)


def values_in(ledger: Ledger, slot: str) -> tuple[str, ...]:
    """The values that the ledger asks of a slot."""
    return tuple(
        name
        for entry in ledger
        if entry.constraint.slot == slot and entry.constraint.op == "in"
        for name in entry.constraint.names
    )


def _seen_in(entry: LedgerEntry, turn: int, is_relaxed: bool) -> LedgerEntry:
    if is_relaxed:
        return replace(entry, provenance="relaxed")
    if entry.provenance == "said" and entry.turn < turn:
        return replace(entry, provenance="carried")
    return entry


def _yield_to(entry: LedgerEntry, new: Constraint) -> LedgerEntry | None:
    """What is left of an old entry beside a new constraint; None where nothing is."""
    old = entry.constraint
    if old.slot != new.slot:
        return entry
    if isinstance(new.value, tuple):
        return _yield_names(entry, new)
    if isinstance(old.value, tuple):
        return entry
    low, high = (old, new) if old.op == "gte" else (new, old)
    is_replaced = old.op == new.op or low.number >= high.number  # "over 80", then "under 80", is not "exactly 80"
    return None if is_replaced else entry


def _yield_names(entry: LedgerEntry, new: Constraint) -> LedgerEntry | None:
    old = entry.constraint
    if old.op == new.op == "in" and not (old.slot in ADDITIVE_SLOTS and not set(old.names) & set(new.names)):
        return None
    left = tuple(name for name in old.names if name not in new.names)
    if left == old.names:
        return entry
    return replace(entry, constraint=replace(old, value=left)) if left else None

"""A constraint: slot, operator, value. Its exact meaning on an offer is `FacetIndex.mask`'s to evaluate."""

from dataclasses import dataclass
from typing import Literal

Op = Literal["in", "not_in", "lte", "gte"]

NUMERIC_SLOTS = frozenset({"price", "rating"})
"""Slots compared as numbers (`lte`, `gte`); every other slot is a set of names (`in`, `not_in`)."""


@dataclass(frozen=True, slots=True)
class Constraint:
    """One condition on the offer that is shown.

    `value` is a tuple of canonical facet values for `in` / `not_in`, a number for `lte` / `gte` (bounds included).
    `unit` is the currency of a price (ISO 4217) or "stars" of a rating, else None.
    A hard constraint filters; a soft one only ranks. Equal by content; where it came from is the ledger's business.

    Raises ValueError for an operator that does not fit the value.
    """

    slot: str
    op: Op
    value: tuple[str, ...] | float
    unit: str | None = None
    is_hard: bool = True

    def __post_init__(self) -> None:
        is_number = isinstance(self.value, (int, float)) and not isinstance(self.value, bool)
        if is_number != (self.op in ("lte", "gte")):
            raise ValueError(f"{self.op} on {self.slot} cannot take {self.value!r}")

    @property
    def names(self) -> tuple[str, ...]:
        """The values of an `in` / `not_in`; empty for a numeric constraint."""
        return self.value if isinstance(self.value, tuple) else ()

    @property
    def number(self) -> float:
        """The bound of an `lte` / `gte`."""
        assert not isinstance(self.value, tuple), "asked a set constraint for its bound"
        return self.value

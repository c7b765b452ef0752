"""What the grammar reads out of an utterance."""

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.messages import StatedConstraint


@dataclass(frozen=True, slots=True)
class Extraction:
    """`stated` constraints before the validator; a price keeps the amount and the currency that were said.

    `retracted` are slots taken back, "*" for all. `spans` are the characters (start, end) that all this consumed, in
    order, not overlapping.
    """

    stated: tuple[StatedConstraint, ...] = ()
    retracted: tuple[str, ...] = ()
    notes: tuple[tuple[str, Mapping[str, str]], ...] = ()
    spans: tuple[tuple[int, int], ...] = ()

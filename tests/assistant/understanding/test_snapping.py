"""Slots and values in the shop's spelling."""

import pytest

from assistant.understanding.snapping import known_slot, snap_values
from tests.assistant.understanding.shop import SHOP, lexicon

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("name", "slot"),
    [
        ("Colour", "color"),
        ("product type", "category"),
        ("age group", "age_group"),
        ("closure", "closure"),
        ("mood", None),
    ],
)
def test_slot_named_is_one_the_shop_knows(name: str, slot: str | None) -> None:
    """Every shop's slots, this catalogue's own, and nothing else."""
    assert known_slot(name, SHOP) == slot


@pytest.mark.parametrize(
    ("slot", "values", "snapped"),
    [
        ("color", ("Crimson", "scarlet", "NAVY"), ("red", "navy")),
        ("brand", ("Plainsong & Co.", "PLAINSONG & CO"), ("plainsong & co",)),
        ("brand", ("Nobody",), ("nobody",)),
        ("size", ("medium", "42", "W32 L34"), ("M", "EU 42", "32x34")),
        ("gender", ("ladies", "aliens"), ("female",)),
        ("availability", ("in stock", "out_of_stock"), ("in_stock", "out_of_stock")),
        ("color", (1, None, "", "x" * 99), ()),
    ],
)
def test_values_snapped_are_canonical(slot: str, values: tuple[object, ...], snapped: tuple[str, ...]) -> None:
    """Known values in their spelling, each once; unknown ones folded; junk gone."""
    assert snap_values(slot, values, lexicon=lexicon(), vocabulary=SHOP) == snapped

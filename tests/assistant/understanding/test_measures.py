"""Measures and the facet values that are the same amount."""

import pytest

from assistant.understanding.measures import measured_values, parse_measure
from tests.assistant.understanding.shop import SHOP

pytestmark = pytest.mark.unit


def test_measure_parsed_is_in_its_base_unit() -> None:
    """1.5 litres are 1,500 millilitres; a text that is more than a measure is none."""
    assert parse_measure("1.5 l") == ("volume", 1500.0, 1000.0)
    assert parse_measure("55 cm") == ("length", 550.0, 10.0)
    assert parse_measure("20,000 mAh") == ("charge", 20000.0, 1.0)
    assert parse_measure("size 42") is None


@pytest.mark.parametrize(
    ("number", "unit", "comparison", "expected"),
    [
        (0.75, "l", None, ("capacity", ("750 ml",))),
        (600, "ml", "lte", ("capacity", ("500 ml",))),
        (30, "l", "gte", ("capacity", ("30 l",))),
        (550, "mm", None, ("size", ("55 cm",))),
        (3, "kg", None, ("", ())),
    ],
)
def test_measure_looked_up_gives_facet_values(
    number: float, unit: str, comparison: str | None, expected: tuple[str, tuple[str, ...]]
) -> None:
    """Equal amounts in any unit, all values within a bound, and what was said where the shop has none."""
    assert measured_values(number, unit, SHOP, comparison=comparison) == expected

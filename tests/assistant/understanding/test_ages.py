"""Ages in years and months."""

import pytest

from assistant.understanding.ages import find_ages

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("for a 6 month old", "infant"), ("2-year-old", "toddler"), ("five years old", "kids"), ("my 17 yo", "kids"),
        ("40 year old", "adult"), ("三岁", "toddler"), ("8岁", "kids"), ("6个月大", "infant"),
    ],
)  # fmt: skip
def test_age_said_is_an_age_group(text: str, group: str) -> None:
    """Months are infants, up to three toddlers, below eighteen kids."""
    assert [found.values for found in find_ages(text)] == [(group,)]


def test_years_without_age_are_none() -> None:
    """A guarantee of five years has no age."""
    assert find_ages("5 years guarantee, 6个月保修") == ()

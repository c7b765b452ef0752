"""Amounts of money."""

import pytest

from assistant.understanding.money import find_amounts
from assistant.understanding.numbers import find_numbers

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "currency", "span"),
    [
        ("for $50 now", "USD", "$50"),
        ("50 bucks", "", "50 bucks"),
        ("50块钱", "", "50块钱"),
        ("50 euros", "EUR", "50 euros"),
        ("us$ 50", "USD", "us$ 50"),
        ("50元人民币", "CNY", "50元人民币"),
        ("50 red", None, "50"),
        ("50 wonderful", None, "50"),
    ],
)
def test_amount_found_takes_in_its_currency(text: str, currency: str | None, span: str) -> None:
    """The currency before or after belongs to the amount; a bare number has none."""
    (amount,) = find_amounts(text, find_numbers(text), "USD")
    assert (amount.value, amount.currency, text[amount.start : amount.end]) == (50, currency, span)

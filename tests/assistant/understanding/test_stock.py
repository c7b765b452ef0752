"""Wishes to see what is out of stock."""

import pytest

from assistant.understanding.stock import find_stock

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "is_wished"),
    [
        ("including out of stock", True), ("show sold out ones too", True), ("even if it's out of stock", True),
        ("缺货的也行", True), ("包括缺货的", True), ("nothing out of stock", False), ("缺货吗", False),
    ],
)  # fmt: skip
def test_out_of_stock_wished_is_found(text: str, is_wished: bool) -> None:
    """Only where what is sold out is welcome."""
    assert [found.values for found in find_stock(text)] == ([("in_stock", "out_of_stock")] if is_wished else [])

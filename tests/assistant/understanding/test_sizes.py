"""Sizes and measures."""

from dataclasses import replace

import pytest

from assistant.understanding.sizes import find_sizes, read_size
from retrieval.folding import fold
from tests.assistant.understanding.shop import SHOP

pytestmark = pytest.mark.unit


def sizes(text: str, *departments: str) -> list[str]:
    """Every mention as "slot value"."""
    found = find_sizes(text, fold(text), SHOP, departments=frozenset(departments))
    return [f"{mention.slot} {mention.value}" for mention in found]


def test_size_within_a_range_of_the_shop_is_met_by_the_range_too() -> None:
    """Socks come in ranges; shoes never do, and without a kind nothing is widened."""
    socks = replace(SHOP, slots={**SHOP.slots, "size": {"EU 37": 1, "EU 35-38": 2, "EU 39-42": 2}})
    for departments, expected in (({"socks"}, ["EU 37", "EU 35-38"]), ({"shoe"}, ["EU 37"]), (set(), ["EU 37"])):
        found = find_sizes("size 37", "size 37", socks, departments=frozenset(departments))
        assert [mention.value for mention in found] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("size M", ["size M"]),
        ("size m please", ["size M"]),
        ("in medium", ["size M"]),
        ("XXL", ["size XXL"]),
        ("2xl", ["size XXL"]),
        ("extra large", ["size XL"]),
        ("I'm an M", ["size M"]),
        ("I'm here", []),
        ("M&M's", []),
        ("an L-shaped sofa", []),
        ("M or L", ["size M", "size L"]),
        ("EU 42", ["size EU 42"]),
        ("size 42", ["size EU 42"]),
        ("42码", ["size EU 42"]),
        ("sizes 38, 42 or 44", ["size EU 38", "size EU 42", "size EU 44"]),
        ("UK 8", ["size UK 8"]),
        ("size 7", ["size US 7"]),
        ("32x34", ["size 32x34"]),
        ("32/34", ["size 32x34"]),
        ("W32 L34", ["size 32x34"]),
        ("waist 32 length 34", ["size 32x34"]),
        ("waist 32", ["size 32x34", "size 32x32"]),
        ("size 6Y", ["size 6Y"]),
        ("one size", ["size one size"]),
        ("加大码", ["size XL"]),
        ("中号", ["size M"]),
        ("尺码要L", ["size L"]),
        ("M码或者L码", ["size M", "size L"]),
        ("38码，200块左右", ["size EU 38"]),
        ("55cm", ["size 55 cm"]),
        ("55厘米", ["size 55 cm"]),
        ("500ml", ["capacity 500 ml"]),
        ("0.5 litres", ["capacity 500 ml"]),
        ("1.5升", ["capacity 1.5 l"]),
        ("3 litres", ["capacity 3 l"]),
        ("at least 750 ml", ["capacity 750 ml", "capacity 1.5 l", "capacity 20 l"]),
        ("20000mAh", ["capacity 20000 mah"]),
        ("4人帐篷", ["capacity 4 person"]),
        ("1000 pieces", ["pieces 1000"]),
        ("60 watts", []),
        ("a small bag", []),
    ],
)
def test_size_said_is_found_in_the_shops_spelling(text: str, expected: list[str]) -> None:
    """Letters, systems, pairs and measures; a size the shop lacks stays as it was said."""
    assert sizes(text) == expected


def test_bare_number_beside_shoes_is_a_size() -> None:
    """ "10.5" and "42" are sizes of shoes, and nothing elsewhere."""
    assert sizes("shoes 42", "shoe") == ["size EU 42"]
    assert sizes("10.5 please", "shoe") == ["size 10.5"]
    assert sizes("10.5 please") == []


@pytest.mark.parametrize(
    "text",
    [
        "shoes under 40 dollars",
        "shoes for 40 bucks",
        "shoes at most 42",
        "shoes between 40 and 48 euros",
        "鞋子40块以内",
    ],
)
def test_price_of_shoes_is_no_size(text: str) -> None:
    """42 is a size and a price: money or a bound beside it says which."""
    assert sizes(text, "shoe") == []


@pytest.mark.parametrize(
    ("text", "size"), [("m", "M"), ("2x", "XXL"), ("42 eu", "EU 42"), ("32w 34l", "32x34"), ("6y", "6Y"), ("99", "99")]
)
def test_size_read_is_canonical(text: str, size: str) -> None:
    """One spelling a size."""
    assert read_size(text, SHOP) == size

"""Sizes have one spelling each."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.sizes import canonical_size

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("m", "M"), ("medium", "M"), ("2XL", "XXL"), ("X-Large", "XL"), ("extra small", "XS"), ("XXXL", "3XL"),
        ("eu42", "EU 42"), ("EUR 42.5", "EU 42.5"), ("us 9", "US 9"), ("W32 L34", "32x34"), ("32 × 34", "32x34"),
        ("32/34", "32x34"), ("55cm", "55 cm"), ("500ML", "500 ml"), ("One-Size", "one size"), ("均码", "one size"),
        ("10.5", "10.5"), ("４２", "42"), ("Queen ", "Queen"),
    ],
)  # fmt: skip
def test_size_as_written_becomes_canonical(written: str, expected: str) -> None:
    """Every way of writing a known kind of size gives the one spelling; others stay as the catalogue writes them."""
    assert canonical_size(written) == expected


@given(st.text(max_size=20))
def test_canonical_size_given_again_stays(text: str) -> None:
    """Canonicalising twice is canonicalising once."""
    assert canonical_size(canonical_size(text)) == canonical_size(text)

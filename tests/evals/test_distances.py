"""Three distances as similarities."""

import numpy as np
import pytest

from evals.distances import DISTANCES, Distance, similarities

pytestmark = pytest.mark.unit

QUERY = np.array([[1.0, 0.0]], np.float32)
ITEMS = np.array([[1.0, 0.0], [0.6, 0.8], [0.0, 1.0]], np.float32)


@pytest.mark.parametrize(
    ("distance", "expected"),
    [
        ("cosine", [1, 0.6, 0]),
        ("euclid", [1, 1 - 0.8**0.5, 1 - 2**0.5]),  # |(0.4, 0.8)| = √0.8
        ("manhattan", [1, 1 - 1.2 / 8**0.5, 1 - 2 / 8**0.5]),  # farthest: 2 √2
    ],
)
def test_similarity_by_hand(distance: Distance, expected: list[float]) -> None:
    """Equal vectors are 1 near by every distance."""
    assert similarities(QUERY, ITEMS, distance)[0].tolist() == pytest.approx(expected, abs=1e-6)


def test_euclid_orders_unit_vectors_as_the_cosine_does_and_manhattan_otherwise() -> None:
    """d² = 2 - 2 cos, on 200 random vectors; Manhattan's order differs somewhere."""
    rng = np.random.default_rng(1)
    rows = rng.normal(size=(201, 16)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    orders = {name: similarities(rows[:1], rows[1:], name)[0].argsort().tolist() for name in DISTANCES}
    assert orders["euclid"] == orders["cosine"]
    assert orders["manhattan"] != orders["cosine"]

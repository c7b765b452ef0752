"""The metrics, on two queries judged by hand."""

import numpy as np
import pytest

from evals.metrics import METRICS, Judged, bootstrap_mean

pytestmark = pytest.mark.unit

JUDGED = Judged(np.array([[True, False, True, False], [False, False, False, False]]), np.array([3, 2]))
"""The first query finds two of three relevant items, at ranks 1 and 3; the second none of two. k = 4."""


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("precision", 2 / 4),
        ("recall", 2 / 3),
        ("F1", 2 * (1 / 2) * (2 / 3) / (1 / 2 + 2 / 3)),
        ("MRR", 1.0),
        # hits at 1 and 3: 1 + 1/log2(4); ideal: ranks 1, 2, 3: 1 + 1/log2(3) + 1/log2(4)
        ("nDCG", (1 + 1 / 2) / (1 + 1 / np.log2(3) + 1 / 2)),
    ],
)
def test_metric_by_hand(name: str, value: float) -> None:
    """The value of the first query as worked out above; nothing found is 0 by every metric."""
    assert METRICS[name](JUDGED).tolist() == pytest.approx([value, 0.0])


def test_recall_divides_by_all_relevant_items() -> None:
    """Forty relevant items and two places, both hits: recall 1/20, although no ranking could do better; nDCG 1."""
    full = Judged(np.ones((1, 2), np.bool_), np.array([40]))
    assert METRICS["recall"](full).tolist() == [0.05]
    assert METRICS["nDCG"](full).tolist() == pytest.approx([1.0])


def test_reciprocal_rank_is_that_of_the_first_hit() -> None:
    """A hit at rank 3 and one at 4: 1/3."""
    late = Judged(np.array([[False, False, True, True]]), np.array([2]))
    assert METRICS["MRR"](late).tolist() == pytest.approx([1 / 3])


def test_bootstrap_interval_has_the_width_of_theory() -> None:
    """A fair coin 400 times: the mean's deviation is 0.5/√400 = 0.025, so about ±0.049 hold 95 %."""
    interval = bootstrap_mean(np.tile([0.0, 1.0], 200))
    assert interval.mean == 0.5
    assert interval.low == pytest.approx(0.451, abs=0.006)
    assert interval.high == pytest.approx(0.549, abs=0.006)


def test_bootstrap_of_equal_values_has_no_width_and_repeats_itself() -> None:
    """Whichever queries are drawn, the mean is the same; the same seed draws the same."""
    equal = bootstrap_mean(np.full(5, 0.25))
    assert (equal.low, equal.high) == pytest.approx((0.25, 0.25))
    values = np.linspace(0, 1, 11)
    assert bootstrap_mean(values) == bootstrap_mean(values)

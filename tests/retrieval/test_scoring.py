"""Exact scoring by NumPy."""

import numpy as np
import pytest

from retrieval.scoring import NumpyScorer, fp32_error, within_reach
from tests.retrieval.scoring_cases import assert_exact, clustered

pytestmark = pytest.mark.unit


def test_numpy_scorer_equals_float64_scan() -> None:
    """At every width of filter, in rows and scores."""
    embeddings = clustered(3_000, 32, seed=1)
    assert_exact(NumpyScorer(embeddings), embeddings, seed=2)


def test_equal_scores_come_in_order_of_rows() -> None:
    """Ties are settled the same way each time."""
    embeddings = np.eye(4, dtype=np.float32)[[0, 1, 0, 0]]
    rows, scores = NumpyScorer(embeddings).top(embeddings[0], None, 2)
    assert rows.tolist() == [0, 2]
    assert scores.tolist() == [1.0, 1.0]


def test_fewer_rows_than_wanted_gives_all() -> None:
    """Never padded, never an error."""
    embeddings = np.eye(3, dtype=np.float32)
    assert NumpyScorer(embeddings).top(embeddings[1], np.array([0, 1]), 9)[0].tolist() == [1, 0]
    assert NumpyScorer(embeddings).top(embeddings[1], np.array([], np.int64), 9)[0].tolist() == []


def test_within_reach_keeps_all_that_could_be_best() -> None:
    """With scores off by up to 0.1, what is 0.2 below the second best may still be second best."""
    scores = np.array([0.9, 0.5, 0.31, 0.29], np.float32)
    assert within_reach(scores, 2, slack=0.1).tolist() == [0, 1, 2]


def test_fp32_error_bounds_the_rounding_of_a_sum() -> None:
    """A fp32 inner product is never further off than the bound."""
    embeddings = clustered(500, 384, seed=3)
    error = np.abs(embeddings @ embeddings[0] - embeddings.astype(np.float64) @ embeddings[0].astype(np.float64))
    assert error.max() <= fp32_error(embeddings[0])

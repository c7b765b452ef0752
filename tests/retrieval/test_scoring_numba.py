"""Exact scoring in two passes, the first over int8."""

import numpy as np
import pytest

from retrieval.scoring_numba import Int8Scorer
from tests.retrieval.scoring_cases import assert_exact, clustered

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("dimension", [1, 32, 384])
def test_int8_scorer_equals_float64_scan(dimension: int) -> None:
    """Exact at every width of filter, whatever int8 loses."""
    embeddings = clustered(3_000, dimension, seed=4)
    assert_exact(Int8Scorer(embeddings), embeddings, seed=5)


def test_int8_scorer_takes_rows_of_zeros() -> None:
    """A product without words has no direction, and is nearest to nothing."""
    embeddings = clustered(2_000, 16, seed=6)
    embeddings[10:20] = 0
    assert_exact(Int8Scorer(embeddings), embeddings, seed=7)


def test_int8_scorer_of_wide_rows_does_not_overflow() -> None:
    """The sum of 4,096 products of extremes stays within int32."""
    embeddings = np.full((1_000, 4_096), 1 / 64, np.float32)
    embeddings[500:] *= -1
    rows, scores = Int8Scorer(embeddings).top(embeddings[0], None, 3)
    assert rows.tolist() == [0, 1, 2]
    assert scores.tolist() == pytest.approx([1.0, 1.0, 1.0])


def test_int8_scorer_reads_memory_mapped_rows(tmp_path: object) -> None:
    """The exact rows may stay on disk."""
    embeddings = clustered(2_000, 16, seed=8)
    np.save(f"{tmp_path}/rows.npy", embeddings)
    assert_exact(Int8Scorer(np.load(f"{tmp_path}/rows.npy", mmap_mode="r")), embeddings, seed=9)

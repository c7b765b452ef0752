"""Exact scoring on an accelerator, tried on the CPU."""

import pytest

from tests.retrieval.scoring_cases import assert_exact, clustered

pytestmark = pytest.mark.model


def test_torch_scorer_equals_float64_scan() -> None:
    """Half precision loses no row of the exact answer."""
    from retrieval.scoring_torch import TorchScorer  # torch takes seconds to import, which collecting must not

    embeddings = clustered(3_000, 64, seed=10)
    assert_exact(TorchScorer(embeddings, device="cpu"), embeddings, seed=11)

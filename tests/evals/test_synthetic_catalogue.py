"""The catalogue of the benchmarks."""

from pathlib import Path

import numpy as np
import pytest

from evals.synthetic_catalogue import SHARES, make_catalogue, name_of

pytestmark = pytest.mark.unit


def test_filters_leave_the_shares_they_name(tmp_path: Path) -> None:
    """Of 2,000 rows 0.1 % are 2, and the facet index agrees."""
    catalogue = make_catalogue(tmp_path, 2_000, n_queries=3)
    assert [len(catalogue.members[share]) for share in SHARES] == [2, 20, 200, 1_000]
    for share in SHARES:
        mask = catalogue.facets.mask(catalogue.constraints(share))
        assert np.array_equal(np.flatnonzero(mask), catalogue.members[share])
    assert catalogue.constraints(None) == ()
    assert np.linalg.norm(catalogue.embeddings, axis=1) == pytest.approx(1, abs=1e-5)


def test_same_seed_makes_the_same_catalogue(tmp_path: Path) -> None:
    """Down to the vectors."""
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
    one, two = (make_catalogue(tmp_path / folder, 1_000, n_queries=2, seed=5) for folder in ("a", "b"))
    assert np.array_equal(one.embeddings, two.embeddings)
    assert np.array_equal(one.queries, two.queries)


def test_filter_is_named_in_percent() -> None:
    """As the table prints it."""
    assert [name_of(share) for share in (0.001, 0.5, None)] == ["0.1 %", "50 %", "none"]

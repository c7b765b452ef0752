"""What every scorer must do, run by the tests of each."""

import numpy as np

from retrieval.embedders import Embeddings
from retrieval.scoring import Scorer


def clustered(n_rows: int, dimension: int, *, seed: int) -> Embeddings:
    """Unit rows around a few centres, some of them equal."""
    rng = np.random.default_rng(seed)
    centres = rng.standard_normal((5, dimension))
    rows = centres[rng.integers(0, 5, n_rows)] + rng.standard_normal((n_rows, dimension)) * 0.3
    rows[1::7] = rows[0]
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def assert_exact(scorer: Scorer, embeddings: Embeddings, *, seed: int) -> None:
    """The rows and scores are those of a float64 scan, for all rows and for subsets of every width."""
    rng = np.random.default_rng(seed)
    n_rows, dimension = embeddings.shape
    for share in (None, 0.9, 0.5, 0.1, 0.01, 0.0):
        rows = None if share is None else np.flatnonzero(rng.random(n_rows) < share)
        for n in (1, 10, 100):
            query = rng.standard_normal(dimension).astype(np.float32)
            query /= np.linalg.norm(query)
            candidates = np.arange(n_rows) if rows is None else rows
            scores = embeddings[candidates].astype(np.float64) @ query.astype(np.float64)
            order = np.lexsort((candidates, -scores))[:n]
            found, found_scores = scorer.top(query, rows, n)
            # equal rows may come in another order where BLAS rounds their float64 scores apart
            np.testing.assert_allclose(found_scores, scores[order], atol=1e-12)
            assert len(set(found.tolist())) == len(order)
            assert set(found.tolist()) <= set(candidates.tolist())

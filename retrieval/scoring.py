"""Exact scoring of the products that a filter leaves: the highest inner products with a query, never approximately."""

from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from retrieval.embedders import Embeddings

ProductRows = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float64]
Vector = npt.NDArray[np.float32]

SMALL_CATALOGUE_ROWS = 20_000
"""Up to here NumPy takes 2 ms or less, and importing a compiler takes 2 s."""
_GATHER_SHARE = 0.15
"""Above this share of rows, scoring all of them beats copying those wanted: copying a row costs 5 scans of it."""


class Scorer(Protocol):
    """Finds the rows with the highest inner product with a query."""

    def top(self, query: Vector, rows: ProductRows | None, n: int) -> tuple[ProductRows, Scores]:
        """The n best of `rows` (sorted; None for all), best first, the lower row first where scores tie.

        All of them where there are no more than n. Scores are inner products in float64.
        """
        ...


class NumpyScorer:
    """Scores all rows in fp32 by NumPy; for catalogues of up to `SMALL_CATALOGUE_ROWS` products."""

    def __init__(self, embeddings: Embeddings) -> None:
        self._embeddings = embeddings

    def top(self, query: Vector, rows: ProductRows | None, n: int) -> tuple[ProductRows, Scores]:
        """See `Scorer`."""
        embeddings = self._embeddings
        if rows is not None and len(rows) < _GATHER_SHARE * len(embeddings):
            approximate = inner_products(embeddings[rows], query)
        else:
            approximate = inner_products(embeddings, query)
            approximate = approximate if rows is None else approximate[rows]
        kept = within_reach(approximate, n, slack=fp32_error(query))
        candidates = kept if rows is None else rows[kept]
        return best_of(embeddings, query, candidates, n)


def inner_products(rows: npt.NDArray[Any], query: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """(n,) in the type of the rows; equal rows get equal scores.

    Not by BLAS: on a busy machine its threads wait for each other for longer than all the work takes one of them, and
    it rounds a row by its position.
    """
    return np.asarray(np.einsum("ij,j->i", rows, query))


def fp32_error(query: Vector) -> float:
    """By how much an fp32 inner product of a unit row with the query can be off, in whatever order it is summed.

    n·ε of the norms' product. Source: Higham 2002, "Accuracy and Stability of Numerical Algorithms", eq. 3.5.
    """
    return float(len(query) * np.finfo(np.float32).eps * np.linalg.norm(query))


def within_reach(approximate: npt.NDArray[np.float32], n: int, *, slack: float) -> ProductRows:
    """Positions that can be among the n best when every approximate score is off by at most `slack`."""
    if len(approximate) <= n:
        return np.arange(len(approximate))
    nth_best = np.partition(approximate, len(approximate) - n)[len(approximate) - n]
    return np.flatnonzero(approximate >= nth_best - 2 * slack)


def best_of(embeddings: Embeddings, query: Vector, candidates: ProductRows, n: int) -> tuple[ProductRows, Scores]:
    """The n best of the candidates by their inner products in float64."""
    scores = inner_products(embeddings[candidates].astype(np.float64), query.astype(np.float64))
    order = np.lexsort((candidates, -scores))[:n]
    return candidates[order].astype(np.int64), scores[order]

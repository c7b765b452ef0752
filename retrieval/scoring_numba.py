"""Exact scoring of large catalogues in two passes, compiled by numba: int8 over all rows, float64 over the few left.

Pass 1 works on a copy of the embeddings at one byte a number (a quarter of the memory to move, which is what scoring
costs). It knows how far each of its scores can be off: with x the row and x' what int8 keeps of it, q the query and q'
what int16 keeps, |q·x - q'·x'| <= |q|·|x - x'| + |q - q'|·|x'| (Cauchy-Schwarz). Pass 2 scores every row whose upper
bound reaches the n-th best lower bound, so that no row of the exact answer can be missing.
"""

import numba
import numpy as np
import numpy.typing as npt

from retrieval.embedders import Embeddings
from retrieval.scoring import ProductRows, Scores, Vector, best_of

_BLOCK_ROWS = 64
"""Rows per unit of parallel work; the best lower bounds of the blocks give the first, coarse threshold."""
_INT32_MAX = 2**31 - 1
_INT16_MAX = 2**15 - 1
_FEW_ROWS = 512
"""Up to here exact scores cost less than the passes."""
_PARALLEL_FROM_ROWS = 30_000
"""Below, one core takes about a millisecond, which waking a second one would not shorten."""
_FP32_MARGIN = 1e-6
"""What rounding in fp32 can add to the bounds of unit rows; the bounds themselves are of the order of 0.01."""
_PART_ROWS = 65_536
"""Rows quantised at a time: bounds what is resident of a memory-mapped matrix while opening."""


class Int8Scorer:
    """Two-pass scorer; resident memory is one byte a number, the exact rows may stay on disk (memory-mapped)."""

    def __init__(self, embeddings: Embeddings) -> None:
        n_rows, dimension = embeddings.shape
        self._embeddings = embeddings
        self._codes = np.empty((n_rows, dimension), np.int8)
        self._scale = np.empty(n_rows, np.float32)
        self._residual = np.empty(n_rows, np.float32)
        self._norm = np.empty(n_rows, np.float32)
        self._every_row = np.arange(n_rows)
        for start in range(0, n_rows, _PART_ROWS):
            part = slice(start, start + _PART_ROWS)
            rows = np.ascontiguousarray(embeddings[part])
            _quantize(rows, self._codes[part], self._scale[part], self._residual[part], self._norm[part])

    def top(self, query: Vector, rows: ProductRows | None, n: int) -> tuple[ProductRows, Scores]:
        """See `Scorer`."""
        candidates = self._every_row if rows is None else rows
        if len(candidates) > max(n, _FEW_ROWS):
            candidates = self._within_reach(query, candidates, n)
        return best_of(self._embeddings, query, candidates, n)

    def _within_reach(self, query: Vector, rows: ProductRows, n: int) -> ProductRows:
        """The rows whose upper bound reaches the n-th best lower bound."""
        codes, step = _quantize_query(query)
        lost = float(np.linalg.norm(query - codes * np.float32(step)))
        score = np.empty(len(rows), np.float32)
        slack = np.empty(len(rows), np.float32)
        best_of_block = np.empty(-(-len(rows) // _BLOCK_ROWS), np.float32)
        matrix = (self._codes, self._scale, self._residual, self._norm)
        bound = _bound_parallel if len(rows) >= _PARALLEL_FROM_ROWS else _bound_serial
        bound(*matrix, rows, codes, step, float(np.linalg.norm(query)), lost, score, slack, best_of_block)
        upper = score + slack
        near = np.flatnonzero(upper >= _nth_largest(best_of_block, n))  # n blocks reach it, so at least n rows do
        return rows[near[upper[near] >= _nth_largest(score[near] - slack[near], n)]]


def _nth_largest(values: npt.NDArray[np.float32], n: int) -> np.float32:
    """Minus infinity where there are fewer than n."""
    at = len(values) - n
    return np.float32(np.partition(values, at)[at]) if at >= 0 else np.float32(-np.inf)


def _quantize_query(query: Vector) -> tuple[npt.NDArray[np.int16], float]:
    """The query in int16 and its step, so small that an int32 sum of its products with int8 cannot overflow."""
    limit = min(_INT16_MAX, _INT32_MAX // (127 * len(query)))
    step = float(np.abs(query).max()) / limit or 1.0
    return np.rint(query / step).astype(np.int16), step


@numba.njit(parallel=True, cache=True)
def _quantize(  # type: ignore[no-untyped-def]
    rows, codes, scale, residual, norm
):
    for i in numba.prange(rows.shape[0]):
        largest = np.float32(0)
        for j in range(rows.shape[1]):
            largest = max(largest, abs(rows[i, j]))
        step = largest / np.float32(127) if largest > 0 else np.float32(1)
        lost = 0.0
        kept = 0.0
        for j in range(rows.shape[1]):
            code = np.rint(rows[i, j] / step)
            codes[i, j] = np.int8(code)
            lost += (rows[i, j] - code * step) ** 2
            kept += (code * step) ** 2
        scale[i] = step
        residual[i] = np.sqrt(lost)
        norm[i] = np.sqrt(kept)


@numba.njit(cache=True)
def _bound_block(  # type: ignore[no-untyped-def]
    block, codes, scale, residual, norm, rows, query, step, query_norm, lost, score, slack, best_of_block
):
    best = np.float32(-np.inf)
    for position in range(block * _BLOCK_ROWS, min((block + 1) * _BLOCK_ROWS, rows.shape[0])):
        i = rows[position]
        total = np.int32(0)
        for j in range(codes.shape[1]):
            total += np.int32(codes[i, j]) * np.int32(query[j])
        approximate = np.float32(total * (scale[i] * step))
        off = np.float32(query_norm * residual[i] + lost * norm[i] + _FP32_MARGIN)
        score[position] = approximate
        slack[position] = off
        best = max(best, approximate - off)
    best_of_block[block] = best


@numba.njit(cache=True)
def _bound_serial(  # type: ignore[no-untyped-def]
    codes, scale, residual, norm, rows, query, step, query_norm, lost, score, slack, best_of_block
):
    for block in range(best_of_block.shape[0]):
        _bound_block(
            block, codes, scale, residual, norm, rows, query, step, query_norm, lost, score, slack, best_of_block
        )


@numba.njit(parallel=True, cache=True)
def _bound_parallel(  # type: ignore[no-untyped-def]
    codes, scale, residual, norm, rows, query, step, query_norm, lost, score, slack, best_of_block
):
    for block in numba.prange(best_of_block.shape[0]):
        _bound_block(
            block, codes, scale, residual, norm, rows, query, step, query_norm, lost, score, slack, best_of_block
        )

"""Exact scoring on an accelerator: half precision over all rows there, float64 over the few left on the host.

The bounds are those of `scoring_numba`, with what half precision loses of row and query in place of int8's.
"""

import numpy as np
import torch

from retrieval.embedders import Embeddings
from retrieval.scoring import ProductRows, Scores, Vector, best_of

_ROUNDING = 2.0**-9
"""Of a score in [-1, 1]: its own rounding to half (2^-11), and the partial sums that a split product may round too."""
_PART_ROWS = 65_536


class TorchScorer:
    """Keeps the matrix in half precision on `device` ("cuda", "mps", "cpu"); the exact rows stay on the host."""

    def __init__(self, embeddings: Embeddings, *, device: str) -> None:
        self._embeddings = embeddings
        self._device = torch.device(device)
        parts = [
            torch.from_numpy(np.array(embeddings[start : start + _PART_ROWS])).to(self._device)
            for start in range(0, len(embeddings), _PART_ROWS)
        ]
        self._matrix = torch.cat([part.half() for part in parts])
        self._lost = torch.cat([(part - part.half().float()).norm(dim=1) for part in parts])

    @torch.inference_mode()
    def top(self, query: Vector, rows: ProductRows | None, n: int) -> tuple[ProductRows, Scores]:
        """See `Scorer`."""
        n_rows = len(self._embeddings) if rows is None else len(rows)
        if n_rows <= n:
            return best_of(self._embeddings, query, np.arange(n_rows) if rows is None else rows, n)
        vector = torch.from_numpy(np.array(query)).to(self._device)
        half = vector.half()
        score = (self._matrix @ half).float()
        slack = self._lost * vector.norm() + (vector - half.float()).norm() * (1 + self._lost) + _ROUNDING
        if rows is not None:
            wanted = torch.from_numpy(rows).to(self._device)
            score, slack = score[wanted], slack[wanted]
        nth_best = torch.topk(score - slack, n).values[-1]
        kept = torch.nonzero(score + slack >= nth_best).flatten().cpu().numpy()
        return best_of(self._embeddings, query, kept if rows is None else rows[kept], n)

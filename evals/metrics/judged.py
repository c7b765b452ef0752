"""What metrics are computed from: the first k answers to each query, judged."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Judged:
    """`hits` (n_queries, k): is the answer at this rank relevant? Ranks that were not filled are not.

    `n_relevant` (n_queries,) counts the relevant items of the whole gallery, at least 1.
    """

    hits: npt.NDArray[np.bool_]
    n_relevant: npt.NDArray[np.int64]

    @property
    def k(self) -> int:
        """How many answers of each query are judged."""
        return int(self.hits.shape[1])


Metric = Callable[[Judged], Values]
"""(n_queries,) one value a query, from 0 to 1."""

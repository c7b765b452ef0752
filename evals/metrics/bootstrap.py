"""Bootstrap intervals: how far a mean would move with other queries of the same kind."""

from dataclasses import dataclass

import numpy as np

from evals.metrics.judged import Values

N_RESAMPLES = 1000
LEVEL = 0.95
SEED = 7


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean, and the bounds between which 95 % of the means of resampled queries lie."""

    mean: float
    low: float
    high: float


def bootstrap_mean(values: Values, *, n_resamples: int = N_RESAMPLES, seed: int = SEED) -> Interval:
    """The percentile interval of the mean of (n_queries,) values, at least one.

    Source: Efron & Tibshirani 1993, "An Introduction to the Bootstrap", ch. 13. The same seed draws the same queries,
    so that two systems on one dataset are resampled alike.
    """
    rng = np.random.default_rng(seed)
    counts = rng.multinomial(len(values), np.full(len(values), 1 / len(values)), size=n_resamples)
    means = counts @ values / len(values)
    low, high = np.quantile(means, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Interval(float(values.mean()), float(low), float(high))

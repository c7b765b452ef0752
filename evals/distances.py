"""How near vectors are, by three distances, as similarities: higher is nearer.

On unit vectors Euclid's distance gives the order of the cosine, since d² = 2 - 2 cos; Manhattan's does not.
"""

from typing import Literal, get_args

import numpy as np

from retrieval.embedders import Embeddings

Distance = Literal["cosine", "euclid", "manhattan"]
DISTANCES: tuple[Distance, ...] = get_args(Distance)


def similarities(queries: Embeddings, items: Embeddings, distance: Distance) -> Embeddings:
    """(n_queries, n_items) float32 of unit rows; each at most 1, which only equal vectors reach."""
    if distance == "manhattan":
        # Two unit vectors of d numbers are at most 2 √d apart (Cauchy-Schwarz).
        farthest = np.float32(2 * np.sqrt(items.shape[1]))
        return np.stack([1 - np.abs(items - query).sum(axis=1) / farthest for query in queries])
    cosines = queries @ items.T
    return cosines if distance == "cosine" else 1 - np.sqrt(np.maximum(2 - 2 * cosines, 0))

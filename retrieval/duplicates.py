"""Near-duplicate products: the same words in whatever order, for the same person, and the same picture.

Either alone is not enough: a placeholder is the picture of a hundred products, and two plain shirts share their name.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np
import numpy.typing as npt

from retrieval.catalog import Product
from retrieval.embedders import Embeddings
from retrieval.facets import FacetIndex
from retrieval.picture_index import PictureIndex
from retrieval.tokens import words_of

SAME_PICTURE = 0.98
"""Pictures at least so similar are one. Encoded again as JPEG or scaled to 60 %, the demo and the Luma store's pictures
keep 0.997 and more to themselves; to the nearest of another product they have 0.95 to 0.98 on the median."""

Name = tuple[frozenset[str], str, str]

_FILLERS = frozenset(["a", "an", "and", "by", "for", "from", "in", "of", "the", "to", "with"])


def identities(
    products: Sequence[Product], facets: FacetIndex, pictures: PictureIndex, embeddings: Embeddings
) -> npt.NDArray[np.uint64]:
    """(n_products,) `facets.identity`, made equal for near-duplicates as well."""
    identity = facets.identity.copy()
    for one, other in _twins(products, facets, pictures, embeddings):
        identity[identity == identity[other]] = identity[one]
    return identity


def _twins(
    products: Sequence[Product], facets: FacetIndex, pictures: PictureIndex, embeddings: Embeddings
) -> Iterator[tuple[int, int]]:
    namesakes: dict[Name, list[int]] = defaultdict(list)
    for row, product in enumerate(products):
        namesakes[_name(product)].append(row)
    for rows in namesakes.values():
        for one, other in combinations(rows, 2):
            if facets.identity[one] != facets.identity[other]:
                ours, theirs = (_pictures_of(row, facets, pictures) for row in (one, other))
                similarity = embeddings[ours] @ embeddings[theirs].T
                if similarity.max(initial=-1.0) >= SAME_PICTURE:
                    yield one, other


def _name(product: Product) -> Name:
    """The words that name a product, in no order, and whom it is for."""
    words = {*words_of(product.brand), *words_of(product.title)} - _FILLERS
    return frozenset(words), product.gender, product.age_group


def _pictures_of(row: int, facets: FacetIndex, pictures: PictureIndex) -> npt.NDArray[np.int64]:
    offers = facets.offers_of(row)
    return np.unique(pictures.pictures_of(np.arange(offers.start, offers.stop))[1])

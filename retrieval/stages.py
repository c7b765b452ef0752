"""The stages of recall: each ranks the surviving products by one kind of evidence.

A stage reads the query once and gives back a `Recall` that can be asked for any number of products of any subset. The
third kind of evidence, pictures, is `image_stage`.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np
import numpy.typing as npt

from retrieval.embedders import Embeddings, TextEmbedder
from retrieval.errors import ModelError, QueryError, VectorStoreError
from retrieval.facets import FacetIndex
from retrieval.lexical import LexicalIndex, query_terms
from retrieval.lexicon import Lexicon
from retrieval.query import Query
from retrieval.scoring import ProductRows, Scorer, Vector, best_of
from retrieval.tokens import is_han, words_of

logger = logging.getLogger(__name__)

ANN_OVERSAMPLING = 4
"""Neighbours asked of an approximate index for each one wanted; they are scored exactly afterwards."""

REMEMBERED_TEXTS = 256
"""Query texts whose vectors are kept: a search that is relaxed, refined or asked for more embeds its words once."""

RATING_PRIOR_COUNT = 10
"""A product's rating counts as if this many shoppers had given it the shop's mean: a single 5 proves little."""


@dataclass(frozen=True, slots=True)
class Survivors:
    """The products that a filter leaves: sorted rows, and the same as a (n_products,) mask; None for all of them.

    `offers` is the (n_offers,) mask of the offers that it leaves, None for all.
    """

    n: int
    rows: ProductRows | None = None
    mask: npt.NDArray[np.bool_] | None = None
    offers: npt.NDArray[np.bool_] | None = None

    @classmethod
    def of(cls, mask: npt.NDArray[np.bool_], *, offers: npt.NDArray[np.bool_] | None = None) -> "Survivors":
        """Those of a mask; a mask that leaves everything is no filter."""
        rows = np.flatnonzero(mask)
        if len(rows) == len(mask):
            return cls(len(rows), offers=offers)
        return cls(len(rows), rows, mask, offers)


@dataclass(frozen=True, slots=True)
class Recalled:
    """The best products of one stage, best first, with its own scores."""

    rows: ProductRows
    scores: npt.NDArray[np.floating]
    route: str = "exact"


Recall = Callable[[Survivors, int], Recalled]


class Stage(Protocol):
    """One kind of evidence."""

    name: str

    def read(self, query: Query) -> Recall | None:
        """None where the query gives this stage nothing to go by."""
        ...


class Neighbours(Protocol):
    """An approximate index over all products."""

    def query(self, vector: Vector, n: int) -> Sequence[tuple[int, float]]:
        """About the n nearest rows with their similarity. Raises VectorStoreError."""
        ...


class TextStage:
    """Nearness in meaning: the embedding of the words, of a product to be liked, or of both in equal parts."""

    name = "text"

    def __init__(
        self,
        embedder: TextEmbedder,
        embeddings: Embeddings,
        scorer: Scorer,
        *,
        lexicon: Lexicon,
        row_of: Callable[[str], int],
        neighbours: Neighbours | None = None,
    ) -> None:
        self._embedder = embedder
        self._embeddings = embeddings
        self._scorer = scorer
        self._lexicon = lexicon
        self._row_of = row_of
        self._neighbours = neighbours
        self._embed = lru_cache(REMEMBERED_TEXTS)(self._embed_anew)

    def read(self, query: Query) -> Recall | None:
        """See `Stage`."""
        try:
            vector = self._vector(query)
        except ModelError as error:
            logger.warning("no text embedding, the other stages answer: %s", error)
            return None
        if not vector.any():
            return None
        return lambda survivors, n: self._recall(vector, survivors, n)

    def _vector(self, query: Query) -> Vector:
        vector = np.zeros(self._embeddings.shape[1], np.float32)
        if text := english(query.text, self._lexicon):
            vector += self._embed(text)
        if query.like is not None:
            vector += self._embeddings[liked_row(query.like, self._row_of)]
        norm = float(np.linalg.norm(vector))
        return vector / np.float32(norm) if norm else vector

    def _embed_anew(self, text: str) -> Vector:
        vector: Vector = self._embedder.embed([text])[0]
        return vector

    def _recall(self, vector: Vector, survivors: Survivors, n: int) -> Recalled:
        if self._neighbours is not None and survivors.mask is None:
            try:
                found = self._neighbours.query(vector, min(n * ANN_OVERSAMPLING, survivors.n))
                near = np.unique(np.array([row for row, _ in found], np.int64))
                if len(near) >= min(n, survivors.n):
                    return Recalled(*best_of(self._embeddings, vector, near, n), route="ann")
            except VectorStoreError as error:
                logger.warning("the vector store failed, exact scoring answers: %s", error)
        return Recalled(*self._scorer.top(vector, survivors.rows, n))


class LexicalStage:
    """The query's own words in the products' own text, by BM25."""

    name = "lexical"

    def __init__(self, index: LexicalIndex, lexicon: Lexicon) -> None:
        self._index = index
        self._lexicon = lexicon

    def read(self, query: Query) -> Recall | None:
        """See `Stage`."""
        terms = query_terms(query.text, self._lexicon).terms
        if not any(self._index.contains(term) for term in terms):
            return None
        scores = self._index.scores(terms)
        return lambda survivors, n: Recalled(*self._index.best(scores, n, allowed=survivors.mask))


class PopularityStage:
    """What to show who gives no words: the best rated, each rating drawn towards the shop's mean by its fewness."""

    name = "popularity"

    def __init__(self, facets: FacetIndex) -> None:
        self._ratings = bayesian_ratings(facets.product_rating, facets.rating_count)
        self._order = np.lexsort((-facets.rating_count, -self._ratings))

    def read(self, query: Query) -> Recall:
        """Every query has this to go by."""
        return self._recall

    def _recall(self, survivors: Survivors, n: int) -> Recalled:
        rows = self._order if survivors.mask is None else self._order[survivors.mask[self._order]]
        return Recalled(rows[:n], self._ratings[rows[:n]])


def bayesian_ratings(ratings: npt.NDArray[np.float64], counts: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """(n_products,) the mean of a product's ratings and `RATING_PRIOR_COUNT` ratings at the shop's mean."""
    is_rated = ~np.isnan(ratings) & (counts > 0)
    n_ratings = np.where(is_rated, counts, 0)
    stars = np.where(is_rated, ratings, 0.0) * n_ratings
    shop_mean = float(stars.sum() / n_ratings.sum()) if n_ratings.sum() else 0.0
    return np.asarray((stars + RATING_PRIOR_COUNT * shop_mean) / (n_ratings + RATING_PRIOR_COUNT))


def english(text: str, lexicon: Lexicon) -> str:
    """The text for an English embedder; empty where none of its words can be said in English."""
    return lexicon.translate(text) if any(is_han(word) for word in words_of(text)) else text.strip()


def liked_row(product_id: str, row_of: Callable[[str], int]) -> int:
    """Raises QueryError for a product that the shop does not have."""
    try:
        return row_of(product_id)
    except KeyError as error:
        raise QueryError(f"There is no product {product_id}.") from error

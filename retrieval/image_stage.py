"""The image stage: what looks like the shopper's photo, or like a product that is liked.

It scores pictures; a product ranks by its best picture among those of the offers that survive the filter.

Words alone are not looked for in pictures: of "red dress" and the like, 191 pairs of a colour and a kind of the demo
shop and 85 of the Luma store, the first five are right in 78 and 86 % by text and words, and in 67 and 71 % where the
pocket model's pictures have a third of the say. Where titles are all that is known of products it is the other way
round (`evals.fashion_datasets`).
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from retrieval.embedders import Embeddings, ImageEmbedder
from retrieval.errors import ModelError
from retrieval.facets import FacetIndex
from retrieval.lexicon import Lexicon
from retrieval.photos import SeenPhoto
from retrieval.picture_index import PictureIndex
from retrieval.query import Query
from retrieval.scoring import ProductRows, Scorer, Vector, inner_products
from retrieval.stages import Recalled, Survivors, english, liked_row

logger = logging.getLogger(__name__)

WORDS_WEIGHT = 0.5
"""How far words steer away from a photo, as a share of the photo's own vector."""
NEUTRAL = "a photo of a product"
"""What says nothing: only what the words say beyond it steers, since CLIP keeps texts and pictures apart."""
PICTURES_A_PRODUCT = 2
"""Pictures looked at for each product wanted, at first."""


@dataclass(frozen=True, slots=True)
class ShopPictures:
    """The pictures of a shop and their unit vectors, (n_pictures, d) float32, by the model `model_id`."""

    index: PictureIndex
    embeddings: Embeddings
    scorer: Scorer
    model_id: str


class ImageStage:
    """Similarity of pictures. Silent where a query shows nothing, or shows it through another model's eyes."""

    name = "image"

    def __init__(
        self,
        pictures: ShopPictures,
        facets: FacetIndex,
        *,
        embedder: ImageEmbedder | None,
        lexicon: Lexicon,
        row_of: Callable[[str], int],
    ) -> None:
        self._pictures = pictures
        self._facets = facets
        self._embedder = embedder
        self._lexicon = lexicon
        self._row_of = row_of
        self._complaints: set[str] = set()
        self._neutral: Vector | None = None

    def read(self, query: Query) -> "PictureRecall | None":
        """See `Stage`."""
        vector = np.zeros(self._pictures.embeddings.shape[1], np.float32)
        if query.photo is not None and (seen := self._photo_vector(query.photo)) is not None:
            vector += seen
            vector += np.float32(WORDS_WEIGHT) * self._steering(query.text)
        if query.like is not None:
            vector += self._liked_vector(query.like)
        norm = float(np.linalg.norm(vector))
        return PictureRecall(vector / np.float32(norm), self._pictures, self._facets) if norm else None

    def _photo_vector(self, photo: SeenPhoto) -> Vector | None:
        vector = photo_vector(photo)
        if photo.model_id != self._pictures.model_id or len(vector) != self._pictures.embeddings.shape[1]:
            self._complain(f"the photo was seen by {photo.model_id}, the shop by {self._pictures.model_id}")
            return None
        return vector

    def _liked_vector(self, product_id: str) -> Vector:
        """The middle of the product's pictures; zeros where it has none."""
        offers = self._facets.offers_of(liked_row(product_id, self._row_of))
        _, pictures = self._pictures.index.pictures_of(np.arange(offers.start, offers.stop))
        return unit(self._pictures.embeddings[np.unique(pictures)].sum(axis=0, dtype=np.float32))

    def _steering(self, text: str) -> Vector:
        """Where words lead in the space of pictures; zeros where there are none, or nobody to read them."""
        nowhere = np.zeros(self._pictures.embeddings.shape[1], np.float32)
        words = english(text, self._lexicon)
        if not words or self._embedder is None or self._embedder.model_id != self._pictures.model_id:
            return nowhere
        try:
            if self._neutral is None:
                self._neutral = self._embedder.embed_texts([NEUTRAL])[0]
            return unit(self._embedder.embed_texts([words])[0] - self._neutral)
        except ModelError as error:
            self._complain(f"the words do not steer the photo: {error}")
            return nowhere

    def _complain(self, problem: str) -> None:
        """Once, not at every turn."""
        if problem not in self._complaints:
            self._complaints.add(problem)
            logger.warning("the image stage is silent: %s", problem)


class PictureRecall:
    """A `Recall` for one point in the image space."""

    def __init__(self, vector: Vector, pictures: ShopPictures, facets: FacetIndex) -> None:
        self._vector = vector
        self._pictures = pictures
        self._facets = facets

    def __call__(self, survivors: Survivors, n: int) -> Recalled:
        """The n best of the survivors that have a picture at a surviving offer."""
        offers = survivors.offers
        if survivors.mask is not None:
            allowed = survivors.mask[self._facets.product_of_offer]
            offers = allowed if offers is None else offers & allowed
        rows = None if offers is None else np.flatnonzero(self._pictures.index.of_offers(offers))
        n_rows = self._pictures.index.n_pictures if rows is None else len(rows)
        n_pictures = PICTURES_A_PRODUCT * n
        while True:
            pictures, scores = self._pictures.scorer.top(self._vector, rows, n_pictures)
            products, best = self._products_of(pictures, offers)
            if len(products) >= n or n_pictures >= n_rows:
                return Recalled(products[:n], scores[best[:n]])
            n_pictures *= 4  # pictures of the same few products have used up the places

    def _products_of(
        self, pictures: ProductRows, offers: npt.NDArray[np.bool_] | None
    ) -> tuple[ProductRows, npt.NDArray[np.int64]]:
        """The products that the pictures show at one of the offers, in their order, and where each comes first."""
        positions, offer_rows = self._pictures.index.offers_with(pictures)
        if offers is not None:
            kept = offers[offer_rows]
            positions, offer_rows = positions[kept], offer_rows[kept]
        products = self._facets.product_of_offer[offer_rows].astype(np.int64)
        products, first = np.unique(products, return_index=True)
        order = np.lexsort((products, positions[first]))
        return products[order], positions[first][order]

    def likeness(self, offer_rows: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
        """(len(offer_rows),) the similarity of each offer's best picture, -1 where it has none.

        Equal for offers whose best picture is the same.
        """
        best = np.full(len(offer_rows), -1.0)
        positions, pictures = self._pictures.index.pictures_of(offer_rows)
        different, back = np.unique(pictures, return_inverse=True)
        scores = inner_products(self._pictures.embeddings[different], self._vector).astype(np.float64)
        np.maximum.at(best, positions, scores[back])
        return best


def photo_vector(photo: SeenPhoto) -> Vector:
    """(d,) the photo's unit vector; as exact as half precision is."""
    return unit(np.frombuffer(photo.vector, "<f2").astype(np.float32))


def unit(vector: Vector) -> Vector:
    """The vector with norm 1; zeros stay zeros."""
    norm = float(np.linalg.norm(vector))
    return np.asarray(vector / np.float32(norm) if norm else vector, np.float32)

"""The image stage: exact, silent where it has nothing to say, and true to the offer."""

import logging
from collections.abc import Sequence

import numpy as np
import pytest

from retrieval.catalog import Product
from retrieval.errors import ModelUnavailable
from retrieval.facets import FacetIndex, build_facets
from retrieval.image_stage import ImageStage, PictureRecall, ShopPictures, photo_vector
from retrieval.photos import SeenPhoto
from retrieval.picture_index import PictureIndex
from retrieval.query import Query
from retrieval.scoring import NumpyScorer
from retrieval.stages import Survivors
from tests.retrieval.paintings import ColorEmbedder, as_photo, painting
from tests.retrieval.shelf import LEXICON, make_offer, make_product

pytestmark = pytest.mark.unit

COLORS = ("red", "blue", "green", "black")
PRODUCTS = (
    make_product("shirt", "Shirt", make_offer("shirt-red"), make_offer("shirt-blue")),
    make_product("lamp", "Lamp", make_offer("lamp-green")),
    make_product("bag", "Bag", make_offer("bag-black"), make_offer("bag-red")),
    make_product("book", "Book", make_offer("book-1")),
)
SHOWN = (("red",), ("blue",), ("green",), ("black",), ("red", "green"), ())
"""The pictures of the six offers; red is one file that two products share."""

EMBEDDER = ColorEmbedder()
FACETS: FacetIndex = build_facets(PRODUCTS, LEXICON)


class SilentEmbedder(ColorEmbedder):
    """Its weights are gone."""

    def embed_texts(self, texts: Sequence[str]) -> np.ndarray:
        raise ModelUnavailable("The model is gone.")


def _pictures(model_id: str = EMBEDDER.model_id) -> ShopPictures:
    embeddings = EMBEDDER.embed_photos([as_photo(painting(color)) for color in COLORS])
    first = np.cumsum([0, *map(len, SHOWN)])
    shown = np.array([COLORS.index(color) for colors in SHOWN for color in colors], np.int64)
    return ShopPictures(PictureIndex(COLORS, first, shown), embeddings, NumpyScorer(embeddings), model_id)


def _stage(embedder: ColorEmbedder | None = EMBEDDER) -> ImageStage:
    ids = [product.product_id for product in PRODUCTS]
    return ImageStage(_pictures(), FACETS, embedder=embedder, lexicon=LEXICON, row_of=ids.index)


def _seen(color: str, model_id: str = EMBEDDER.model_id) -> SeenPhoto:
    vector = EMBEDDER.embed_photos([as_photo(painting(color))])[0]
    return SeenPhoto("0" * 16, model_id, vector.astype("<f2").tobytes())


def _recall(query: Query) -> PictureRecall:
    recall = _stage().read(query)
    assert recall is not None
    return recall


def test_products_rank_by_their_best_picture() -> None:
    """Red is the shirt's and the bag's; the book has no picture and is not recalled."""
    recalled = _recall(Query(photo=_seen("red")))(Survivors(4), 4)
    assert recalled.rows.tolist() == [0, 2, 1]
    assert np.allclose(recalled.scores[:2], 1, atol=1e-3)
    assert recalled.scores[2] < 0.9


def test_pictures_of_offers_that_are_filtered_out_do_not_count() -> None:
    """Of the shirt only the blue one is left, so that the bag is the red product."""
    offers = np.array([False, True, True, True, True, True])
    recalled = _recall(Query(photo=_seen("red")))(Survivors(4, offers=offers), 4)
    assert recalled.rows.tolist()[0] == 2
    blue = float(_pictures().embeddings[1] @ photo_vector(_seen("red")))
    assert recalled.scores[recalled.rows.tolist().index(0)] == pytest.approx(blue, abs=1e-6)


def test_products_that_are_filtered_out_are_not_recalled() -> None:
    """Though a product that survives shares the picture."""
    mask = np.array([False, True, True, True])
    recalled = _recall(Query(photo=_seen("red")))(Survivors.of(mask), 4)
    assert recalled.rows.tolist() == [2, 1]


def test_fewer_are_recalled_in_the_same_order() -> None:
    """Also where pictures of one product use up the first places."""
    assert _recall(Query(photo=_seen("red")))(Survivors(4), 1).rows.tolist() == [0]
    assert _recall(Query(photo=_seen("black")))(Survivors(4), 2).rows.tolist() == [2, 1]


def test_likeness_is_that_of_the_best_picture_of_each_offer() -> None:
    """The two red ones are equal to the last bit; without a picture it is -1."""
    likeness = _recall(Query(photo=_seen("red"))).likeness(np.arange(6))
    assert likeness[0] == likeness[4] == pytest.approx(1, abs=1e-3)
    assert likeness[5] == -1
    assert likeness[1] < likeness[0]


def test_liked_product_brings_what_looks_like_it() -> None:
    """The bag is black, red and green: near are the lamp's green and the shirt's red."""
    recalled = _recall(Query(like="bag"))(Survivors.of(np.array([True, True, False, True])), 2)
    assert set(recalled.rows.tolist()) == {0, 1}


def test_words_alone_and_liked_products_without_pictures_give_nothing_to_go_by() -> None:
    """The other stages answer."""
    assert _stage().read(Query("red shirt")) is None
    assert _stage().read(Query(like="book")) is None


def test_words_steer_a_photo() -> None:
    """A red photo and "green": the green lamp comes nearer."""
    plain = _recall(Query(photo=_seen("red")))(Survivors(4), 4)
    steered = _recall(Query("green green", photo=_seen("red")))(Survivors(4), 4)
    assert steered.scores[steered.rows.tolist().index(1)] > plain.scores[plain.rows.tolist().index(1)] + 0.1


def test_photo_of_another_model_is_not_compared_and_said_once(caplog: pytest.LogCaptureFixture) -> None:
    """Vectors of different models have nothing to do with each other."""
    stage = _stage()
    with caplog.at_level(logging.WARNING):
        assert stage.read(Query(photo=_seen("red", "other"))) is None
        assert stage.read(Query(photo=_seen("red", "other"))) is None
    assert len(caplog.records) == 1


@pytest.mark.parametrize("embedder", [None, SilentEmbedder(), ColorEmbedder("other")])
def test_photo_is_searched_without_the_model(embedder: ColorEmbedder | None) -> None:
    """Its vector is there already; only the words do not steer."""
    recall = _stage(embedder).read(Query("green", photo=_seen("red")))
    assert recall is not None
    assert recall(Survivors(4), 1).rows.tolist() == [0]


def test_recall_is_the_same_as_by_hand_for_any_filter() -> None:
    """Every subset of offers, against the maximum over the pictures written out."""
    recall = _recall(Query(photo=_seen("blue")))
    vector = photo_vector(_seen("blue"))
    scores = _pictures().embeddings @ vector
    owners: Sequence[Product] = [product for product in PRODUCTS for _ in product.offers]
    for subset in range(1, 64):
        offers = np.array([bool(subset >> bit & 1) for bit in range(6)])
        best: dict[int, float] = {}
        for at in np.flatnonzero(offers).tolist():
            for color in SHOWN[at]:
                row = PRODUCTS.index(owners[at])
                best[row] = max(best.get(row, -1.0), float(scores[COLORS.index(color)]))
        recalled = recall(Survivors.of(FACETS.products_in(offers), offers=offers), 9)
        assert recalled.rows.tolist() == sorted(best, key=lambda row: (-round(best[row], 5), row))
        assert np.allclose(recalled.scores, sorted(best.values(), reverse=True), atol=1e-5)

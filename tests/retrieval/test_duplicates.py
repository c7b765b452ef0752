"""Near-duplicate products."""

import numpy as np
import pytest

from retrieval.catalog import Product
from retrieval.duplicates import identities
from retrieval.facets import build_facets
from retrieval.picture_index import PictureIndex
from tests.retrieval.shelf import LEXICON, make_product

pytestmark = pytest.mark.unit

UPRIGHT = [1.0, 0.0]
NEARLY = [0.9999, 0.0141]
"""cos 0.81°: the same picture encoded again."""
TILTED = [0.8, 0.6]


def _same(one: Product, other: Product, *, vectors: tuple[list[float], list[float]] = (UPRIGHT, UPRIGHT)) -> bool:
    """Whether they count as one product, each with one picture."""
    products = (one, other)
    index = PictureIndex(["a", "b"], np.array([0, 1, 2]), np.array([0, 1]))
    found = identities(products, build_facets(products, LEXICON), index, np.array(vectors, np.float32))
    return bool(found[0] == found[1])


def test_same_words_in_another_order_and_the_same_picture_are_one_product() -> None:
    """With the brand as a field or in the title."""
    one = make_product("a", "Ember Cotton Hoodie", brand="Osier")
    assert _same(one, make_product("b", "Cotton hoodie Ember by Osier"))
    assert _same(one, make_product("b", "Cotton hoodie Ember by Osier"), vectors=(UPRIGHT, NEARLY))


def test_another_picture_is_another_product() -> None:
    """Two plain shirts share their words."""
    assert not _same(make_product("a", "Cotton Shirt"), make_product("b", "Shirt Cotton"), vectors=(UPRIGHT, TILTED))


@pytest.mark.parametrize("title", ["Case for Phone 16", "Phone Case", "Red Case for Phone 15"])
def test_other_words_are_another_product(title: str) -> None:
    """Though a lazy shop uses the same picture: the number and the colour matter."""
    assert not _same(make_product("a", "Case for Phone 15"), make_product("b", title))


def test_product_for_someone_else_is_another_product() -> None:
    """The men's and the women's."""
    assert not _same(make_product("a", "Shirt Ember", gender="male"), make_product("b", "Ember Shirt", gender="female"))


def test_three_of_a_kind_are_one_and_others_stay_as_they_are() -> None:
    """a and c are alike only by b: the first two by their picture, the others as well."""
    products = (
        make_product("a", "Ember Shirt"), make_product("b", "Shirt Ember"), make_product("c", "The Ember Shirt"),
        make_product("lamp", "Lamp"),
    )  # fmt: skip
    facets = build_facets(products, LEXICON)
    index = PictureIndex(["p"], np.array([0, 1, 2, 3, 3]), np.array([0, 0, 0]))
    found = identities(products, facets, index, np.array([UPRIGHT], np.float32))
    assert len(set(found[:3].tolist())) == 1
    assert found[3] == facets.identity[3]

"""What the catalogue can be asked for."""

import pytest

from retrieval.facets import build_facets
from retrieval.lexical import build_lexical
from retrieval.vocabulary import build_vocabulary
from tests.retrieval.shelf import LEXICON, PRODUCTS

pytestmark = pytest.mark.unit

VOCABULARY = build_vocabulary(build_facets(PRODUCTS, LEXICON), build_lexical(PRODUCTS, LEXICON))


def test_values_come_most_frequent_first() -> None:
    """Red is the colour of two products, the others of one each."""
    assert VOCABULARY.values("color") == ("red", "blue", "grey", "navy", "white")
    assert VOCABULARY.slots["brand"] == {"halden": 2, "osier": 2}
    assert VOCABULARY.values("unheard of") == ()


def test_vocabulary_knows_what_the_shop_has() -> None:
    """A value the lexicon knows is not one the shop has."""
    assert VOCABULARY.has("category", "jacket")
    assert not VOCABULARY.has("material", "wool")


def test_label_is_the_catalogues_own_word() -> None:
    """Or the value itself where the catalogue never says it."""
    assert VOCABULARY.label("size", "EU 42") == "EU42"
    assert VOCABULARY.label("material", "cotton") == "cotton"


def test_prices_and_titles_are_summed_up() -> None:
    """The lowest and the highest effective price; the words of all titles."""
    assert VOCABULARY.price_range == (30.0, 110.0)
    assert VOCABULARY.currency == "USD"
    assert "kestrel" in VOCABULARY.title_terms


def test_empty_shop_has_an_empty_vocabulary() -> None:
    """No products, no values, no error."""
    empty = build_vocabulary(build_facets([], LEXICON), build_lexical([], LEXICON))
    assert empty.price_range == (0.0, 0.0)
    assert all(not values for values in empty.slots.values())

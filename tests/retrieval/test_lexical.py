"""BM25 over three fields in two languages."""

import math

import numpy as np
import pytest

from retrieval.lexical import LexicalIndex, build_lexical, query_terms
from retrieval.lexicon import Lexicon
from tests.retrieval.shelf import LEXICON, PRODUCTS, make_product

pytestmark = pytest.mark.unit

IDS = [product.product_id for product in PRODUCTS]


def found(text: str, *, allowed: list[bool] | None = None) -> list[str]:
    index = build_lexical(PRODUCTS, LEXICON)
    scores = index.scores(query_terms(text, LEXICON).terms)
    rows, _ = index.best(scores, 10, allowed=None if allowed is None else np.array(allowed))
    return [IDS[row] for row in rows]


def test_score_is_bm25f() -> None:
    """Two products; "moon" once in the first title, which is as long as the other: worked by hand.

    idf = ln(1 + (2 - 1 + .5) / (1 + .5)) = ln 2. The title weighs 3 and has mean length, so the frequency is 3:
    ln 2 * 3 * 2.2 / (3 + 1.2).
    """
    index = build_lexical([make_product("a", "moon"), make_product("b", "sun")], Lexicon(()))
    expected = math.log(2) * 3 * 2.2 / 4.2
    assert index.scores(["moon"]).tolist() == pytest.approx([expected, 0.0])


def test_title_outweighs_description() -> None:
    """The same word says more in a title."""
    products = [make_product("a", "sun", description="moon"), make_product("b", "moon", description="sun")]
    scores = build_lexical(products, Lexicon(())).scores(["moon"])
    assert scores[1] > scores[0] > 0


@pytest.mark.parametrize("text", ["rain jackets", "RAIN", "雨衣", "防水", "红隼", "徒步用的夹克"])
def test_query_in_either_language_finds_the_rain_jacket(text: str) -> None:
    """Stems, case and Chinese words meet the product's text."""
    assert found(text)[0] == "rain"


@pytest.mark.parametrize(("text", "product_id"), [("卫衣", "hoodie"), ("羊毛灯", "lamp"), ("运动鞋", "sneaker")])
def test_chinese_query_finds_product_without_chinese_text(text: str, product_id: str) -> None:
    """Chinese words are also looked up by what they mean."""
    assert product_id in found(text)


def test_filtered_products_are_left_out() -> None:
    """`allowed` is a filter, not a preference."""
    assert "rain" in found("light rain")
    assert "rain" not in found("light rain", allowed=[False, True, True, True])


@pytest.mark.parametrize("text", ["", "   ", "the of", "🙂", "zzz", "'; DROP TABLE products; --"])
def test_query_of_no_known_words_finds_nothing(text: str) -> None:
    """No words, no evidence."""
    assert found(text) == []


def test_matched_terms_are_words_the_product_has() -> None:
    """As the shopper wrote them, whichever spelling or language the product has."""
    index = build_lexical(PRODUCTS, LEXICON)
    assert index.matched(query_terms("a Rain-proof jacket for walks", LEXICON), 0) == ("jacket", "walks")
    assert index.matched(query_terms("防水的雨衣送给外星人", LEXICON), 0) == ("防水", "雨衣")


def test_unmatched_terms_are_words_no_product_has() -> None:
    """Function words are no news; a run of Chinese that nobody knows is one word."""
    index = build_lexical(PRODUCTS, LEXICON)
    assert index.unmatched(query_terms("the quantum jacket", LEXICON)) == ("quantum",)
    assert index.unmatched(query_terms("量子夹克", LEXICON)) == ("量子",)
    assert index.unmatched(query_terms("我想要雨衣", LEXICON)) == ()


def test_equal_scores_come_in_order_of_rows() -> None:
    """The n best are the same each time."""
    index = build_lexical([make_product(str(at), "moon") for at in range(9)], Lexicon(()))
    rows, _ = index.best(index.scores(["moon"]), 3)
    assert rows.tolist() == [0, 1, 2]


def test_arrays_bring_everything_back() -> None:
    """What is persisted answers as what was built."""
    built = build_lexical(PRODUCTS, LEXICON)
    again = LexicalIndex.from_arrays(built.to_arrays())
    terms = query_terms("rain light 雨衣", LEXICON).terms
    assert again.scores(terms).tolist() == built.scores(terms).tolist()
    assert again.title_words == built.title_words == {"kestrel", "rain", "jacket", "ember", "hoodie", "flux", "trainer",
                                                      "quiet", "desk", "lamp"}  # fmt: skip


def test_empty_catalogue_has_no_words() -> None:
    """No products, no answers, no errors."""
    index = build_lexical([], LEXICON)
    assert index.scores(["moon"]).tolist() == []
    assert index.unmatched(query_terms("moon", LEXICON)) == ("moon",)

"""The stages of recall."""

import numpy as np
import pytest

from retrieval.errors import ModelUnavailable, QueryError, VectorStoreError
from retrieval.facets import build_facets
from retrieval.lexical import build_lexical
from retrieval.query import Query
from retrieval.scoring import NumpyScorer
from retrieval.stages import LexicalStage, Neighbours, PopularityStage, Survivors, TextStage, bayesian_ratings
from tests.retrieval.shelf import LEXICON, PRODUCTS, WordEmbedder

pytestmark = pytest.mark.unit

EVERYTHING = Survivors(4)
TEXTS = ["rain jacket", "hoodie", "trainer", "desk lamp"]


class BrokenEmbedder(WordEmbedder):
    def embed(self, texts: object) -> np.ndarray:
        raise ModelUnavailable("The weights are gone.")


class FixedNeighbours:
    def __init__(self, rows: list[int]) -> None:
        self.rows = rows

    def query(self, vector: object, n: int) -> list[tuple[int, float]]:
        return [(row, 0.5) for row in self.rows[:n]]


class BrokenNeighbours:
    def query(self, vector: object, n: int) -> list[tuple[int, float]]:
        raise VectorStoreError("Chroma failed.")


def text_stage(embedder: WordEmbedder | None = None, neighbours: Neighbours | None = None) -> TextStage:
    embeddings = WordEmbedder().embed(TEXTS)
    ids = [product.product_id for product in PRODUCTS]
    return TextStage(
        embedder or WordEmbedder(),
        embeddings,
        NumpyScorer(embeddings),
        lexicon=LEXICON,
        row_of=lambda product_id: {name: row for row, name in enumerate(ids)}[product_id],
        neighbours=neighbours,
    )


def best_row(stage: TextStage, query: Query, survivors: Survivors = EVERYTHING) -> int:
    recall = stage.read(query)
    assert recall is not None
    return int(recall(survivors, 4).rows[0])


@pytest.mark.parametrize(("text", "row"), [("a hoodie", 1), ("雨衣", 0), ("台灯", 3)])
def test_text_is_embedded_in_english(text: str, row: int) -> None:
    """Chinese words go by their meaning, the glossary's included."""
    assert best_row(text_stage(), Query(text)) == row


@pytest.mark.parametrize("text", ["", "  ", "龘龘"])
def test_text_without_english_gives_the_stage_nothing(text: str) -> None:
    """An unknown Chinese word must not become the neighbourhood of empty text."""
    assert text_stage().read(Query(text)) is None


def test_liked_product_is_a_query_of_its_own_and_blends_with_words() -> None:
    """Alone the lamp is nearest to itself; with twice the word "hoodie" in it the hoodie is in reach."""
    assert best_row(text_stage(), Query(like="lamp")) == 3
    recall = text_stage().read(Query("hoodie", like="lamp"))
    assert recall is not None
    assert set(recall(EVERYTHING, 2).rows.tolist()) == {1, 3}


def test_unknown_liked_product_raises() -> None:
    """A wrong id is an error, not an empty answer."""
    with pytest.raises(QueryError):
        text_stage().read(Query(like="nobody"))


def test_broken_model_leaves_the_other_stages() -> None:
    """A model that is gone answers nothing and breaks nothing."""
    assert text_stage(BrokenEmbedder()).read(Query("hoodie")) is None


def test_neighbours_recall_where_nothing_is_filtered() -> None:
    """What the approximate index finds is scored exactly."""
    recall = text_stage(neighbours=FixedNeighbours([3, 1])).read(Query("hoodie"))
    assert recall is not None
    recalled = recall(EVERYTHING, 2)
    assert (recalled.route, recalled.rows.tolist()) == ("ann", [1, 3])
    assert recalled.scores[0] == pytest.approx(1.0)
    mask = np.array([True, True, False, False])
    assert recall(Survivors.of(mask), 2).route == "exact"


@pytest.mark.parametrize("neighbours", [BrokenNeighbours(), FixedNeighbours([1])])
def test_failing_neighbours_are_not_noticed(neighbours: Neighbours) -> None:
    """An index that fails, or finds too few, is replaced by exact scoring."""
    recall = text_stage(neighbours=neighbours).read(Query("hoodie"))
    assert recall is not None
    recalled = recall(EVERYTHING, 4)
    assert (recalled.route, len(recalled.rows)) == ("exact", 4)


def test_lexical_stage_needs_a_known_word() -> None:
    """Without one it has nothing to go by."""
    stage = LexicalStage(build_lexical(PRODUCTS, LEXICON), LEXICON)
    assert stage.read(Query("quantum")) is None
    recall = stage.read(Query("light"))
    assert recall is not None
    assert set(recall(EVERYTHING, 4).rows.tolist()) == {2, 3}


def test_bayesian_rating_draws_few_ratings_to_the_mean() -> None:
    """(4*100 + 5*1) / 101 = 4.0099 is the mean; (5 + 10 * 4.0099) / 11 = 4.1; unrated products stand at the mean."""
    ratings = bayesian_ratings(np.array([4.0, 5.0, np.nan]), np.array([100, 1, 0]))
    assert ratings == pytest.approx([(400 + 40.099) / 110, (5 + 40.099) / 11, 4.0099], abs=1e-4)


def test_popularity_ranks_survivors_only() -> None:
    """The best rated first, of those that are left."""
    recall = PopularityStage(build_facets(PRODUCTS, LEXICON)).read(Query())
    assert recall(EVERYTHING, 4).rows.tolist() == [2, 1, 3, 0]
    assert recall(Survivors.of(np.array([True, True, False, False])), 4).rows.tolist() == [1, 0]

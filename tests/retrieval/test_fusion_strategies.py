"""The fusion strategies: what each makes of the same candidates, by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.fusion import FUSIONS, StageScores, load_fusion
from retrieval.fusion.attention import Attention, AttentionWeights, features_of
from retrieval.fusion.average import Average
from retrieval.fusion.concatenation import Concatenation
from retrieval.fusion.maximum import Maximum
from retrieval.fusion.normalisation import min_max, z_score
from retrieval.fusion.reciprocal_rank import ReciprocalRank
from retrieval.fusion.stage_scores import Fusion, aligned
from retrieval.fusion.weighted_sum import WeightedSum

pytestmark = pytest.mark.unit


def stage(name: str, *scored: tuple[int, float], floor: float = 0.0) -> StageScores:
    """A stage's candidates, best first."""
    items = np.array([item for item, _ in scored], np.int64)
    return StageScores(name, items, np.array([score for _, score in scored], np.float32), floor)


TEXT = stage("text", (1, 0.75), (2, 0.5), (3, 0.25), floor=0.25)
WORDS = stage("lexical", (3, 8.0), (4, 4.0))


def fused(fusion: Fusion, *stages: StageScores) -> dict[int, float]:
    """Item → fused score, best first."""
    items, scores = fusion.fuse(stages)
    return dict(zip(items.tolist(), scores.tolist(), strict=True))


def test_floor_is_the_last_score_of_a_list_that_was_cut_off() -> None:
    """Two asked for and given: others may score as much as the second. Three asked for: there is no more evidence."""
    items, scores = np.array([5, 6]), np.array([0.9, 0.4])
    assert StageScores.of("text", items, scores, n_asked=2).floor == pytest.approx(0.4)
    assert StageScores.of("text", items, scores, n_asked=3).floor == 0.0


def test_aligned_fills_floors_in() -> None:
    """The union of candidates; 4 is not listed by the text, 1 and 2 not by the words."""
    items, scores = aligned([TEXT, WORDS])
    assert items.tolist() == [1, 2, 3, 4]
    assert scores.tolist() == [[0.75, 0.5, 0.25, 0.25], [0, 0, 8, 4]]


def test_normalisations_put_rows_on_one_scale() -> None:
    """2, 4, 6 have mean 4 and deviation √(8/3); a row that tells nothing apart is 0."""
    scores = np.array([[2.0, 4.0, 6.0], [5.0, 5.0, 5.0]])
    assert min_max(scores).tolist() == [[0, 0.5, 1], [0, 0, 0]]
    assert z_score(scores)[0].tolist() == pytest.approx([-2 / (8 / 3) ** 0.5, 0, 2 / (8 / 3) ** 0.5])
    assert z_score(scores)[1].tolist() == [0, 0, 0]


def test_reciprocal_rank_counts_ranks_only() -> None:
    """3 is third and first: 1/63 + 1/61."""
    scores = fused(ReciprocalRank(), TEXT, WORDS)
    assert list(scores) == [3, 1, 2, 4]
    assert scores[3] == pytest.approx(1 / 63 + 1 / 61)


def test_average_is_the_mean_of_the_scaled_scores() -> None:
    """Text: 1, ½, 0, 0 and words: 0, 0, 1, ½ give ½, ¼, ½, ¼; the lower item first where they tie."""
    assert fused(Average(), TEXT, WORDS) == pytest.approx({1: 0.5, 3: 0.5, 2: 0.25, 4: 0.25})
    assert list(fused(Average(), TEXT, WORDS)) == [1, 3, 2, 4]


def test_maximum_is_the_better_of_the_scaled_scores() -> None:
    """The same scaled scores: 1, ½, 1, ½."""
    assert fused(Maximum(), TEXT, WORDS) == pytest.approx({1: 1.0, 3: 1.0, 2: 0.5, 4: 0.5})


def test_concatenation_adds_similarities_as_they_are() -> None:
    """BM25 by its best, 8: 1 and ½; the text's cosines as they are, twice as heavy where that is asked for."""
    assert fused(Concatenation(), TEXT, WORDS) == pytest.approx({3: 1.25, 1: 0.75, 4: 0.75, 2: 0.5})
    assert fused(Concatenation({"text": 2.0}), TEXT, WORDS) == pytest.approx({1: 1.5, 3: 1.5, 2: 1.0, 4: 1.0})


def test_concatenation_is_the_inner_product_of_concatenated_vectors() -> None:
    """The claim of its docstring, on random unit vectors of two spaces."""
    rng = np.random.default_rng(3)
    parts = [rng.normal(size=(6, d)) for d in (4, 7)]
    parts = [part / np.linalg.norm(part, axis=1, keepdims=True) for part in parts]
    whole = np.concatenate(parts, axis=1)
    stages = [
        stage(name, *sorted(enumerate((part[1:] @ part[0]).tolist()), key=lambda pair: -pair[1]))
        for name, part in zip(("text", "image"), parts, strict=True)
    ]
    assert fused(Concatenation(), *stages) == pytest.approx(dict(enumerate((whole[1:] @ whole[0]).tolist())), abs=1e-6)


def test_weighted_sum_weighs_deviations_from_the_mean() -> None:
    """Words: 0, 0, 8, 4 have mean 3 and deviation √11; with the text weighed 0 they alone decide."""
    scores = fused(WeightedSum({"text": 0.0, "lexical": 2.0}), TEXT, WORDS)
    assert scores == pytest.approx({3: 10 / 11**0.5, 4: 2 / 11**0.5, 1: -6 / 11**0.5, 2: -6 / 11**0.5})


def test_attention_follows_the_stage_that_its_weights_favour() -> None:
    """Far apart biases leave one stage; equal ones are the plain mean of the z-scores, as a weighted sum of halves."""
    zeros = np.zeros((2, 5))
    only_words = Attention(AttentionWeights(("text", "lexical"), zeros, np.array([-50.0, 50.0])))
    assert list(fused(only_words, TEXT, WORDS)) == [3, 4, 1, 2]
    equal = Attention(AttentionWeights(("text", "lexical"), zeros, np.zeros(2)))
    halves = WeightedSum({"text": 0.5, "lexical": 0.5})
    assert fused(equal, TEXT, WORDS) == pytest.approx(fused(halves, TEXT, WORDS))


def test_attention_weighs_a_stage_by_its_features() -> None:
    """A coefficient on "how many of the first ten another stage lists": 1 of 3 for the text, 1 of 2 for the words."""
    coefficients = np.zeros((2, 5))
    coefficients[:, 4] = 6.0
    weights = AttentionWeights(("text", "lexical"), coefficients, np.zeros(2)).of([TEXT, WORDS])
    assert weights.tolist() == pytest.approx([1 / (1 + np.e), np.e / (1 + np.e)])


def test_attention_gives_an_unknown_stage_a_middling_weight() -> None:
    """A stage of which nothing was learned counts like the mean of the others."""
    weights = AttentionWeights(("text", "lexical"), np.zeros((2, 5)), np.array([1.0, 3.0]))
    assert np.log(weights.of([TEXT, WORDS, stage("smell", (1, 0.5))])) @ [1, 1, -2] == pytest.approx(0)


def test_features_describe_the_shape_of_the_scores() -> None:
    """Words: best 8 → 8/18; mean 6, deviation 2 → 1/5; (8 - 4) / 8; ln 3 / ln 1001; 3 is listed by the text, 4 isn't."""
    assert features_of([TEXT, WORDS])[1].tolist() == pytest.approx([8 / 18, 0.2, 0.5, np.log(3) / np.log(1001), 0.5])


STAGES = st.lists(
    st.dictionaries(st.integers(0, 20), st.floats(-1, 30, width=32), max_size=8).map(
        lambda scored: stage("text", *sorted(scored.items(), key=lambda pair: -pair[1]))
    ),
    max_size=3,
)


@pytest.mark.parametrize("name", FUSIONS)
@given(stages=STAGES)
def test_fusion_orders_every_candidate_once(name: str, stages: list[StageScores]) -> None:
    """Whatever the stages say, every candidate comes once, with finite scores that fall."""
    items, scores = load_fusion(name).fuse(stages)  # type: ignore[arg-type]
    assert sorted(items.tolist()) == sorted({item for found in stages for item in found.items.tolist()})
    assert np.isfinite(scores).all()
    assert np.all(np.diff(scores) <= 1e-12)


@pytest.mark.parametrize("name", FUSIONS)
def test_one_stage_keeps_its_order(name: str) -> None:
    """With a single kind of evidence every strategy gives its ranking."""
    items, _ = load_fusion(name).fuse([TEXT])  # type: ignore[arg-type]
    assert items.tolist() == [1, 2, 3]

"""What fusion learns: the gradient is right, and a stage that knows the answer is believed."""

from pathlib import Path

import numpy as np
import pytest

from evals.datasets import RetrievalQuery, read_dataset
from evals.fit_fusion import Batch, Lesson, batch_of, fit, learned, lessons, loss_and_gradient
from evals.retrieval_evidence import Candidates
from retrieval.fusion.attention import N_FEATURES
from tests.evals.small_dataset import write_small_dataset

pytestmark = pytest.mark.unit


def batch(n_queries: int = 6) -> Batch:
    """Lists of 4 to 6 candidates; the last stage scores the relevant one highest, the others at random."""
    rng = np.random.default_rng(5)
    found = []
    for query in range(n_queries):
        n = 4 + query % 3
        scores = rng.normal(size=(3, n))
        relevant = np.arange(n) == query % n
        scores[2] = np.where(relevant, 2.0, 0.0)
        present = np.array([True, query % 2 == 0, True])
        found.append(Lesson(np.where(present[:, None], scores, 0), rng.random((3, N_FEATURES)), present, relevant))
    return batch_of(found)


def test_gradient_agrees_with_differences() -> None:
    """Every parameter, moved by 1e-5 either way."""
    rng = np.random.default_rng(2)
    parameters = {
        "coefficients": rng.normal(size=(3, N_FEATURES)),
        "bias": rng.normal(size=3),
        "temperature": rng.normal(size=1),
    }
    _, gradient = loss_and_gradient(parameters, batch())
    for name, values in parameters.items():
        for index in np.ndindex(values.shape):
            sides = []
            for step in (1e-5, -1e-5):
                moved = {key: value.copy() for key, value in parameters.items()}
                moved[name][index] += step
                sides.append(loss_and_gradient(moved, batch())[0])
            assert gradient[name][index] == pytest.approx((sides[0] - sides[1]) / 2e-5, abs=1e-7)


def test_stage_that_knows_the_answer_gets_the_weight() -> None:
    """The third stage is right about every query; without dependence on the query the coefficients stay 0."""
    parameters, _ = fit(batch(), is_query_dependent=False)
    assert parameters["bias"].argmax() == 2
    assert not parameters["coefficients"].any()


def test_attention_learns_which_queries_a_stage_is_right_about() -> None:
    """The first stage is right where its first feature is 1, the last where it is 0: one weight for all fits neither."""
    found = []
    for query in range(20):
        is_first = query % 2
        scores = np.array([[1.0, -1.0], [0.0, 0.0], [-1.0, 1.0]])  # each speaks for another candidate
        features = np.zeros((3, N_FEATURES))
        features[0, 0] = is_first
        found.append(Lesson(scores, features, np.array([True, False, True]), np.array([is_first == 1, is_first == 0])))
    content = learned(batch_of(found))
    assert content["loss"]["weighted_sum"] == pytest.approx(np.log(2), abs=1e-3)
    assert content["loss"]["attention"] < 0.1
    assert content["weighted_sum"]["text"] == pytest.approx(content["weighted_sum"]["image"], abs=0.01)


def test_stage_that_finds_one_and_loses_the_rest_is_not_believed() -> None:
    """The first stage puts one relevant item far ahead and the other two last; the second has all three in front."""
    first, second = [3.0, -1.5, -1.5, 0.0, 0.0, 0.0], [1.0, 1.0, 1.0, -1.0, -1.0, -1.0]
    lesson = Lesson(
        np.array([first, [0.0] * 6, second]), np.zeros((3, N_FEATURES)), np.array([True, False, True]),
        np.array([True, True, True, False, False, False]),
    )  # fmt: skip
    assert learned(batch_of([lesson]))["weighted_sum"]["image"] > 0.9


def test_lessons_are_queries_with_something_to_tell_apart(tmp_path: Path) -> None:
    """Of the two stages' candidates for "a" one is relevant; for "b" all are, so nothing can be learned."""
    dataset = read_dataset(
        write_small_dataset(
            tmp_path, RetrievalQuery("a", "x", items=("1",)), RetrievalQuery("b", "x", items=("1", "2"))
        )
    )
    both = Candidates(
        "text", np.array([0, 2, 4]), np.array([1, 0, 0, 1]), np.array([0.9, 0.1, 0.9, 0.1], np.float32), 10
    )
    one = Candidates("image", np.array([0, 1, 2]), np.array([0, 0]), np.array([0.5, 0.5], np.float32), 10)
    (lesson,) = lessons(dataset, {"text": both, "image": one})
    assert lesson.is_present.tolist() == [True, False, True]
    assert lesson.is_relevant.tolist() == [True, False]
    assert lesson.scores.tolist() == [[-1, 1], [0, 0], [1, -1]]

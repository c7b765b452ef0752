"""The TF-IDF baseline, worked out by hand."""

import numpy as np
import pytest

from evals.title_tfidf import TitleTfidf

pytestmark = pytest.mark.unit


def test_score_is_the_cosine_of_smoothed_vectors() -> None:
    """Of two titles, "red" is in both (idf ln(3/3) + 1 = 1), "shoe" in one (ln(3/2) + 1)."""
    idf = np.log(1.5) + 1
    tfidf = TitleTfidf(["Red shoe", "red red hat"])
    # query "shoe" is (0, 1) in (red, shoe); the first title (1, idf) / norm
    assert tfidf.scores("SHOE").tolist() == pytest.approx([idf / np.hypot(1, idf), 0], abs=1e-6)
    # the second title has red twice: (2, idf) / norm in (red, hat)
    assert tfidf.scores("red")[1] == pytest.approx(2 / np.hypot(2, idf), abs=1e-6)


def test_words_that_no_title_has_count_for_nothing() -> None:
    """Neither unknown words nor single letters change a score; a text of nothing else scores 0."""
    tfidf = TitleTfidf(["Red shoe", "a hat"])
    assert tfidf.scores("red x quux").tolist() == tfidf.scores("red").tolist()
    assert tfidf.scores("").tolist() == [0, 0]

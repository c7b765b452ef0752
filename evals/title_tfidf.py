"""The baseline that a search has to beat: cosines of TF-IDF vectors of the titles' words.

As scikit-learn's `TfidfVectorizer` does it by default: words of two characters and more in lower case, smooth idf
(ln((1 + n) / (1 + df)) + 1), rows of norm 1.
"""

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

_WORD = re.compile(r"\b\w\w+\b")


class TitleTfidf:
    """The titles as postings: for each word the titles that have it and its part of their vectors."""

    def __init__(self, titles: Sequence[str]) -> None:
        self._n_titles = len(titles)
        counts = [Counter(_words(title)) for title in titles]
        n_with = Counter(word for count in counts for word in count)
        self._idf = {word: float(np.log((1 + len(titles)) / (1 + n)) + 1) for word, n in n_with.items()}
        rows: dict[str, list[int]] = {word: [] for word in n_with}
        values: dict[str, list[float]] = {word: [] for word in n_with}
        for row, count in enumerate(counts):
            for word, value in self._vector(count).items():
                rows[word].append(row)
                values[word].append(value)
        self._postings = {word: (np.array(rows[word]), np.array(values[word], np.float32)) for word in rows}

    def scores(self, text: str) -> npt.NDArray[np.float32]:
        """(n_titles,) the cosine of each title with the text; 0 where they share no word."""
        scores = np.zeros(self._n_titles, np.float32)
        for word, value in self._vector(Counter(_words(text))).items():
            rows, values = self._postings[word]
            scores[rows] += np.float32(value) * values
        return scores

    def _vector(self, count: Counter[str]) -> dict[str, float]:
        vector = {word: n * self._idf[word] for word, n in count.items() if word in self._idf}
        norm = float(np.sqrt(sum(value * value for value in vector.values())))
        return {word: value / norm for word, value in vector.items()}


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())

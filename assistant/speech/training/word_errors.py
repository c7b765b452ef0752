"""Word errors: what has to be substituted, deleted and inserted to make what was heard of what was said. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from assistant.speech.training.heard_text import heard

_UNIT = re.compile(r"[㐀-䶿一-鿿]|[^\s㐀-䶿一-鿿]+")


@dataclass(frozen=True, slots=True)
class WordErrors:
    """Counts of one utterance or many: `hits + substitutions + deletions` words were said."""

    hits: int = 0
    substitutions: int = 0
    deletions: int = 0
    insertions: int = 0

    @property
    def n_said(self) -> int:
        """Words of the reference."""
        return self.hits + self.substitutions + self.deletions

    @property
    def rate(self) -> float:
        """Errors by words said, above 1 where much is invented; of nothing said, 1 as soon as anything is heard."""
        n_wrong = self.substitutions + self.deletions + self.insertions
        return n_wrong / self.n_said if self.n_said else float(n_wrong > 0)


def units(text: str) -> list[str]:
    """Words, each Chinese character being one, without case and punctuation."""
    return _UNIT.findall(heard(text))


def word_errors(said: str, written: str) -> WordErrors:
    """The fewest edits between the words of both."""
    reference, hypothesis = units(said), units(written)
    counts = {"replace": 0, "delete": 0, "insert": 0}
    for operation in Levenshtein.editops(reference, hypothesis):
        counts[operation.tag] += 1
    n_hits = len(reference) - counts["replace"] - counts["delete"]
    return WordErrors(n_hits, counts["replace"], counts["delete"], counts["insert"])


def total(errors: Iterable[WordErrors]) -> WordErrors:
    """All together: the rate over all words, not the mean of the rates."""
    summed = WordErrors()
    for one in errors:
        summed = WordErrors(
            summed.hits + one.hits, summed.substitutions + one.substitutions,
            summed.deletions + one.deletions, summed.insertions + one.insertions,
        )  # fmt: skip
    return summed

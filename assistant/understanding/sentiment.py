"""The mood of an utterance, from the words of `prompts/cues/sentiment.yaml`."""

from functools import cache
from pathlib import Path

from assistant.messages import Sentiment
from assistant.understanding.cues import WINDOW, Patterns, load_yaml
from retrieval.folding import fold

REACH_EN = 18
REACH_ZH = 4
"""Characters before a mood word in which a negator turns it around: about three words, or two in Chinese."""


class SentimentCues:
    """Praise, complaint, and what turns one into the other."""

    def __init__(self, directory: Path | None = None) -> None:
        content = load_yaml("cues", "sentiment", directory)
        self.positive = Patterns(content["positive"])
        self.negative = Patterns(content["negative"])
        self.negators = Patterns(content["negators"])

    def weigh(self, text: str) -> int:
        """Praise minus complaints; complaints count double, since "thanks, but it is broken" is no praise."""
        folded = fold(text[:WINDOW])
        complaints = [(match.start(), match.end()) for match in self.negative.finditer(folded)]
        score = sum(1 if self._is_negated(folded, start) else -2 for start, _ in complaints)
        for match in self.positive.finditer(folded):
            if not any(start < match.end() and match.start() < end for start, end in complaints):
                score += -2 if self._is_negated(folded, match.start()) else 1
        return score

    def _is_negated(self, folded: str, start: int) -> bool:
        reach = REACH_EN if folded[start : start + 1].isascii() else REACH_ZH
        before = folded[max(0, start - reach) : start]
        clause = before.replace("，", ",").replace("。", ",").replace(".", ",").replace("!", ",").split(",")[-1]
        return self.negators.search(clause) is not None


@cache
def sentiment_cues() -> SentimentCues:
    """The installed words, compiled once."""
    return SentimentCues()


def sentiment_of(text: str) -> Sentiment:
    """How the shopper feels; neutral is the rule."""
    score = sentiment_cues().weigh(text)
    return "neutral" if score == 0 else "positive" if score > 0 else "negative"

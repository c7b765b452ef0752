"""The protocol of everything that puts a turn into words, and the check that all words pass."""

from collections.abc import Iterator
from typing import Protocol

from assistant.grounding import CheckedSentence, GroundingStream
from assistant.messages import Outcome, Understanding
from retrieval.lexicon import Lexicon
from retrieval.vocabulary import Vocabulary


class Explainer(Protocol):
    """Total: any outcome gets words, in the shopper's language, that claim nothing without evidence."""

    n_ungrounded: int
    """Sentences of the last reply that were replaced or left out."""

    def explain(self, understanding: Understanding, outcome: Outcome, turn_index: int) -> Iterator[str]:
        """The reply in pieces, to be shown as they come; `turn_index` (from 1) varies the wording."""
        ...


class Writer(Protocol):
    """Writes words that nobody checked yet."""

    def explain(self, understanding: Understanding, outcome: Outcome, turn_index: int) -> Iterator[str]:
        """See `Explainer`."""
        ...


class CheckedExplainer:
    """An `Explainer` that holds a writer to its evidence, sentence by sentence."""

    def __init__(self, writer: Writer, *, lexicon: Lexicon, vocabulary: Vocabulary) -> None:
        self._writer = writer
        self._lexicon = lexicon
        self._vocabulary = vocabulary
        self.n_ungrounded = 0

    def explain(self, understanding: Understanding, outcome: Outcome, turn_index: int) -> Iterator[str]:
        """What the writer says, as far as the evidence carries it."""
        self.n_ungrounded = 0
        pieces = self._writer.explain(understanding, outcome, turn_index)
        for sentence in self._check(pieces, understanding, outcome):
            self.n_ungrounded += not sentence.grounded
            if sentence.text:
                yield sentence.text

    def _check(
        self, pieces: Iterator[str], understanding: Understanding, outcome: Outcome
    ) -> Iterator[CheckedSentence]:
        stream = GroundingStream(
            outcome,
            lexicon=self._lexicon,
            vocabulary=self._vocabulary,
            language=understanding.language,
            understanding=understanding,
        )
        for piece in pieces:
            yield from stream.feed(piece)
        yield from stream.finish()

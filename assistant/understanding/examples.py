"""Nearest examples: which intent's examples (`prompts/intents/*.yaml`) an utterance is most like.

The likeness of two texts is `w · cos(embedding) + (1 - w) · cos(TF-IDF of character n-grams)`, with w = 0.8 for English
and 0.2 for Chinese, of which the default embedding knows single characters only. The `K` nearest examples of the
language vote with the square of their likeness, so that one close example outweighs several far ones.
"""

import hashlib
import math
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.errors import PromptError
from assistant.messages import INTENTS, Intent, Language
from assistant.understanding.cues import load_yaml
from retrieval.embedders import Embeddings, TextEmbedder
from retrieval.folding import fold

EMBEDDING_WEIGHT: Mapping[Language, float] = {"en": 0.8, "zh": 0.2}
"""Set by leave-one-out over the examples themselves; 0.7 to 0.9 and 0.1 to 0.3 are within a few points."""
K = 5
BATCH = 64

Scores = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class IntentExamples:
    """How shoppers say one intent. `meaning` is one line, for a language model's prompt."""

    intent: Intent
    meaning: str
    en: tuple[str, ...]
    zh: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Votes:
    """Each intent's share of the vote, highest first, summing to 1; `nearest` is the likeness of the best example."""

    shares: Mapping[str, float]
    nearest: float

    @property
    def best(self) -> str:
        """The intent with the largest share."""
        return next(iter(self.shares))

    def among(self, intents: Sequence[str], default: str) -> str:
        """The best of `intents`; `default` when none of them has a vote."""
        return next((intent for intent in self.shares if intent in intents), default)


@cache
def load_examples(directory: Path | None = None) -> tuple[IntentExamples, ...]:
    """The installed examples, or those of a directory with a file for each intent. Raises `PromptError`."""
    return tuple(_load_one(intent, directory) for intent in INTENTS)


def _load_one(intent: str, directory: Path | None) -> IntentExamples:
    content = load_yaml("intents", intent, directory)
    try:
        english, chinese = (tuple(str(text) for text in content[language]) for language in ("en", "zh"))
        return IntentExamples(intent, str(content["meaning"]), english, chinese)  # type: ignore[arg-type]
    except (KeyError, TypeError) as error:
        where = (directory or files("prompts").joinpath("intents")).joinpath(f"{intent}.yaml")
        raise PromptError(f"{where} needs meaning, en and zh.", remedy="See the other intents' files.") from error


class NearestExamples:
    """The examples of one language, ready to vote."""

    def __init__(
        self, texts: Sequence[str], intents: Sequence[str], embeddings: Embeddings, language: Language
    ) -> None:
        self._intents = np.array(intents)
        self._embeddings = embeddings
        self._ngrams = NgramIndex(texts)
        self._weight = EMBEDDING_WEIGHT[language]

    def vote(self, text: str, embedding: npt.NDArray[np.float32]) -> Votes:
        """`embedding` is `text`'s, (d,), of norm 1 or 0."""
        return self.count(self.likeness(text, embedding))

    def likeness(self, text: str, embedding: npt.NDArray[np.float32]) -> Scores:
        """(n,) likeness of every example to `text`, 0 to 1."""
        meaning = np.maximum(self._embeddings @ embedding, 0)
        likeness: Scores = self._weight * meaning + (1 - self._weight) * self._ngrams.similarity(text)
        return likeness

    def count(self, likeness: Scores) -> Votes:
        """The vote of the nearest."""
        nearest = np.argsort(-likeness, kind="stable")[:K]
        tally: dict[str, float] = {}
        for row in nearest:
            intent = str(self._intents[row])
            tally[intent] = tally.get(intent, 0.0) + float(likeness[row]) ** 2 + 1e-9
        total = sum(tally.values())
        ranked = sorted(tally.items(), key=lambda item: -item[1])
        return Votes({intent: votes / total for intent, votes in ranked}, float(likeness[nearest[0]]))


class NgramIndex:
    """TF-IDF cosine over n-grams: English words and their 3 to 4 characters, Chinese runs of 1 to 3 characters."""

    def __init__(self, texts: Sequence[str]) -> None:
        counted = [Counter(ngrams(text)) for text in texts]
        n_with = Counter(gram for grams in counted for gram in grams)
        self._n_texts = len(texts)
        self._idf = {gram: math.log((1 + len(texts)) / (1 + n)) + 1 for gram, n in n_with.items()}
        self._postings: dict[str, tuple[list[int], list[float]]] = {gram: ([], []) for gram in n_with}
        for row, grams in enumerate(counted):
            for gram, weight in self._weigh(grams).items():
                rows, weights = self._postings[gram]
                rows.append(row)
                weights.append(weight)

    def similarity(self, text: str) -> Scores:
        """(n,) cosine with every text, 0 to 1."""
        scores = np.zeros(self._n_texts, np.float32)
        for gram, weight in self._weigh(Counter(ngrams(text))).items():
            if gram in self._postings:
                rows, weights = self._postings[gram]
                scores[rows] += weight * np.array(weights, np.float32)
        return scores

    def _weigh(self, grams: Counter[str]) -> dict[str, float]:
        unseen = math.log(1 + self._n_texts) + 1
        vector = {gram: (1 + math.log(n)) * self._idf.get(gram, unseen) for gram, n in grams.items()}
        norm = math.sqrt(sum(weight * weight for weight in vector.values())) or 1.0
        return {gram: weight / norm for gram, weight in vector.items()}


def ngrams(text: str) -> list[str]:
    """The n-grams of a text; what is neither a letter nor a digit separates words."""
    grams: list[str] = []
    for word in "".join(c if c.isalnum() or c == "'" else " " for c in fold(text)).split():
        if word.isascii():
            padded = f"<{word}>"
            grams.append(padded)
            grams.extend(padded[i : i + n] for n in (3, 4) for i in range(len(padded) - n + 1))
        else:
            grams.extend(word[i : i + n] for n in (1, 2, 3) for i in range(len(word) - n + 1))
    return grams


def embed_cached(
    texts: Sequence[str],
    embedder: TextEmbedder,
    directory: Path | None,
    on_progress: Callable[[int, int], None] | None = None,
) -> Embeddings:
    """(n, d) embeddings of `texts`, from `directory` if they were stored there by this model for exactly these texts.

    A directory that cannot be read or written costs time, never an answer. `on_progress` gets (done, total).
    """
    digest = hashlib.sha256("\0".join([embedder.model_id, *texts]).encode()).hexdigest()[:24]
    path = directory / f"examples-{digest}.npy" if directory else None
    stored = _load(path, (len(texts), embedder.dimension)) if path else None
    if stored is not None:
        return stored
    embeddings = np.zeros((len(texts), embedder.dimension), np.float32)
    for start in range(0, len(texts), BATCH):
        embeddings[start : start + BATCH] = embedder.embed(texts[start : start + BATCH])
        if on_progress:
            on_progress(min(start + BATCH, len(texts)), len(texts))
    if path:
        _store(path, embeddings)
    return embeddings


def _load(path: Path, shape: tuple[int, int]) -> Embeddings | None:
    try:
        embeddings = np.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None
    usable = embeddings.shape == shape and embeddings.dtype == np.float32 and bool(np.isfinite(embeddings).all())
    return embeddings if usable else None


def _store(path: Path, embeddings: Embeddings) -> None:
    """Written beside and renamed, so that another process never reads half a file."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
    except OSError:
        return
    try:
        with os.fdopen(descriptor, "wb") as file:
            np.save(file, embeddings)
        Path(temporary).replace(path)
    except OSError:
        Path(temporary).unlink(missing_ok=True)

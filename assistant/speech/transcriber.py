"""What was heard, and the protocol of everything that turns sound into words."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from threading import Lock
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.messages import Language

Samples = NDArray[np.float32]
"""Mono sound at `audio.RATE_HZ`, from -1 to 1, shape (n,)."""


@dataclass(frozen=True, slots=True)
class HeardWord:
    """A word, or a character of Chinese, as it stands in the text, without the space before it.

    `p` is how sure the recogniser is of it, from 0 to 1; the times are in ms since the listener's first sample, estimated
    by where the recogniser looked when it wrote the word.
    """

    text: str
    p: float
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class Hearing:
    """One stretch of speech as a recogniser heard it. What follows `words` is how good a reason it had to write anything.

    `mean_log_p` is the mean natural logarithm of the probabilities of the text's tokens, `no_speech_p` the probability
    that there is no speech, `compression_ratio` the length of the text over that of its deflated form (repetitions
    deflate well), `known_language_p` the probability that the speech is in one of the configured languages.
    """

    text: str
    language: Language
    words: tuple[HeardWord, ...] = ()
    mean_log_p: float = 0.0
    no_speech_p: float = 0.0
    compression_ratio: float = 1.0
    known_language_p: float = 1.0


class Transcriber(Protocol):
    """Turns a stretch of speech into words; slow, and called by one thread at a time."""

    def transcribe(self, samples: Samples) -> Hearing:
        """What is said in at most `audio.MAX_SEGMENT_MS` of sound; word times count from its first sample."""
        ...


class OneAtATime:
    """A recogniser for the threads of several shoppers, who wait for each other."""

    def __init__(self, transcriber: Transcriber) -> None:
        self._transcriber = transcriber
        self._lock = Lock()

    def transcribe(self, samples: Samples) -> Hearing:
        """See `Transcriber.transcribe`."""
        with self._lock:
            return self._transcriber.transcribe(samples)


def hearing_details(hearing: Hearing) -> dict[str, Any]:
    """A hearing as JSON: what must be kept of it for its turn to be taken again."""
    return {"text": hearing.text, "language": hearing.language, "words": [asdict(word) for word in hearing.words]}


def hearing_of_details(details: Mapping[str, Any]) -> Hearing:
    """The hearing that `hearing_details` was made of, but for how it was judged."""
    return Hearing(details["text"], details["language"], tuple(HeardWord(**word) for word in details["words"]))

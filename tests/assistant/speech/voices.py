"""A voice without a model: each word is a burst whose level says which word it is, and the fakes read it off the samples."""

from collections.abc import Sequence

import numpy as np

from assistant.messages import Language
from assistant.speech.audio import BYTES_PER_MS, FRAME_MS
from assistant.speech.events import SpeechEvent
from assistant.speech.listener import Listener
from assistant.speech.transcriber import HeardWord, Hearing, Samples

STEP = 0.02
"""Level of the first word; the second is twice as loud, and so on."""


def silence(ms: int) -> bytes:
    return bytes(ms * BYTES_PER_MS)


def spoken(number: int, ms: int) -> bytes:
    """Word `number` (from 1), spoken for `ms`."""
    level = round(number * STEP * 32767)
    return np.full(ms * BYTES_PER_MS // 2, level, dtype="<i2").tobytes()


class LevelDetector:
    """Whatever is not silent is a voice."""

    def probability(self, frame: Samples) -> float:
        return float(np.abs(frame).max() > STEP / 2)

    def reset(self) -> None:
        pass


class LevelTranscriber:
    """Reads which words were spoken off the levels of the samples; counts how often it was asked."""

    def __init__(self, words: Sequence[str], *, language: Language = "en", p: float = 0.9, **evidence: float) -> None:
        self._words = words
        self._language: Language = language
        self._p = p
        self._evidence = evidence
        self.lengths: list[int] = []

    def transcribe(self, samples: Samples) -> Hearing:
        self.lengths.append(len(samples))
        numbers = np.rint(samples / STEP).astype(int)
        changes = np.flatnonzero(np.diff(numbers, prepend=0))
        ends = [*changes[1:], len(numbers)]
        words = tuple(
            HeardWord(self._words[numbers[start] - 1], self._p, start // 16, end // 16)
            for start, end in zip(changes, ends, strict=True)
            if numbers[start]
        )
        joint = " " if self._language == "en" else ""
        return Hearing(joint.join(word.text for word in words), self._language, words, **self._evidence)


def hear(listener: Listener, pcm: bytes, *, chunk: int = FRAME_MS * BYTES_PER_MS) -> list[SpeechEvent]:
    """Everything that happens in the sound, fed in chunks of so many bytes, and at its end."""
    events: list[SpeechEvent] = []
    for start in range(0, len(pcm), chunk):
        events += listener.feed(pcm[start : start + chunk])
    return [*events, *listener.finish()]

"""Utterances with pauses in the middle, spoken by espeak-ng: what a listener must not take for the end of a turn.

Each utterance of `evals/utterances/paused.jsonl` is written with "|" where its speaker pauses: after a word that leaves the
sentence open ("under | fifty"), within a number, after a filler, or between two phrases. How long, a seed decides: pauses
within a turn are distributed log-normally around half a second, hesitations around three quarters.
Source: Heldner and Edlund, Pauses, gaps and overlaps in conversations, Journal of Phonetics 38, 2010, section 4.
"""

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from assistant.errors import AssistantError
from assistant.messages import Language
from assistant.speech.audio import BYTES_PER_MS
from assistant.speech.audio_files import read_audio
from assistant.speech.endpointing import ending_of
from assistant.speech.espeak import PROGRAM, VOICES
from assistant.speech.transcriber import HeardWord, Hearing, Samples

PAUSED = Path(__file__).with_name("utterances") / "paused.jsonl"

PHRASE_PAUSE_MS = 450
HESITATION_PAUSE_MS = 700
SIGMA = 0.45
PAUSE_RANGE_MS = (200, 2000)

LEAD_MS = 400
TAIL_MS = 3000


@dataclass(frozen=True, slots=True)
class PausedUtterance:
    """PCM16 of an utterance between silences; `parts` are its stretches of speech with where they end, in ms."""

    language: Language
    parts: tuple[tuple[str, int], ...]
    pcm: bytes

    @property
    def text(self) -> str:
        """All of it."""
        return ("" if self.language == "zh" else " ").join(text for text, _ in self.parts)

    @property
    def end_ms(self) -> int:
        """Where the speech ends."""
        return self.parts[-1][1]


class KnowingTranscriber:
    """Recognises one utterance perfectly as far as it was spoken: what is measured is the patience of the listener.

    How far that is, it reads off the sound: the pauses are exactly silent, so that the last sound tells.
    """

    def __init__(self, utterance: PausedUtterance) -> None:
        self._utterance = utterance

    def transcribe(self, samples: Samples) -> Hearing:
        """The words up to the end of the samples."""
        sounding = np.flatnonzero(samples)
        spoken_ms = LEAD_MS + (int(sounding[-1] - sounding[0]) // 16 if len(sounding) else 0)
        texts: list[str] = []
        start_ms = LEAD_MS
        for text, end_ms in self._utterance.parts:
            share = (spoken_ms - start_ms) / max(1, end_ms - start_ms)
            if share >= 0.97:
                texts.append(text)
            elif share > 0:
                texts.append(text[: round(len(text) * share)])
            start_ms = end_ms
        language = self._utterance.language
        text = ("" if language == "zh" else " ").join(texts)
        return Hearing(text, language, tuple(HeardWord(word, 1.0, 0, 0) for word in text.split()))


def paused_utterances(seed: int = 7) -> Iterator[PausedUtterance]:
    """Every utterance of the file, spoken. Raises `AssistantError` where espeak-ng is not installed."""
    rng = np.random.default_rng(seed)
    with PAUSED.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield speak(row["text"], row["language"], rng)


def speak(text: str, language: Language, rng: np.random.Generator) -> PausedUtterance:
    """An utterance with a pause at each "|"."""
    pcm = bytearray(LEAD_MS * BYTES_PER_MS)
    parts: list[tuple[str, int]] = []
    for part in (piece.strip() for piece in text.split("|")):
        if parts:
            pcm += bytes(_pause_ms(parts[-1][0], rng) * BYTES_PER_MS)
        pcm += _trimmed(_spoken(part, language))
        parts.append((part, len(pcm) // BYTES_PER_MS))
    return PausedUtterance(language, tuple(parts), bytes(pcm) + bytes(TAIL_MS * BYTES_PER_MS))


def _pause_ms(before: str, rng: np.random.Generator) -> int:
    median = PHRASE_PAUSE_MS if ending_of(before) == "complete" else HESITATION_PAUSE_MS
    return int(np.clip(median * np.exp(rng.normal(0, SIGMA)), *PAUSE_RANGE_MS))


@cache
def _spoken(text: str, language: Language) -> bytes:
    command = [PROGRAM, "-b", "1", "-v", VOICES[language], "-s", "165", "--stdin", "--stdout"]
    try:
        wav = subprocess.run(command, input=text.encode(), capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise AssistantError("espeak-ng cannot speak here.", remedy="Install espeak-ng.") from error
    return read_audio(wav)


def _trimmed(pcm: bytes) -> bytes:
    """Without the silence that the synthesiser puts around a phrase."""
    loud = np.flatnonzero(np.abs(np.frombuffer(pcm, dtype="<i2").astype(np.int32)) > 200)
    return pcm[2 * int(loud[0]) : 2 * int(loud[-1]) + 2] if len(loud) else pcm

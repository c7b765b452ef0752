"""Was that really said? Recognisers write fluent sentences into silence and noise; each gate here stops one kind.

The thresholds on probabilities are those of openai-whisper's own `transcribe`, where they cause another attempt; here
they end the segment, since a shopper waits and can be asked to say it again.
Source: Radford et al., Robust Speech Recognition via Large-Scale Weak Supervision, 2022, section 4.5.
"""

import re
from functools import cache

from assistant.speech.events import Unheard
from assistant.speech.transcriber import Hearing
from assistant.understanding.cues import Patterns, load_yaml
from retrieval.folding import fold

MIN_VOICED_MS = 200
"""Less voice than this is a click or a breath; "no" takes 250 ms."""

MAX_NO_SPEECH_P = 0.6
MIN_MEAN_LOG_P = -1.0
MAX_COMPRESSION_RATIO = 2.4
MIN_REPETITIVE_CHARS = 40
"""Shorter texts deflate by chance."""

MIN_KNOWN_LANGUAGE_P = 0.2
"""Below, another language is far likelier. Low, because short utterances with an accent are spread over many languages."""

SURE_MEAN_LOG_P = -0.35
"""From here on "thank you" is taken for what was said; where it is written into noise, its mean is lower."""

MAX_CHARS_PER_S = {"en": 30.0, "zh": 11.0}
"""Nobody speaks faster: 30 letters are six words or more, auctioneers aside."""

FREE_CHARS = {"en": 12, "zh": 4}
"""Not counted against the speed, since the voice of a short word is shorter than the word."""


def why_unheard(hearing: Hearing, *, voiced_ms: int) -> Unheard | None:
    """Why the text must not be taken for something that was said; None where it may be."""
    if _is_silent(hearing, voiced_ms):
        return "no_speech"
    if _is_foreign(hearing):
        return "foreign"
    if _is_repetitive(hearing):
        return "repetitive"
    if _is_phantom(hearing):
        return "phantom"
    if _is_doubtful(hearing) or _is_too_fast(hearing, voiced_ms):
        return "unclear"
    return None


def _is_silent(hearing: Hearing, voiced_ms: int) -> bool:
    """No voice, no words, or words that the recogniser itself takes for silence."""
    has_words = any(character.isalnum() for character in hearing.text)
    believes_silence = hearing.no_speech_p > MAX_NO_SPEECH_P and hearing.mean_log_p < MIN_MEAN_LOG_P
    return voiced_ms < MIN_VOICED_MS or not has_words or believes_silence


def _is_foreign(hearing: Hearing) -> bool:
    return hearing.known_language_p < MIN_KNOWN_LANGUAGE_P


def _is_repetitive(hearing: Hearing) -> bool:
    return len(hearing.text) >= MIN_REPETITIVE_CHARS and hearing.compression_ratio > MAX_COMPRESSION_RATIO


def _is_phantom(hearing: Hearing) -> bool:
    always, doubtful = _phantoms()
    text = re.sub(r"[.!?,。！？，]+$", "", fold(hearing.text).strip())
    return bool(always.search(text) or (hearing.mean_log_p < SURE_MEAN_LOG_P and doubtful.search(text)))


def _is_doubtful(hearing: Hearing) -> bool:
    return hearing.mean_log_p < MIN_MEAN_LOG_P


def _is_too_fast(hearing: Hearing, voiced_ms: int) -> bool:
    n_chars = sum(character.isalnum() for character in hearing.text) - FREE_CHARS[hearing.language]
    return n_chars > MAX_CHARS_PER_S[hearing.language] * voiced_ms / 1000


@cache
def _phantoms() -> tuple[Patterns, Patterns]:
    cues = load_yaml("cues", "speech")
    return Patterns(cues["phantoms"]), Patterns(cues["doubtful_phantoms"])

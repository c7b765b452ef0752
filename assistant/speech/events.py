"""What a listener reports, in the order in which it happens. Times are in ms since the first sample that it was fed.

A segment of speech is one `SpeechStarted`, any number of `InterimTranscript`, one `SpeechStopped` and one
`FinalTranscript`, which may be empty: see `Unheard`.
"""

from dataclasses import dataclass
from typing import Literal

from assistant.messages import Language
from assistant.speech.transcriber import HeardWord, Hearing

Unheard = Literal["no_speech", "unclear", "repetitive", "phantom", "foreign"]
"""Why a segment has no words: there was no voice in it, nobody could make it out, the recogniser repeated itself or said
one of the phrases that it learned to say into silence, or it is in a language that the shop does not speak."""


@dataclass(frozen=True, slots=True)
class SpeechStarted:
    """Somebody speaks, and has for long enough not to be a click. `at_ms` is where the speech began, pre-roll aside."""

    at_ms: int


@dataclass(frozen=True, slots=True)
class InterimTranscript:
    """What the segment sounds like so far; all of it may still change."""

    text: str
    language: Language


@dataclass(frozen=True, slots=True)
class SpeechStopped:
    """The shopper has finished. `at_ms` is where the speech ended, before the silence that told so."""

    at_ms: int


@dataclass(frozen=True, slots=True)
class FinalTranscript:
    """What was said, which will not change; "" with the reason in `unheard` where there is nothing to answer."""

    text: str
    language: Language
    words: tuple[HeardWord, ...] = ()
    unheard: Unheard | None = None

    @property
    def hearing(self) -> Hearing:
        """What `Assistant.take_turn` wants to know of how the text was heard."""
        return Hearing(self.text, self.language, self.words)


SpeechEvent = SpeechStarted | InterimTranscript | SpeechStopped | FinalTranscript

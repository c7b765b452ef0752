"""A shopper speaks while the assistant does: hold, then resume or stop for good. Pure: events and times in, no clock.

Speaking is held at the very event that says that speech has started, which itself comes after 200 ms of voice: nobody
likes to be talked over. Whether it was an interruption the words tell: a cough or an "uh-huh" lets it go on.
"""

from typing import Literal

from assistant.speech.events import FinalTranscript, InterimTranscript, SpeechEvent, SpeechStarted
from assistant.understanding.cues import Patterns, load_yaml
from retrieval.folding import fold

Verdict = Literal["hold", "resume", "stop"]
"""What playback does: fall silent where it is, go on from there, or forget the rest."""

MAX_HELD_MS = 3000
"""Somebody who has said no word after that is a television."""


class BargeIn:
    """One reply being spoken, and what the shopper does meanwhile."""

    def __init__(self) -> None:
        self._state: Literal["quiet", "speaking", "held"] = "quiet"
        self._held_ms = 0
        self._is_ignoring = False
        self._backchannel = Patterns(load_yaml("cues", "speech")["backchannel"])

    @property
    def is_held(self) -> bool:
        """Whether playback waits for what the shopper's words will be."""
        return self._state == "held"

    def speaking_started(self) -> None:
        """The assistant begins to speak."""
        self._state, self._is_ignoring = "speaking", False

    def speaking_ended(self) -> None:
        """It has said everything; what the shopper says from now on interrupts nothing."""
        self._state = "quiet"

    def hear(self, event: SpeechEvent, at_ms: int) -> Verdict | None:
        """What an event of the listener means for playback."""
        match event:
            case SpeechStarted() if self._state == "speaking":
                return self._hold(at_ms)
            case InterimTranscript(text) if self._state == "held" and self._is_interruption(text):
                return self._stop()
            case FinalTranscript(text) if self._state != "quiet":
                is_over = self._is_interruption(text)
                self._is_ignoring = False
                return self._stop() if is_over else self._resume()
        return None

    def tick(self, at_ms: int) -> Verdict | None:
        """The time, at least ten times a second: a voice without words does not keep the assistant silent for ever."""
        if self._state == "held" and at_ms - self._held_ms >= MAX_HELD_MS:
            self._is_ignoring = True
            return self._resume()
        return None

    def _hold(self, at_ms: int) -> Verdict | None:
        if self._is_ignoring:
            return None
        self._state, self._held_ms = "held", at_ms
        return "hold"

    def _resume(self) -> Verdict | None:
        if self._state != "held":
            return None
        self._state = "speaking"
        return "resume"

    def _stop(self) -> Verdict:
        self._state = "quiet"
        return "stop"

    def _is_interruption(self, text: str) -> bool:
        """Whether there are words, and other ones than those which only say that one is listening."""
        folded = fold(text).strip(" .,!?。，！？~")
        return bool(folded) and not self._backchannel.search(folded)

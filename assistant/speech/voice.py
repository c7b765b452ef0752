"""The assistant's voice: the protocol of everything that says sentences aloud, and a reply being said by one."""

from collections import deque
from typing import Protocol

from assistant.messages import Language
from assistant.speech.barge_in import BargeIn, Verdict
from assistant.speech.events import SpeechEvent


class Voice(Protocol):
    """Says one sentence at a time; none of its methods waits for the sound."""

    def start(self, sentence: str, language: Language) -> None:
        """Begins to say the sentence."""
        ...

    def stop(self) -> None:
        """Falls silent at once."""
        ...

    @property
    def is_speaking(self) -> bool:
        """Whether it is still saying the sentence."""
        ...


class SilentVoice:
    """Says nothing: what would be spoken is shown anyway."""

    is_speaking = False

    def start(self, sentence: str, language: Language) -> None:
        """Nothing."""

    def stop(self) -> None:
        """Nothing."""


class Playback:
    """The sentences of one reply, said one after the other, and interrupted by the shopper. `tick` moves it on."""

    def __init__(self, voice: Voice) -> None:
        self._voice = voice
        self._barge_in = BargeIn()
        self._waiting: deque[tuple[str, Language]] = deque()
        self._current: tuple[str, Language] | None = None

    @property
    def is_over(self) -> bool:
        """Whether there is nothing left to say."""
        return self._current is None and not self._waiting

    def say(self, sentence: str, language: Language) -> None:
        """One more sentence, after those before it."""
        if self.is_over:
            self._barge_in.speaking_started()
        self._waiting.append((sentence, language))

    def tick(self, at_ms: int) -> None:
        """The time: begins the next sentence where the one before is over."""
        self._obey(self._barge_in.tick(at_ms))
        if self._barge_in.is_held or self._voice.is_speaking:
            return
        self._current = self._waiting.popleft() if self._waiting else None
        if self._current is not None:
            self._voice.start(*self._current)
        else:
            self._barge_in.speaking_ended()

    def hear(self, event: SpeechEvent, at_ms: int) -> None:
        """What the shopper says meanwhile."""
        self._obey(self._barge_in.hear(event, at_ms))

    def _obey(self, verdict: Verdict | None) -> None:
        """A sentence that was held is said again from its beginning: half a sentence helps nobody."""
        if verdict == "hold":
            self._voice.stop()
        elif verdict == "stop":
            self._voice.stop()
            self._waiting.clear()
            self._current = None
        elif verdict == "resume" and self._current is not None:
            self._waiting.appendleft(self._current)

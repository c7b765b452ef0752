"""Is somebody speaking? Probabilities of single frames in, a named state out, with hysteresis. Pure: it counts frames.

silent → starting (a voice, perhaps a click) → speaking → pausing → speaking again, or silent once the turn is over.
"""

from dataclasses import dataclass
from typing import Literal, Protocol

from assistant.speech.audio import FRAME_MS
from assistant.speech.transcriber import Samples

VoiceState = Literal["silent", "starting", "speaking", "pausing"]


class VoiceDetector(Protocol):
    """Tells how probable a voice is in one frame after the other; it remembers the frames before."""

    def probability(self, frame: Samples) -> float:
        """From 0 to 1; `frame` has `audio.FRAME_SAMPLES` samples."""
        ...

    def reset(self) -> None:
        """Forgets the frames before."""
        ...


@dataclass(frozen=True, slots=True)
class VoiceRules:
    """When a voice begins and ends. A voice above `onset_p` goes on while it is above `offset_p`.

    `min_speech_ms` of voice make a start; a beginning that is interrupted for more than `max_gap_ms` was none.
    The probabilities are those that silero-vad's authors recommend (0.5, and 0.15 less); 200 ms are shorter than "no".
    """

    onset_p: float = 0.5
    offset_p: float = 0.35
    min_speech_ms: int = 200
    max_gap_ms: int = 100


VOICE_RULES = VoiceRules()


class VoiceActivity:
    """The state after each frame, and how much voice there was since it was silent."""

    def __init__(self, rules: VoiceRules = VOICE_RULES) -> None:
        self._rules = rules
        self.reset()

    def reset(self) -> None:
        """Silence again, whatever was heard."""
        self.state: VoiceState = "silent"
        self.voiced_ms = 0
        self.quiet_ms = 0
        """Since the last frame with a voice."""
        self.since_start_ms = 0
        """Since the first frame with a voice, that frame included."""

    def feed(self, p: float) -> VoiceState:
        """The state after a frame in which there is a voice with probability `p`."""
        is_on = self.state in ("starting", "speaking")
        if p >= (self._rules.offset_p if is_on and not self.quiet_ms else self._rules.onset_p):
            self._voice()
        elif self.state != "silent":
            self._quiet()
        if self.state != "silent":
            self.since_start_ms += FRAME_MS
        return self.state

    def _voice(self) -> None:
        self.voiced_ms += FRAME_MS
        self.quiet_ms = 0
        has_begun = self.state in ("speaking", "pausing") or self.voiced_ms >= self._rules.min_speech_ms
        self.state = "speaking" if has_begun else "starting"

    def _quiet(self) -> None:
        self.quiet_ms += FRAME_MS
        if self.state == "speaking":
            self.state = "pausing"
        elif self.state == "starting" and self.quiet_ms > self._rules.max_gap_ms:
            self.reset()

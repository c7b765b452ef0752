"""Is the turn over? A short silence ends what looks complete, a longer one what does not. Pure: times in, no clock.

The wordings that leave a sentence open are in `prompts/cues/speech.yaml`.
"""

from dataclasses import dataclass
from functools import cache
from typing import Literal

from assistant.speech.audio import MAX_SEGMENT_MS
from assistant.understanding.cues import Patterns, load_yaml
from retrieval.folding import fold

Ending = Literal["complete", "open", "incomplete"]
"""How a transcript ends: as a sentence may; as one may that often goes on ("two hundred", "蓝色的"); in the middle ("under")."""

OPEN_MARKS = (",", "，", "、", "-", "…", "...", ":", "：")
"""Punctuation after which a recogniser expects more."""


@dataclass(frozen=True, slots=True)
class EndpointRules:
    """How long a silence must last, in ms, by what was heard before it; `unknown_ms` where nothing was recognised yet.

    `cap_ms` ends any segment. The values are where the table of `python -m evals.false_cutoffs` levels off.
    """

    complete_ms: int = 500
    open_ms: int = 900
    incomplete_ms: int = 1500
    unknown_ms: int = 800
    cap_ms: int = MAX_SEGMENT_MS


ENDPOINT_RULES = EndpointRules()


class Endpointing:
    """One segment of speech, from its start to the decision that it is over."""

    def __init__(self, started_ms: int, rules: EndpointRules = ENDPOINT_RULES) -> None:
        self._rules = rules
        self._started_ms = started_ms
        self._last_voice_ms = started_ms
        self._needed_ms = rules.unknown_ms

    def voice(self, at_ms: int) -> None:
        """There was a voice until `at_ms`; what was heard before it is not the end."""
        self._last_voice_ms = at_ms
        self._needed_ms = self._rules.unknown_ms

    def transcript(self, text: str) -> None:
        """What was said up to the silence now going on."""
        self._needed_ms = {
            "complete": self._rules.complete_ms,
            "open": self._rules.open_ms,
            "incomplete": self._rules.incomplete_ms,
        }[ending_of(text)]

    def is_capped(self, at_ms: int) -> bool:
        """Whether the segment is as long as one may be."""
        return at_ms - self._started_ms >= self._rules.cap_ms

    def is_over(self, at_ms: int) -> bool:
        """Whether the silence at `at_ms` has lasted for long enough, or the segment for too long."""
        return at_ms - self._last_voice_ms >= self._needed_ms or self.is_capped(at_ms)


def ending_of(text: str) -> Ending:
    """How the text ends. An empty one is incomplete: a breath before the first word is no turn."""
    text = text.strip()
    if not text or text.endswith(OPEN_MARKS):
        return "incomplete"
    if text.endswith(("?", "？")):
        return "complete"
    folded = fold(text).rstrip(" .!。~")
    unfinished, open_ended = _patterns()
    if unfinished.search(folded):
        return "incomplete"
    return "open" if open_ended.search(folded) else "complete"


@cache
def _patterns() -> tuple[Patterns, Patterns]:
    cues = load_yaml("cues", "speech")
    return Patterns(cues["unfinished"]), Patterns(cues["open"])

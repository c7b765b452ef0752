"""How often a listener cuts a shopper off who pauses, and how long it waits at the end: `python -m evals.false_cutoffs`.

The endpointing of the house against plain silence timers, on the same speech, voice detection and transcripts. A cut-off is
an utterance whose end is declared before it is spoken to the end; the delay is from its last sound to that decision.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from rich.console import Console
from rich.table import Table

from assistant.speech.audio import BYTES_PER_MS, FRAME_BYTES
from assistant.speech.endpointing import ENDPOINT_RULES, EndpointRules
from assistant.speech.events import SpeechStopped
from assistant.speech.listener import Listener
from assistant.speech.silero import SileroVoice
from evals.paused_speech import KnowingTranscriber, PausedUtterance, paused_utterances

TIMERS_MS = (500, 600, 800, 1000, 1500)

END_TOLERANCE_MS = 150
"""A voice that fades is no longer heard by the detector a little before its last sample."""


@dataclass(frozen=True, slots=True)
class Patience:
    """One way of ending turns, measured: the share that it cuts off, and the delays of those that it doesn't, in ms."""

    name: str
    cutoffs: float
    median_ms: float
    p90_ms: float


def plain_timer(ms: int) -> EndpointRules:
    """Any silence of that length is the end."""
    return EndpointRules(complete_ms=ms, open_ms=ms, incomplete_ms=ms, unknown_ms=ms)


def delay_ms(utterance: PausedUtterance, rules: EndpointRules) -> int | None:
    """From the utterance's last sound to the decision that it is over; None where that came too early."""
    listener = Listener(KnowingTranscriber(utterance), SileroVoice(), endpoint_rules=rules)
    for start in range(0, len(utterance.pcm), FRAME_BYTES):
        for event in listener.feed(utterance.pcm[start : start + FRAME_BYTES]):
            if isinstance(event, SpeechStopped):
                now_ms = (start + FRAME_BYTES) // BYTES_PER_MS
                is_early = event.at_ms < utterance.end_ms - END_TOLERANCE_MS
                return None if is_early else now_ms - utterance.end_ms
    return None  # never heard at all, which is worse than cut off


def measure(name: str, rules: EndpointRules, utterances: Sequence[PausedUtterance]) -> Patience:
    """One row of the table."""
    delays = [delay_ms(utterance, rules) for utterance in utterances]
    patient = [delay for delay in delays if delay is not None]
    middle, late = np.percentile(patient, [50, 90]) if patient else (np.nan, np.nan)
    return Patience(name, 1 - len(patient) / len(delays), float(middle), float(late))


def main() -> None:
    """Prints the table."""
    utterances = list(paused_utterances())
    table = Table(title=f"{len(utterances)} utterances with pauses", box=None, header_style="bold")
    for column in ("", "language", "cut off", "median delay", "p90"):
        table.add_column(column, justify="left" if column in ("", "language") else "right")
    ways = [("endpointing", ENDPOINT_RULES), *((f"silence of {ms} ms", plain_timer(ms)) for ms in TIMERS_MS)]
    for name, rules in ways:
        for language in ("en", "zh"):
            row = measure(name, rules, [u for u in utterances if u.language == language])
            table.add_row(name, language, f"{row.cutoffs:.1%}", f"{row.median_ms:.0f} ms", f"{row.p90_ms:.0f} ms")
    Console().print(table)


if __name__ == "__main__":
    main()

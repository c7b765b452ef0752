"""`shopkeeper bench voice`: from the end of speech to the final transcript, for an utterance of three seconds.

The recording is fed as a microphone would deliver it, on a clock of its own: a piece is there when it was spoken, or when
the listener is done with the piece before, whichever is later. So nothing is slept for, and a listener that cannot keep up
with the sound is seen to fall behind.
"""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

import numpy as np
from rich.console import Console
from rich.table import Table

from assistant.app import open_configured_shop, open_listener, open_transcriber, read_recording
from assistant.config import load_settings
from assistant.demo import SENTENCE
from assistant.speech.audio import BYTES_PER_MS, to_samples
from assistant.speech.events import FinalTranscript, SpeechStopped
from assistant.speech.listener import Listener
from assistant.speech.recordings import CHUNK_MS, chunks
from assistant.speech.transcriber import Transcriber
from evals.shops import prepare_demo

LEAD_MS = 500
TAIL_MS = 3000
N_ROUNDS = 20
N_WARM_UP = 2


@dataclass(frozen=True, slots=True)
class Round:
    """One utterance, in ms: recognising all of it at once; from its last sound, and from the decision that it is over, to
    the final transcript."""

    recognise_ms: float
    sound_to_final_ms: float
    stop_to_final_ms: float


def run(*, json_output: bool) -> None:
    """Measures the configured recogniser. Raises `SpeechUnavailable` where there is none."""
    settings = prepare_demo(load_settings(), quiet=json_output)
    shop = open_configured_shop(settings)
    pcm, transcriber = read_recording(SENTENCE), open_transcriber(settings, shop)
    rounds = [measure(lambda: open_listener(settings, shop), transcriber, pcm) for _ in range(N_WARM_UP + N_ROUNDS)]
    report(rounds[N_WARM_UP:], len(pcm) / BYTES_PER_MS / 1000, settings.speech_model, json_output=json_output)


def measure(open_one: Callable[[], Listener], transcriber: Transcriber, pcm: bytes) -> Round:
    """One utterance."""
    started_s = perf_counter()
    transcriber.transcribe(to_samples(pcm))
    recognise_ms = (perf_counter() - started_s) * 1000
    sound = bytes(LEAD_MS * BYTES_PER_MS) + pcm + bytes(TAIL_MS * BYTES_PER_MS)
    return Round(recognise_ms, *_live(open_one(), sound))


def _live(listener: Listener, sound: bytes) -> tuple[float, float]:
    """Both delays of the first utterance in the sound, see `Round`."""
    now_ms, end_ms, stopped_ms = 0.0, 0.0, 0.0
    for n, chunk in enumerate(chunks(sound), 1):
        now_ms = max(now_ms, n * CHUNK_MS)
        started_s = perf_counter()
        for event in listener.feed(chunk):
            at_ms = now_ms + (perf_counter() - started_s) * 1000
            if isinstance(event, SpeechStopped):
                end_ms, stopped_ms = event.at_ms, at_ms
            elif isinstance(event, FinalTranscript):
                return at_ms - end_ms, at_ms - stopped_ms
        now_ms += (perf_counter() - started_s) * 1000
    raise AssertionError("the recording has one utterance, and silence after it")


def report(rounds: list[Round], seconds: float, model: str, *, json_output: bool) -> None:
    """Percentiles of each column."""
    names = {
        "recognise_ms": "recognise it at once",
        "sound_to_final_ms": "last sound → final transcript",
        "stop_to_final_ms": "end decided → final transcript",
    }
    rows = {
        name: [float(value) for value in np.percentile([getattr(round_, name) for round_ in rounds], [50, 95])]
        for name in names
    }
    if json_output:
        content = {"model": model, "seconds": round(seconds, 2), "n": len(rounds)}
        content |= {name: {"p50": round(p50, 1), "p95": round(p95, 1)} for name, (p50, p95) in rows.items()}
        sys.stdout.write(json.dumps(content) + "\n")
        return
    table = Table(title=f"{seconds:.1f} s of speech, {len(rounds)} times, {model}", box=None, header_style="bold")
    table.add_column("")
    for column in ("p50", "p95"):
        table.add_column(column, justify="right")
    for name, (p50, p95) in rows.items():
        table.add_row(names[name], f"{p50:.0f} ms", f"{p95:.0f} ms")
    Console().print(table)

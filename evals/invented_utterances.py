"""How much of what is no speech becomes words: `python -m evals.invented_utterances [--model NAME]`.

Two lines of defence, measured apart: which clips the voice detector takes for speech, and what the recogniser's gates let
through of what it makes of all of them, were there no voice detector. Only what passes both is an invented utterance.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from assistant.app import speech_model_name
from assistant.config import load_settings
from assistant.errors import SpeechUnavailable
from assistant.speech.audio import to_pcm
from assistant.speech.events import FinalTranscript, SpeechStarted
from assistant.speech.hallucinations import why_unheard
from assistant.speech.listener import Listener
from assistant.speech.recordings import events_of
from assistant.speech.silero import SileroVoice
from assistant.speech.transcriber import Hearing, Samples, Transcriber
from evals.odd_sounds import SECONDS, OddSound, odd_sounds


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of sound: clips, those taken for speech, those that became words; and of the recogniser by itself, how
    many clips it wrote words for, and how many of those texts its gates let through (None without a recogniser)."""

    kind: str
    n_clips: int
    n_started: int
    n_invented: int
    n_written: int | None
    n_passed: int | None


class CertainTranscriber:
    """The worst recogniser that there could be: sure of the same sentence whatever it hears. No gate stops it."""

    def transcribe(self, samples: Samples) -> Hearing:
        """A request."""
        return Hearing("a red jacket please", "en", mean_log_p=-0.1)


def measure(kind: str, clips: list[OddSound], recogniser: Transcriber | None) -> Row:
    """One row; without a recogniser every false start counts as an invented utterance."""
    n_started = n_invented = n_written = n_passed = 0
    for clip in clips:
        listener = Listener(recogniser or CertainTranscriber(), SileroVoice())
        events = list(events_of(listener, to_pcm(clip.samples)))
        n_started += any(isinstance(event, SpeechStarted) for event in events)
        n_invented += any(isinstance(event, FinalTranscript) and event.text for event in events)
        if recogniser is not None:
            hearing = recogniser.transcribe(clip.samples)
            n_written += any(letter.isalnum() for letter in hearing.text)
            n_passed += why_unheard(hearing, voiced_ms=round(1000 * SECONDS)) is None
    alone = (None, None) if recogniser is None else (n_written, n_passed)
    return Row(kind, len(clips), n_started, n_invented, *alone)


def rows(recogniser: Transcriber | None) -> Iterator[Row]:
    """A row a kind of sound."""
    for kind, clips in groupby(odd_sounds(), key=lambda clip: clip.kind):
        yield measure(kind, list(clips), recogniser)


def main(
    model: Annotated[str | None, typer.Option("--model", help="The recogniser; the configured one.")] = None,
    json_output: Annotated[bool, typer.Option("--json", help="Print machine-readable lines.")] = False,
) -> None:
    """Prints a row a kind of sound."""
    recogniser = _recogniser(model)
    measured = list(rows(recogniser))
    if json_output:
        for row in measured:
            sys.stdout.write(json.dumps({name: getattr(row, name) for name in Row.__slots__}) + "\n")
        return
    table = Table(title="what is no speech", box=None, header_style="bold")
    for column in ("kind", "clips", "taken for speech", "invented", "recogniser alone", "past its gates"):
        table.add_column(column, justify="left" if column == "kind" else "right")
    for row in measured:
        alone = ("-", "-") if row.n_written is None else (str(row.n_written), str(row.n_passed))
        table.add_row(row.kind, str(row.n_clips), str(row.n_started), str(row.n_invented), *alone)
    Console().print(table)


def _recogniser(model: str | None) -> Transcriber | None:
    settings = load_settings(speech_model=model)
    try:
        name = speech_model_name(settings)
    except SpeechUnavailable as error:
        sys.stderr.write(f"The voice detector alone: {error.problem}\n")
        return None
    from assistant.speech.whisper_transcriber import WhisperTranscriber, load_whisper  # torch

    return WhisperTranscriber(load_whisper(name, settings.device), languages=settings.speech_languages)


if __name__ == "__main__":
    typer.run(main)

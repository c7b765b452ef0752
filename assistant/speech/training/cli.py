"""`shopkeeper train whisper`, beside `shopkeeper train clip`: found through the entry points, nothing heavy at the top."""

import os
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from assistant.errors import AssistantError
from retrieval.errors import RetrievalError
from retrieval.training.cli import train_app

__all__ = ["train_app"]


@train_app.command("whisper")
def train_whisper_command(
    out: Annotated[Path, typer.Option(help="Where the run lives; the same folder goes on where it stopped.")],
    text: Annotated[
        list[Path] | None,
        typer.Option(help="General sentences in either language: text, one a line, or JSON as CLINC's. Repeatable."),
    ] = None,
    feed: Annotated[
        Path | None, typer.Option(help="A product feed whose titles and brands it should know; the demo shop's.")
    ] = None,
    model: Annotated[
        str | None,
        typer.Option(help='The pocket model that goes on learning: "pocket" or a checkpoint. Else from nothing.'),
    ] = None,
    utterances: Annotated[int, typer.Option(min=200, help="Utterances to speak, once, before training.")] = 80_000,
    hours: Annotated[float, typer.Option(min=0.001, max=1000, help="Hours of training, resumptions included.")] = 2.0,
    learning_rate: Annotated[
        float | None, typer.Option(min=1e-6, max=0.1, help="Peak; by default 2e-3 from nothing, else 5e-4.")
    ] = None,
) -> None:
    """Train the pocket Whisper on synthesised speech; SHOPKEEPER_SPEECH_MODEL takes its checkpoint."""
    from rich.console import Console

    from assistant.speech.pocket import pocket_path
    from assistant.speech.training.whisper_trainer import LEARNED, Recipe
    from assistant.speech.training.whisper_training import train_whisper
    from retrieval.training.curves import draw_curves
    from retrieval.training.screen import Screen, bars

    console = Console(stderr=True)
    recipe = replace(LEARNED if model else Recipe(), hours=hours)
    if learning_rate:
        recipe = replace(recipe, learning_rate=learning_rate)
    try:
        source = pocket_path() if model == "pocket" else Path(model) if model else None
        with bars(console) as shown:
            screen = Screen(shown, hours=hours)
            checkpoint = train_whisper(
                out, texts=text or (), feed=feed, n_utterances=utterances, workers=os.cpu_count() or 1,
                recipe=recipe, source=source, on_stage=screen.stage, on_progress=screen.step,
            )  # fmt: skip
    except (RetrievalError, AssistantError) as error:
        console.print(f"[red]{error}[/red]")
        raise typer.Exit(1) from error
    except KeyboardInterrupt:
        console.print(f"Stopped. The same command goes on from the last checkpoint in {out}.")
        raise typer.Exit(130) from None
    draw_curves(screen.history, out / "curves.png")
    console.print(f"The model is {checkpoint}, its curves are {out / 'curves.png'}.")
    console.print(f"Use it: SHOPKEEPER_SPEECH_MODEL={checkpoint.absolute()} shopkeeper transcribe FILE")

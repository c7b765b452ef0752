"""`shopkeeper train …`: found through the entry points. Heavy libraries are imported when a training starts."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from retrieval.errors import RetrievalError

if TYPE_CHECKING:
    from retrieval.training import clip_trainer

train_app = typer.Typer(no_args_is_help=True, help="Train a model on your own data.")


@train_app.callback()
def _train() -> None:
    """Train a model on your own data."""


@train_app.command("clip")
def train_clip_command(
    data: Annotated[Path, typer.Argument(help="A product feed with pictures, or a parquet of image, text and labels.")],
    out: Annotated[Path, typer.Option(help="Where the run lives; the same folder goes on where it stopped.")],
    model: Annotated[str, typer.Option(help='What is fine-tuned: "pocket" or any open_clip name.')] = "pocket",
    from_scratch: Annotated[bool, typer.Option(help="Train the pocket architecture from nothing.")] = False,
    hours: Annotated[float, typer.Option(min=0.001, max=1000, help="Hours of training, resumptions included.")] = 1.5,
    learning_rate: Annotated[
        float | None,
        typer.Option(help="Peak; by default 1.5e-3 from nothing, 1e-4 for the pocket model, 2e-5 for others."),
    ] = None,
    batch_size: Annotated[int, typer.Option(min=2, help="Samples a step.")] = 256,
    without: Annotated[
        list[str] | None,
        typer.Option(help="Leave a task out: captions, teacher, distillation, category, color, kinds, shades, views."),
    ] = None,
) -> None:
    """Train a CLIP model; the result is a folder that SHOPKEEPER_IMAGE_MODEL=local-dir:… takes."""
    from rich.console import Console

    from retrieval.training.clip_trainer import Recipe
    from retrieval.training.clip_training import train_clip
    from retrieval.training.curves import draw_curves
    from retrieval.training.screen import Screen, bars

    console = Console(stderr=True)
    recipe = Recipe(
        hours=hours,
        batch_size=batch_size,
        n_captions=batch_size * 3 // 8,
        n_views=batch_size // 10,
        learning_rate=learning_rate or (1.5e-3 if from_scratch else 1e-4 if model == "pocket" else 2e-5),
    )
    try:
        recipe = replace(recipe, weights=_without(recipe, without or ()))
        with bars(console) as shown:
            screen = Screen(shown, hours=hours)
            folder = train_clip(
                data, out, model=model, from_scratch=from_scratch, recipe=recipe, on_stage=screen.stage,
                on_progress=screen.step,
            )  # fmt: skip
    except RetrievalError as error:
        console.print(f"[red]{error}[/red]")
        raise typer.Exit(1) from error
    except KeyboardInterrupt:
        console.print(f"Stopped. The same command goes on from the last checkpoint in {out}.")
        raise typer.Exit(130) from None
    draw_curves(screen.history, out / "curves.png")
    console.print(f"The model is in {folder}, its curves in {out / 'curves.png'}.")
    console.print(f"Use it: SHOPKEEPER_IMAGE_MODEL=local-dir:{folder.absolute()} shopkeeper index FEED")


@train_app.command("int8")
def train_int8_command(
    data: Annotated[Path, typer.Argument(help="A product feed with pictures, or a parquet of image, text and labels.")],
    out: Annotated[Path, typer.Option(help="Where the copy goes.")],
    model: Annotated[
        str, typer.Option(help='"pocket", or "local-dir:FOLDER" of a model fine-tuned from it.')
    ] = "pocket",
) -> None:
    """Copy a model to 8 bits, which is faster on many CPUs, and say how much, and how near the copy comes."""
    from rich.console import Console

    console = Console(stderr=True)
    try:
        from retrieval.training.int8 import copy_to_int8
    except ImportError as error:
        console.print(f"[red]This needs onnx ({error}): pip install 'shopkeeper\\[train]'[/red]")
        raise typer.Exit(1) from error
    try:
        found = copy_to_int8(data, out, model=model)
    except RetrievalError as error:
        console.print(f"[red]{error}[/red]")
        raise typer.Exit(1) from error
    console.print(
        f"{found.model_ms:.1f} → {found.copy_ms:.1f} ms a picture; cosine to the model's vectors {found.mean_cosine:.3f}, "
        f"at least {found.lowest_cosine:.3f}."
    )
    if found.copy_ms >= found.model_ms:
        console.print("[yellow]It is no faster on this processor: stay with the model.[/yellow]")
        return
    console.print(f"Use it: SHOPKEEPER_IMAGE_MODEL=local-dir:{out.absolute()} shopkeeper index FEED")


def _without(recipe: "clip_trainer.Recipe", tasks: Sequence[str]) -> "clip_trainer.TaskWeights":
    known = {"captions", "teacher", "distillation", "category", "color", "kinds", "shades", "views"}
    if unknown := set(tasks) - known:
        raise typer.BadParameter(f"{', '.join(sorted(unknown))} is no task; choose from {', '.join(sorted(known))}.")
    return replace(recipe.weights, **dict.fromkeys(tasks, 0.0))

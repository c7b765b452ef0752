"""`shopkeeper eval …` and `shopkeeper bench …`: found through the entry points, so that no package imports evals."""

import json
import os
import sys
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

eval_app = typer.Typer(help="Measure what the assistant understands and does.", no_args_is_help=True)
bench_app = typer.Typer(help="Measure how fast it is.", no_args_is_help=True)

JsonOption = Annotated[bool, typer.Option("--json", help="Print machine-readable lines.")]


def print_json(value: Any) -> None:
    """One line of JSON on standard output."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")


@eval_app.command("scenarios")
def eval_scenarios(
    paths: Annotated[list[Path] | None, typer.Argument(help="Scenario files or folders; the bundled ones.")] = None,
    shop: Annotated[Path | None, typer.Option("--shop", help="The shop to play against.")] = None,
    junit: Annotated[Path | None, typer.Option("--junit", help="Also write JUnit XML there.")] = None,
    json_output: JsonOption = False,
) -> None:
    """Play scripted conversations and check what happens, turn by turn."""
    from evals import scenario_command

    raise typer.Exit(scenario_command.run(paths or [], shop=shop, junit=junit, json_output=json_output))


@eval_app.command("utterances")
def eval_utterances(
    paths: Annotated[list[Path] | None, typer.Argument(help="Labelled utterances (.jsonl); the bundled ones.")] = None,
    shop: Annotated[Path | None, typer.Option("--shop", help="The shop whose vocabulary is used.")] = None,
    misses: Annotated[bool, typer.Option("--misses", help="List every miss.")] = False,
    json_output: JsonOption = False,
) -> None:
    """Compare what is understood of labelled utterances with their labels."""
    from evals import utterance_command

    utterance_command.run(paths or [], shop=shop, misses=misses, json_output=json_output)


@eval_app.command("retrieval")
def eval_retrieval(
    datasets: Annotated[list[Path], typer.Argument(help="Folders made by python -m evals.build_datasets.")],
    model: Annotated[str, typer.Option("--model", help="The image model; none for words only.")] = "pocket",
    k: Annotated[int, typer.Option("--k", min=1, max=100, help="How many answers are judged.")] = 10,
    candidates: Annotated[int, typer.Option("--candidates", min=1, help="What each stage recalls.")] = 100,
    distance: Annotated[
        Literal["cosine", "euclid", "manhattan"], typer.Option("--distance", help="Between vectors.")
    ] = "cosine",
    json_output: JsonOption = False,
) -> None:
    """How well a dataset's queries are answered: each kind of evidence alone, and fused by every strategy."""
    from evals import retrieval_command

    retrieval_command.run(
        datasets, model=model, k=k, n_candidates=max(candidates, k), distance=distance, json_output=json_output
    )


@eval_app.command("voice")
def eval_voice(
    model: Annotated[
        str | None, typer.Option("--model", help="A Whisper model's name or path; the configured one.")
    ] = None,
    sentences: Annotated[
        int, typer.Option("--sentences", min=1, help="How many sentences a language, in each part.")
    ] = 200,
    shop: Annotated[Path | None, typer.Option("--shop", help="The shop whose vocabulary is used.")] = None,
    misses: Annotated[bool, typer.Option("--misses", help="List what was misheard without noise.")] = False,
    json_output: JsonOption = False,
) -> None:
    """How well the recogniser hears held-out sentences in held-out voices, in noise, and real recordings."""
    from evals import voice_command

    voice_command.run(model=model, sentences=sentences, shop=shop, misses=misses, json_output=json_output)


@bench_app.command("retrieval")
def bench_retrieval(
    rows: Annotated[int, typer.Option("--rows", min=1000, help="How many rows of 384 numbers.")] = 100_000,
    json_output: JsonOption = False,
) -> None:
    """Filtered search: ours, Chroma's `where` and a brute-force scan, side by side."""
    from evals import bench_retrieval as bench

    bench.run(rows, json_output=json_output)


@bench_app.command("turn")
def bench_turn(
    products: Annotated[int, typer.Option("--products", min=100, help="How many products the shop has.")] = 10_000,
    photo: Annotated[bool, typer.Option("--photo", help="Turns with a photo.")] = False,
    json_output: JsonOption = False,
) -> None:
    """The time of each stage of a turn, with words alone or with a photo."""
    if photo:
        from evals import bench_photo_turn

        bench_photo_turn.run(products, json_output=json_output)
    else:
        from evals import bench_turn

        bench_turn.run(products, json_output=json_output)


@bench_app.command("voice")
def bench_voice(json_output: JsonOption = False) -> None:
    """From the end of speech to the final transcript, with the configured speech model."""
    from evals import bench_voice as bench

    bench.run(json_output=json_output)


@bench_app.command("index")
def bench_index(
    products: Annotated[int, typer.Option("--products", min=100, help="How many products are indexed.")] = 10_000,
    json_output: JsonOption = False,
) -> None:
    """Indexing against the encoder's own rate, and a second run on the unchanged feed."""
    from evals import bench_index as bench

    bench.run(products, json_output=json_output)


@bench_app.command("embed")
def bench_embed(
    folder: Annotated[Path | None, typer.Argument(help="A folder of pictures; the demo shop's.")] = None,
    model: Annotated[str, typer.Option("--model", help="pocket, or any open_clip model.")] = "pocket",
    pictures: Annotated[int | None, typer.Option("--pictures", min=1, help="How many of them; all.")] = None,
    json_output: JsonOption = False,
) -> None:
    """Embedding pictures, from files to vectors, against the image model alone."""
    from evals import bench_embed as bench

    bench.run(folder, model=model, n_pictures=pictures, json_output=json_output)


@bench_app.command("serve")
def bench_serve(
    shoppers: Annotated[
        list[int] | None, typer.Option("--shoppers", min=1, help="How many at a time; several are a curve.")
    ] = None,
    seconds: Annotated[float, typer.Option("--seconds", min=1, help="How long each number of shoppers stays.")] = 40.0,
    idle: Annotated[int, typer.Option("--idle", min=0, help="Also measure the memory of so many idle sessions.")] = 0,
    workers: Annotated[int | None, typer.Option("--workers", min=1, help="As many as there are processors.")] = None,
    soak: Annotated[float, typer.Option("--soak", min=0, help="Instead keep them for so many minutes.")] = 0.0,
    plot: Annotated[Path | None, typer.Option("--plot", help="Draw the curve there (.png).")] = None,
    json_output: JsonOption = False,
) -> None:
    """How many shoppers a server has time for: scripted ones that think 5 s between turns and check every answer."""
    from evals import bench_serve as bench

    n_workers = workers or os.cpu_count() or 1
    if soak:
        bench.soak((shoppers or [100])[0], minutes=soak, workers=n_workers, json_output=json_output)
    else:
        levels = shoppers or bench.LEVELS
        bench.run(levels, seconds=seconds, idle=idle, workers=n_workers, plot=plot, json_output=json_output)

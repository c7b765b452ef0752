"""`shopkeeper eval …` and `shopkeeper bench …`: found through the entry points, so that no package imports evals."""

import json
import sys
from pathlib import Path
from typing import Annotated, Any

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
    json_output: JsonOption = False,
) -> None:
    """The time of each stage of a text turn."""
    from evals import bench_turn as bench

    bench.run(products, json_output=json_output)


@bench_app.command("index")
def bench_index(
    products: Annotated[int, typer.Option("--products", min=100, help="How many products are indexed.")] = 10_000,
    json_output: JsonOption = False,
) -> None:
    """Indexing against the encoder's own rate, and a second run on the unchanged feed."""
    from evals import bench_index as bench

    bench.run(products, json_output=json_output)

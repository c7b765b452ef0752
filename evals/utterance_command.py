"""`shopkeeper eval utterances`: how well the configured parser understands labelled utterances, file by file."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from assistant.app import open_chat_model, open_configured_shop, open_parser
from assistant.config import load_settings
from assistant.errors import AssistantError
from assistant.understanding.parser import Parser
from evals.shops import prepare_demo
from evals.utterance_eval import UTTERANCES, Miss, Score, UtteranceReport, describe, evaluate

BUNDLED = (UTTERANCES / "en.jsonl", UTTERANCES / "zh.jsonl")
"""The held-out files are measured by whoever names them: a look at them while tuning would spoil them."""


def run(paths: Sequence[Path], *, shop: Path | None, misses: bool, json_output: bool) -> None:
    """Measures each file, the bundled ones where none is named. Raises `AssistantError` for a file that is wrong."""
    parser = _open_parser(shop, quiet=json_output)
    for path in paths or BUNDLED:
        try:
            report = evaluate(parser, path)
        except (OSError, ValueError) as error:
            raise AssistantError(f"{path} cannot be evaluated: {error}") from error
        if json_output:
            sys.stdout.write(json.dumps(report_json(path, report, misses=misses), ensure_ascii=False) + "\n")
        else:
            show(path, report, misses=misses)


def _open_parser(shop: Path | None, *, quiet: bool) -> Parser:
    settings = load_settings(shop=shop)
    if shop is None:
        settings = prepare_demo(settings, quiet=quiet)
    return open_parser(settings, open_configured_shop(settings), open_chat_model(settings))


def report_json(path: Path, report: UtteranceReport, *, misses: bool) -> dict[str, Any]:
    """A line of `--json`."""
    content: dict[str, Any] = {
        "file": path.name,
        "n_utterances": report.n_utterances,
        "constraints": _score_json(report.constraints),
        "strict": _score_json(report.strict),
        "intent_accuracy": round(report.intent_accuracy, 4),
        "per_intent": {intent: _score_json(score) for intent, score in report.per_intent.items()},
        "n_misses": len(report.misses),
    }
    if misses:
        content["misses"] = [_miss_json(miss) for miss in report.misses]
    return content


def _score_json(score: Score) -> dict[str, Any]:
    return {
        "precision": round(score.precision, 4),
        "recall": round(score.recall, 4),
        "f1": round(score.f1, 4),
        "n_labelled": score.n_labelled,
    }


def _miss_json(miss: Miss) -> dict[str, Any]:
    return {
        "id": miss.utterance.id,
        "text": miss.utterance.text,
        "intent": miss.intent,
        "labelled_intent": miss.utterance.intent,
        "missing": list(map(describe, miss.missing)),
        "extra": list(map(describe, miss.extra)),
    }


def show(path: Path, report: UtteranceReport, *, misses: bool) -> None:
    """The totals, then a row an intent, then the misses where they are asked for."""
    console = Console()
    totals = Table(title=f"{path.name}: {report.n_utterances} utterances", box=None, header_style="bold")
    _add_columns(totals, "")
    _add_score(totals, "constraints", report.constraints)
    _add_score(totals, "constraints, hard and soft told apart", report.strict)
    console.print(totals)
    console.print(f"intent accuracy {report.intent_accuracy:.3f}\n")
    intents = Table(box=None, header_style="bold")
    _add_columns(intents, "intent")
    for intent, score in report.per_intent.items():
        _add_score(intents, intent, score)
    console.print(intents)
    for miss in report.misses if misses else ():
        console.print(str(miss), markup=False, highlight=False)
    console.print()


def _add_columns(table: Table, first: str) -> None:
    table.add_column(first)
    for column in ("precision", "recall", "F1", "labelled"):
        table.add_column(column, justify="right")


def _add_score(table: Table, name: str, score: Score) -> None:
    values = (f"{value:.3f}" for value in (score.precision, score.recall, score.f1))
    table.add_row(name, *values, str(score.n_labelled))

"""`shopkeeper eval retrieval`: how well a dataset's queries are answered, as a table or a line of JSON a dataset."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from assistant.errors import AssistantError
from evals.dataset_embedding import DatasetEmbedder
from evals.datasets import read_dataset
from evals.distances import Distance
from evals.metrics import METRICS
from evals.retrieval_eval import Figures, RetrievalReport, evaluate
from evals.retrieval_evidence import Models
from retrieval.embedder_factory import load_image_embedder, load_text_embedder
from retrieval.embedding_cache import EmbeddingCache
from retrieval.lexicon import load_lexicon

CACHE = Path(".cache/retrieval")
_INITIALS = {"precision": "P", "recall": "R"}


def run(
    folders: Sequence[Path], *, model: str, k: int, n_candidates: int, distance: Distance, json_output: bool
) -> None:
    """Evaluates each dataset. Raises `AssistantError` for a folder that is none, `ModelUnavailable`."""
    CACHE.mkdir(parents=True, exist_ok=True)
    cache = EmbeddingCache(CACHE / "vectors.sqlite")
    try:
        with Progress(console=Console(stderr=True), disable=json_output, transient=True) as progress:
            models = open_models(model, cache, progress, distance=distance)
            for folder in folders:
                try:
                    report = evaluate(read_dataset(folder), models, k=k, n_candidates=n_candidates)
                except (OSError, ValueError, KeyError) as error:
                    raise AssistantError(f"{folder} cannot be evaluated: {error}") from error
                if json_output:
                    sys.stdout.write(json.dumps(report_json(report), ensure_ascii=False) + "\n")
                else:
                    show(report)
    finally:
        cache.close()


def open_models(model: str, cache: EmbeddingCache, progress: Progress, *, distance: Distance = "cosine") -> Models:
    """The default text model and the image model of that name ("none" for none), with a bar for what they embed."""
    bars = {what: progress.add_task(what, visible=False) for what in ("texts", "captions", "pictures")}

    def report(what: str, done: int, total: int) -> None:
        progress.update(bars[what], completed=done, total=total, visible=True)

    return Models(
        text=load_text_embedder(purpose="bulk"),
        image=None if model == "none" else load_image_embedder(model),
        lexicon=load_lexicon(),
        embedder=DatasetEmbedder(cache, report),
        distance=distance,
    )


def report_json(report: RetrievalReport) -> dict[str, Any]:
    """A line of `--json`."""
    content = asdict(report)
    for row in content["rows"]:
        row["metrics"] = {
            name: {bound: round(value, 4) for bound, value in interval.items()}
            for name, interval in row["metrics"].items()
        }
        row["groups"] = {
            group: {"precision": round(precision, 4), "recall": round(recall, 4)}
            for group, (precision, recall) in row["groups"].items()
        }
    return content


def show(report: RetrievalReport) -> None:
    """What a person reads: a row a kind of evidence and strategy, the best value of each metric marked."""
    console = Console()
    unjudged = f", {report.n_unjudged} without a relevant item left out" if report.n_unjudged else ""
    console.print(f"[bold]{report.dataset}[/bold]: {report.about}")
    console.print(f"{report.n_queries:,} queries{unjudged}; {report.n_items:,} items; 95 % intervals below the means")
    table = Table(box=None, header_style="bold", padding=(0, 1, 0, 0))
    table.add_column("evidence")
    table.add_column("fusion", no_wrap=True)
    for name in METRICS:
        table.add_column(f"{_INITIALS.get(name, name)}@{report.k}", justify="right", no_wrap=True)
    best = {name: max(row.metrics[name].mean for row in report.rows) for name in METRICS}
    for row in report.rows:
        table.add_row(_evidence(row), row.strategy or "—", *(_cell(row, name, best[name]) for name in METRICS))
    console.print(table)
    _show_groups(console, report)
    console.print()


def _evidence(row: Figures) -> str:
    return f"{row.evidence}, filtered" if row.is_filtered else row.evidence


def _cell(row: Figures, name: str, best: float) -> str:
    interval = row.metrics[name]
    mean = f"[bold green]{interval.mean:.3f}[/]" if interval.mean == best else f"{interval.mean:.3f}"
    return f"{mean}\n[dim]{_short(interval.low)}-{_short(interval.high)}[/]"


def _short(value: float) -> str:
    """Without the 0 before the point, so that a table of five metrics fits into 80 columns."""
    return f"{value:.3f}".removeprefix("0")


def _show_groups(console: Console, report: RetrievalReport) -> None:
    """Precision and recall of each kind of evidence alone, a row a group."""
    alone = [row for row in report.rows if not row.strategy]
    groups = sorted({group for row in alone for group in row.groups})
    if not groups:
        return
    table = Table(box=None, header_style="bold", title=f"\nP@{report.k} and R@{report.k} by group")
    for column in ("", *(_evidence(row) for row in alone)):
        table.add_column(column)
    for group in groups:
        table.add_row(group, *("{:.3f} {:.3f}".format(*row.groups[group]) for row in alone))
    console.print(table)

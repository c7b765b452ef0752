"""Filtered search three ways in one run: ours, a brute-force scan, and Chroma's own `where`.

Ours is the `Searcher` that the shop uses, from the constraints to the hits, with the query's vector given; the scan is
one matrix product over all rows, a mask, and a partial sort; Chroma gets the filter as metadata. Recall is measured
against float64 inner products of every row that passes the filter.
"""

import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

import chromadb
import numpy as np
import numpy.typing as npt
import psutil
from chromadb.config import Settings
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from evals.synthetic_catalogue import (
    SHARES,
    SyntheticCatalogue,
    chunks,
    empty_lexical,
    make_catalogue,
    name_of,
    product_at,
)
from retrieval.embedders import Embeddings
from retrieval.lexicon import Lexicon
from retrieval.query import Query
from retrieval.search import Searcher
from retrieval.shop import choose_scorer
from retrieval.stages import TextStage

K = 10
FILTERS: tuple[float | None, ...] = (*SHARES, None)
N_QUERIES = 60
N_WARM_UP = 5
N_CHROMA_QUERIES = 20
CHROMA_MAX_ROWS = 200_000
"""Building Chroma's index takes a minute per 100,000 rows or more; a larger one would be waited for in vain."""
TIE = 1e-9
"""Two float64 scores this close are a tie; either row is right."""
_CHROMA_BATCH = 5_000

OnProgress = Callable[[str, int, int], None]
Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Measurement:
    """One contender at one filter: milliseconds a query, share of the exact first K found, fewest rows returned."""

    contender: str
    filter: str
    n_matching: int
    p50_ms: float
    p95_ms: float
    recall: float
    min_returned: int


@dataclass(frozen=True, slots=True)
class RetrievalReport:
    """`build_s` and `resident_mb` (of the process, once the contender was ready) by contender; `skipped` says why."""

    n_rows: int
    dimension: int
    k: int
    measurements: tuple[Measurement, ...]
    build_s: dict[str, float]
    resident_mb: dict[str, float]
    skipped: dict[str, str]


class Contender(Protocol):
    """A way to find the K nearest rows among those of a filter."""

    name: str

    def find(self, query_number: int, share: float | None) -> Rows: ...


class Ours:
    """The shop's own search."""

    name = "ours"

    def __init__(self, catalogue: SyntheticCatalogue) -> None:
        self._catalogue = catalogue
        lexicon = Lexicon(())
        embedder = _GivenVectors(catalogue.queries)
        scorer = choose_scorer(catalogue.embeddings)
        text = TextStage(embedder, catalogue.embeddings, scorer, lexicon=lexicon, row_of=int)
        self._searcher = Searcher(
            catalogue.facets,
            empty_lexical(catalogue.n_rows),
            [text],
            lexicon=lexicon,
            product_at=product_at,
            row_of=int,
        )

    def find(self, query_number: int, share: float | None) -> Rows:
        ranking = self._searcher.search(Query(str(query_number), self._catalogue.constraints(share), k=K))
        return np.array([int(hit.product.product_id) for hit in ranking.hits], np.int64)


class Scan:
    """Brute force in NumPy over all rows in memory."""

    name = "scan"

    def __init__(self, catalogue: SyntheticCatalogue) -> None:
        self._catalogue = catalogue
        self._embeddings = np.array(catalogue.embeddings)
        self._masks: dict[float | None, npt.NDArray[np.bool_] | None] = {None: None}
        for share, rows in catalogue.members.items():
            mask = np.zeros(catalogue.n_rows, np.bool_)
            mask[rows] = True
            self._masks[share] = mask

    def find(self, query_number: int, share: float | None) -> Rows:
        scores = self._embeddings @ self._catalogue.queries[query_number]
        if (mask := self._masks[share]) is not None:
            scores[~mask] = -np.inf
        best = np.argpartition(scores, len(scores) - K)[-K:]
        best = best[np.isfinite(scores[best])]
        return np.asarray(best[np.argsort(-scores[best])])


class ChromaWhere:
    """A local Chroma collection with one metadata field a filter."""

    name = "chroma where"

    def __init__(self, catalogue: SyntheticCatalogue, directory: Path, on_progress: OnProgress) -> None:
        self._queries = catalogue.queries
        self._client = chromadb.PersistentClient(str(directory), Settings(anonymized_telemetry=False))
        self._collection = self._client.create_collection(
            "rows", embedding_function=None, configuration={"hnsw": {"space": "cosine", "ef_search": 200}}
        )
        fields = np.zeros((catalogue.n_rows, len(SHARES)), np.int8)
        for column, share in enumerate(SHARES):
            fields[catalogue.members[share], column] = 1
        for part in chunks(catalogue.n_rows, _CHROMA_BATCH):
            self._collection.add(
                ids=[str(row) for row in range(part.start, part.stop)],
                embeddings=np.array(catalogue.embeddings[part]),
                metadatas=[{f"f{at}": int(flag) for at, flag in enumerate(row)} for row in fields[part]],
            )
            on_progress("chroma", part.stop, catalogue.n_rows)

    def find(self, query_number: int, share: float | None) -> Rows:
        where: chromadb.Where | None = None if share is None else {f"f{SHARES.index(share)}": 1}
        query = self._queries[query_number][None, :]
        found = self._collection.query(query_embeddings=query, n_results=K, where=where, include=[])
        return np.array([int(row) for row in found["ids"][0]], np.int64)


class _GivenVectors:
    """An embedder for which the text "7" is the seventh query's vector."""

    model_id = "given"

    def __init__(self, vectors: Embeddings) -> None:
        self._vectors = vectors
        self.dimension = vectors.shape[1]

    def embed(self, texts: Sequence[str]) -> Embeddings:
        return self._vectors[[int(text) for text in texts]]


def run_retrieval_bench(
    n_rows: int, *, on_progress: OnProgress = lambda stage, done, total: None, chroma_max_rows: int = CHROMA_MAX_ROWS
) -> RetrievalReport:
    """Measures all contenders over one catalogue of `n_rows`; memory is read before a later contender adds to it."""
    measurements: list[Measurement] = []
    build_s: dict[str, float] = {}
    resident_mb: dict[str, float] = {}
    skipped: dict[str, str] = {}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        catalogue = make_catalogue(folder, n_rows, n_queries=N_QUERIES + N_WARM_UP)
        builders: dict[str, Callable[[], Contender]] = {
            Ours.name: lambda: Ours(catalogue),
            Scan.name: lambda: Scan(catalogue),
            ChromaWhere.name: lambda: ChromaWhere(catalogue, folder / "chroma", on_progress),
        }
        truth = {share: _exact(catalogue, share, on_progress) for share in FILTERS}
        for name, build in builders.items():
            if name == ChromaWhere.name and n_rows > chroma_max_rows:
                skipped[name] = f"building it takes too long above {chroma_max_rows:,} rows"
                continue
            started = time.perf_counter()
            contender = build()
            build_s[name] = time.perf_counter() - started
            for at, share in enumerate(FILTERS):
                measurements.append(_measure(contender, catalogue, share, truth[share]))
                on_progress(name, at + 1, len(FILTERS))
            resident_mb[name] = psutil.Process().memory_info().rss / 2**20
            del contender
    return RetrievalReport(n_rows, catalogue.queries.shape[1], K, tuple(measurements), build_s, resident_mb, skipped)


def _exact(
    catalogue: SyntheticCatalogue, share: float | None, on_progress: OnProgress
) -> list[npt.NDArray[np.float64]]:
    """The float64 scores of the exact first K, best first, for each query."""
    rows = np.arange(catalogue.n_rows) if share is None else catalogue.members[share]
    queries = catalogue.queries.astype(np.float64).T
    best = np.full((queries.shape[1], 0), -np.inf)
    for part in chunks(len(rows), 50_000):
        scores = (catalogue.embeddings[rows[part]].astype(np.float64) @ queries).T
        best = -np.sort(-np.concatenate([best, scores], axis=1), axis=1)[:, :K]
        on_progress(f"exact, {name_of(share)}", part.stop, len(rows))
    return list(best)


def _measure(
    contender: Contender, catalogue: SyntheticCatalogue, share: float | None, truth: Sequence[npt.NDArray[np.float64]]
) -> Measurement:
    n_queries = N_CHROMA_QUERIES if contender.name == ChromaWhere.name else N_QUERIES
    times_ms: list[float] = []
    recalls: list[float] = []
    returned: list[int] = []
    for number in range(n_queries + N_WARM_UP):
        started = time.perf_counter()
        found = contender.find(number, share)
        elapsed_ms = (time.perf_counter() - started) * 1000
        if number >= N_WARM_UP:
            times_ms.append(elapsed_ms)
            recalls.append(_recall(catalogue, number, found, truth[number]))
            returned.append(len(found))
    p50, p95 = np.percentile(times_ms, [50, 95])
    n_matching = catalogue.n_rows if share is None else len(catalogue.members[share])
    return Measurement(
        contender.name, name_of(share), n_matching, float(p50), float(p95), float(np.mean(recalls)), min(returned)
    )


def _recall(catalogue: SyntheticCatalogue, number: int, found: Rows, truth: npt.NDArray[np.float64]) -> float:
    """The share of the exact first K that was found; a row that ties with the last of them counts."""
    scores = catalogue.embeddings[found].astype(np.float64) @ catalogue.queries[number].astype(np.float64)
    return float(np.count_nonzero(scores >= truth[-1] - TIE) / len(truth))


def print_report(report: RetrievalReport, console: Console) -> None:
    """One row a filter, the contenders side by side."""
    names = list(dict.fromkeys(one.contender for one in report.measurements))
    table = Table(title=f"Filtered search, {report.n_rows:,} x {report.dimension}, k = {report.k}")
    table.add_column("filter", justify="right")
    for name in names:
        for heading in ("p50 ms", "p95 ms", "recall"):
            table.add_column(f"{name}\n{heading}", justify="right")
    for share in FILTERS:
        cells = {one.contender: one for one in report.measurements if one.filter == name_of(share)}
        table.add_row(name_of(share), *_cells(cells[name] for name in names))
    console.print(table)
    for name in names:
        console.print(f"{name}: ready in {report.build_s[name]:.1f} s; process then {report.resident_mb[name]:,.0f} MB")
    for name, why in report.skipped.items():
        console.print(f"{name}: skipped, {why}")


def _cells(measurements: Iterable[Measurement]) -> Iterable[str]:
    for one in measurements:
        yield from (f"{one.p50_ms:.2f}", f"{one.p95_ms:.2f}", f"{one.recall:.3f}")


def run(n_rows: int, *, json_output: bool) -> None:
    """Measures and prints: a table, or one line of JSON."""
    if json_output:
        sys.stdout.write(json.dumps(asdict(run_retrieval_bench(n_rows))) + "\n")
        return
    console = Console()
    with Progress(console=console, transient=True) as progress:
        bars = {}

        def show(stage: str, done: int, total: int) -> None:
            if stage not in bars:
                bars[stage] = progress.add_task(stage, total=total)
            progress.update(bars[stage], completed=done, total=total)

        report = run_retrieval_bench(n_rows, on_progress=show)
    print_report(report, console)

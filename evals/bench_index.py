"""`shopkeeper bench index`: indexing against the encoder's own rate, and a second run on the unchanged feed."""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from rich.console import Console
from rich.table import Table

from assistant.config import Settings, load_settings
from assistant.terminal import progress
from evals.bench_turn import write_feed
from retrieval.documents import embedding_text
from retrieval.embedder_factory import load_text_embedder
from retrieval.embedders import TextEmbedder
from retrieval.feeds import read_feed
from retrieval.ingest import IndexReport, index_feed
from retrieval.lexicon import load_lexicon

SAMPLE_EVERY = 5
"""The encoder alone is timed on every fifth text by length, half of them before indexing and half after: the same mix
of lengths at a fifth of the time, and a machine that speeds up or slows down does so for both sides."""


@dataclass(frozen=True, slots=True)
class IndexBench:
    """Rates are products a second. `encoder_per_s` is the encoder alone, on the same texts, in the same process."""

    n_products: int
    n_offers: int
    encoder_per_s: float
    first: IndexReport
    first_s: float
    again: IndexReport
    again_s: float

    @property
    def embed_per_s(self) -> float:
        """The text embedding stage of indexing."""
        return self.first.embedded_per_s

    @property
    def whole_per_s(self) -> float:
        """Indexing from the feed to the published snapshot, Chroma's index included."""
        return self.n_products / self.first_s


def run(products: int, *, json_output: bool) -> None:
    """Measures and prints; what it builds is deleted again."""
    settings = load_settings()
    settings.cache_directory.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=settings.cache_directory, prefix="bench-index-") as folder:
        bench = measure(settings, products, Path(folder), quiet=json_output)
    if json_output:
        sys.stdout.write(json.dumps(bench_json(bench)) + "\n")
    else:
        show(bench)


def measure(settings: Settings, n_products: int, folder: Path, *, quiet: bool) -> IndexBench:
    """Encoder, index, encoder, index again."""
    feed = write_feed(folder / "products.jsonl", n_products)
    texts = _texts_by_length(feed)
    embedder = load_text_embedder(settings.text_model, purpose="bulk", device=settings.device)
    embedder.expect(len(texts))
    embedder.embed(texts[:1])  # loads the model, which is not what is measured
    before_s = _time_encoder(embedder, texts[:: 2 * SAMPLE_EVERY])
    with progress(quiet=quiet) as on_progress:
        started = perf_counter()
        first = index_feed(feed, folder / "shop", embedder=embedder, on_progress=on_progress)
        first_s = perf_counter() - started
    after_s = _time_encoder(embedder, texts[SAMPLE_EVERY :: 2 * SAMPLE_EVERY])
    started = perf_counter()
    again = index_feed(feed, folder / "shop", embedder=embedder)
    again_s = perf_counter() - started
    n_timed = len(texts[::SAMPLE_EVERY])
    return IndexBench(
        first.n_products, first.n_offers, n_timed / (before_s + after_s), first, first_s, again=again, again_s=again_s
    )


def _texts_by_length(feed: Path) -> list[str]:
    lexicon = load_lexicon()
    return sorted((embedding_text(product, lexicon) for product in read_feed(feed).products), key=len)


def _time_encoder(embedder: TextEmbedder, texts: Sequence[str]) -> float:
    started = perf_counter()
    embedder.embed(texts)
    return perf_counter() - started


def bench_json(bench: IndexBench) -> dict[str, Any]:
    """The line of `--json`."""
    return {
        "n_products": bench.n_products,
        "n_offers": bench.n_offers,
        "encoder_per_s": round(bench.encoder_per_s, 1),
        "embed_per_s": round(bench.embed_per_s, 1),
        "embed_share": round(bench.embed_per_s / bench.encoder_per_s, 3),
        "whole_per_s": round(bench.whole_per_s, 1),
        "whole_share": round(bench.whole_per_s / bench.encoder_per_s, 3),
        "first_s": round(bench.first_s, 2),
        "first_s_by_stage": {stage: round(seconds, 3) for stage, seconds in bench.first.seconds.items()},
        "again_s": round(bench.again_s, 3),
        "again_unchanged": bench.again.unchanged,
    }


def show(bench: IndexBench) -> None:
    """A row a rate, then the second run."""
    table = Table(box=None, header_style="bold", title=f"{bench.n_products} products, {bench.n_offers} offers")
    table.add_column("")
    for column in ("products a second", "of the encoder's own"):
        table.add_column(column, justify="right")
    rates = {"encoder alone": bench.encoder_per_s, "embedding stage": bench.embed_per_s, "indexing": bench.whole_per_s}
    for name, rate in rates.items():
        table.add_row(name, f"{rate:.1f}", f"{rate / bench.encoder_per_s:.0%}")
    console = Console()
    console.print(table)
    stages = ", ".join(f"{stage} {seconds:.1f} s" for stage, seconds in bench.first.seconds.items())
    console.print(f"first run {bench.first_s:.1f} s ({stages})")
    state = "unchanged" if bench.again.unchanged else "built again"
    console.print(f"second run on the same feed {bench.again_s:.2f} s ({state})")

"""Small shops on disk: feeds written in a line, and an embedder that counts its work."""

import json
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from retrieval.embedders import Embeddings
from retrieval.ingest import IndexReport, index_feed
from retrieval.snapshot import Snapshot, open_snapshot


class WordEmbedder:
    """Every word has a fixed random direction; a text is their unit sum. `texts` are those embedded so far."""

    def __init__(self, model_id: str = "words-16", dimension: int = 16) -> None:
        self.model_id = model_id
        self.dimension = dimension
        self.texts: list[str] = []

    def embed(self, texts: Sequence[str]) -> Embeddings:
        self.texts += texts
        rows = np.zeros((len(texts), self.dimension), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in text.split():
                row += np.random.default_rng(zlib.crc32(word.encode())).standard_normal(self.dimension, np.float32)
            row /= np.linalg.norm(row) or 1
        return rows


def write_feed(folder: Path, titles: Iterable[str], *, price: float = 10.0, name: str = "feed.jsonl") -> Path:
    """Products p0, p1, … with offers pN-S and pN-M, 5 of each in stock."""
    lines = [
        {
            "product_id": f"p{n}",
            "title": title,
            "category": ["Shirts"],
            "offers": [
                {"offer_id": f"p{n}-{size}", "price": price, "currency": "USD", "quantity": 5, "size": size}
                for size in ("S", "M")
            ],
        }
        for n, title in enumerate(titles)
    ]
    path = folder / name
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return path


def index(feed: Path, directory: Path, *, embedder: WordEmbedder | None = None) -> IndexReport:
    """Without Chroma's index, which takes seconds to import."""
    return index_feed(feed, directory, embedder=embedder or WordEmbedder(), with_vectors=False)


def open_shop_of(folder: Path, *titles: str) -> Snapshot:
    """Indexes a feed of these titles into `folder / "shop"` and opens it."""
    index(write_feed(folder, titles), folder / "shop")
    return open_snapshot(folder / "shop")


def titles_of(snapshot: Snapshot) -> list[str]:
    return [product.title for product in snapshot.products]

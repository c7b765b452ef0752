"""A catalogue of any size for benchmarks: clustered unit vectors like text embeddings, and filters of set widths."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from retrieval.catalog import Offer, Product
from retrieval.constraints import Constraint
from retrieval.embedders import Embeddings
from retrieval.facets import UNCOUNTED, FacetIndex, Posting
from retrieval.lexical import LexicalIndex

DIMENSION = 384
SHARES = (0.001, 0.01, 0.1, 0.5)
N_KINDS = 400
SPREAD = 0.8
"""Norm of a product's own part beside its kind's: two of a kind then have a cosine of 0.6, as MiniLM gives them."""
_PART_ROWS = 50_000
_FACET = "share"


@dataclass(frozen=True, slots=True)
class SyntheticCatalogue:
    """`embeddings` is memory-mapped from disk, (n_rows, 384); `members` maps a share to its sorted rows."""

    embeddings: Embeddings
    facets: FacetIndex
    members: dict[float, npt.NDArray[np.int64]]
    queries: Embeddings

    @property
    def n_rows(self) -> int:
        return len(self.embeddings)

    def constraints(self, share: float | None) -> tuple[Constraint, ...]:
        """The filter that leaves a share of the products; None leaves all."""
        return () if share is None else (Constraint(_FACET, "in", (name_of(share),)),)


def name_of(share: float | None) -> str:
    """How a filter is called: "0.1 %", "none"."""
    return "none" if share is None else f"{share * 100:g} %"


def make_catalogue(directory: Path, n_rows: int, *, n_queries: int, seed: int = 0) -> SyntheticCatalogue:
    """Writes the embeddings to the directory; each product has one offer, and is in each share's filter by chance."""
    rng = np.random.default_rng(seed)
    kinds = _unit(rng.standard_normal((N_KINDS, DIMENSION)))
    path = directory / "embeddings.npy"
    written = np.lib.format.open_memmap(path, mode="w+", dtype=np.float32, shape=(n_rows, DIMENSION))
    for start in range(0, n_rows, _PART_ROWS):
        n = min(_PART_ROWS, n_rows - start)
        written[start : start + n] = _near(kinds[rng.integers(0, N_KINDS, n)], rng)
    written.flush()
    del written
    members = {share: np.sort(rng.choice(n_rows, max(1, round(share * n_rows)), replace=False)) for share in SHARES}
    return SyntheticCatalogue(
        embeddings=np.load(path, mmap_mode="r"),
        facets=_facets(members, n_rows),
        members=members,
        queries=_near(kinds[rng.integers(0, N_KINDS, n_queries)], rng),
    )


def empty_lexical(n_rows: int) -> LexicalIndex:
    """An index without a word."""
    nothing = np.zeros(0, np.int32)
    return LexicalIndex(
        (), np.zeros(1, np.int64), nothing, nothing.astype(np.float32), n_products=n_rows, title_words=frozenset()
    )


def product_at(row: int) -> Product:
    """A product of the catalogue, made when it is shown."""
    return Product(str(row), f"Product {row}", (Offer(str(row), 10.0, "USD"),))


def _near(centres: npt.NDArray[np.floating], rng: np.random.Generator) -> Embeddings:
    own = rng.standard_normal(centres.shape, dtype=np.float32) * np.float32(SPREAD / np.sqrt(DIMENSION))
    return _unit(centres + own)


def _unit(rows: npt.NDArray[np.floating]) -> Embeddings:
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def _facets(members: dict[float, npt.NDArray[np.int64]], n_rows: int) -> FacetIndex:
    postings: dict[str, Posting] = {}
    start = 0
    for share, rows in members.items():
        postings[name_of(share)] = Posting(start, start + len(rows), len(rows))
        start += len(rows)
    columns: dict[str, npt.NDArray[np.generic]] = {
        "first_offer": np.arange(n_rows + 1),
        "price": np.full(n_rows, 10.0),
        "availability": np.zeros(n_rows, np.int8),
        "quantity": np.full(n_rows, UNCOUNTED),
        "product_rating": np.full(n_rows, np.nan),
        "rating_count": np.zeros(n_rows, np.int64),
        "identity": np.arange(n_rows, dtype=np.uint64),
        "rows": np.concatenate(list(members.values())).astype(np.uint32),
    }
    return FacetIndex(columns, {_FACET: postings}, labels={}, currency="USD")


def chunks(n_rows: int, size: int) -> Iterator[slice]:
    """Slices that cover the rows."""
    for start in range(0, n_rows, size):
        yield slice(start, min(start + size, n_rows))

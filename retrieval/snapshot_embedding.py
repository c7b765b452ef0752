"""The embedding stage of indexing: one row a product, computed only for texts that the cache does not hold."""

from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np

from retrieval.catalog import Product
from retrieval.documents import embedding_text
from retrieval.embedder_factory import LazyEmbedder
from retrieval.embedders import Embeddings, TextEmbedder
from retrieval.embedding_cache import EmbeddingCache, cache_key
from retrieval.lexicon import Lexicon

CHUNK_TEXTS = 256
"""Texts between two commits of the cache: some seconds of a CPU's work are what a kill can cost."""

SELF_SIMILARITY = 0.99
TIE = 1e-4
"""Twins may win over a product by this much: the rounding of a product of 384 float32 is about 1e-6."""


def embed_products(
    products: Sequence[Product],
    output: Path,
    *,
    embedder: TextEmbedder,
    lexicon: Lexicon,
    cache_file: Path,
    on_progress: Callable[[int, int], None],
) -> int:
    """Writes the (n_products, d) float32 embeddings to `output`; returns for how many products they had to be computed.

    Raises ModelUnavailable, OSError, sqlite3.Error.
    """
    texts = [embedding_text(product, lexicon) for product in products]
    keys = [cache_key(embedder.model_id, text) for text in texts]
    text_of = dict(zip(keys, texts, strict=True))
    with closing(EmbeddingCache(cache_file)) as cache:
        known = cache.get(keys)
        # By length, since a batch is padded to its longest text; the longest first, so that memory is short at once.
        missing = sorted(text_of.keys() - known.keys(), key=lambda key: (-len(text_of[key]), key))
        if isinstance(embedder, LazyEmbedder):
            embedder.expect(len(missing))
        n_embedded = sum(key not in known for key in keys)
        on_progress(len(keys) - len(missing), len(keys))
        for start in range(0, len(missing), CHUNK_TEXTS):
            chunk = missing[start : start + CHUNK_TEXTS]
            vectors = dict(zip(chunk, embedder.embed([text_of[key] for key in chunk]), strict=True))
            cache.put(vectors)
            known.update(vectors)
            on_progress(len(keys) - len(missing) + start + len(chunk), len(keys))
        np.save(output, np.stack([known[key] for key in keys]).astype(np.float32, copy=False))
        cache.finish_build(text_of)
    return n_embedded


def find_torn_row(
    products: Sequence[Product],
    embeddings: Embeddings,
    rows: Sequence[int],
    *,
    model_id: str,
    lexicon: Lexicon,
    cache_file: Path,
) -> int | None:
    """The first of `rows` whose product is not found by the vector of its own words (a twin may win); None for none."""
    with closing(EmbeddingCache(cache_file)) as cache:
        for row in rows:
            key = cache_key(model_id, embedding_text(products[row], lexicon))
            vector = cache.get([key]).get(key)
            if vector is None:
                return row
            similarities = embeddings @ vector
            if vector.any() and similarities[row] < max(similarities.max() - TIE, SELF_SIMILARITY):
                return row
    return None

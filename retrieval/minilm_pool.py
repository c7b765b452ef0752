"""The default model on all cores, for a feed that is too small to be worth importing sentence-transformers."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from threadpoolctl import ThreadpoolController

from retrieval.embedders import Embeddings
from retrieval.minilm import DIMENSION, MODEL_ID, MiniLM


class MiniLMPool:
    """A `TextEmbedder`: one thread a core, each embedding one text after another; NumPy releases the interpreter lock."""

    model_id = MODEL_ID
    dimension = DIMENSION

    def __init__(self, n_threads: int | None = None) -> None:
        self._model = MiniLM()
        self._n_threads = n_threads or os.cpu_count() or 1
        self._blas = ThreadpoolController()

    def embed(self, texts: Sequence[str]) -> Embeddings:
        """(n, 384), the rows that `MiniLM` gives."""
        rows = np.zeros((len(texts), DIMENSION), np.float32)

        def embed_share(first: int) -> None:
            share = slice(first, None, self._n_threads)
            rows[share] = self._model.embed(texts[share])

        # The limit is the process's, not the thread's: set around all of them, none restores it under the others.
        with (
            self._blas.limit(limits=1, user_api="blas"),
            ThreadPoolExecutor(self._n_threads) as pool,
        ):
            list(pool.map(embed_share, range(self._n_threads)))
        return rows

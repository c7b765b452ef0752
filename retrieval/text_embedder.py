"""sentence-transformers adapter: any text embedding model, for bulk work and wherever there is a GPU."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stderr
from io import StringIO
from typing import Literal

import numpy as np
import torch
from sentence_transformers import SentenceTransformer

from retrieval import minilm
from retrieval.embedders import Embeddings
from retrieval.errors import ModelUnavailable

BATCH_SIZE_CPU = 32
BATCH_SIZE_GPU = 256

Role = Literal["query", "document"]


class SentenceTransformerEmbedder:
    """A `TextEmbedder` around one sentence-transformers model; `name` is a hub name or a folder, "" the default model.

    `device` None takes a GPU where there is one. On a GPU the model runs in half precision: its vectors differ from
    those of full precision by about 1e-3. `role` chooses the prompt of models that tell queries from documents.
    Raises ModelUnavailable.
    """

    def __init__(
        self,
        name: str = "",
        *,
        model_id: str = "",
        role: Role = "document",
        device: str | None = None,
        batch_size: int | None = None,
    ) -> None:
        self.model_id = model_id or name or minilm.MODEL_ID
        self._role = role
        path = name or str(minilm.model_directory())
        # the library draws its own progress bar over the program's
        with _translating(self.model_id), redirect_stderr(StringIO()):
            self._model = SentenceTransformer(path, device=device, local_files_only=not name)
            if not name:
                self._model.max_seq_length = minilm.MAX_TOKENS
            is_gpu = self._model.device.type != "cpu"
            if is_gpu:
                self._model.half()
            dimension = self._model.get_embedding_dimension()
        if not dimension:
            raise ModelUnavailable(f"The model {self.model_id} does not embed text.", remedy="Name another model.")
        self.dimension = int(dimension)
        self._batch_size = batch_size or (BATCH_SIZE_GPU if is_gpu else BATCH_SIZE_CPU)

    def embed(self, texts: Sequence[str]) -> Embeddings:
        """(n, d); the library sorts by length and pads each batch to its own longest. Raises ModelUnavailable."""
        rows = np.zeros((len(texts), self.dimension), np.float32)
        filled = [row for row, text in enumerate(texts) if text.strip()]
        if not filled:
            return rows
        encode = self._model.encode_query if self._role == "query" else self._model.encode_document
        with _translating(self.model_id):
            vectors = encode(
                [texts[row] for row in filled],
                batch_size=self._batch_size,
                show_progress_bar=False,
                normalize_embeddings=True,
                convert_to_numpy=True,
            ).astype(np.float32)
        # half precision leaves norms off by 5e-4
        rows[filled] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return rows


@contextmanager
def _translating(model_id: str) -> Iterator[None]:
    """Hub and network failures are OSErrors; ValueError and RuntimeError come from weights that don't fit."""
    try:
        yield
    except torch.cuda.OutOfMemoryError as error:
        raise ModelUnavailable(
            f"The model {model_id} does not fit into the GPU's memory.", remedy="Choose a smaller batch or the CPU."
        ) from error
    except (OSError, ValueError, KeyError, RuntimeError, ImportError) as error:
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise ModelUnavailable(
            f"The model {model_id} cannot be used ({reason}).",
            remedy="Check its name or folder, the device, and the network.",
        ) from error

"""open_clip adapter: any CLIP model, from the pocket model of this repository to the largest on the Hugging Face hub."""

import logging
import os
import pickle
import warnings
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, redirect_stderr
from io import StringIO
from typing import Literal

import numpy as np
import numpy.typing as npt
import open_clip
import torch
from safetensors import SafetensorError

from retrieval.embedders import Embeddings
from retrieval.errors import ModelUnavailable
from retrieval.photo_decoder import photo_image
from retrieval.photos import Photo

BATCH_SIZE_CPU = 32
BATCH_SIZE_GPU = 256
_BLANK = Photo("", bytes(3 * 16 * 16), 16, 16)

Precision = Literal["fp32", "fp16", "bf16"]


class OpenClipEmbedder:
    """An `ImageEmbedder` around one open_clip model, with the preprocessing and the tokenizer that it was trained with.

    `name` is "architecture/weights" ("ViT-B-32/laion2b_s34b_b79k", see `open_clip.list_pretrained()`),
    "hf-hub:organisation/model", or "local-dir:/path" of a folder with open_clip_config.json and weights. `device` None
    takes a GPU where there is one; `precision` None is half precision there, whose vectors differ from those of full
    precision by about 1e-3. Raises ModelUnavailable, also for a name without weights.
    """

    def __init__(
        self, name: str, *, model_id: str = "", device: str | None = None, precision: Precision | None = None
    ) -> None:
        self.model_id = model_id or name
        architecture, weights = _split(name)
        with _translating(self.model_id), _quiet():
            self._device = torch.device(device or ("cuda" if torch.cuda.is_available() else "cpu"))
            is_gpu = self._device.type != "cpu"
            precision = precision or ("fp16" if is_gpu else "fp32")
            self._dtype = {"fp32": torch.float32, "fp16": torch.float16, "bf16": torch.bfloat16}[precision]
            model, preprocess = open_clip.create_model_from_pretrained(
                architecture, weights, precision=precision, device=self._device
            )
            self._model = model.eval().to(memory_format=torch.channels_last)
            # Geometry runs on the picture; the last two steps, to numbers and to zero mean, on a whole batch at once.
            *self._geometry, _, self._normalize = preprocess.transforms
            self._tokenizer = open_clip.get_tokenizer(architecture)
            self._batch_size = BATCH_SIZE_GPU if is_gpu else BATCH_SIZE_CPU
            self._pool = ThreadPoolExecutor(os.cpu_count(), thread_name_prefix="prepare")
            self.dimension = self._encode_texts(["a"]).shape[1]
            self.sees_px = max(self.prepare(_BLANK).shape[:2])

    def embed_photos(self, photos: Sequence[Photo]) -> Embeddings:
        """(n, d), see `ImageEmbedder`. Raises ModelUnavailable."""
        rows = np.zeros((len(photos), self.dimension), np.float32)
        with _translating(self.model_id):
            for start in range(0, len(photos), self._batch_size):
                batch = slice(start, start + self._batch_size)
                rows[batch] = self.embed_prepared(np.stack(list(self._pool.map(self.prepare, photos[batch]))))
        return rows

    def prepare(self, photo: Photo) -> npt.NDArray[np.uint8]:
        """The picture as the model wants to see it, (height, width, 3)."""
        picture = photo_image(photo)
        for step in self._geometry:
            picture = step(picture)
        return np.asarray(picture)

    def embed_prepared(self, pictures: npt.NDArray[np.uint8]) -> Embeddings:
        """(n, d) of prepared pictures (n, height, width, 3): the model alone."""
        with torch.inference_mode():
            # (n, height, width, 3) seen as (n, 3, height, width) is channels-last without a copy
            batch = torch.from_numpy(pictures).to(self._device, non_blocking=True).permute(0, 3, 1, 2)
            pixels = self._normalize(batch.to(torch.float32).div_(255)).to(self._dtype)
            return _unit(self._model.encode_image(pixels))

    def embed_texts(self, texts: Sequence[str]) -> Embeddings:
        """(n, d), see `ImageEmbedder`. Raises ModelUnavailable."""
        rows = np.zeros((len(texts), self.dimension), np.float32)
        filled = [row for row, text in enumerate(texts) if text.strip()]
        with _translating(self.model_id):
            for start in range(0, len(filled), self._batch_size):
                batch = filled[start : start + self._batch_size]
                rows[batch] = self._encode_texts([texts[row] for row in batch])
        return rows

    def _encode_texts(self, texts: list[str]) -> Embeddings:
        with torch.inference_mode():
            return _unit(self._model.encode_text(self._tokenizer(texts).to(self._device)))


def _split(name: str) -> tuple[str, str | None]:
    """Architecture and weights; a name with a scheme ("hf-hub:…") is both."""
    if ":" in name:
        return name, None
    architecture, _, weights = name.partition("/")
    return architecture, weights or None


def _unit(vectors: torch.Tensor) -> Embeddings:
    """Rows of norm 1; taken in float32, since half precision leaves norms off by 5e-4."""
    rows: Embeddings = torch.nn.functional.normalize(vectors.float(), dim=-1).cpu().numpy()
    return rows


@contextmanager
def _quiet() -> Iterator[None]:
    """open_clip reports every step to the root logger, which gives the program a handler that it did not ask for."""
    root, silence, disabled = logging.getLogger(), logging.NullHandler(), logging.root.manager.disable
    root.addHandler(silence)
    logging.disable(logging.WARNING)
    try:
        with redirect_stderr(StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(disabled)
        root.removeHandler(silence)


@contextmanager
def _translating(model_id: str) -> Iterator[None]:
    """Hub and network failures are OSErrors; the others come from configurations and weights that don't fit."""
    try:
        yield
    except torch.cuda.OutOfMemoryError as error:
        raise ModelUnavailable(
            f"The model {model_id} does not fit into the GPU's memory.", remedy="Choose a smaller one or the CPU."
        ) from error
    except (
        OSError,
        ValueError,
        TypeError,
        LookupError,
        AttributeError,
        AssertionError,
        RuntimeError,
        ImportError,
        EOFError,
        pickle.UnpicklingError,
        SafetensorError,
    ) as error:
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise ModelUnavailable(
            f"The image model {model_id} cannot be used ({reason}).",
            remedy="Check its name or folder, the device, and the network.",
        ) from error

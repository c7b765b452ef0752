"""Chooses the embedder for a name, of text or of pictures, and loads its library only when a vector is first asked for."""

import hashlib
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Literal

from retrieval.embedders import Embeddings, ImageEmbedder, TextEmbedder
from retrieval.errors import ModelUnavailable
from retrieval.photos import Photo

DEFAULT_MODEL = "all-MiniLM-L6-v2"
_DEFAULT_NAMES = frozenset({"", DEFAULT_MODEL, f"sentence-transformers/{DEFAULT_MODEL}"})
_WEIGHTS = ("*.safetensors", "*.bin", "*.json")

POCKET_MODEL = "pocket"
"""The image model that comes with the repository, in `POCKET_DIRECTORY`."""

POCKET_DIRECTORY = Path(__file__).parent / "pocket_clip"
_LOCAL = "local-dir:"
_GRAPH = "image_tower.onnx"

_GPU = Path("/dev/nvidiactl")
"""There where an NVIDIA driver is loaded; asking torch instead takes 5 s."""

MANY_TEXTS = 10_000
"""Up to so many texts the default model runs in NumPy on a CPU: it is as fast as sentence-transformers there (some 30
product texts a second on two cores), whose import takes 24 s, 8 % of the time for 10,000."""

Purpose = Literal["query", "bulk"]


class LazyEmbedder:
    """A `TextEmbedder` that knows its `model_id` at once and loads the model when it is first used.

    `load` is told how many texts are expected.
    """

    def __init__(self, model_id: str, load: Callable[[int], TextEmbedder]) -> None:
        self.model_id = model_id
        self._load = load
        self._n_expected = 1

    @cached_property
    def _loaded(self) -> TextEmbedder:
        return self._load(self._n_expected)

    def expect(self, n_texts: int) -> None:
        """Says how many texts are coming, all calls together, so that the faster library for so many is loaded."""
        self._n_expected = n_texts

    @property
    def dimension(self) -> int:
        """Numbers a vector; asking loads the model."""
        return self._loaded.dimension

    def embed(self, texts: Sequence[str]) -> Embeddings:
        """(n, d), see `TextEmbedder`. Raises ModelUnavailable."""
        return self._loaded.embed(texts)


def load_text_embedder(
    name: str = DEFAULT_MODEL, *, purpose: Purpose = "query", device: str | None = None
) -> LazyEmbedder:
    """The embedder of that name: the default model, the name of any other on the Hugging Face hub, or a local folder.

    On a CPU the default model answers queries, and embeds up to `MANY_TEXTS` of a feed, through NumPy; everything else
    goes through sentence-transformers. `device` None takes a GPU where there is one. Both give the same `model_id` and
    the same vectors. Raises ModelUnavailable for a folder without a model; other failures show at the first use.
    """
    is_default = name in _DEFAULT_NAMES
    model_id = DEFAULT_MODEL if is_default else _model_id(name)
    if is_default and device in (None, "cpu") and (purpose == "query" or device == "cpu" or not _GPU.exists()):
        n_numpy = MANY_TEXTS if purpose == "bulk" else float("inf")
    else:
        n_numpy = 0

    def load(n_expected: int) -> TextEmbedder:
        if n_expected <= n_numpy:
            return _load_minilm(purpose)
        return _load_sentence_transformer(name, model_id=model_id, purpose=purpose, device=device)

    return LazyEmbedder(model_id, load)


class LazyImageEmbedder:
    """An `ImageEmbedder` that knows its `model_id` at once and loads the model when it is first used.

    `is_pocket` tells models of the pocket model's size, which know only what a shop taught them.
    """

    def __init__(self, model_id: str, load: Callable[[], ImageEmbedder], *, is_pocket: bool = False) -> None:
        self.model_id = model_id
        self.is_pocket = is_pocket
        self._load = load

    @cached_property
    def loaded(self) -> ImageEmbedder:
        """The model itself. Raises ModelUnavailable."""
        return self._load()

    @property
    def dimension(self) -> int:
        """Numbers a vector; asking loads the model."""
        return self.loaded.dimension

    @property
    def sees_px(self) -> int:
        """See `ImageEmbedder`; asking loads the model."""
        return self.loaded.sees_px

    def embed_photos(self, photos: Sequence[Photo]) -> Embeddings:
        """(n, d), see `ImageEmbedder`. Raises ModelUnavailable."""
        return self.loaded.embed_photos(photos)

    def embed_texts(self, texts: Sequence[str]) -> Embeddings:
        """(n, d), see `ImageEmbedder`. Raises ModelUnavailable."""
        return self.loaded.embed_texts(texts)


def load_image_embedder(name: str = POCKET_MODEL, *, device: str | None = None) -> LazyImageEmbedder:
    """The image and text embedder of that name: "pocket" or any name that `OpenClipEmbedder` takes.

    `device` None takes a GPU where there is one. A folder with graphs runs through onnxruntime on a CPU, everything else
    through open_clip; both give the same `model_id` and the same vectors. Raises ModelUnavailable for a folder without
    a model; other failures show at the first use.
    """
    folder = POCKET_DIRECTORY if name == POCKET_MODEL else _folder_of(name)
    model_id = _model_id(str(folder)) if folder else name
    with_graphs = folder if folder and (folder / _GRAPH).exists() else None

    def load() -> ImageEmbedder:
        if with_graphs and (device == "cpu" or (device is None and not _GPU.exists())):
            from retrieval.onnx_embedder import OnnxClipEmbedder

            return OnnxClipEmbedder(with_graphs, model_id=model_id)
        from retrieval.image_embedder import OpenClipEmbedder

        return OpenClipEmbedder(f"{_LOCAL}{folder}" if folder else name, model_id=model_id, device=device)

    return LazyImageEmbedder(model_id, load, is_pocket=with_graphs is not None)


def _folder_of(name: str) -> Path | None:
    """The folder of a "local-dir:" name; None for all other names."""
    if not name.startswith(_LOCAL):
        return None
    folder = Path(name.removeprefix(_LOCAL)).expanduser()
    if not folder.is_dir():
        raise ModelUnavailable(f"There is no image model in {folder}.", remedy="Check the folder's name.")
    return folder


def _load_minilm(purpose: Purpose) -> TextEmbedder:
    from retrieval.minilm import MiniLM
    from retrieval.minilm_pool import MiniLMPool

    return MiniLM() if purpose == "query" else MiniLMPool()


def _load_sentence_transformer(name: str, *, model_id: str, purpose: Purpose, device: str | None) -> TextEmbedder:
    from retrieval.text_embedder import SentenceTransformerEmbedder

    return SentenceTransformerEmbedder(
        "" if model_id == DEFAULT_MODEL else name,
        model_id=model_id,
        role="query" if purpose == "query" else "document",
        device=device,
    )


def _model_id(name: str) -> str:
    """The name itself; a local folder's name with a digest of its files, since a folder can be filled anew."""
    folder = Path(name).expanduser()
    if not folder.is_dir():
        return name
    files = sorted(path for pattern in _WEIGHTS for path in folder.rglob(pattern))
    if not files:
        raise ModelUnavailable(f"{folder} holds no model.", remedy="Name a folder with a model's config and weights.")
    digest = hashlib.sha256()
    for path in files:
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return f"{folder.resolve().name}-{digest.hexdigest()[:12]}"

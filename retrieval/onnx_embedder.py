"""onnxruntime adapter: the pocket model on a CPU, ready in half a second where importing open_clip takes sixteen.

A folder with graphs (`training.graphs` writes them) beside open_clip's own files is run without open_clip, torch,
torchvision and timm: the graphs say how, the weights come from the same file. A test holds the two within 1e-4.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime
from PIL import Image
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from retrieval.embedders import Embeddings
from retrieval.errors import ModelUnavailable
from retrieval.photo_decoder import photo_image
from retrieval.photos import Photo

WEIGHTS = "open_clip_model.safetensors"
IMAGE_GRAPH = "image_tower.onnx"
"""(n, 3, height, width) float32 → (n, d)."""

TEXT_GRAPH = "text_tower.onnx"
"""(n, context length) int64 → (n, d)."""

BATCH_SIZE = 16

Array = npt.NDArray[Any]


class OnnxClipEmbedder:
    """An `ImageEmbedder` of a folder that has graphs; the same vectors as `OpenClipEmbedder` with the same folder.

    Raises ModelUnavailable.
    """

    def __init__(self, folder: Path, *, model_id: str = "") -> None:
        self.model_id = model_id or folder.name
        with _translating(self.model_id):
            config = json.loads((folder / "open_clip_config.json").read_text(encoding="utf-8"))
            model, preprocessing = config["model_cfg"], config["preprocess_cfg"]
            weights = load_file(folder / WEIGHTS)
            self.dimension = int(model["embed_dim"])
            self._size: tuple[int, int] = tuple(model["vision_cfg"]["image_size"])
            self.sees_px = max(self._size)
            self._fill = int(preprocessing["fill_color"])
            self._mean = np.array(preprocessing["mean"], np.float32)
            self._std = np.array(preprocessing["std"], np.float32)
            self._image_tower = _session(folder / IMAGE_GRAPH, weights, tower="visual.")
            self._text_tower = _session(folder / TEXT_GRAPH, weights, tower="text.")
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            length, pad = int(model["text_cfg"]["context_length"]), int(model["text_cfg"]["pad_id"])
            self._tokenizer.enable_truncation(length)
            self._tokenizer.enable_padding(length=length, pad_id=pad)

    def embed_photos(self, photos: Sequence[Photo]) -> Embeddings:
        """(n, d), see `ImageEmbedder`. Raises ModelUnavailable."""
        rows = np.zeros((len(photos), self.dimension), np.float32)
        for start in range(0, len(photos), BATCH_SIZE):
            batch = slice(start, start + BATCH_SIZE)
            rows[batch] = self.embed_prepared(np.stack([self.prepare(photo) for photo in photos[batch]]))
        return rows

    def prepare(self, photo: Photo) -> npt.NDArray[np.uint8]:
        """The picture as the model wants to see it, (height, width, 3): all of it, in the middle of a plain ground.

        Source: open_clip `ResizeKeepRatio` with longest=1 and `CenterCropOrPad`.
        """
        height, width = self._size
        ratio = max(photo.height / height, photo.width / width)
        picture = photo_image(photo).resize(
            (round(photo.width / ratio), round(photo.height / ratio)), Image.Resampling.BILINEAR
        )
        ground = Image.new("RGB", (width, height), (self._fill,) * 3)
        ground.paste(picture, ((width - picture.width) // 2, (height - picture.height) // 2))
        return np.asarray(ground)

    def embed_prepared(self, pictures: npt.NDArray[np.uint8]) -> Embeddings:
        """(n, d) of prepared pictures (n, height, width, 3): the model alone. Raises ModelUnavailable."""
        return self._run(self._image_tower, self.pixels(pictures))

    def pixels(self, pictures: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
        """(n, 3, height, width): what the tower is given for prepared pictures."""
        scaled = (pictures.astype(np.float32) / 255 - self._mean) / self._std
        return np.ascontiguousarray(scaled.transpose(0, 3, 1, 2), np.float32)

    def embed_texts(self, texts: Sequence[str]) -> Embeddings:
        """(n, d), see `ImageEmbedder`. Raises ModelUnavailable."""
        rows = np.zeros((len(texts), self.dimension), np.float32)
        filled = [row for row, text in enumerate(texts) if text.strip()]
        for start in range(0, len(filled), BATCH_SIZE):
            batch = filled[start : start + BATCH_SIZE]
            encoded = self._tokenizer.encode_batch([" ".join(texts[row].split()) for row in batch])
            rows[batch] = self._run(self._text_tower, np.array([encoding.ids for encoding in encoded], np.int64))
        return rows

    def _run(self, tower: onnxruntime.InferenceSession, given: Array) -> Embeddings:
        with _translating(self.model_id):
            vectors: Embeddings = tower.run(None, {tower.get_inputs()[0].name: given})[0]
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors


def _session(graph: Path, weights: dict[str, Array], *, tower: str) -> onnxruntime.InferenceSession:
    """A graph that takes its weights from the model's file, where they lie in half precision, by their names."""
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # the cores have pictures to decode
    values = {
        name: onnxruntime.OrtValue.ortvalue_from_numpy(array.astype(np.float32))
        for name, array in weights.items()
        if name.startswith(tower) and array.dtype.kind == "f"
    }
    options.add_external_initializers(list(values), list(values.values()))
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])


@contextmanager
def _translating(model_id: str) -> Iterator[None]:
    """Every failure, since tokenizers raises Exception itself, and onnxruntime a dozen direct children of it."""
    try:
        yield
    except Exception as error:
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise ModelUnavailable(
            f"The image model {model_id} cannot be used ({reason}).", remedy="Check its folder."
        ) from error

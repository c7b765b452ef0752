"""A dataset of four plain pictures, and embedders that see no more than colours and letters."""

import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from evals.datasets import GalleryItem, RetrievalQuery, write_gallery, write_queries
from retrieval.embedders import Embeddings
from retrieval.photos import Photo

RGB = {"red": (255, 0, 0), "green": (0, 255, 0), "blue": (0, 0, 255), "white": (255, 255, 255)}


def picture(color: str, *, size: tuple[int, int] = (20, 20)) -> bytes:
    """A PNG file of one colour."""
    buffer = io.BytesIO()
    Image.new("RGB", size, RGB[color]).save(buffer, "PNG")
    return buffer.getvalue()


class ColorEmbedder:
    """An `ImageEmbedder` in three dimensions: the mean colour of a picture, and the colour words of a text."""

    model_id = "colors"
    dimension = 3
    sees_px = 256

    def __init__(self) -> None:
        self.n_embedded = 0

    def embed_photos(self, photos: Sequence[Photo]) -> Embeddings:
        self.n_embedded += len(photos)
        return _unit([np.frombuffer(photo.pixels, np.uint8).reshape(-1, 3).mean(axis=0) for photo in photos])

    def embed_texts(self, texts: Sequence[str]) -> Embeddings:
        self.n_embedded += len(texts)
        return _unit([np.sum([RGB.get(word, (0, 0, 0)) for word in f"{text} .".split()], axis=0) for text in texts])


class LetterEmbedder:
    """A `TextEmbedder`: how often each letter occurs."""

    model_id = "letters"
    dimension = 26

    def embed(self, texts: Sequence[str]) -> Embeddings:
        return _unit([[text.count(chr(97 + letter)) for letter in range(26)] for text in texts])


def _unit(rows: Sequence[Sequence[float]] | list[np.ndarray]) -> Embeddings:
    vectors = np.array(rows, np.float32).reshape(len(rows), -1)
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(norms > 0, norms, 1), np.float32)


ITEMS = (
    GalleryItem("1", "red shoe", ("1.png",), {"type": "shoe", "color": "red"}),
    GalleryItem("2", "green shoe", ("2.png", "2b.png"), {"type": "shoe", "color": "green"}),
    GalleryItem("3", "blue hat", ("3.png",), {"type": "hat", "color": "blue"}),
    GalleryItem("4", "hat", (), {"type": "hat"}),
)
PICTURES = {"1.png": "red", "2.png": "green", "2b.png": "white", "3.png": "blue"}


def write_small_dataset(folder: Path, *queries: RetrievalQuery, has_text: bool = True) -> Path:
    """A folder with gallery, queries and the pictures of both; item 2 has a second picture, item 4 has none."""
    write_gallery(folder, ITEMS, ((name, picture(color)) for name, color in PICTURES.items()))
    write_queries(folder, queries, about="Small.", has_text=has_text)
    return folder

"""Small paintings, an embedder that sees only their colours, and feeds of painted products."""

import io
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from retrieval.embedders import Embeddings
from retrieval.photos import Photo, decode_photo

RGB = {
    "red": (200, 30, 40), "blue": (40, 90, 200), "green": (40, 140, 70), "black": (25, 25, 28),
    "yellow": (242, 208, 46), "white": (250, 250, 250),
}  # fmt: skip
MIDDLE = 128
"""The grey that pictures are compared with: what is lighter or darker than it makes a direction."""


class ColorEmbedder:
    """Sees a picture as the mean colours of its 2 x 2 quarters, and a text as the colours that it names.

    `n_seen` pictures have been embedded so far.
    """

    dimension = 12
    sees_px = 256

    def __init__(self, model_id: str = "colors-12") -> None:
        self.model_id = model_id
        self.n_seen = 0

    def embed_photos(self, photos: Sequence[Photo]) -> Embeddings:
        self.n_seen += len(photos)
        rows = [_quarters(photo) for photo in photos]
        return _unit(np.array(rows, np.float32).reshape(-1, self.dimension))

    def embed_texts(self, texts: Sequence[str]) -> Embeddings:
        rows = np.zeros((len(texts), self.dimension), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in text.split():
                row += np.tile(np.array(RGB.get(word, (MIDDLE,) * 3), np.float32) - MIDDLE, 4)
            row += 1  # as in CLIP, all texts have something in common
        return _unit(rows)


def painting(color: str, *, lower: str = "", side: int = 64) -> Image.Image:
    """A picture of one colour, or of two, the other one below."""
    image = Image.new("RGB", (side, side), RGB[color])
    if lower:
        ImageDraw.Draw(image).rectangle((0, side // 2, side, side), fill=RGB[lower])
    return image


def thing(color: str, *, on: str = "white", side: int = 96) -> Image.Image:
    """A square of one colour in the middle of a background."""
    image = Image.new("RGB", (side, side), RGB[on])
    ImageDraw.Draw(image).rectangle((side // 4, side // 4, 3 * side // 4, 3 * side // 4), fill=RGB[color])
    return image


def as_photo(image: Image.Image) -> Photo:
    """What a shopper's upload of the picture becomes."""
    file = io.BytesIO()
    image.save(file, "PNG")
    return decode_photo(file.getvalue())


def write_painted_feed(folder: Path, products: dict[str, dict[str, Sequence[str]]], *, kind: str = "Shirts") -> Path:
    """Products by id, each with the colours of its offers and their picture files: {"p": {"red": ["a.png"]}}.

    The files are to be written by the caller. Titles are the ids.
    """
    lines = [
        {
            "product_id": product_id,
            "title": product_id.replace("-", " "),
            "category": [kind],
            "offers": [
                {"offer_id": f"{product_id}-{color}", "price": 10.0, "currency": "USD", "colors": [color], "images": images}
                for color, images in offers.items()
            ],
        }
        for product_id, offers in products.items()
    ]  # fmt: skip
    path = folder / "feed.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return path


def _quarters(photo: Photo) -> Embeddings:
    pixels = np.frombuffer(photo.pixels, np.uint8).reshape(photo.height, photo.width, 3).astype(np.float32)
    halves = [half for rows in np.array_split(pixels, 2) for half in np.array_split(rows, 2, axis=1)]
    return np.concatenate([half.mean(axis=(0, 1)) - MIDDLE for half in halves])


def _unit(rows: Embeddings) -> Embeddings:
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(norms == 0, 1, norms), np.float32)

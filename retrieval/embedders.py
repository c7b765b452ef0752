"""The protocols of everything that turns text and pictures into vectors."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from retrieval.photos import Photo

Embeddings = npt.NDArray[np.float32]
"""(n, d) float32; every row has norm 1 (a row of zeros stands for empty text)."""


class TextEmbedder(Protocol):
    """Same text, same vector, whatever it is batched with (to float32 rounding)."""

    @property
    def model_id(self) -> str:
        """Identifies the weights; vectors of different ids must not be compared."""
        ...

    @property
    def dimension(self) -> int:
        """Numbers a vector."""
        ...

    def embed(self, texts: Sequence[str]) -> Embeddings:
        """Unit rows in the order of `texts`, (len(texts), dimension). Raises `ModelUnavailable`."""
        ...


class ImageEmbedder(Protocol):
    """Pictures and texts in one space: the inner product of a picture and a text says how well they go together."""

    @property
    def model_id(self) -> str:
        """Identifies the weights; vectors of different ids must not be compared."""
        ...

    @property
    def dimension(self) -> int:
        """Numbers a vector."""
        ...

    @property
    def sees_px(self) -> int:
        """Longer side of what the model looks at, in pixels: a picture is not needed in much more than that."""
        ...

    def embed_photos(self, photos: Sequence[Photo]) -> Embeddings:
        """Unit rows in the order of `photos`, (len(photos), dimension). Raises `ModelUnavailable`."""
        ...

    def embed_texts(self, texts: Sequence[str]) -> Embeddings:
        """Unit rows in the order of `texts`, (len(texts), dimension). Raises `ModelUnavailable`."""
        ...

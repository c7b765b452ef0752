"""Vectors of a dataset's pictures and words, each computed once: they are kept by model and content."""

import hashlib
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from zipfile import ZipFile

import numpy as np

from retrieval.embedders import Embeddings, ImageEmbedder, TextEmbedder
from retrieval.embedding_cache import EmbeddingCache, cache_key
from retrieval.errors import PhotoError
from retrieval.photos import Photo, decode_photo

logger = logging.getLogger(__name__)

Progress = Callable[[str, int, int], None]
BATCH = 512
N_DECODERS = 2


class PictureFiles:
    """The pictures of some folders, each in its `pictures.zip`; the first folder that has a name has the say."""

    def __init__(self, *folders: Path) -> None:
        paths = dict.fromkeys(folder / "pictures.zip" for folder in folders)
        self._archives = [ZipFile(path) for path in paths if path.exists()]
        self._names = [frozenset(archive.namelist()) for archive in self._archives]

    def read(self, name: str) -> bytes:
        """Raises ValueError for a name that no folder has."""
        for archive, names in zip(self._archives, self._names, strict=True):
            if name in names:
                return archive.read(name)
        raise ValueError(f"no pictures.zip has {name}")

    def close(self) -> None:
        """Gives the files back."""
        for archive in self._archives:
            archive.close()


class DatasetEmbedder:
    """Embeds what `cache` does not hold; `on_progress` gets what is embedded, how many are done and how many there are."""

    def __init__(self, cache: EmbeddingCache, on_progress: Progress | None = None) -> None:
        self._cache = cache
        self._report = on_progress or (lambda what, done, total: None)

    def pictures(self, embedder: ImageEmbedder, files: PictureFiles, names: Sequence[str]) -> Embeddings:
        """(n, d), a row of zeros for a picture that cannot be decoded. Raises ModelUnavailable, ValueError."""

        def digest(name: str) -> str:
            return hashlib.sha256(files.read(name)).hexdigest()

        def embed(names: Sequence[str]) -> Embeddings:
            with ThreadPoolExecutor(N_DECODERS) as pool:
                photos = list(pool.map(_decoded, names, [files.read(name) for name in names]))
            shown = [photo for photo in photos if photo is not None]
            rows = np.zeros((len(photos), embedder.dimension), np.float32)
            rows[[photo is not None for photo in photos]] = embedder.embed_photos(shown)
            return rows

        return self._embedded("pictures", embedder, names, digest, embed)

    def texts(self, embedder: TextEmbedder, texts: Sequence[str]) -> Embeddings:
        """(n, d), a row of zeros for empty text. Raises ModelUnavailable."""
        return self._embedded("texts", embedder, texts, lambda text: text, embedder.embed)

    def captions(self, embedder: ImageEmbedder, texts: Sequence[str]) -> Embeddings:
        """(n, d) in the space of the pictures, a row of zeros for empty text. Raises ModelUnavailable."""
        return self._embedded("captions", embedder, texts, lambda text: text, embedder.embed_texts)

    def _embedded(
        self,
        what: str,
        embedder: TextEmbedder | ImageEmbedder,
        things: Sequence[str],
        content: Callable[[str], str],
        embed: Callable[[Sequence[str]], Embeddings],
    ) -> Embeddings:
        keys = [cache_key(f"{embedder.model_id} {what}", content(thing)) for thing in things]
        vectors = self._cache.get(list(dict.fromkeys(keys)))
        missing = list({key: thing for key, thing in zip(keys, things, strict=True) if key not in vectors}.items())
        for start in range(0, len(missing), BATCH):
            batch = missing[start : start + BATCH]
            rows = embed([thing for _, thing in batch])
            new = {key: row for (key, _), row in zip(batch, rows, strict=True)}
            self._cache.put(new)
            vectors.update(new)
            self._report(what, start + len(batch), len(missing))
        if not keys:
            return np.zeros((0, embedder.dimension), np.float32)
        return np.stack([vectors[key] for key in keys])


def _decoded(name: str, data: bytes) -> Photo | None:
    try:
        return decode_photo(data)
    except PhotoError as error:
        logger.warning("%s cannot be seen: %s", name, error)
        return None

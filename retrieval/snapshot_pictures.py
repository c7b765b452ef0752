"""The seeing stage of indexing: one row a picture, computed only for contents that the cache does not hold."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from retrieval.catalog import Product
from retrieval.embedders import Embeddings, ImageEmbedder
from retrieval.embedding_cache import EmbeddingCache, cache_key
from retrieval.image_pipeline import embed_files
from retrieval.moderation import moderator_for
from retrieval.picture_index import PictureIndex, picture_file

CHUNK_PICTURES = 512
"""Pictures between two commits of the cache."""


@dataclass(frozen=True, slots=True)
class SeenPictures:
    """What there is to see in a catalogue: row by row `index.paths`, (n_pictures, d) unit vectors by `model_id`.

    `n_embedded` of them had to be computed. `unreadable` says of a file, by its path in the feed, why it was left out.
    """

    model_id: str
    index: PictureIndex
    embeddings: Embeddings
    n_embedded: int
    unreadable: Mapping[str, str]


@dataclass(slots=True)
class _Contents:
    """The different contents among the files of a feed: a file of each, and the content of each path."""

    files: dict[str, Path] = field(default_factory=dict)
    content_of: dict[str, str] = field(default_factory=dict)


def see_pictures(
    products: Sequence[Product],
    folder: Path,
    *,
    embedder: ImageEmbedder,
    cache_file: Path,
    on_progress: Callable[[int, int], None],
) -> SeenPictures:
    """Looks at every picture of the offers; URLs are not followed, and a catalogue without pictures needs no model.

    Raises ModelUnavailable, OSError, sqlite3.Error.
    """
    moderator = moderator_for(embedder)
    contents = _contents_of(images_of(products), folder)
    keys = {content: cache_key(embedder.model_id, content) for content in contents.files}
    unreadable: dict[str, str] = {}  # by content
    with closing(EmbeddingCache(cache_file)) as cache:
        known = cache.get(list(keys.values()))
        missing = [content for content, key in keys.items() if key not in known]
        n_known = len(keys) - len(missing)
        on_progress(n_known, len(keys))
        for start in range(0, len(missing), CHUNK_PICTURES):
            chunk = missing[start : start + CHUNK_PICTURES]

            def report(done: int, total: int, *, before: int = n_known + start) -> None:
                on_progress(before + done, len(keys))

            rows, errors = embed_files([contents.files[content] for content in chunk], embedder, on_progress=report)
            if moderator:
                errors |= moderator.refusals(rows)
            unreadable |= {chunk[at]: str(error) for at, error in errors.items()}
            vectors = {keys[content]: rows[at] for at, content in enumerate(chunk) if at not in errors}
            cache.put(vectors)
            known |= vectors
        cache.finish_build(keys.values())
    readable = [content for content in contents.files if content not in unreadable]
    embeddings = np.array([known[keys[content]] for content in readable], np.float32)
    return SeenPictures(
        embedder.model_id,
        _index(products, contents, readable),
        embeddings,
        len(missing) - len(unreadable),
        {path: unreadable[content] for path, content in contents.content_of.items() if content in unreadable},
    )


def images_of(products: Iterable[Product]) -> Iterator[str]:
    """Every picture that the offers name, the first time it is named."""
    return iter(dict.fromkeys(image for product in products for offer in product.offers for image in offer.images))


def pictures_stamp(products: Iterable[Product], folder: Path) -> str:
    """Changes when a picture's file does: a digest of names, sizes and times, since reading all of them takes long."""
    digest = hashlib.sha256()
    for image in images_of(products):
        if (path := picture_file(folder, image)) is not None:
            stat = path.stat()
            digest.update(f"{image}\0{stat.st_size}\0{stat.st_mtime_ns}\0".encode())
    return digest.hexdigest()


def _contents_of(images: Iterable[str], folder: Path) -> _Contents:
    contents = _Contents()
    for image in images:
        if (path := picture_file(folder, image)) is not None:
            with path.open("rb") as file:
                content = hashlib.file_digest(file, "sha256").hexdigest()
            contents.files.setdefault(content, path)
            contents.content_of[image] = content
    return contents


def _index(products: Sequence[Product], contents: _Contents, readable: Sequence[str]) -> PictureIndex:
    row_of = {content: row for row, content in enumerate(readable)}
    paths = [""] * len(readable)
    for path, content in reversed(contents.content_of.items()):
        if content in row_of:
            paths[row_of[content]] = path
    first, shown = [0], list[int]()
    for product in products:
        for offer in product.offers:
            named = (contents.content_of.get(image, "") for image in offer.images)
            shown += dict.fromkeys(row_of[content] for content in named if content in row_of)
            first.append(len(shown))
    return PictureIndex(paths, np.array(first, np.int64), np.array(shown, np.int64))

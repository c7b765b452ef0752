"""The live snapshot of a shop, opened for reading: products by row, embeddings, facet and lexical index, updates.

Opening reads the manifest, the small files and the facet columns; everything else is mapped or read when it is asked
for. A snapshot that is open stays readable, whole and unchanged, while the next one is built and published.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from retrieval.catalog import Product
from retrieval.embedders import Embeddings, TextEmbedder
from retrieval.errors import ModelMismatch, SnapshotCorrupt
from retrieval.facets import FacetIndex
from retrieval.lexical import LexicalIndex
from retrieval.picture_index import PictureIndex
from retrieval.readers_gate import ReadersGate
from retrieval.snapshot_arrays import read_arrays
from retrieval.snapshot_catalog import CatalogFile
from retrieval.snapshot_files import (
    CATALOG,
    CHROMA,
    CHROMA_READY,
    FACETS,
    IMAGE_EMBEDDINGS,
    INDEX_AGAIN,
    LEXICAL,
    PICTURES,
    TEXT_EMBEDDINGS,
    ShopFiles,
)
from retrieval.snapshot_manifest import CHEAP_BYTES, Manifest, check_files, read_manifest
from retrieval.updates import OfferUpdate, UpdateReader, apply_update, merge_updates

if TYPE_CHECKING:
    from retrieval.vector_store import VectorStore

NORM_TOLERANCE = 1e-3
"""How far from 1 the norm of an embedding may be: half precision on a GPU is good to about 5e-4."""


class ProductTable:
    """The products of a snapshot by row, their offers at today's prices and stock."""

    def __init__(self, catalog: CatalogFile, n_products: int) -> None:
        self._catalog = catalog
        self._n_products = n_products
        self._changes: dict[str, OfferUpdate] = {}

    def __len__(self) -> int:
        return self._n_products

    def __iter__(self) -> Iterator[Product]:
        return map(self.product, range(self._n_products))

    def product(self, row: int) -> Product:
        """Raises IndexError for a row that does not exist, SnapshotCorrupt."""
        product = self._catalog.product(row)
        if not any(offer.offer_id in self._changes for offer in product.offers):
            return product
        offers = (
            apply_update(offer, change) if (change := self._changes.get(offer.offer_id)) else offer
            for offer in product.offers
        )
        return replace(product, offers=tuple(offers))

    def row_of(self, product_id: str) -> int:
        """Raises KeyError for an unknown product."""
        return self._catalog.row_of(product_id)

    def counts(self) -> tuple[int, int]:
        """How many products and offers are stored."""
        return self._catalog.counts()

    def note(self, update: OfferUpdate) -> None:
        """From now on the offer is what the update makes of it."""
        earlier = self._changes.get(update.offer_id)
        self._changes[update.offer_id] = update if earlier is None else merge_updates(earlier, update)

    def put_into(self, facets: FacetIndex, offer_ids: set[str]) -> None:
        """Brings the facet columns of these offers up to date; the shop need not have them any more."""
        for offer_id in offer_ids:
            try:
                stored = self._catalog.offer(offer_id)
            except KeyError:
                continue
            offer = apply_update(stored.offer, self._changes[offer_id])
            facets.set_offer(stored.row, offer.effective_price, offer.availability, offer.quantity)

    def close(self) -> None:
        """Gives the file back."""
        self._catalog.close()


class Snapshot:
    """One whole snapshot. Reading raises SnapshotCorrupt where a file turns out to be damaged."""

    def __init__(self, directory: Path, manifest: Manifest, *, updates: UpdateReader) -> None:
        self.directory = directory
        self.manifest = manifest
        self._updates = updates
        self._taking_over = Lock()
        self._gate = ReadersGate()
        self.products = ProductTable(CatalogFile(directory / CATALOG), manifest.n_products)
        with _reading(directory / FACETS):
            self.facets = FacetIndex.from_arrays(read_arrays(directory / FACETS))
        if (self.facets.n_products, self.facets.n_offers) != (manifest.n_products, manifest.n_offers):
            raise SnapshotCorrupt(f"{directory / FACETS} does not fit the manifest.", remedy=INDEX_AGAIN)
        self.refresh_updates()

    @property
    def n_products(self) -> int:
        """Rows of the product table and of the embeddings."""
        return self.manifest.n_products

    @property
    def image_directory(self) -> Path:
        """What the picture paths of the offers are relative to: the folder of the feed."""
        return Path(self.manifest.image_directory)

    @cached_property
    def text_embeddings(self) -> Embeddings:
        """(n_products, d) float32, mapped read-only; row by row the products'."""
        return self._embeddings(TEXT_EMBEDDINGS, self.n_products, self.manifest.dimension)

    @cached_property
    def image_embeddings(self) -> Embeddings:
        """(n_pictures, d) float32, mapped read-only; row by row the pictures'. Only where the shop has pictures."""
        return self._embeddings(IMAGE_EMBEDDINGS, self.manifest.n_pictures, self.manifest.image_dimension)

    @cached_property
    def pictures(self) -> PictureIndex:
        """Which offers show which pictures. Only where the shop has pictures."""
        with _reading(self.directory / PICTURES):
            pictures = PictureIndex.from_arrays(read_arrays(self.directory / PICTURES))
        if (pictures.n_pictures, pictures.n_offers) != (self.manifest.n_pictures, self.manifest.n_offers):
            raise SnapshotCorrupt(f"{self.directory / PICTURES} does not fit the manifest.", remedy=INDEX_AGAIN)
        return pictures

    def _embeddings(self, name: str, n_rows: int, dimension: int) -> Embeddings:
        path = self.directory / name
        with _reading(path):
            embeddings: Embeddings = np.load(path, mmap_mode="r", allow_pickle=False)
        if embeddings.shape != (n_rows, dimension) or embeddings.dtype != np.float32:
            raise SnapshotCorrupt(f"{path} does not fit the manifest.", remedy=INDEX_AGAIN)
        return embeddings

    @cached_property
    def lexical(self) -> LexicalIndex:
        """The BM25 index; read when first asked for."""
        with _reading(self.directory / LEXICAL):
            return LexicalIndex.from_arrays(read_arrays(self.directory / LEXICAL))

    def vectors(self) -> "VectorStore | None":
        """Chroma's index of the embeddings; None where it is missing, damaged or open in another process.

        The caller closes what it gets.
        """
        if not self._has_vectors():
            return None
        from retrieval.vector_store import open_vectors  # importing Chroma takes 3 s, which only this call pays

        return open_vectors(self.directory / CHROMA, self.text_embeddings, model_id=self.manifest.model_id)

    def build_vectors(self, on_progress: Callable[[int, int], None]) -> bool:
        """Builds Chroma's index where it is missing; True where it had to. For the holder of the writer's lock.

        Raises VectorStoreError.
        """
        if self._has_vectors():
            return False
        from retrieval.vector_store import build_vectors

        build_vectors(
            self.directory / CHROMA, self.text_embeddings, model_id=self.manifest.model_id, on_progress=on_progress
        )
        return True

    def _has_vectors(self) -> bool:
        return (self.directory / CHROMA / CHROMA_READY).is_file()

    def refresh_updates(self) -> int:
        """Takes over the price and stock updates made since the last call and says how many; microseconds for none."""
        with self._taking_over:  # in the order in which they were made, whichever thread has read them
            updates = self._updates.read_new()
            if updates:
                with self._gate.changing():
                    for update in updates:
                        self.products.note(update)
                    self.products.put_into(self.facets, {update.offer_id for update in updates})
            return len(updates)

    @contextmanager
    def up_to_date(self) -> Iterator[None]:
        """Takes over the updates made so far; prices and stock then stay as they are to the end of the block, so that
        what is found by one price is not shown with another. Not to be nested.
        """
        self.refresh_updates()
        with self._gate.reading():
            yield

    def is_superseded(self) -> bool:
        """True once a newer snapshot is live; opening the shop again finds it."""
        return ShopFiles(self.directory.parent.parent).current_id() != self.manifest.snapshot_id

    def check_model(self, embedder: TextEmbedder) -> None:
        """Raises ModelMismatch where the embedder's vectors cannot be compared with the snapshot's."""
        if embedder.model_id != self.manifest.model_id:
            raise ModelMismatch(
                f"The shop was indexed with the model {self.manifest.model_id}, not {embedder.model_id}.",
                remedy="Index the feed again with this model, or configure that one.",
            )

    def verify(self) -> None:
        """Checks every byte against the manifest's checksums and every index against the counts.

        Raises SnapshotCorrupt.
        """
        check_files(self.directory, self.manifest)
        if self.products.counts() != (self.manifest.n_products, self.manifest.n_offers):
            raise SnapshotCorrupt(f"{self.directory / CATALOG} does not fit the manifest.", remedy=INDEX_AGAIN)
        self._verify_norms(TEXT_EMBEDDINGS, self.text_embeddings)
        if self.manifest.n_pictures:
            self._verify_norms(IMAGE_EMBEDDINGS, self.image_embeddings)
            if not self.pictures.is_sound():
                raise SnapshotCorrupt(f"{self.directory / PICTURES} names what is not there.", remedy=INDEX_AGAIN)
        if self.lexical.n_products != self.n_products:
            raise SnapshotCorrupt(f"{self.directory / LEXICAL} does not fit the manifest.", remedy=INDEX_AGAIN)

    def _verify_norms(self, name: str, embeddings: Embeddings) -> None:
        norms = np.linalg.norm(embeddings, axis=1)
        if not np.all((np.abs(norms - 1) < NORM_TOLERANCE) | (norms == 0)):
            raise SnapshotCorrupt(f"{self.directory / name} has rows without unit norm.", remedy=INDEX_AGAIN)

    def close(self) -> None:
        """Gives the files back."""
        self.products.close()
        self._updates.close()


def open_snapshot(directory: Path, *, embedder: TextEmbedder | None = None) -> Snapshot:
    """Opens the live snapshot of the shop in `directory`.

    All sizes are checked, and the checksums of small files. Raises SnapshotMissing, SnapshotCorrupt, and ModelMismatch
    where an embedder is given and the snapshot was built by another model.
    """
    files = ShopFiles(directory)
    snapshot_id, manifest = _read_current(files)
    path = files.snapshots / snapshot_id
    check_files(path, manifest, up_to_bytes=CHEAP_BYTES)
    snapshot = Snapshot(path, manifest, updates=UpdateReader(files.updates, manifest.updates_after))
    if embedder is not None:
        snapshot.check_model(embedder)
    return snapshot


def _read_current(files: ShopFiles) -> tuple[str, Manifest]:
    snapshot_id = files.current_id()
    while True:
        try:
            return snapshot_id, read_manifest(files.snapshots / snapshot_id)
        except FileNotFoundError as error:
            # Two newer snapshots may have been published since `CURRENT` was read, and this one removed.
            newer = files.current_id()
            if newer == snapshot_id:
                raise SnapshotCorrupt(f"The snapshot {snapshot_id} is gone.", remedy=INDEX_AGAIN) from error
            snapshot_id = newer


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError, KeyError, TypeError, IndexError, EOFError) as error:
        raise SnapshotCorrupt(f"{path} cannot be read ({error}).", remedy=INDEX_AGAIN) from error

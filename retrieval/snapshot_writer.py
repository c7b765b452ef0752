"""Builds a snapshot in the shop's `building` directory, verifies it there, and makes it the live one."""

from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from retrieval.catalog import Product
from retrieval.duplicates import identities
from retrieval.embedders import ImageEmbedder, TextEmbedder
from retrieval.errors import SnapshotCorrupt, SnapshotError
from retrieval.facets import build_facets
from retrieval.lexical import build_lexical
from retrieval.lexicon import Lexicon
from retrieval.snapshot import Snapshot
from retrieval.snapshot_arrays import write_arrays
from retrieval.snapshot_catalog import write_catalog
from retrieval.snapshot_embedding import embed_products, find_torn_row
from retrieval.snapshot_files import (
    CATALOG,
    FACETS,
    IMAGE_EMBEDDINGS,
    INDEX_AGAIN,
    LEXICAL,
    PICTURES,
    TEXT_EMBEDDINGS,
    ShopFiles,
)
from retrieval.snapshot_manifest import Manifest, read_manifest, record_files
from retrieval.snapshot_pictures import SeenPictures, see_pictures
from retrieval.updates import UpdateReader, forget_updates

N_SAMPLES = 50
N_INDEXES = 3

Progress = Callable[[str, int, int], None]
"""Called with a stage, the units done and the units in all."""


class SnapshotWriter:
    """One build, by the holder of the shop's writer lock; the methods are its steps, in order.

    They raise OSError and sqlite3.Error for a disk that fails, and never touch the live snapshot before `publish`.
    """

    def __init__(
        self,
        files: ShopFiles,
        products: Sequence[Product],
        *,
        embedder: TextEmbedder,
        lexicon: Lexicon,
        on_progress: Progress,
    ) -> None:
        self._files = files
        self._products = products
        self._embedder = embedder
        self._seen: SeenPictures | None = None
        self._lexicon = lexicon
        self._on_progress = on_progress
        self._building = files.building
        self._building.mkdir()

    def embed(self) -> int:
        """Returns how many products had to be embedded anew. Raises ModelUnavailable."""
        return embed_products(
            self._products,
            self._building / TEXT_EMBEDDINGS,
            embedder=self._embedder,
            lexicon=self._lexicon,
            cache_file=self._files.embedding_cache,
            on_progress=lambda done, total: self._on_progress("embed", done, total),
        )

    def see(self, folder: Path, embedder: ImageEmbedder) -> SeenPictures:
        """Looks at the pictures in the feed's folder. Raises ModelUnavailable."""
        seen = see_pictures(
            self._products,
            folder,
            embedder=embedder,
            cache_file=self._files.picture_cache,
            on_progress=lambda done, total: self._on_progress("see", done, total),
        )
        if seen.index.n_pictures:
            np.save(self._building / IMAGE_EMBEDDINGS, seen.embeddings)
            write_arrays(self._building / PICTURES, seen.index.to_arrays())
            self._seen = seen
        return seen

    def write_indexes(self) -> None:
        """The catalogue, the facet columns and the lexical index."""
        write_catalog(self._building / CATALOG, self._products)
        self._on_progress("index", 1, N_INDEXES)
        facets = build_facets(self._products, self._lexicon)
        if self._seen:
            facets.identity = identities(self._products, facets, self._seen.index, self._seen.embeddings)
        write_arrays(self._building / FACETS, facets.to_arrays())
        self._on_progress("index", 2, N_INDEXES)
        write_arrays(self._building / LEXICAL, build_lexical(self._products, self._lexicon).to_arrays())
        self._on_progress("index", 3, N_INDEXES)

    def verify(self, *, content_hash: str, updates_after: int, feed_path: Path) -> Manifest:
        """Writes the manifest, opens what was built as a reader would, and checks it. Raises SnapshotCorrupt."""
        embeddings = np.load(self._building / TEXT_EMBEDDINGS, mmap_mode="r")
        now = datetime.now(UTC)
        manifest = Manifest(
            snapshot_id=f"{now:%Y%m%dT%H%M%S%f}-{content_hash[:8]}",
            created_at=now.isoformat(timespec="seconds"),
            model_id=self._embedder.model_id,
            dimension=embeddings.shape[1],
            n_products=len(self._products),
            n_offers=sum(len(product.offers) for product in self._products),
            currency=self._products[0].offers[0].currency,
            content_hash=content_hash,
            updates_after=updates_after,
            feed=str(feed_path),
            image_directory=str(feed_path.parent),
            files=record_files(self._building),
            image_model_id=self._seen.model_id if self._seen else None,
            image_dimension=self._seen.embeddings.shape[1] if self._seen else 0,
            n_pictures=self._seen.index.n_pictures if self._seen else 0,
            previous=self._live_id(),
        )
        manifest.write(self._building)
        no_updates = UpdateReader(self._files.updates, after=2**63 - 1)
        with closing(Snapshot(self._building, read_manifest(self._building), updates=no_updates)) as snapshot:
            snapshot.verify()
            self._check_samples(snapshot)
        return manifest

    def publish(self, manifest: Manifest) -> None:
        """Makes it the live snapshot, then removes all older ones but the one before it, and their updates."""
        self._files.publish(manifest.snapshot_id)
        self._files.remove_all_but({manifest.snapshot_id, manifest.previous or ""})
        try:
            if manifest.previous:
                oldest = read_manifest(self._files.snapshots / manifest.previous)
                forget_updates(self._files.updates, up_to=oldest.updates_after)
        except (SnapshotError, FileNotFoundError):
            return  # the one before was damaged: its updates are forgotten next time

    def _live_id(self) -> str | None:
        try:
            return self._files.current_id()
        except SnapshotError:
            return None

    def _check_samples(self, snapshot: Snapshot) -> None:
        n_products = len(self._products)
        rows = np.linspace(0, n_products - 1, min(N_SAMPLES, n_products)).astype(int).tolist()
        torn = next((row for row in rows if snapshot.products.product(row) != self._products[row]), None)
        if torn is None:
            torn = find_torn_row(
                self._products,
                snapshot.text_embeddings,
                rows,
                model_id=self._embedder.model_id,
                lexicon=self._lexicon,
                cache_file=self._files.embedding_cache,
            )
        if torn is not None:
            raise SnapshotCorrupt(f"The new snapshot fails its check at product row {torn}.", remedy=INDEX_AGAIN)

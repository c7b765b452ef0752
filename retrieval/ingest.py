"""A feed becomes the live snapshot of a shop: read, embed what is new, index, verify, publish, build Chroma's index.

Nothing of it is seen before `publish`: a kill at any point leaves the old snapshot whole, and the vectors that were
computed so far in the embedding cache.
"""

import hashlib
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from retrieval import (
    canonical,
    documents,
    duplicates,
    facets,
    folding,
    lexical,
    lexicon,
    picture_index,
    sizes,
    snapshot_catalog,
    snapshot_pictures,
    tokens,
)
from retrieval.catalog import Feed, Product, RejectedRow
from retrieval.embedders import ImageEmbedder, TextEmbedder
from retrieval.errors import SnapshotError, VectorStoreError
from retrieval.feeds import check_feed_file, read_feed
from retrieval.lexicon import LEXICON_DIRECTORY, load_lexicon
from retrieval.snapshot import open_snapshot
from retrieval.snapshot_catalog import encode_product
from retrieval.snapshot_files import ShopFiles, translating_write_errors
from retrieval.snapshot_lock import locked_for_writing
from retrieval.snapshot_manifest import FORMAT_VERSION, Manifest, read_manifest
from retrieval.snapshot_pictures import SeenPictures, pictures_stamp
from retrieval.snapshot_writer import Progress, SnapshotWriter
from retrieval.updates import has_updates, open_log

STAGES = ("read", "embed", "see", "index", "verify", "publish", "vectors")
_BUILDERS = (
    canonical, documents, duplicates, facets, folding, lexical, lexicon, picture_index, sizes, snapshot_catalog,
    snapshot_pictures, tokens,
)  # fmt: skip
"""Modules whose code decides what a snapshot contains."""


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What indexing a feed did. `seconds` has one entry for each of `STAGES` that ran.

    `unchanged` means that the live snapshot was already the one of this feed. `warnings` are facts left out of rows
    that are otherwise valid. Of `n_pictures` different pictures `n_seen` had to be looked at; `unreadable` says of a
    picture's path why it could not be. `vectors_error` says why Chroma's index is missing, None where it is there or not wanted.
    """

    snapshot_id: str
    n_products: int
    n_offers: int
    n_embedded: int
    unchanged: bool
    rejected: tuple[RejectedRow, ...] = ()
    warnings: tuple[RejectedRow, ...] = ()
    seconds: Mapping[str, float] = field(default_factory=dict)
    vectors_error: str | None = None
    n_pictures: int = 0
    n_seen: int = 0
    unreadable: Mapping[str, str] = field(default_factory=dict)

    @property
    def n_reused(self) -> int:
        """Products whose vector was there already."""
        return self.n_products - self.n_embedded

    @property
    def total_s(self) -> float:
        """All stages together."""
        return sum(self.seconds.values())

    @property
    def embedded_per_s(self) -> float:
        """Products embedded a second, while embedding; 0 where there were none."""
        return self.n_embedded / self.seconds["embed"] if self.n_embedded else 0.0

    @property
    def seen_per_s(self) -> float:
        """Pictures looked at a second, while looking; 0 where there were none."""
        return self.n_seen / self.seconds["see"] if self.n_seen else 0.0


def index_feed(
    feed_path: Path,
    directory: Path,
    *,
    embedder: TextEmbedder,
    image_embedder: ImageEmbedder | None = None,
    on_progress: Progress = lambda stage, done, total: None,
    lexicon_directory: Path = LEXICON_DIRECTORY,
    with_vectors: bool = True,
) -> IndexReport:
    """Makes the feed the shop in `directory`; offer updates made before this call are superseded.

    Returns early where the live snapshot is this feed's already. `on_progress` hears of each of `STAGES`; without an
    `image_embedder` the pictures are not looked at, and the shop understands no photos.
    Raises FeedError, SnapshotBusy, SnapshotUnwritable, ModelUnavailable; the live snapshot is unharmed then.
    """
    check_feed_file(feed_path)
    files = ShopFiles(directory)
    with locked_for_writing(files):
        run = _Run(
            files,
            feed_path.absolute(),
            embedder=embedder,
            image_embedder=image_embedder,
            lexicon_directory=lexicon_directory,
            on_progress=on_progress,
        )
        return run.index(with_vectors=with_vectors)


def repair_vectors(directory: Path, *, on_progress: Progress = lambda stage, done, total: None) -> bool:
    """Builds Chroma's index of the live snapshot where it is missing or damaged; True where it had to.

    Raises SnapshotBusy, SnapshotMissing, SnapshotCorrupt, SnapshotUnwritable, VectorStoreError.
    """
    with locked_for_writing(ShopFiles(directory)):
        with closing(open_snapshot(directory)) as snapshot:
            vectors = snapshot.vectors()  # a damaged index loses its marker here
            if vectors is not None:
                vectors.close()
        return _complete_vectors(directory, on_progress)


class _Run:
    """One indexing, under the writer's lock."""

    def __init__(
        self,
        files: ShopFiles,
        feed_path: Path,
        *,
        embedder: TextEmbedder,
        image_embedder: ImageEmbedder | None,
        lexicon_directory: Path,
        on_progress: Progress,
    ) -> None:
        self._files = files
        self._feed_path = feed_path
        self._embedder = embedder
        self._image_embedder = image_embedder
        self._lexicon_directory = lexicon_directory
        self._on_progress = on_progress
        self._seconds: dict[str, float] = {}

    def index(self, *, with_vectors: bool) -> IndexReport:
        with translating_write_errors(self._files.directory):
            superseded = open_log(self._files.updates)
        with self._timed("read"):
            feed = read_feed(self._feed_path)
            content_hash = self._hash_content(feed.products)
        with self._timed("verify"):
            live = self._find_live(content_hash)
        if live is not None:
            n_embedded, seen, manifest = 0, None, live
        else:
            with translating_write_errors(self._files.directory):
                n_embedded, seen, manifest = self._build(feed, content_hash, superseded=superseded)
        return IndexReport(
            snapshot_id=manifest.snapshot_id,
            n_products=manifest.n_products,
            n_offers=manifest.n_offers,
            n_embedded=n_embedded,
            unchanged=live is not None,
            rejected=feed.rejected,
            warnings=feed.warnings,
            vectors_error=self._complete_vectors() if with_vectors else None,
            n_pictures=manifest.n_pictures,
            n_seen=seen.n_embedded if seen else 0,
            unreadable=seen.unreadable if seen else {},
            seconds=self._seconds,
        )

    def _hash_content(self, products: Sequence[Product]) -> str:
        """Of all that a snapshot is made from: products, pictures, models, lexicon, and the code that builds it.

        Hashing the code itself means that nobody has to remember to raise a version number when it changes.
        """
        head = f"{FORMAT_VERSION}\0{self._embedder.model_id}\0{self._feed_path.parent}\0"
        if self._image_embedder is not None:
            head += f"{self._image_embedder.model_id}\0{pictures_stamp(products, self._feed_path.parent)}\0"
        digest = hashlib.sha256(head.encode())
        sources = [Path(module.__file__ or "") for module in _BUILDERS]
        for path in [*sources, *sorted(self._lexicon_directory.glob("*.yaml"))]:
            digest.update(path.read_bytes())
        for product in products:
            facts, offers = encode_product(product)
            digest.update("\0".join([facts, *offers, ""]).encode())
        return digest.hexdigest()

    def _find_live(self, content_hash: str) -> Manifest | None:
        """The live snapshot's manifest where it has this content, is whole, and no update has changed it since."""
        try:
            manifest = read_manifest(self._files.snapshots / self._files.current_id())
            if manifest.content_hash != content_hash:
                return None
            if has_updates(self._files.updates, after=manifest.updates_after):
                return None
            with closing(open_snapshot(self._files.directory)) as snapshot:
                snapshot.verify()
        except (SnapshotError, FileNotFoundError):
            return None
        return manifest

    def _build(self, feed: Feed, content_hash: str, *, superseded: int) -> tuple[int, SeenPictures | None, Manifest]:
        writer = SnapshotWriter(
            self._files,
            feed.products,
            embedder=self._embedder,
            lexicon=load_lexicon(self._lexicon_directory),
            on_progress=self._on_progress,
        )
        with self._timed("embed"):
            n_embedded = writer.embed()
        seen = None
        if self._image_embedder is not None:
            with self._timed("see"):
                seen = writer.see(self._feed_path.parent, self._image_embedder)
        with self._timed("index"):
            writer.write_indexes()
        with self._timed("verify"):
            manifest = writer.verify(content_hash=content_hash, updates_after=superseded, feed_path=self._feed_path)
        with self._timed("publish"):
            writer.publish(manifest)
        return n_embedded, seen, manifest

    def _complete_vectors(self) -> str | None:
        """The shop is live without Chroma's index, so its failure is reported, not raised."""
        try:
            with self._timed("vectors"):
                _complete_vectors(self._files.directory, self._on_progress)
        except VectorStoreError as error:
            return str(error)
        return None

    @contextmanager
    def _timed(self, stage: str) -> Iterator[None]:
        self._on_progress(stage, 0, 0)
        start = time.perf_counter()
        try:
            yield
        finally:
            self._seconds[stage] = self._seconds.get(stage, 0.0) + time.perf_counter() - start


def _complete_vectors(directory: Path, on_progress: Progress) -> bool:
    with closing(open_snapshot(directory)) as snapshot:
        return snapshot.build_vectors(lambda done, total: on_progress("vectors", done, total))

"""A shop, open for business: everything that dialogue may ask of retrieval."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Protocol

import numpy as np

from retrieval.canonical import facet_reader
from retrieval.catalog import Offer, Product
from retrieval.constraints import Constraint
from retrieval.embedder_factory import load_text_embedder
from retrieval.embedders import Embeddings, ImageEmbedder, TextEmbedder
from retrieval.errors import ModelUnavailable, SnapshotError, VectorStoreError
from retrieval.fusion import DEFAULT_FUSION, FusionName
from retrieval.image_stage import ImageStage, ShopPictures
from retrieval.lexicon import Lexicon, load_lexicon
from retrieval.photos import Photo, SeenPhoto
from retrieval.picture_index import picture_file
from retrieval.query import Query
from retrieval.relaxation import nearest, relaxed_query
from retrieval.results import Hit, Ranking, Relaxation
from retrieval.scoring import SMALL_CATALOGUE_ROWS, NumpyScorer, Scorer, Vector
from retrieval.search import Searcher
from retrieval.seeing import PhotoReader
from retrieval.snapshot import Snapshot, open_snapshot
from retrieval.snapshot_files import INDEX_AGAIN
from retrieval.stages import LexicalStage, Neighbours, TextStage
from retrieval.vocabulary import build_vocabulary

ANN_FROM_ROWS = 50_000
"""From here on Chroma recalls where nothing is filtered; below, exact scoring is as fast."""
DEPARTMENT_SHARE = 0.15
"""A category that holds more of the shop than this is a department: two things of one department may complement."""
COMPLEMENT_POOL = 8
"""Complements looked at for each one wanted, so that they can be of different kinds."""


class Shop:
    """Reads one snapshot; updates of prices and stock are seen by the next call.

    `embedder` embeds the queries; its model must be the snapshot's. `image_embedder` looks at photos; None for a shop
    that takes none. `pictures` are None where the snapshot has none.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        *,
        directory: Path,
        embedder: TextEmbedder,
        lexicon: Lexicon,
        scorer: Scorer,
        pictures: ShopPictures | None = None,
        image_embedder: ImageEmbedder | None = None,
        fusion: FusionName = DEFAULT_FUSION,
        neighbours: "LazyNeighbours | None" = None,
    ) -> None:
        self.directory = directory
        self.embedder = embedder
        self.lexicon = lexicon
        self.vocabulary = build_vocabulary(snapshot.facets, snapshot.lexical)
        self.currency = snapshot.facets.currency
        self._snapshot = snapshot
        self._neighbours = neighbours
        self._pictures = pictures
        self._image_embedder = image_embedder
        row_of = snapshot.products.row_of
        embeddings = snapshot.text_embeddings
        text = TextStage(embedder, embeddings, scorer, lexicon=lexicon, row_of=row_of, neighbours=neighbours)
        image = None
        if pictures is not None:
            image = ImageStage(pictures, snapshot.facets, embedder=image_embedder, lexicon=lexicon, row_of=row_of)
        self._searcher = Searcher(
            snapshot.facets,
            snapshot.lexical,
            [text, LexicalStage(snapshot.lexical, lexicon)],
            image=image,
            fusion=fusion,
            lexicon=lexicon,
            product_at=snapshot.products.product,
            row_of=row_of,
        )

    @property
    def image_model_id(self) -> str | None:
        """The model that its pictures were seen by; None for a shop without pictures."""
        return self._pictures.model_id if self._pictures else None

    @property
    def looks_at_photos(self) -> bool:
        """Whether it has pictures, and a model to compare a photo with them."""
        return self._pictures is not None and self._image_embedder is not None

    def search(self, query: Query) -> Ranking:
        """The products that meet every hard constraint, best first. Raises QueryError."""
        with self._snapshot.up_to_date():
            return self._searcher.search(query)

    def look(self, photo: Photo) -> SeenPhoto:
        """Where the photo is in the image space, and what it shows that the shop sells: no sights if that is nothing.

        Raises SnapshotError for a shop without pictures, ModelUnavailable, and ModelMismatch where its pictures were
        seen by another model.
        """
        return self._photo_reader.look(photo)

    @cached_property
    def _photo_reader(self) -> PhotoReader:
        if self._pictures is None:
            raise SnapshotError(f"The shop in {self.directory} has no pictures to compare with.", remedy=INDEX_AGAIN)
        if self._image_embedder is None:
            raise ModelUnavailable("No image model is configured.", remedy="Set image_model.")
        return PhotoReader(self._pictures, self._snapshot.facets, self._image_embedder, lexicon=self.lexicon)

    def relax(self, query: Query) -> Relaxation | None:
        """The nearest answer where nothing meets every hard constraint, and what was given up for it.

        None where the query needs no relaxing, where there is nothing else to show, and where giving up what must be
        given up would leave nothing of the query. Raises QueryError.
        """
        with self._snapshot.up_to_date():
            return self._relax(query)

    def _relax(self, query: Query) -> Relaxation | None:
        facets = self._snapshot.facets
        allowed = np.ones(facets.n_offers, np.bool_)
        for product_id in {*query.exclude, *([query.like] if query.like else [])}:
            if (row := self._row(product_id)) is not None:
                allowed[facets.offers_of(row)] = False
        relaxed = nearest(query.constraints, facets, allowed=allowed)
        looser = relaxed_query(query, relaxed)
        is_empty = not (looser.text or looser.like or looser.photo) and all(
            c.slot == "availability" for c in looser.constraints
        )
        if not relaxed or (is_empty and any(one.constraint.slot != "availability" for one in relaxed)):
            return None
        ranking = self._searcher.search(looser)
        return Relaxation(relaxed, ranking) if ranking.hits else None

    def product(self, product_id: str) -> Product:
        """The product with its current prices and stock. Raises KeyError."""
        self._snapshot.refresh_updates()
        return self._snapshot.products.product(self._snapshot.products.row_of(product_id))

    def products(self) -> Iterator[Product]:
        """All products with their current prices and stock, in the order of the feed."""
        self._snapshot.refresh_updates()
        return (self._snapshot.products.product(row) for row in range(self._snapshot.n_products))

    def matching_offers(self, product_id: str, constraints: Sequence[Constraint]) -> tuple[Offer, ...]:
        """The offers of a product that meet all constraints, hard and soft alike, in the order of the feed.

        Raises KeyError, QueryError.
        """
        with self._snapshot.up_to_date():
            row = self._snapshot.products.row_of(product_id)
            product = self._snapshot.products.product(row)
            met = self._snapshot.facets.mask(constraints)
        rows = self._snapshot.facets.offers_of(row)
        return tuple(offer for offer, row in zip(product.offers, rows, strict=True) if met[row])

    def facet_counts(self, constraints: Sequence[Constraint], slot: str) -> Mapping[str, int]:
        """How many products have each value of a slot at an offer that meets the hard constraints, most first."""
        facets = self._snapshot.facets
        with self._snapshot.up_to_date():
            return facets.counts(slot, facets.mask(constraint for constraint in constraints if constraint.is_hard))

    def complements(self, product_id: str, *, k: int, constraints: Sequence[Constraint] = ()) -> Ranking:
        """What goes with a product: another kind of thing for the same person, near in meaning, and as far as there is
        for the same occasions and in the same colours; kinds alternate. Raises QueryError for an unknown product.
        """
        row = self._row(product_id)
        pool = max(COMPLEMENT_POOL * k, 40)
        with self._snapshot.up_to_date():
            company = () if row is None else self._company(self._snapshot.products.product(row))
            ranking = self._searcher.search(Query(constraints=(*constraints, *company), k=pool, like=product_id))
        return replace(ranking, hits=_alternate(ranking.hits)[:k])

    def image_path(self, offer: Offer) -> Path | None:
        """The main picture of an offer; None where it is a URL, is missing, or lies outside the feed's folder."""
        return picture_file(self._snapshot.image_directory, offer.images[0]) if offer.images else None

    def close(self) -> None:
        """Gives the files back."""
        if self._neighbours is not None:
            self._neighbours.close()
        self._snapshot.close()

    def _row(self, product_id: str) -> int | None:
        try:
            return self._snapshot.products.row_of(product_id)
        except KeyError:
            return None

    def _company(self, product: Product) -> tuple[Constraint, ...]:
        """What the complements of a product must and should be like."""
        values = facet_reader(self.lexicon).all_values(product)
        most = DEPARTMENT_SHARE * self._snapshot.n_products
        kinds = tuple(
            value for value in values.get("category", {}) if self.vocabulary.slots["category"].get(value, 0) <= most
        )
        company = [Constraint("category", "not_in", kinds)] if kinds else []
        for slot, shared in (("gender", "unisex"), ("age_group", "")):
            own = values.get(slot, {})
            if own and shared not in own:
                others = tuple(value for value in self.vocabulary.values(slot) if value not in own and value != shared)
                company.append(Constraint(slot, "not_in", others))
        if occasions := tuple(values.get("occasion", {})):
            company.append(Constraint("occasion", "in", occasions, is_hard=False))
        if colors := tuple(values.get("color", {})):
            company.append(Constraint("color", "in", colors, is_hard=False))
        return tuple(company)


class ClosableNeighbours(Neighbours, Protocol):
    """An approximate index that keeps files to itself."""

    def close(self) -> None:
        """Gives them back."""
        ...


class LazyNeighbours:
    """Opens the approximate index at the first query that can use it, since importing Chroma takes seconds."""

    def __init__(self, load: Callable[[], ClosableNeighbours | None]) -> None:
        self._load = load

    @cached_property
    def _loaded(self) -> ClosableNeighbours | None:
        return self._load()

    def close(self) -> None:
        """Closes the index if it was opened; it is not opened again."""
        if "_loaded" in self.__dict__ and self._loaded is not None:
            self._loaded.close()
        self._load = lambda: None
        self.__dict__.pop("_loaded", None)

    def query(self, vector: Vector, n: int) -> Sequence[tuple[int, float]]:
        """About the n nearest rows with their similarity. Raises VectorStoreError, also where there is no index."""
        if self._loaded is None:
            raise VectorStoreError("There is no approximate index.", remedy="Exact scoring answers instead.")
        return self._loaded.query(vector, n)


def open_shop(
    directory: Path,
    *,
    embedder: TextEmbedder | None = None,
    image_embedder: ImageEmbedder | None = None,
    fusion: FusionName = DEFAULT_FUSION,
    device: str | None = None,
    ann_from_rows: int = ANN_FROM_ROWS,
) -> Shop:
    """Opens the live snapshot of a shop.

    `embedder` None takes the snapshot's own model, `image_embedder` None looks at no photos; `fusion` makes one order of
    what words find. `device` ("cuda") scores on an accelerator, None on the CPU.
    Raises SnapshotMissing, SnapshotCorrupt, ModelMismatch.
    """
    snapshot = open_snapshot(directory, embedder=embedder)
    return Shop(
        snapshot,
        directory=directory,
        embedder=embedder or load_text_embedder(snapshot.manifest.model_id),
        lexicon=load_lexicon(),
        scorer=choose_scorer(snapshot.text_embeddings, device=device),
        pictures=open_pictures(snapshot, device=device),
        image_embedder=image_embedder,
        fusion=fusion,
        neighbours=LazyNeighbours(snapshot.vectors) if snapshot.n_products >= ann_from_rows else None,
    )


def open_pictures(snapshot: Snapshot, *, device: str | None = None) -> ShopPictures | None:
    """The pictures of a snapshot, ready to be compared with; None where it has none."""
    model_id = snapshot.manifest.image_model_id
    if model_id is None:
        return None
    scorer = choose_scorer(snapshot.image_embeddings, device=device)
    return ShopPictures(snapshot.pictures, snapshot.image_embeddings, scorer, model_id)


def choose_scorer(embeddings: Embeddings, *, device: str | None = None) -> Scorer:
    """The scorer for a catalogue of this size on this device; a large library is imported only where it pays."""
    if device not in (None, "cpu"):
        from retrieval.scoring_torch import TorchScorer

        return TorchScorer(embeddings, device=device)
    if len(embeddings) > SMALL_CATALOGUE_ROWS:
        from retrieval.scoring_numba import Int8Scorer

        return Int8Scorer(embeddings)
    return NumpyScorer(np.asarray(embeddings))


def _alternate(hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """The hits with the best of each kind first, then the second of each; ranks count anew."""
    turn: dict[str, int] = {}
    turns = []
    for hit in hits:
        kind = hit.product.category[-1] if hit.product.category else ""
        turn[kind] = turn.get(kind, 0) + 1
        turns.append(turn[kind])
    order = sorted(range(len(hits)), key=lambda at: (turns[at], at))
    return tuple(replace(hits[at], rank=rank) for rank, at in enumerate(order, start=1))

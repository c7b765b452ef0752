"""The shop as dialogue sees it, over a snapshot on disk."""

import csv
import json
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from retrieval.catalog import Offer
from retrieval.constraints import Constraint
from retrieval.embedders import Embeddings
from retrieval.errors import ModelMismatch, SnapshotMissing, VectorStoreError
from retrieval.ingest import index_feed
from retrieval.query import Query
from retrieval.results import Relaxed
from retrieval.scoring import SMALL_CATALOGUE_ROWS, NumpyScorer
from retrieval.scoring_numba import Int8Scorer
from retrieval.shop import LazyNeighbours, Shop, choose_scorer, open_shop
from retrieval.updates import OfferUpdate, update_offer
from tests.retrieval.shelf import WordEmbedder

pytestmark = pytest.mark.unit

IN_STOCK = Constraint("availability", "in", ("in_stock",))
BLUE = Constraint("color", "in", ("blue",))


def _offer(offer_id: str, color: str, size: str, price: float, quantity: int = 5) -> dict[str, object]:
    availability = "in_stock" if quantity else "out_of_stock"
    facts = {"price": price, "currency": "USD", "availability": availability, "quantity": quantity, "size": size}
    return {"offer_id": offer_id, "colors": [color], "images": [f"images/{offer_id}.png"], **facts}


FEED = [
    {
        "product_id": "jacket", "title": "Kestrel Rain Jacket", "brand": "Halden", "gender": "female", "rating": 4.5,
        "rating_count": 20, "category": ["Clothing", "Outerwear", "Jackets"], "occasions": ["hiking"],
        "features": ["waterproof"],
        "offers": [_offer("jacket-blue-m", "blue", "M", 80), _offer("jacket-blue-l", "blue", "L", 80, 0),
                   _offer("jacket-red-m", "red", "M", 70)],
    },
    {
        "product_id": "boots", "title": "Moraine Hiking Boots", "brand": "Halden", "gender": "unisex",
        "category": ["Shoes", "Boots"], "occasions": ["hiking"], "offers": [_offer("boots-42", "blue", "EU 42", 120)],
    },
    {
        "product_id": "shirt", "title": "Carver Shirt", "gender": "male", "category": ["Clothing", "Tops", "Shirts"],
        "offers": [_offer("shirt-m", "blue", "M", 30)],
    },
    {
        "product_id": "coat", "title": "Winter Coat", "gender": "female", "occasions": ["hiking"],
        "category": ["Clothing", "Outerwear", "Coats"], "offers": [_offer("coat-m", "blue", "M", 150)],
    },
    {
        "product_id": "backpack", "title": "Quarry Backpack", "category": ["Bags", "Backpacks"],
        "occasions": ["hiking"], "offers": [_offer("backpack-1", "green", "one size", 60)],
    },
    {
        "product_id": "backpack-2", "title": "Wander Backpack", "category": ["Bags", "Backpacks"],
        "occasions": ["hiking"], "offers": [_offer("backpack-2", "blue", "one size", 65)],
    },
]  # fmt: skip
FILLERS = [
    {"product_id": f"mug-{at}", "title": f"Mug {at}", "category": ["Kitchen", "Mugs"],
     "offers": [_offer(f"mug-{at}", "white", "350 ml", 9)]}
    for at in range(14)
]  # fmt: skip


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    feed = tmp_path / "feed.jsonl"
    feed.write_text("\n".join(json.dumps(line) for line in [*FEED, *FILLERS]), encoding="utf-8")
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "boots-42.png").write_bytes(b"png")
    index_feed(feed, tmp_path / "shop", embedder=WordEmbedder(), with_vectors=False)
    shop = open_shop(tmp_path / "shop", embedder=WordEmbedder())
    yield shop
    shop.close()


@pytest.mark.parametrize("text", ["rain jacket", "防水雨衣"])
def test_shop_searches_in_either_language(shop: Shop, text: str) -> None:
    """From the feed to the hit."""
    hit = shop.search(Query(text, (IN_STOCK, BLUE))).hits[0]
    assert (hit.product.product_id, hit.offer.offer_id) == ("jacket", "jacket-blue-m")
    assert shop.currency == shop.vocabulary.currency == "USD"


def test_update_of_an_offer_is_seen_by_the_next_search(shop: Shop) -> None:
    """The blue M sells out and the price of the red one falls."""
    update_offer(shop.directory, OfferUpdate("jacket-blue-m", quantity=0))
    update_offer(shop.directory, OfferUpdate("jacket-red-m", sale_price=55.0))
    assert shop.matching_offers("jacket", (BLUE, IN_STOCK)) == ()
    ranking = shop.search(Query("rain jacket", (IN_STOCK, Constraint("price", "lte", 55.0))))
    assert ranking.hits[0].offer.effective_price == 55.0
    assert shop.product("jacket").offer("jacket-red-m").sale_price == 55.0
    assert shop.facet_counts((IN_STOCK, Constraint("category", "in", ("jacket",))), "color") == {"red": 1}


def test_matching_offers_take_soft_constraints_as_hard(shop: Shop) -> None:
    """ "Is it available in L?" is about the offer, whatever the wish weighed."""
    large = Constraint("size", "in", ("L",), is_hard=False)
    assert [offer.offer_id for offer in shop.matching_offers("jacket", (large,))] == ["jacket-blue-l"]
    assert shop.matching_offers("jacket", (large, IN_STOCK)) == ()


def test_unknown_product_raises(shop: Shop) -> None:
    """Never an empty product."""
    with pytest.raises(KeyError):
        shop.product("nobody")
    with pytest.raises(KeyError):
        shop.matching_offers("nobody", ())


def test_facet_counts_are_of_hard_constraints_only(shop: Shop) -> None:
    """A wish narrows nothing."""
    wish = Constraint("color", "in", ("red",), is_hard=False)
    assert shop.facet_counts((Constraint("occasion", "in", ("hiking",)), wish), "gender") == {"female": 2, "unisex": 1}


def test_relaxation_names_what_it_gave_up(shop: Shop) -> None:
    """A blue jacket in L is sold out: the size goes; the answer holds what is left exactly."""
    large = Constraint("size", "in", ("L",))
    query = Query("rain jacket", (Constraint("category", "in", ("jacket",)), BLUE, large, IN_STOCK))
    assert shop.search(query).hits == ()
    relaxation = shop.relax(query)
    assert relaxation is not None
    assert relaxation.relaxed == (Relaxed(large),)
    assert [hit.offer.offer_id for hit in relaxation.ranking.hits] == ["jacket-blue-m"]


def test_relaxation_of_nothing_is_none(shop: Shop) -> None:
    """A query that is met, and one of which giving up leaves nothing at all."""
    assert shop.relax(Query("jacket", (BLUE,))) is None
    assert shop.relax(Query("", (Constraint("brand", "in", ("nike",)), IN_STOCK))) is None
    assert shop.relax(Query("jacket", (Constraint("brand", "in", ("nike",)), IN_STOCK))) is not None


def test_complements_are_of_another_kind_for_the_same_person(shop: Shop) -> None:
    """No coat (outerwear too), no men's shirt; the same occasion and colour first, kinds alternating."""
    found = [hit.product.product_id for hit in shop.complements("jacket", k=3, constraints=(IN_STOCK,)).hits]
    assert set(found[:2]) == {"boots", "backpack-2"}
    ids = {hit.product.product_id for hit in shop.complements("jacket", k=20).hits}
    assert ids.isdisjoint({"jacket", "coat", "shirt"})


def test_picture_of_an_offer_is_a_file_in_the_feeds_folder(shop: Shop, tmp_path: Path) -> None:
    """A URL, a missing file, and a path that leads out of the folder are no pictures."""
    assert shop.image_path(shop.product("boots").offers[0]) == tmp_path / "images" / "boots-42.png"
    (tmp_path.parent / "secret.png").write_bytes(b"png")
    for image in ("https://shop.example/x.png", "images/none.png", "../secret.png", "/etc/hostname", "x\0.png"):
        assert shop.image_path(Offer("x", 1.0, "USD", images=(image,))) is None
    assert shop.image_path(Offer("x", 1.0, "USD")) is None


def test_shop_of_another_model_is_refused(shop: Shop) -> None:
    """Vectors of different models must not be compared."""

    class Other(WordEmbedder):
        model_id = "other"

    with pytest.raises(ModelMismatch):
        open_shop(shop.directory, embedder=Other())


def test_missing_shop_raises(tmp_path: Path) -> None:
    """Nothing has been indexed there."""
    with pytest.raises(SnapshotMissing):
        open_shop(tmp_path / "nowhere")


def test_large_unfiltered_shop_without_index_answers_exactly(shop: Shop) -> None:
    """The shop counts as large and its approximate index is missing: the caller doesn't notice."""
    large = open_shop(shop.directory, embedder=WordEmbedder(), ann_from_rows=1)
    ranking = large.search(Query("rain jacket"))
    large.close()
    assert ranking.hits[0].product.product_id == "jacket"
    assert ranking.route == "exact"


def test_lazy_neighbours_open_once_and_only_when_asked() -> None:
    """Opening takes seconds."""
    opened: list[int] = []

    def load() -> None:
        opened.append(1)

    neighbours = LazyNeighbours(load)
    assert opened == []
    for _ in range(2):
        with pytest.raises(VectorStoreError):
            neighbours.query(np.zeros(2, np.float32), 3)
    assert opened == [1]


def test_closed_neighbours_give_their_files_back_and_stay_closed() -> None:
    """The index is closed once, and only if it was ever opened."""
    log: list[str] = []

    class Index:
        def query(self, vector: object, n: int) -> list[tuple[int, float]]:
            return [(0, 1.0)]

        def close(self) -> None:
            log.append("closed")

    unused, used = LazyNeighbours(Index), LazyNeighbours(Index)
    assert used.query(np.zeros(2, np.float32), 1) == [(0, 1.0)]
    unused.close()
    used.close()
    assert log == ["closed"]
    with pytest.raises(VectorStoreError):
        used.query(np.zeros(2, np.float32), 1)


def test_scorer_is_chosen_by_size() -> None:
    """The compiler is worth its import for large catalogues only."""
    assert isinstance(choose_scorer(np.zeros((3, 2), np.float32)), NumpyScorer)
    assert isinstance(choose_scorer(np.zeros((SMALL_CATALOGUE_ROWS + 1, 2), np.float32)), Int8Scorer)


def test_luma_store_is_searched_without_code_of_its_own(luma_feed: Path, tmp_path: Path) -> None:
    """The second shop: a men's hoodie in L, in stock, under 60, found through the same facets."""
    index_feed(luma_feed, tmp_path / "luma", embedder=WordEmbedder(), with_vectors=False)
    luma = open_shop(tmp_path / "luma", embedder=WordEmbedder())
    wanted = (
        Constraint("category", "in", ("hoodie",)),
        Constraint("gender", "in", ("male", "unisex")),
        Constraint("size", "in", ("L",)),
        Constraint("price", "lte", 60.0),
        IN_STOCK,
    )
    ranking = luma.search(Query("warm hoodie", wanted, k=50))
    luma.close()
    with luma_feed.open(encoding="utf-8") as file:
        expected = {
            row["item_group_id"]
            for row in csv.DictReader(file, delimiter="\t")
            if "Hoodie" in row["title"] and row["gender"] == "male" and row["size"] == "L"
            and row["availability"] == "in_stock" and float(row["price"].split()[0]) <= 60
        }  # fmt: skip
    assert expected <= {hit.product.product_id for hit in ranking.hits}
    for hit in ranking.hits:
        assert (hit.offer.size, hit.offer.availability, hit.product.gender) == ("L", "in_stock", "male")
        assert hit.offer.effective_price <= 60


class PausingEmbedder(WordEmbedder):
    """Does something while the first query is embedded, when its offers are filtered already."""

    def __init__(self, meanwhile: Callable[[], None]) -> None:
        self._meanwhile = meanwhile

    def embed(self, texts: Sequence[str]) -> Embeddings:
        self._meanwhile()
        return super().embed(texts)


def test_update_that_lands_while_a_search_runs_does_not_show_in_it(tmp_path: Path, shop: Shop) -> None:
    """A jacket found for under 75 is not shown for 99; who asks next sees the new price."""
    other: list[threading.Thread] = []

    def update_elsewhere() -> None:
        if not other:
            update_offer(tmp_path / "shop", OfferUpdate("jacket-red-m", price=99.0))
            other.append(threading.Thread(target=searching.product, args=("jacket",)))
            other[0].start()
            other[0].join(0.5)  # it waits for the search, where it does as it should

    searching = open_shop(tmp_path / "shop", embedder=PausingEmbedder(update_elsewhere))
    cheap = Query("rain jacket", (Constraint("price", "lte", 75.0), Constraint("color", "in", ("red",))), k=5)
    assert [hit.offer.effective_price for hit in searching.search(cheap).hits] == [70.0]
    other[0].join(20)
    assert searching.search(cheap).hits == ()
    searching.close()

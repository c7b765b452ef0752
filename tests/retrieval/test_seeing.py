"""What a photo shows, in a shop of painted things."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from retrieval.errors import ModelMismatch, ModelUnavailable, SnapshotError
from retrieval.ingest import index_feed
from retrieval.photos import SeenPhoto
from retrieval.query import Query
from retrieval.seeing import FAMILIAR, STRANGE, familiarity
from retrieval.shop import Shop, open_shop
from tests.retrieval.paintings import ColorEmbedder, as_photo, painting, thing, write_painted_feed
from tests.retrieval.shops import WordEmbedder

pytestmark = pytest.mark.unit

PRODUCTS: dict[str, dict[str, Sequence[str]]] = {
    "shirt": {"red": ["shirt-red.png"], "blue": ["shirt-blue.png"]},
    "tee": {"red": ["tee-red.png"]},
    "lamp": {"yellow": ["lamp.png"]},
    "lantern": {"yellow": ["lantern.png"]},
}
KINDS = {"shirt": ["Clothing", "Shirts"], "tee": ["Clothing", "T-shirts"], "lamp": ["Lamps"], "lantern": ["Lamps"]}


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """Shirts fill the picture with their colour, lamps are yellow above black."""
    for name, color in (("shirt-red", "red"), ("shirt-blue", "blue"), ("tee-red", "red")):
        painting(color).save(tmp_path / f"{name}.png")
    painting("red", side=60).save(tmp_path / "tee-red.png")
    for name, side in (("lamp", 64), ("lantern", 48)):
        painting("yellow", lower="black", side=side).save(tmp_path / f"{name}.png")
    feed = write_painted_feed(tmp_path, PRODUCTS)
    for name, path in KINDS.items():
        line = f'"product_id": "{name}", "title": "{name}", "category": '
        feed.write_text(feed.read_text().replace(line + '["Shirts"]', line + str(path).replace("'", '"')))
    index_feed(feed, tmp_path / "shop", embedder=WordEmbedder(), image_embedder=ColorEmbedder(), with_vectors=False)
    shop = open_shop(tmp_path / "shop", embedder=WordEmbedder(), image_embedder=ColorEmbedder())
    yield shop
    shop.close()


def _sights(seen: SeenPhoto, slot: str) -> list[str]:
    return [sight.value for sight in seen.sights if sight.slot == slot]


def test_photo_of_a_lamp_shows_a_yellow_lamp(shop: Shop) -> None:
    """The kind by its neighbours, the colour by them and by its pixels; the vector is its place."""
    seen = shop.look(as_photo(painting("yellow", lower="black", side=90)))
    assert _sights(seen, "category") == ["lamp"]
    assert _sights(seen, "color")[0] == "yellow"
    assert seen.model_id == "colors-12"
    vector = np.frombuffer(seen.vector, "<f2")
    assert vector.shape == (12,)
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-3)
    confidences = [sight.confidence for sight in seen.sights]
    assert confidences == sorted(confidences, reverse=True)
    assert all(0 < confidence <= 1 for confidence in confidences)


def test_where_kinds_disagree_the_broader_one_is_seen(shop: Shop) -> None:
    """Red is a shirt and a T-shirt, at equal votes: clothing."""
    assert len(_sights(shop.look(as_photo(painting("red"))), "category")) == 1


def test_photo_of_nothing_for_sale_shows_nothing(shop: Shop) -> None:
    """The opposite of red is far from everything."""
    strange = Image.new("RGB", (64, 64), (60, 230, 60))
    assert shop.look(as_photo(strange)).sights == ()


def test_photo_leads_to_its_product_and_to_the_offer_it_shows(shop: Shop) -> None:
    """Blue is the shirt's second offer, which is no cheaper than the first."""
    hit = shop.search(Query(photo=shop.look(as_photo(painting("blue"))))).hits[0]
    assert (hit.product.product_id, hit.offer.offer_id) == ("shirt", "shirt-blue")
    assert [trace.stage for trace in hit.trace] == ["image"]


def test_subject_before_a_background_is_seen_by_its_pixels(shop: Shop) -> None:
    """The model is fooled by the background, the pixels are not."""
    colors = _sights(shop.look(as_photo(thing("red", on="yellow"))), "color")
    assert "yellow" not in colors[:1]


def test_shop_without_pictures_says_so(tmp_path: Path) -> None:
    """And searches without the photo."""
    index_feed(write_painted_feed(tmp_path, {"p": {"red": []}}), tmp_path / "shop", embedder=WordEmbedder(),
               with_vectors=False)  # fmt: skip
    shop = open_shop(tmp_path / "shop", embedder=WordEmbedder(), image_embedder=ColorEmbedder())
    with pytest.raises(SnapshotError, match="no pictures"):
        shop.look(as_photo(painting("red")))
    photo = SeenPhoto("0" * 16, "colors-12", np.ones(12, "<f2").tobytes())
    assert [hit.product.product_id for hit in shop.search(Query(photo=photo)).hits] == ["p"]


def test_other_models_and_no_model_are_told_apart(shop: Shop) -> None:
    """One asks to index again, the other to be configured."""
    other = open_shop(shop.directory, embedder=WordEmbedder(), image_embedder=ColorEmbedder("other"))
    with pytest.raises(ModelMismatch):
        other.look(as_photo(painting("red")))
    with pytest.raises(ModelUnavailable):
        open_shop(shop.directory, embedder=WordEmbedder()).look(as_photo(painting("red")))


def test_familiarity_grows_from_strange_to_familiar() -> None:
    """0 and 1 at the ends, a half in the middle."""
    middle = (STRANGE + FAMILIAR) / 2
    assert [familiarity(s) for s in (-1, STRANGE, FAMILIAR, 1)] == [0, 0, 1, 1]
    assert familiarity(middle) == pytest.approx(0.5)

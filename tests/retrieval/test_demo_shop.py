"""The demo shop: how much it sells, that its facts agree with each other, and that everything is drawn."""

import io
import json
import re
import xml.etree.ElementTree as ElementTree
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from retrieval.catalog import Offer, Product
from retrieval.demo_shop import draw_offer, generate_products, write_demo_shop
from retrieval.demo_shop.art.colors import HEX, luma, mix
from retrieval.demo_shop.art.paths import flip, symmetric
from retrieval.demo_shop.art.patterns import PATTERNS
from retrieval.demo_shop.facts import EXCLUSIVE
from retrieval.demo_shop.kinds import KINDS
from retrieval.demo_shop.names import BRANDS, MODEL_NAMES, model_name
from retrieval.demo_shop.phrases import FEATURES, MATERIALS_ZH, OCCASIONS
from retrieval.demo_shop.pricing import shelf_price
from retrieval.demo_shop.rasterise import rasterise
from retrieval.demo_shop.render import DRAWERS

pytestmark = pytest.mark.unit

PRODUCTS = generate_products()
OFFERS = [(product, offer) for product in PRODUCTS for offer in product.offers]
LOOKS = list({offer.images[0]: (product, offer) for product, offer in OFFERS}.values())

COLOR_WORDS = set(HEX) - {"gold", "silver", "multicolor"}
"""Colours that may not be named in a product's words; gold and silver are also materials."""


def says(text: str, word: str) -> bool:
    return re.search(rf"\b{re.escape(word)}\b", text.lower()) is not None


def in_stock(category: str, **wanted: object) -> list[tuple[Product, Offer]]:
    """Offers that can be bought now and meet every wish, worked out independently of the search."""
    found = []
    for product, offer in OFFERS:
        facts: dict[str, set[str | None]] = {
            "color": {*offer.colors}, "material": {*offer.materials}, "pattern": {*offer.patterns},
            "size": {offer.size}, "feature": {*product.features}, "occasion": {*product.occasions},
            "gender": {product.gender},
        }  # fmt: skip
        under = wanted.get("under", 1e9)
        assert isinstance(under, (int, float))
        meets = all(value in facts[slot] for slot, value in wanted.items() if slot != "under")
        is_on_sale = offer.availability == "in_stock" and offer.effective_price <= under
        if product.category[-1] == category and meets and is_on_sale:
            found.append((product, offer))
    return found


def test_default_shop_is_generated_has_the_promised_size() -> None:
    """At least 400 products and 2,000 offers over at least 45 kinds, in nine departments."""
    assert len(PRODUCTS) >= 400
    assert len(OFFERS) >= 2000
    assert len({product.category for product in PRODUCTS}) >= 45
    assert len({product.category[0] for product in PRODUCTS}) == 9


def test_ids_and_titles_of_a_large_shop_are_unique() -> None:
    """10,000 products have 10,000 ids and titles, and offer ids are unique too."""
    products = generate_products(7, 10_000)
    assert len({product.product_id for product in products}) == 10_000
    assert len({product.title for product in products}) == 10_000
    offers = [offer.offer_id for product in products for offer in product.offers]
    assert len(set(offers)) == len(offers)


def test_small_shop_is_generated_is_part_of_the_large_one() -> None:
    """A product is the same however large the shop is; the first 71 are one of each kind."""
    small = generate_products(7, len(KINDS))
    assert set(map(repr, small)) <= set(map(repr, PRODUCTS))
    assert {product.category for product in small} == {kind.path for kind in KINDS}


def test_same_seed_twice_gives_equal_products_and_another_seed_does_not() -> None:
    """Equal by content for the same seed."""
    assert generate_products(3, 80) == generate_products(3, 80)
    assert generate_products(3, 80) != generate_products(4, 80)


def test_prices_and_stock_are_sound() -> None:
    """Positive prices, sales below the price, a twelfth out of stock, some nearly gone, some to come."""
    for _, offer in OFFERS:
        assert offer.price > 0
        assert offer.sale_price is None or 0 < offer.sale_price < offer.price
        assert (offer.availability == "out_of_stock") == (offer.quantity == 0)
    states = Counter(offer.availability for _, offer in OFFERS)
    assert 0.05 < states["out_of_stock"] / len(OFFERS) < 0.12
    assert states["preorder"] > 0
    assert any(offer.quantity in (1, 2, 3) for _, offer in OFFERS)
    assert any(offer.sale_price for _, offer in OFFERS)


def test_ratings_are_skewed_to_the_good_and_some_are_missing() -> None:
    """Most means lie from 3.6 to 4.8; a product without ratings has no mean."""
    rated = [product.rating for product in PRODUCTS if product.rating is not None]
    assert sum(3.6 <= rating <= 4.8 for rating in rated) / len(rated) > 0.85
    assert all((product.rating is None) == (product.rating_count == 0) for product in PRODUCTS)
    assert any(product.rating is None for product in PRODUCTS)


def test_brands_are_about_forty_and_all_used() -> None:
    """Every invented brand sells something."""
    assert 35 <= len(BRANDS) <= 50
    assert {product.brand for product in PRODUCTS} == {brand.name for brand in BRANDS}


def test_half_of_the_products_have_chinese_words() -> None:
    """Title, description and highlights in Chinese for about half, and nothing for the others."""
    chinese = [product.local["zh"] for product in PRODUCTS if "zh" in product.local]
    assert 0.4 < len(chinese) / len(PRODUCTS) < 0.6
    for text in chinese:
        assert re.search(r"[\u4e00-\u9fff]", text.title)
        assert re.search(r"[\u4e00-\u9fff]", text.description)
        assert text.highlights or "特点" not in text.description


def test_english_words_name_a_fact_only_where_it_is_one() -> None:
    """A colour is never named; a feature, occasion, material or pattern only if every offer has it."""
    words = {*COLOR_WORDS, *FEATURES, *OCCASIONS, *MATERIALS_ZH, *PATTERNS}
    any_word = re.compile(rf"\b({'|'.join(sorted(map(re.escape, words), key=len, reverse=True))})\b")
    for product in generate_products(7, 1000):
        facts = {*product.features, *product.occasions}
        facts |= set.intersection(*({*offer.materials, *offer.patterns} for offer in product.offers))
        facts |= {value for _, values in product.attributes for value in values}
        implied = " ".join(facts)
        text = f"{product.title}. {product.description} {' '.join(product.highlights)}"
        named = {word for word in any_word.findall(text.lower()) if not says(implied, word)}
        assert not named, (product.product_id, named, text)


def test_features_that_exclude_each_other_never_meet() -> None:
    """Not waterproof and water-resistant at once, and so on; hooded is in every hoodie and rain jacket."""
    for product in PRODUCTS:
        for group in EXCLUSIVE:
            assert len(group & set(product.features)) <= 1, product.product_id
        if product.category[-1] in ("Hoodies", "Rain jackets"):
            assert "hooded" in product.features
        if "vegan" in product.features:
            assert not {"leather", "wool", "silk"} & {m for offer in product.offers for m in offer.materials}


def test_title_ends_with_the_kind_of_product() -> None:
    """The head noun is the product type, so that the lexicon finds it."""
    for product in PRODUCTS:
        head = product.title.lower().split()[-1].rstrip("s")
        kind = next(kind.value for kind in KINDS if kind.path == product.category)
        assert kind.split()[-1].rstrip("s").startswith(head[:4]), (product.title, kind)


@pytest.mark.parametrize(
    ("category", "wanted"),
    [
        ("Rain jackets", {"feature": "waterproof", "under": 100, "color": "navy"}),
        ("Rain jackets", {"feature": "waterproof", "under": 100, "color": "yellow"}),
        ("Rain jackets", {"feature": "waterproof", "under": 100, "color": "black"}),
        ("Dresses", {"color": "red"}),
        ("Dresses", {"color": "black", "occasion": "party"}),
        ("Coats", {"color": "navy", "material": "wool"}),
        ("Running shoes", {"size": "EU 42"}),
        ("Headphones", {"feature": "noise-cancelling", "under": 200}),
        ("Backpacks", {"feature": "laptop compartment"}),
        ("Earrings", {"occasion": "gift", "under": 60}),
        ("T-shirts", {"material": "organic cotton"}),
        ("Jeans", {"size": "32x34", "color": "blue"}),
        ("Water bottles", {"feature": "leakproof", "under": 30}),
        ("Yoga mats", {"feature": "non-slip"}),
        ("Boots", {"feature": "waterproof", "gender": "male"}),
    ],
)
def test_common_wish_is_looked_up_has_an_answer(category: str, wanted: dict[str, object]) -> None:
    """What people ask for first can be bought."""
    assert in_stock(category, **wanted)


def test_every_kind_has_a_drawing_and_every_look_is_valid_svg() -> None:
    """Every picture of the default shop parses as XML and refers only to what it defines."""
    assert set(DRAWERS) == {kind.path[-1] for kind in KINDS}
    for product, offer in LOOKS:
        svg = draw_offer(product, offer)
        ElementTree.fromstring(svg)
        assert set(re.findall(r"url\(#([\w-]+)\)", svg)) <= set(re.findall(r'id="([\w-]+)"', svg)), offer.offer_id
        assert "nan" not in svg


def test_sizes_of_one_look_share_the_picture() -> None:
    """Offers that differ in size only have the same drawing; other colours have another."""
    product = next(product for product in PRODUCTS if product.category[-1] == "T-shirts")
    drawings = {offer.images: draw_offer(product, offer) for offer in product.offers}
    assert all(draw_offer(product, offer) == drawings[offer.images] for offer in product.offers)
    assert len(set(drawings.values())) == len(drawings) == len({offer.colors for offer in product.offers})


def test_picture_follows_the_facts() -> None:
    """Sleeve, hood and colour of the drawing change with the fact."""
    shirt = next(p for p in PRODUCTS if ("sleeve", ("short sleeve",)) in p.attributes and p.category[-1] == "T-shirts")
    long = replace(shirt, attributes=tuple((n, ("long sleeve",) if n == "sleeve" else v) for n, v in shirt.attributes))
    offer = replace(shirt.offers[0], colors=("red",), patterns=("solid",))
    assert draw_offer(shirt, offer) != draw_offer(long, offer)
    assert HEX["red"] in draw_offer(shirt, offer)
    jacket = next(p for p in PRODUCTS if p.category[-1] == "Jackets" and "hooded" in p.features)
    bare = replace(jacket, features=tuple(feature for feature in jacket.features if feature != "hooded"))
    assert draw_offer(jacket, jacket.offers[0]) != draw_offer(bare, jacket.offers[0])


def test_unknown_kind_is_drawn_raises_key_error() -> None:
    """The demo shop draws its own range only."""
    with pytest.raises(KeyError):
        draw_offer(replace(PRODUCTS[0], category=("Garden", "Gnomes")), PRODUCTS[0].offers[0])


def test_white_product_is_rasterised_stands_out_from_the_backdrop() -> None:
    """The middle of a white T-shirt is brighter than the corner, and a dark outline lies between."""
    shirt = next(product for product in PRODUCTS if product.category[-1] == "T-shirts")
    offer = replace(shirt.offers[0], colors=("white",), patterns=("solid",))
    picture = Image.open(io.BytesIO(rasterise(draw_offer(shirt, offer)))).convert("L")
    row = [picture.getpixel((x, 300)) for x in range(0, 240)]
    assert picture.size == (480, 480)
    assert isinstance(row[0], int)
    assert min(value for value in row if isinstance(value, int)) < row[0] - 40


def test_text_that_is_no_drawing_is_rasterised_raises_value_error() -> None:
    """resvg's refusal is a ValueError."""
    with pytest.raises(ValueError, match=r".+"):
        rasterise("not a drawing")


def test_shop_is_written_twice_is_byte_identical(tmp_path: Path) -> None:
    """Feed and pictures are the same for the same seed, and progress is reported to the end."""
    seen: list[tuple[str, int, int]] = []
    report = write_demo_shop(
        tmp_path / "a", seed=5, n_products=4, on_progress=lambda stage, done, total: seen.append((stage, done, total))
    )
    write_demo_shop(tmp_path / "b", seed=5, n_products=4)
    files = {path.relative_to(tmp_path / "a"): path.read_bytes() for path in (tmp_path / "a").rglob("*.*")}
    assert files == {path.relative_to(tmp_path / "b"): path.read_bytes() for path in (tmp_path / "b").rglob("*.*")}
    assert report.n_products == 4
    assert len(files) == 1 + 2 * report.n_pictures
    assert seen[-1] == ("pictures", report.n_pictures, report.n_pictures)


def test_feed_line_holds_the_product(tmp_path: Path) -> None:
    """Every line is one product in the format of the contract, and its pictures are in the images folder."""
    report = write_demo_shop(tmp_path, n_products=1)
    (line,) = report.feed_path.read_text(encoding="utf-8").splitlines()
    row = json.loads(line)
    product = PRODUCTS[0]
    assert row["title"] == product.title
    assert row["category"] == ["Clothing", "Tops", "T-shirts"]
    assert row["attributes"]["sleeve"] == ["short sleeve"]
    assert [offer["offer_id"] for offer in row["offers"]] == [offer.offer_id for offer in product.offers]
    assert all((tmp_path / offer["images"][0]).is_file() for offer in row["offers"])


@given(st.integers(min_value=0, max_value=5000), st.integers(min_value=0, max_value=5000))
def test_model_names_of_two_places_differ(first: int, second: int) -> None:
    """No two products of a kind share a model name."""
    names = MODEL_NAMES["wild"]
    assert (model_name(names, first) == model_name(names, second)) == (first == second)


@given(st.floats(min_value=2, max_value=900), st.sampled_from([0.0, 0.5, 0.9, 0.99]))
def test_shelf_price_stays_near_the_amount(amount: float, ending: float) -> None:
    """Rounding to a shop's price moves it by at most ten dollars, and never to nothing."""
    assert shelf_price(amount, ending) > 0
    assert abs(shelf_price(amount, ending) - amount) <= 10


def test_half_outline_is_mirrored_closes_symmetrically() -> None:
    """The right half M(240,0) L(300,50) L(240,90) gains the left corner (180,50)."""
    assert symmetric("M240 0L300 50L240 90") == "M240 0L300 50L240 90L180 50L240 0Z"
    assert flip("M240 0C250 1 260 2 270 3") == "M240 0C230 1 220 2 210 3"


def test_relative_path_is_mirrored_raises_value_error() -> None:
    """Only absolute commands can be mirrored about the middle."""
    with pytest.raises(ValueError, match="absolute"):
        flip("M0 0l5 5")


def test_colours_are_mixed_by_share() -> None:
    """Half black in white is the middle grey; white is bright and black is not."""
    assert mix("#ffffff", "#000000", 0.5) == "#808080"
    assert luma("#ffffff") == 1
    assert luma("#000000") == 0

"""The demo store's page: the shop as a shelf and a product in full, in both languages."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.messages import Language
from assistant.server import demo_page
from assistant.server.counter import Counter
from retrieval.catalog import LocalText
from retrieval.demo_shop import generate_products
from tests.fakes import offer, product
from tests.server.caller import play, small_open_shop
from tests.sessions.conversations import small_shop

pytestmark = pytest.mark.unit

HAN = re.compile("[\u4e00-\u9fff]")


def test_every_kind_of_the_demo_shop_has_a_chinese_name() -> None:
    """Departments, groups and kinds: nothing that a Chinese shopper filters or reads by is English."""
    shop = small_open_shop()
    names = {name for one in generate_products() for name in one.category}
    assert len(names) > 80
    labels = {name: demo_page._kind(shop, name, "zh") for name in names}
    assert [name for name, label in labels.items() if not HAN.search(label) or "&" in label] == []
    assert labels["Jewellery & watches"] == "首饰腕表"


class Shelf:
    """A shop of its own products, with the words of the small one."""

    def __init__(self, *products: object) -> None:
        self._products = products
        self.lexicon = small_shop().lexicon
        self.currency = "USD"

    def products(self) -> object:
        return iter(self._products)

    def product(self, product_id: str) -> object:
        return {one.product_id: one for one in self._products}[product_id]  # type: ignore[attr-defined]


RED, BLUE = offer("d-red", "red", "M", 80.0, quantity=0), replace(offer("d-blue", "blue", "M", 80.0), sale_price=60.0)
DRESS = replace(
    product("d/1", "Tea <b>Dress</b>", RED, BLUE),
    category=("Clothing", "Dresses"),
    description="For tea.",
    local={"zh": LocalText(title="茶歇连衣裙", description="喝茶时穿。")},
)
LAMP = replace(product("l1", "Lamp", offer("l1-1", price=20.0)), category=("Gizmo & Co",))


@pytest.mark.parametrize(
    ("language", "title", "kind", "price", "list_price", "description"),
    [
        ("en", "Tea Dress", "Dresses", "$60", "$80", "For tea."),
        ("zh", "茶歇连衣裙", "连衣裙", "60 美元", "80 美元", "喝茶时穿。"),
    ],
)
def test_product_is_shown_at_an_offer_that_can_be_had(
    tmp_path: Path, language: Language, title: str, kind: str, price: str, list_price: str, description: str
) -> None:
    """The red one comes first and is sold out, so the blue one stands in the window, at 60 instead of 80; marks of the
    feed are no marks of the page's.
    """
    shop = replace(small_open_shop(), shop=Shelf(DRESS, LAMP))  # type: ignore[arg-type]

    async def scenario(counter: Counter) -> None:
        shelf = demo_page.shelf(counter, shop, language)
        dress, lamp = shelf["products"]
        assert (dress["title"], dress["kind"], dress["price"]) == (title, kind, 60.0)
        assert (dress["price_label"], dress["list_price_label"], dress["n_colors"]) == (price, list_price, 2)
        assert (lamp["kind"], lamp["list_price_label"], lamp["image"]) == ("Gizmo & Co", None, None)
        assert [one["id"] for one in shelf["categories"]] == ["clothing", "gizmo-and-co"]
        page = demo_page.product_page(counter, shop, "d/1", language)
        assert page["description"] == description
        assert [one["availability"] for one in page["offers"]] == ["out_of_stock", "in_stock"]
        assert all(HAN.search(one["stock_label"]) for one in page["offers"]) == (language == "zh")
        with pytest.raises(KeyError):
            demo_page.product_page(counter, shop, "d/2", language)

    play(tmp_path, scenario)


def test_shelf_of_a_large_catalogue_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A demo page is no store."""
    monkeypatch.setattr(demo_page, "MAX_PRODUCTS", 3)

    async def scenario(counter: Counter) -> None:
        assert len(demo_page.shelf(counter, counter.shops["demo"], "en")["products"]) == 3

    play(tmp_path, scenario)

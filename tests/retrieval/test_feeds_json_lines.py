"""Our own feed format, fact by fact."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.catalog import Feed, LocalText, Offer, Product
from retrieval.errors import FeedError
from retrieval.feeds import read_feed

pytestmark = pytest.mark.unit

OFFER: dict[str, Any] = {"offer_id": "o1", "price": 49.5, "currency": "USD"}


def read(folder: Path, *products: object) -> Feed:
    path = folder / "feed.jsonl"
    texts = [product if isinstance(product, str) else json.dumps(product) for product in products]
    path.write_text("\n".join(texts), encoding="utf-8")
    return read_feed(path)


def with_offer(folder: Path, **facts: Any) -> Feed:
    """A feed of a sound product and one whose offer has these facts."""
    sound = {"product_id": "sound", "title": "Tee", "offers": [{**OFFER, "offer_id": "sound"}]}
    return read(folder, sound, {"product_id": "p", "title": "Tee", "offers": [{**OFFER, **facts}]})


def with_facts(folder: Path, **facts: Any) -> Feed:
    return read(folder, {"product_id": "p", "title": "Tee", "offers": [OFFER], **facts})


def test_every_fact_of_a_full_line_is_read(tmp_path: Path) -> None:
    """Keys are the fields of the dataclasses."""
    feed = read(
        tmp_path,
        {
            "product_id": "p",
            "title": "Rain Jacket",
            "brand": "Nordvind",
            "category": ["Clothing", "Jackets"],
            "gender": "female",
            "age_group": "adult",
            "occasions": ["hiking"],
            "features": ["waterproof"],
            "highlights": ["Taped seams"],
            "rating": 4.3,
            "rating_count": 12,
            "description": "Dry.",
            "attributes": {"closure": ["zip"]},
            "local": {"zh": {"title": "雨衣", "description": "防水", "highlights": ["压胶"]}},
            "offers": [
                {
                    **OFFER,
                    "sale_price": 39.5,
                    "availability": "preorder",
                    "quantity": 3,
                    "colors": ["Navy", "White"],
                    "size": "M",
                    "materials": ["nylon"],
                    "patterns": ["striped"],
                    "images": ["https://shop.example/a.png"],
                    "attributes": {"sleeve": "long"},
                }
            ],
        },
    )
    offer = Offer(
        "o1",
        49.5,
        "USD",
        39.5,
        "preorder",
        3,
        ("Navy", "White"),
        "M",
        ("nylon",),
        ("striped",),
        ("https://shop.example/a.png",),
        (("sleeve", ("long",)),),
    )
    assert feed == Feed(
        (
            Product(
                "p",
                "Rain Jacket",
                (offer,),
                "Nordvind",
                ("Clothing", "Jackets"),
                "female",
                "adult",
                ("hiking",),
                ("waterproof",),
                ("Taped seams",),
                4.3,
                12,
                "Dry.",
                (("closure", ("zip",)),),
                {"zh": LocalText("雨衣", "防水", ("压胶",))},
            ),
        )
    )


@pytest.mark.parametrize(
    ("facts", "field", "reason"),
    [
        ({"price": -5}, "price", "must be above 0 and at most 1,000,000,000, not -5"),
        ({"price": 0}, "price", "must be above 0 and at most 1,000,000,000, not 0"),
        ({"price": None}, "price", "is missing"),
        ({"price": "cheap"}, "price", "must be a number, not 'cheap'"),
        ({"price": True}, "price", "must be a number, not True"),
        ({"price": float("nan")}, "price", "must be a number, not nan"),
        ({"price": 10**400}, "price", None),
        ({"currency": ""}, "currency", "is missing"),
        ({"currency": "Dollars"}, "currency", "'DOLLARS' is no ISO 4217 code"),
        ({"offer_id": " "}, "offer_id", "is blank"),
        ({"offer_id": "x" * 201}, "offer_id", "has 201 characters, more than 200"),
        ({"availability": "perhaps"}, "availability", None),
    ],
)
def test_offer_that_cannot_be_sold_is_rejected(
    tmp_path: Path, facts: dict[str, Any], field: str, reason: str | None
) -> None:
    """Line, field and reason are reported, and the other product stays."""
    feed = with_offer(tmp_path, **facts)
    assert (feed.rejected[0].line, feed.rejected[0].field) == (2, f"offers[0].{field}")
    assert reason in (None, feed.rejected[0].reason)
    assert [product.product_id for product in feed.products] == ["sound"]


@pytest.mark.parametrize(
    ("facts", "field", "offer"),
    [
        ({"sale_price": 60}, "sale_price", Offer("o1", 49.5, "USD")),
        ({"sale_price": -1}, "sale_price", Offer("o1", 49.5, "USD")),
        ({"quantity": -1}, "quantity", Offer("o1", 49.5, "USD")),
        ({"quantity": 1.5}, "quantity", Offer("o1", 49.5, "USD")),
        (
            {"quantity": 0, "availability": "in_stock"},
            "availability",
            Offer("o1", 49.5, "USD", None, "out_of_stock", 0),
        ),
        ({"colors": {"a": 1}}, "colors", Offer("o1", 49.5, "USD")),
        ({"colors": [["red"]]}, "colors", Offer("o1", 49.5, "USD")),
    ],
)
def test_fact_that_makes_no_sense_is_left_out(tmp_path: Path, facts: dict[str, Any], field: str, offer: Offer) -> None:
    """The offer is sold without it, and the warning says so."""
    feed = with_offer(tmp_path, **facts)
    assert feed.products[1].offers == (offer,)
    assert [(warning.line, warning.field) for warning in feed.warnings] == [(2, f"offers[0].{field}")]


def test_quantity_alone_decides_the_availability(tmp_path: Path) -> None:
    """None left is out of stock."""
    assert with_offer(tmp_path, quantity=0).products[1].offers[0].availability == "out_of_stock"


@pytest.mark.parametrize(("said", "known"), [("In Stock", "in_stock"), ("sold-out", "out_of_stock")])
def test_availability_is_read_in_any_spelling(tmp_path: Path, said: str, known: str) -> None:
    """Spaces, hyphens and capitals don't matter."""
    assert with_offer(tmp_path, availability=said).products[1].offers[0].availability == known


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"rating": 7}, "rating"),
        ({"rating": "good"}, "rating"),
        ({"rating": 4, "rating_count": -2}, "rating_count"),
        ({"gender": "robots"}, "gender"),
        ({"age_group": "old"}, "age_group"),
        ({"description": "x" * 20_001}, "description"),
        ({"features": ["f"] * 101}, "features"),
        ({"local": {"zh": {"title": ""}}}, "local.zh.title"),
        ({"local": {"zh": "雨衣"}}, "local.zh"),
        ({"local": 5}, "local"),
        ({"attributes": ["a"]}, "attributes"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_odd_fact_of_a_product_is_a_warning(tmp_path: Path, facts: dict[str, Any], field: str) -> None:
    """The product stays."""
    feed = with_facts(tmp_path, **facts)
    assert len(feed.products) == 1
    assert [warning.field for warning in feed.warnings] == [field]


def test_unknown_field_is_reported_once_a_feed(tmp_path: Path) -> None:
    """A typing error in every line is one warning."""
    products = [{"product_id": n, "title": "T", "colour": 1, "offers": [{**OFFER, "offer_id": n}]} for n in "abc"]
    assert len(read(tmp_path, *products).warnings) == 1


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{", "not valid JSON: Expecting property name enclosed in double quotes at character 2"),
        ("5", "must be a JSON object"),
        ('{"a":' * 100_000, None),
    ],
)
def test_line_that_is_no_object_is_rejected(tmp_path: Path, text: str, reason: str | None) -> None:
    """Also one that is nested beyond all reason."""
    feed = read(tmp_path, {"product_id": "p", "title": "Tee", "offers": [OFFER]}, text)
    assert len(feed.products) == 1
    assert feed.rejected[0].line == 2
    assert reason in (None, feed.rejected[0].reason)


def test_json_array_is_refused_with_the_command_that_helps(tmp_path: Path) -> None:
    """The usual mistake."""
    with pytest.raises(FeedError, match="jq -c"):
        read(tmp_path, "[{}]")


def test_product_keeps_its_valid_offers(tmp_path: Path) -> None:
    """One bad variant does not take the product away."""
    feed = read(tmp_path, {"product_id": "p", "title": "Tee", "offers": [{**OFFER, "price": 0}, OFFER]})
    assert [offer.offer_id for offer in feed.products[0].offers] == ["o1"]
    assert feed.rejected[0].field == "offers[0].price"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=10,
)


@settings(max_examples=200)
@given(
    st.fixed_dictionaries(
        {},
        optional=dict.fromkeys(("product_id", "title", "brand", "category", "rating", "local", "attributes"), JSON),
    ),
    st.fixed_dictionaries({}, optional=dict.fromkeys(("price", "sale_price", "quantity", "colors", "images"), JSON)),
)
def test_any_json_is_read_or_rejected(
    tmp_path_factory: pytest.TempPathFactory, facts: dict[str, Any], offer: dict[str, Any]
) -> None:
    """Whatever the types are, nothing crashes and the sound product is read."""
    sound = {"product_id": "sound product", "title": "Tee", "offers": [{**OFFER, "offer_id": "sound offer"}]}
    odd = {"product_id": "p", "title": "T", **facts, "offers": [{**OFFER, **offer}]}
    feed = read(tmp_path_factory.getbasetemp(), sound, odd)
    assert feed.products[0].product_id == "sound product"

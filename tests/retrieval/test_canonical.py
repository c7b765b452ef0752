"""Catalogue words become canonical values."""

import pytest

from retrieval.canonical import FacetReader, fold, title_head
from tests.retrieval.shelf import LEXICON, PRODUCTS, make_offer, make_product

pytestmark = pytest.mark.unit

READER = FacetReader(LEXICON)


def test_fold_of_catalogue_text_removes_what_is_no_difference() -> None:
    """Entities, trade marks, width, case and whitespace do not make two values of one."""
    assert fold(" LumaTech&trade;  ＡＢ&amp;c ") == "lumatech ab&c"


def test_material_with_broader_value_gives_both() -> None:
    """Organic cotton is cotton; the catalogue's words are the label of what it says, not of what that implies."""
    assert READER.offer_values(make_offer("x", materials=("Organic Cotton",)))["material"] == {
        "organic cotton": "Organic Cotton",
        "cotton": "",
    }


@pytest.mark.parametrize("text", ["Cotton/Wool", "60% Cotton, 40% Wool", "cotton & wool", "Wool and Cotton"])
def test_joined_material_is_split(text: str) -> None:
    """A joined value counts as its parts."""
    assert set(READER.offer_values(make_offer("x", materials=(text,)))["material"]) == {"cotton", "wool"}


def test_unknown_value_is_catalogue_text_folded() -> None:
    """What no lexicon knows is still a value."""
    values = READER.offer_values(make_offer("x", color="Dusk™ Haze"))
    assert values["color"] == {"dusk haze": "Dusk Haze"}


def test_brand_that_is_a_colour_stays_a_brand() -> None:
    """Concepts have no say in brands."""
    assert set(READER.product_values(make_product("x", "Y", brand="RED"))["brand"]) == {"red"}


@pytest.mark.parametrize(
    ("title", "head"),
    [
        ("Voyage Rain Jacket", "rain jacket"),
        ("Voyage Rain Jackets with Hood", "rain jacket"),
        ("Jacket Lamp, 40 cm", "lamp"),
        ("Desk Lamp 40 cm", "lamp"),
        ("Halden – Hoodie for Men", "hoodie"),
        ("红隼雨衣", "rain jacket"),
        ("Voyage", None),
        ("", None),
    ],
)
def test_title_head_is_what_the_noun_phrase_ends_with(title: str, head: str | None) -> None:
    """The kind of thing is the longest category form at the end of the title's noun phrase."""
    assert title_head(title, LEXICON) == head


def test_compound_segment_counts_only_the_part_named() -> None:
    """Of "Hoodies & Sweatshirts" a hoodie has the whole and "hoodie", not "sweatshirt"."""
    assert set(READER.product_values(PRODUCTS[1])["category"]) == {"clothing", "hoodies & sweatshirts", "hoodie"}


def test_compound_segment_unnamed_in_title_is_read_off_description() -> None:
    """A title that names no part leaves the description to say."""
    product = make_product("x", "Helena", category=("Hoodies & Sweatshirts",), description="This sweatshirt is soft.")
    assert "sweatshirt" in READER.product_values(product)["category"]


def test_title_head_unrelated_to_path_is_ignored() -> None:
    """A jacket called "Trainer" is no shoe."""
    product = make_product("x", "All-Weather Trainer", category=("Tops", "Jackets"))
    assert set(READER.product_values(product)["category"]) == {"tops", "jacket", "clothing"}


def test_gender_segment_is_gender_and_no_category() -> None:
    """ "Women" in a path says for whom, where the product itself does not say."""
    values = READER.product_values(make_product("x", "Thing", category=("Women", "Jackets")))
    assert set(values["gender"]) == {"female"}
    assert "women" not in values["category"]


def test_highlights_become_occasions_and_features() -> None:
    """Short highlights are facets by what they name; sentences, and what other slots say, are not."""
    product = make_product(
        "x", "Thing", highlights=("Hiking, Waterproof, Airy", "Made of cotton", "It is a joy to wear")
    )
    values = READER.product_values(product)
    assert set(values["occasion"]) == {"hiking"}
    assert set(values["feature"]) == {"waterproof", "airy"}


def test_attribute_of_a_columns_name_is_left_out() -> None:
    """An attribute called "Price" cannot pass for the price."""
    values = READER.product_values(
        make_product("x", "Thing", attributes=(("Price", ("1",)), ("Heel height", ("7 cm",))))
    )
    assert "price" not in values
    assert set(values["heel_height"]) == {"7 cm"}

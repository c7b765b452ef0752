"""The lexicon: forms, values, labels, mentions, translation."""

import re
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.folding import key_of
from retrieval.lexicon import Concept, load_lexicon

pytestmark = pytest.mark.unit

LEXICON = load_lexicon()

TAXONOMY = """t-shirt shirt blouse sweater hoodie tank_top jacket rain_jacket coat jeans trousers shorts skirt leggings dress
scarf hat gloves belt socks sunglasses sneaker running_shoe boot sandal heels loafer backpack handbag tote_bag suitcase
wallet necklace earrings ring bracelet watch headphones earbuds speaker keyboard computer_mouse power_bank smartwatch lamp
rug cushion blanket vase candle mirror mug frying_pan kettle coffee_maker knife water_bottle lunch_box yoga_mat dumbbell
tennis_racket football tent sleeping_bag bicycle_helmet puzzle soft_toy building_blocks board_game toy_car doll clothing
shoe bag jewellery electronics home kitchen sport toy top outerwear bottoms accessory duffel_bag messenger_bag bra
sweatshirt yoga_strap yoga_ball yoga_brick foam_roller jump_rope resistance_band fridge sofa bicycle camera phone perfume"""


def found(text: str, *slots: str) -> list[tuple[str, str, str]]:
    """(the words, slot, value) of every mention."""
    return [(text[m.start : m.end], m.slot, m.value) for m in LEXICON.find(text, slots or None)]


@pytest.mark.parametrize("value", [name.replace("_", " ") for name in TAXONOMY.split()])
def test_kind_of_product_known_has_a_label_in_both_languages(value: str) -> None:
    """Every kind of the demo shop and of Luma, and some that neither sells, has a name in English and Chinese."""
    assert LEXICON.canonical("category", value) == value
    assert LEXICON.label("category", value, "en")
    assert re.search(r"[\u4e00-\u9fff]", LEXICON.label("category", value, "zh") or "")


@pytest.mark.parametrize(
    ("slot", "text", "value"),
    [
        ("category", "Tees", "t-shirt"), ("category", "Pants", "trousers"), ("category", "jumpers", "sweater"),
        ("category", "trainers", "sneaker"), ("category", "cell-phone", "phone"), ("category", "purse", "handbag"),
        ("category", "jewelry", "jewellery"), ("category", "Home", "home"), ("category", "短裤", "shorts"),
        ("category", "連衣裙", "dress"), ("category", "Watches", "watch"), ("category", "nonsense", None),
        ("color", "Gray", "grey"), ("color", "dark blue", "navy"), ("color", "酒红色", "burgundy"),
        ("material", "Organic Cotton", "organic cotton"), ("material", "aluminum", "aluminium"),
        ("pattern", "Color-Blocked", "color-blocked"), ("pattern", "plaid", "checked"), ("size", "medium", "M"),
        ("size", "2XL", "XXL"), ("gender", "Women", "female"), ("age_group", "children", "kids"),
        ("availability", "in stock", "in_stock"), ("occasion", "Wintry", "winter"), ("occasion", "Hot", "hot"),
        ("feature", "noise canceling", "noise-cancelling"), ("brand", "耐克", "nike"), ("color", "leather", None),
    ],
)  # fmt: skip
def test_form_looked_up_gives_its_canonical_value(slot: str, text: str, value: str | None) -> None:
    """Plural, case, hyphen, spelling and language fold into one value; an unknown form gives None."""
    assert LEXICON.canonical(slot, text) == value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("red running shoes", [("red", "color", "red"), ("running shoes", "category", "running shoe")]),
        ("light blue T-shirts", [("light blue", "color", "light blue"), ("T-shirts", "category", "t-shirt")]),
        ("红色的连衣裙", [("红色", "color", "red"), ("连衣裙", "category", "dress")]),
        ("皮带", [("皮带", "category", "belt")]),
        ("for my son", [("son", "age_group", "kids"), ("son", "gender", "male")]),
        ("black, tie", [("black", "color", "black")]),
        ("top rated", []),
        ("麻烦你了", []),
        ("size M, not m", [("M", "size", "M")]),
        ("at home", [("at home", "occasion", "home")]),
        ("for my home", []),
        ("can you help", []),
        ("check my order", []),
    ],
)
def test_text_searched_gives_the_longest_forms(text: str, expected: list[tuple[str, str, str]]) -> None:
    """Longest match from the left, one mention a slot; look-alike phrases shield the words inside them."""
    assert found(text) == expected


def test_slots_asked_for_filter_only_the_answer() -> None:
    """A belt is no leather, even to who asks for materials only."""
    assert found("皮带", "material") == []
    assert found("wool scarf", "material") == [("wool", "material", "wool")]


def test_broader_values_are_all_that_is_implied() -> None:
    """Broader values climb to the department; a mere likeness implies nothing."""
    assert LEXICON.broader("category", "rain jacket") == ("jacket", "outerwear", "clothing")
    assert LEXICON.broader("material", "organic cotton") == ("cotton",)
    assert LEXICON.broader("color", "navy") == ()


def test_broader_values_of_every_concept_are_concepts() -> None:
    """No `broader` points nowhere."""
    slots = ("category", "color", "material", "pattern", "occasion", "feature")
    missing = [
        (c.value, b) for slot in slots for c in LEXICON.concepts(slot) for b in c.broader if not LEXICON.has(slot, b)
    ]
    assert missing == []


def test_label_of_every_concept_is_canonical_for_its_value() -> None:
    """What the shop says of a value, it understands as that value."""
    slots = ("category", "color", "material", "pattern", "occasion", "feature", "gender", "age_group", "size")
    for concept in (concept for slot in slots for concept in LEXICON.concepts(slot)):
        for language in ("en", "zh"):
            label = LEXICON.label(concept.slot, concept.value, language)
            assert label is None or LEXICON.canonical(concept.slot, label) == concept.value


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("红色的真丝连衣裙", "red silk dress"),
        ("送女朋友的生日礼物", "gift for girlfriend birthday gift"),
        ("轻便舒适的通勤背包", "lightweight comfortable commuting backpack"),
        ("想要 red dress", "red dress"),
        ("優雅的手錶", "elegant watch"),
        ("red dress", "red dress"),
        ("龘", ""),
        ("", ""),
    ],
)
def test_chinese_translated_is_english_words(text: str, english: str) -> None:
    """Known words become English, English stays, unknown characters are left out."""
    assert LEXICON.translate(text) == english


@given(st.text(max_size=120))
def test_any_text_translated_holds_no_chinese(text: str) -> None:
    """The English embedder never sees a Chinese character."""
    assert not re.search(r"[\u4e00-\u9fff]", LEXICON.translate(text))


@given(st.text(max_size=200))
def test_any_text_searched_gives_mentions_in_order(text: str) -> None:
    """Mentions lie inside the text, and do not overlap."""
    spans = sorted({(m.start, m.end) for m in LEXICON.find(text)})
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


def test_lexicon_extended_knows_both_and_leaves_the_first_alone() -> None:
    """A catalogue's own values join without changing the shared lexicon."""
    own = Concept("material", "lumatech", ("LumaTech",), ())
    wider = LEXICON.extended([own, Concept("brand", "coral", ("Coral",), ())])
    assert [m.value for m in wider.find("red lumatech")] == ["red", "lumatech"]
    assert {m.slot for m in wider.find("coral")} == {"color", "brand"}
    assert wider.canonical("material", "LumaTech") == "lumatech"
    assert LEXICON.canonical("material", "LumaTech") is None
    assert {m.slot for m in LEXICON.find("coral")} == {"color"}


def test_utterance_searched_takes_less_than_a_millisecond() -> None:
    """`find` on an ordinary utterance, best of five, in processor time."""
    text = "I am looking for a red waterproof jacket for my wife, size M, under 100 dollars please"
    LEXICON.find(text)
    times = []
    for _ in range(5):
        started = time.process_time()
        LEXICON.find(text)
        times.append(time.process_time() - started)
    assert min(times) < 0.001


def test_directory_loaded_reads_a_stores_own_words(tmp_path: Path) -> None:
    """A store adds a word by writing it into a file; the file's name is the slot."""
    (tmp_path / "color.yaml").write_text("fern: {en: [fern green], zh: [蕨绿]}\n", "utf-8")
    (tmp_path / "brand_known.yaml").write_text("acme: {en: [acme corp]}\n", "utf-8")
    (tmp_path / "words.yaml").write_text("glossary: {跑: run}\nskipped: [fern green tea]\n", "utf-8")
    lexicon = load_lexicon(tmp_path)
    assert lexicon.canonical("color", "Fern Green") == "fern"
    assert lexicon.canonical("brand", "ACME Corp") == "acme"
    assert lexicon.translate("蕨绿跑") == "fern green run"
    assert lexicon.find("fern green tea") == ()


@pytest.mark.parametrize("content", ["- red", "red: [crimson]", "red: {fr: [rouge]}", "red: {en: [", "1: {en: [one]}"])
def test_malformed_file_loaded_is_named(tmp_path: Path, content: str) -> None:
    """A mistake in a file is reported with the file's name."""
    (tmp_path / "color.yaml").write_text(content, "utf-8")
    with pytest.raises(ValueError, match=r"color\.yaml"):
        load_lexicon(tmp_path)


def test_keys_of_labels_are_not_empty() -> None:
    """Every form can be found at all."""
    forms = [
        form for slot in ("category", "brand", "feature") for c in LEXICON.concepts(slot) for form in (*c.en, *c.zh)
    ]
    assert all(key_of(form) for form in forms)

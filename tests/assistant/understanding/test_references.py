import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.messages import ParseContext
from assistant.understanding.references import find_references
from retrieval.lexicon import Concept, Lexicon

pytestmark = pytest.mark.unit

SHOWN = ParseContext(categories=("jacket",), n_shown=4)
NOTHING_SHOWN = ParseContext()
LEXICON = Lexicon(
    [
        Concept("category", "jacket", ("jacket",), ("夹克",)),
        Concept("category", "dress", ("dress",), ("连衣裙", "裙子")),
        Concept("category", "shoe", ("shoe", "shoes"), ("鞋", "鞋子")),
        Concept("category", "bag", ("bag",), ("包",)),
        Concept("category", "lamp", ("lamp",), ("台灯",)),
        Concept("color", "blue", ("blue",), ("蓝色", "蓝")),
        Concept("color", "red", ("red",), ("红色", "红")),
        Concept("color", "black", ("black",), ("黑色", "黑")),
        Concept("material", "leather", ("leather",), ("真皮",)),
        Concept("material", "wool", ("wool",), ("羊毛",)),
        Concept("brand", "halden", ("halden",), ()),
        Concept("size", "M", ("M",), ()),
    ]
)


def found(
    text: str, context: ParseContext = SHOWN, *, about_shown: bool = False
) -> list[tuple[str, str, str | int, str]]:
    located = find_references(text, mentions=LEXICON.find, context=context, about_shown=about_shown)
    assert all(text[each.start : each.end] == each.reference.words for each in located)
    return [(each.kind, each.slot, each.value, each.words) for each in (where.reference for where in located)]


def values(text: str, context: ParseContext = SHOWN, *, about_shown: bool = False) -> list[tuple[str, str | int]]:
    return [(kind, value) for kind, _, value, _ in found(text, context, about_shown=about_shown)]


@pytest.mark.parametrize(
    ("text", "positions"),
    [
        ("the second one", [2]),
        ("tell me about the third", [3]),
        ("the 2nd one please", [2]),
        ("compare the first two", [1, 2]),
        ("the first three", [1, 2, 3]),
        ("the last one", [-1]),
        ("the last two", [-2, -1]),
        ("#3", [3]),
        ("number 2 please", [2]),
        ("option three", [3]),
        ("first or second, which would you take", [1, 2]),
        ("the first vs the second", [1, 2]),
        ("compare 1 and 3", [1, 3]),
        ("something like the first but in wool", [1]),
        ("I want the second jacket in M", [2]),
        ("第二个", [2]),
        ("第3款怎么样", [3]),
        ("前两个", [1, 2]),
        ("最后一个", [-1]),
        ("最后两个", [-2, -1]),
        ("倒数第二个", [-2]),
        ("第一个和第三个哪个好", [1, 3]),
        ("一号和三号比较一下", [1, 3]),
    ],
)
def test_ordinal_is_a_position(text, positions):
    """Positions count from 1, or from the end below zero; "the first two" are two references."""
    assert values(text) == [("ordinal", position) for position in positions]


@pytest.mark.parametrize(
    "text",
    [
        "my first tennis racket",
        "for the first time",
        "the first day of school",
        "when was the second world war",
        "size 42",
        "EU number 42",
        "第一次买",
        "要大一号的",
        "37号鞋",
    ],
)
def test_other_numbers_are_no_positions(text):
    """Ordinals of time, sizes and counts point at no card."""
    assert "ordinal" not in [kind for kind, _ in values(text)]


@pytest.mark.parametrize(
    ("text", "references"),
    [
        ("the blue one", [("attribute", "color", "blue", "the blue one")]),
        ("that red one", [("attribute", "color", "red", "that red one")]),
        ("the Halden one", [("attribute", "brand", "halden", "the Halden one")]),
        ("the M one", [("attribute", "size", "M", "the M one")]),
        (
            "is the black leather one real",
            [
                ("attribute", "color", "black", "the black leather one"),
                ("attribute", "material", "leather", "the black leather one"),
            ],
        ),
        ("红色那个", [("attribute", "color", "red", "红色那个")]),
        ("蓝色的那件多少钱", [("attribute", "color", "blue", "蓝色的那件")]),
        ("那件红色的", [("attribute", "color", "red", "那件红色的")]),
    ],
)
def test_definite_attribute_points(text, references):
    """ "the blue one" points; several attributes of one noun phrase share its words."""
    assert found(text) == references


@pytest.mark.parametrize(
    "text", ["a blue one", "in blue", "blue ones", "show me the blue ones", "蓝色的", "要红色的", "蓝色夹克"]
)
def test_indefinite_attribute_is_a_wish(text):
    """ "a blue one" and "the blue ones" state a constraint."""
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "colors"),
    [("add the blue ones", ["blue"]), ("蓝色的和黑色的哪个好", ["blue", "black"]), ("把蓝色的加入购物车", ["blue"])],
)
def test_attribute_points_where_the_utterance_is_about_what_was_shown(text, colors):
    """The same words point where the intent says that something shown is meant."""
    assert values(text, about_shown=True) == [("attribute", color) for color in colors]


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("tell me about that jacket", "jacket", "that jacket"),
        ("do these shoes run small", "shoe", "these shoes"),
        ("how much is the jacket", "jacket", "the jacket"),
        ("那件夹克", "jacket", "那件夹克"),
        ("这双鞋有38码吗", "shoe", "这双鞋"),
        ("那个台灯", "lamp", "那个台灯"),
    ],
)
def test_determined_kind_points(text, kind, words):
    """ "that jacket" points; "the jacket" does so once jackets are on the table."""
    assert found(text) == [("category", "category", kind, words)]


def test_determined_kind_brings_its_attributes():
    """ "that blue jacket" is a kind and a colour of one phrase."""
    assert found("that blue jacket") == [
        ("category", "category", "jacket", "that blue jacket"),
        ("attribute", "color", "blue", "that blue jacket"),
    ]
    assert values("那件蓝色的夹克") == [("category", "jacket"), ("attribute", "blue")]


@pytest.mark.parametrize(
    "text", ["show me the dress", "the jackets", "a jacket", "a bag that fits", "夹克", "一件夹克"]
)
def test_undetermined_kind_is_a_wish(text):
    """The kind at large, another kind than on the table, and a relative "that" point at nothing."""
    assert [kind for kind, _ in values(text)] == []


def test_the_kind_is_a_wish_where_nothing_was_shown():
    """ "the jacket" needs a table."""
    assert found("the jacket", NOTHING_SHOWN) == []


@pytest.mark.parametrize(
    ("text", "slot", "extreme"),
    [
        ("the cheapest one", "price", "min"),
        ("the most expensive one", "price", "max"),
        ("the best rated one", "rating", "max"),
        ("最便宜的那个", "price", "min"),
        ("最贵的那款", "price", "max"),
        ("评分最高的那个", "rating", "max"),
    ],
)
def test_superlative_with_one_points(text, slot, extreme):
    """ "the cheapest one" is a card; its words are no wish for an order."""
    assert [(kind, s, value) for kind, s, value, _ in found(text)] == [("superlative", slot, extreme)]


@pytest.mark.parametrize("text", ["它是真皮的吗", "这个有蓝色的吗", "换成红色的"])
def test_predicate_is_no_reference(text):
    """What something is, has or should become is stated of it, even in a question about what was shown."""
    assert "attribute" not in [kind for kind, _ in values(text, about_shown=True)]


def test_superlative_of_a_kind_is_an_order():
    """ "cheapest jackets" points at nothing."""
    assert found("cheapest jackets") == []
    assert found("最便宜的夹克") == []
    assert values("把最便宜的加入购物车", about_shown=True) == [("superlative", "min")]


@pytest.mark.parametrize(
    "text",
    [
        "is it waterproof",
        "add this one",
        "I'll take that",
        "它防水吗",
        "这个多少钱",
        "那款怎么样",
        "what is that made of",
    ],
)
def test_pronoun_is_what_was_in_focus(text):
    """One pronoun, one reference."""
    assert [kind for kind, _ in values(text)] == ["pronoun"]


@pytest.mark.parametrize("text", ["a bag that fits a laptop", "this weekend", "something for this summer"])
def test_other_that_and_this_are_no_pronouns(text):
    """A relative clause or a time points at nothing."""
    assert found(text) == []


@pytest.mark.parametrize("text", ["both", "compare all of them", "add both of them", "两个都要", "把这些都加入购物车"])
def test_all_are_all(text):
    """ "both", "all of them", "都": everything on the table."""
    assert {kind for kind, _ in values(text, about_shown=True)} == {"all"}


@given(st.text(max_size=200), st.booleans())
def test_any_text_is_searched(text, about_shown):
    """Never an error, and the words are always the text's own."""
    found(text, about_shown=about_shown)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("what goes with the first of these", [("ordinal", 1)]),
        ("这几个里的第二个怎么样", [("ordinal", 2)]),
        ("is the middle one waterproof", [("ordinal", "middle")]),
        ("中间那个多少钱", [("ordinal", "middle")]),
        ("add the other one", [("ordinal", "other")]),
        ("另一个有黑色的吗", [("ordinal", "other")]),
        ("put the cheaper one in the cart", [("superlative", "min")]),
        ("把便宜的那款加入购物车", [("superlative", "min")]),
        ("评分高的那个", [("superlative", "max")]),
        ("things that look like the blue one", [("attribute", "blue")]),
        ("the difference between these two jackets", [("category", "jacket")]),
        ("那个真皮吗", [("pronoun", "")]),
        ("show me a cheaper one", []),
        ("换另一个颜色", []),
    ],
)
def test_place_or_comparison_points_at_a_card(text, expected):
    """The first of these, the middle one, the other one, the cheaper one; "a cheaper one" is a wish."""
    assert values(text) == expected


def test_kind_that_is_not_on_the_table_is_no_reference():
    """ "那连衣裙呢" after jackets means "and dresses?"; "the cheapest dress" is none of the jackets."""
    assert values("那连衣裙呢？") == []
    assert values("那夹克呢？") == [("category", "jacket")]
    assert values("which is the cheapest dress", about_shown=True) == []
    assert values("which is the cheapest jacket", about_shown=True) == [("superlative", "min")]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("remove jackets from it", "jackets"),
        ("把黑色的台灯删掉", "黑色的台灯"),
        ("delete black leather shoes", "black leather shoes"),
    ],
)
def test_kind_named_of_the_cart_points_at_a_line(text, words):
    """What is to be taken out needs no article to be something in the cart; its attributes belong to it."""
    located = find_references(text, mentions=LEXICON.find, context=SHOWN, about_shown=True, about_cart=True)
    assert words in {where.reference.words for where in located if where.reference.kind == "category"}

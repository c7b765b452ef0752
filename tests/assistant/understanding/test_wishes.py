import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.understanding.wishes import wish_cues

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "sort"),
    [
        ("cheapest jackets", "price_asc"),
        ("sort them by price", "price_asc"),
        ("price low to high", "price_asc"),
        ("the most expensive watch", "price_desc"),
        ("sort by price, high to low", "price_desc"),
        ("best rated headphones", "rating_desc"),
        ("sort by rating", "rating_desc"),
        ("最便宜的夹克", "price_asc"),
        ("按价格排序", "price_asc"),
        ("按价格从低到高排", "price_asc"),
        ("价格从高到低", "price_desc"),
        ("评分最高的耳机", "rating_desc"),
        ("red jackets", None),
        ("红色夹克", None),
    ],
)
def test_order_is_found(text, sort):
    """An explicit wish for an order, in both languages."""
    assert wish_cues().find(text, is_comparing=True).sort == sort


@pytest.mark.parametrize(
    ("text", "comparative"),
    [
        ("cheaper", ("price", "lower")),
        ("something less expensive", ("price", "lower")),
        ("these are too expensive for me", ("price", "lower")),
        ("pricier ones", ("price", "higher")),
        ("more expensive", ("price", "higher")),
        ("better rated ones", ("rating", "higher")),
        ("便宜点", ("price", "lower")),
        ("太贵了", ("price", "lower")),
        ("贵一点的", ("price", "higher")),
        ("评价更好的", ("rating", "higher")),
        ("in blue", None),
        ("蓝色的", None),
    ],
)
def test_direction_is_found(text, comparative):
    """A direction against what is on the table, in both languages."""
    assert wish_cues().find(text, is_comparing=True).comparative == comparative


@pytest.mark.parametrize("text", ["a silver necklace, not too expensive", "项链，不要太贵"])
def test_modest_wish_has_no_direction_where_nothing_compares(text):
    """ "Not too expensive" beside a new kind of product says only that money matters."""
    assert wish_cues().find(text, is_comparing=False).comparative is None
    assert wish_cues().find(text, is_comparing=True).comparative == ("price", "lower")


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("two of them", 2),
        ("add 3", 3),
        ("i'll take two", 2),
        ("5 pieces please", 5),
        ("a couple of them", 2),
        ("2x", 2),
        ("quantity 12", 12),
        ("来两件", 2),
        ("要三个", 3),
        ("买2双", 2),
        ("add it", 1),
        ("加入购物车", 1),
        ("第二个", 1),
        ("add 0", 1),
    ],
)
def test_count_is_found(text, quantity):
    """A count to buy; what is no count is one."""
    assert wish_cues().find(text, is_comparing=True).quantity == quantity


@pytest.mark.parametrize(
    "text", ["is it available in M", "do you have it in blue", "is the red one in stock", "还有货吗", "有M码吗"]
)
def test_availability_question_is_found(text):
    """Words that ask whether something is to be had."""
    assert wish_cues().find(text, is_comparing=True).availability


@pytest.mark.parametrize("text", ["tell me about the second one", "is it waterproof", "它是什么材质的"])
def test_other_question_is_no_availability_question(text):
    """A question about what it is, not whether there is one."""
    assert not wish_cues().find(text, is_comparing=True).availability


@given(st.text(max_size=300))
def test_any_text_is_read(text):
    """Never an error, and a count that a cart can take."""
    assert 1 <= wish_cues().find(text, is_comparing=True).quantity <= 99


@pytest.mark.parametrize(
    ("text", "quantity", "is_said"),
    [
        ("remove one", 1, True),
        ("拿掉一个", 1, True),
        ("remove it", 1, False),
        ("add 100 of them", 100, True),
        ("two of □□□□", 2, True),
        ("来二十个", 20, True),
        ("删掉", 1, False),
    ],
)
def test_count_that_is_said_differs_from_none(text, quantity, is_said):
    """ "Remove one" leaves the rest of a line, "remove it" does not."""
    wishes = wish_cues().find(text, is_comparing=False)
    assert (wishes.quantity, wishes.is_quantity_said) == (quantity, is_said)

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.understanding.sentiment import sentiment_of

pytestmark = pytest.mark.unit

POSITIVE = [
    "I love it", "great, thank you", "that's perfect", "Wow, beautiful!", "you are so helpful", "not bad",
    "I really like the second one", "thanks a lot", "this is exactly what I wanted", "awesome, add it to my cart",
    "太好了", "我很喜欢第一个", "谢谢你", "真不错", "这件真好看", "很满意", "完美，就要这个", "服务真好",
]  # fmt: skip
NEGATIVE = [
    "this is terrible", "I'm so disappointed", "not happy with this", "the mug arrived broken", "you are useless",
    "I don't like any of these", "my order still hasn't arrived", "worst shop ever", "that's not what I asked for",
    "it doesn't work", "thanks, but this is awful", "I'm sick of waiting", "you sent me the wrong size",
    "太差了", "我不喜欢", "质量很差", "收到的杯子碎了", "等了三个星期还没到", "真让人失望", "一点都不好用", "你听不懂吗", "不太满意",
]  # fmt: skip
NEUTRAL = [
    "I'm looking for a nice dress", "a good yoga mat", "show me the best rated headphones", "something like the first",
    "I'd like to see jackets", "which one is better", "a gift for someone who loves cooking", "under 50 please", "",
    "I need a comfortable chair", "is it good for running", "I don't want leather", "no wool", "cheaper",
    "想要好看的花瓶", "有没有便宜点的", "推荐一款评价好的耳机", "第二个怎么样", "不要红色的", "送给喜欢做饭的人", "配什么好看",
]  # fmt: skip


@pytest.mark.parametrize("text", POSITIVE)
def test_praise_is_positive(text):
    """Praise of what was shown or done, negated complaints included."""
    assert sentiment_of(text) == "positive"


@pytest.mark.parametrize("text", NEGATIVE)
def test_complaint_is_negative(text):
    """Complaints and frustration, negated praise included; thanks do not sweeten them."""
    assert sentiment_of(text) == "negative"


@pytest.mark.parametrize("text", NEUTRAL)
def test_wish_is_neutral(text):
    """A word of praise inside a wish says nothing of the mood."""
    assert sentiment_of(text) == "neutral"


@given(st.text(max_size=200))
def test_any_text_has_a_sentiment(text):
    """Never an error."""
    assert sentiment_of(text) in ("positive", "neutral", "negative")

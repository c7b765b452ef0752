"""What is said of a reply, and how numbers, money, sizes and units are said."""

import pytest

from assistant.messages import Language
from assistant.speech.spoken import SpokenReply, spoken_form, spoken_reply

pytestmark = pytest.mark.unit

ENGLISH = (
    "You can choose from 9 waterproof jackets in size M up to $150. The closest to what you want:\n"
    "First, the Outpost Rain Jacket for $75.90: down from $125.90 (you save $50), windproof, adjustable, packable. "
    "Next, the Lichen Rain Jacket for $62.90: $26 off. Plus 2 more.\nWhat size do you need: S or EU 42?"
)
CHINESE = "符合的有 2 款 100 美元以内的羊毛围巾：\n达芙妮围巾，56.90 美元：正在打折，比原价 70.90 美元省 14 美元，轻便，可机洗，适合冬天。再就是凯娅围巾，45 美元。\n您说的是 M 码吗？"


@pytest.mark.parametrize(
    ("language", "written", "said"),
    [
        ("en", "It costs $49.90.", "It costs forty-nine dollars ninety."),
        (
            "en",
            "$1 or €1,299 or 20 USD",
            "one dollar or one thousand two hundred and ninety-nine euros or twenty dollars",
        ),
        ("en", "$1.05", "one dollar five"),
        ("en", "in size M or 2XL", "in size medium or double extra large"),
        ("en", "I'm sure it's EU 42", "I'm sure it's EU forty-two"),
        ("en", "a 500 ml bottle, 1 kg, 1.5 L", "a five hundred millilitres bottle, one kilo, one point five litres"),
        (
            "en",
            "20% off, 4.5 from 120 reviews",
            "twenty percent off, four point five from one hundred and twenty reviews",
        ),
        ("en", "order W-1042-AB", "order W one zero four two A B"),
        ("en", "3 in stock", "three in stock"),
        ("en", "", ""),
        ("zh", "售价 56.90 美元", "售价五十六点九美元"),
        ("zh", "$1,299", "一千两百九十九美元"),
        ("zh", "2 款，M 码", "两款，中码"),
        ("zh", "500 ml，20% 折扣", "五百毫升，百分之二十折扣"),
        ("zh", "评分 4.5 分（94 条评价）", "评分四点五分（九十四条评价）"),
    ],
)
def test_written_values_are_said_in_words(language: Language, written: str, said: str) -> None:
    """No digit and no sign is left to the synthesiser."""
    assert spoken_form(written, language) == said


def test_reply_is_short_with_the_first_pick_and_the_question() -> None:
    """What was found, the first pick without its attributes, and what is asked at the end."""
    assert list(spoken_reply([ENGLISH], "en")) == [
        "You can choose from nine waterproof jackets in size medium up to one hundred and fifty dollars.",
        "The closest to what you want:",
        "First, the Outpost Rain Jacket for seventy-five dollars ninety: down from one hundred and twenty-five dollars ninety.",
        "What size do you need: small or EU forty-two?",
    ]


def test_chinese_reply_is_short_as_well() -> None:
    """The same, in Chinese."""
    said = list(spoken_reply([CHINESE], "zh"))
    assert said[0] == "符合的有两款一百美元以内的羊毛围巾："
    assert said[1].startswith("达芙妮围巾，五十六点九美元")
    assert said[-1] == "您说的是中码吗？"
    assert not any(character.isdigit() for sentence in said for character in sentence)


@pytest.mark.parametrize(("language", "text"), [("en", ENGLISH), ("zh", CHINESE)])
def test_pieces_of_any_size_give_the_same_sentences(language: Language, text: str) -> None:
    """A reply that streams letter by letter is said like one that comes at once."""
    assert list(spoken_reply(text, language)) == list(spoken_reply([text], language))


def test_first_sentence_is_said_before_the_reply_is_complete() -> None:
    """As soon as the next one begins."""
    reply = SpokenReply("en")
    assert list(reply.feed("I found 3 coats.")) == []
    assert list(reply.feed(" The")) == ["I found three coats."]
    assert list(reply.finish()) == ["The"]

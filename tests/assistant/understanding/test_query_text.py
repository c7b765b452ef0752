import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.understanding.query_text import query_cues

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "core"),
    [
        ("hi there, show me more please!", "show me more"),
        ("thanks, add it to my cart", "add it to my cart"),
        ("ok buy that", "buy that"),
        ("no thanks, that's it", "that's it"),
        ("no thanks", "no thanks"),
        ("no leather", "no leather"),
        ("nice dress", "nice dress"),
        ("hello!", "hello"),
        ("你好，我想买裙子，谢谢", "我想买裙子"),
        ("请问有红色的吗", "有红色的吗"),
        ("可以机洗吗", "可以机洗吗"),
    ],
)
def test_core_is_without_greeting_and_politeness(text, core):
    """What merely wraps the utterance goes; an utterance that is nothing else stays."""
    assert query_cues().core(text) == core


def _residue(text: str, *taken: str) -> str:
    return query_cues().residue(text, [(text.index(words), text.index(words) + len(words)) for words in taken])


@pytest.mark.parametrize(
    ("text", "taken", "query"),
    [
        ("I'm looking for comfortable shoes for my trip to Norway", ["shoes"], "comfortable trip to Norway"),
        ("red dress", ["red", "dress"], ""),
        ("show me the red ones please", ["red"], ""),
        ("do you have any quiet mechanical keyboards?", ["keyboards"], "quiet mechanical"),
        ("something elegant for a wedding", ["wedding"], "elegant"),
        ("can you show me something cosy to read under", [], "cosy to read"),
        ("I want to buy two mugs", ["mugs"], ""),
        ("我想买一款安静的键盘", ["键盘"], "安静"),
        ("帮我找一个可爱的马克杯送同事", ["马克杯"], "可爱 同事"),
        ("想要一件卫衣", ["卫衣"], ""),
        ("有没有适合海边的连衣裙", ["海边", "连衣裙"], ""),
    ],
)
def test_residue_keeps_what_describes(text, taken, query):
    """Descriptive words stay in the shopper's own writing; asking, constraints and stop words go."""
    assert _residue(text, *taken) == query


@given(st.text(max_size=300))
def test_any_text_has_a_core_and_a_residue(text):
    """Never an error; the residue is made of the text's own characters."""
    query_cues().core(text)
    assert set(query_cues().residue(text, [])) <= set(text) | {" "}

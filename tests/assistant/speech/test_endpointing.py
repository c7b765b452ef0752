"""Endpointing on a virtual timeline: how long a silence must be after what was heard."""

import pytest

from assistant.speech.endpointing import Endpointing, EndpointRules, ending_of

pytestmark = pytest.mark.unit

RULES = EndpointRules(complete_ms=500, open_ms=900, incomplete_ms=1500, unknown_ms=800, cap_ms=20_000)


@pytest.mark.parametrize(
    ("text", "ending"),
    [
        ("a red jacket and", "incomplete"), ("Shoes under.", "incomplete"), ("I'm looking for a", "incomplete"),
        ("um", "incomplete"), ("in blue, ", "incomplete"), ("I want...", "incomplete"), ("", "incomplete"),
        ("a red jacket", "complete"), ("what is it made of?", "complete"), ("no", "complete"), ("yes", "complete"),
        ("show me more", "complete"), ("I like that one", "complete"), ("size M", "complete"),
        ("two hundred", "open"), ("under twenty", "open"), ("under twenty five", "complete"), ("number four two", "open"),
        ("红色的夹克和", "incomplete"), ("我想要", "incomplete"), ("预算", "incomplete"), ("嗯", "incomplete"),
        ("价格不超过", "incomplete"), ("红色的夹克", "complete"), ("就要这个", "complete"), ("没有", "complete"),
        ("红色的", "open"), ("一百", "open"), ("一百五", "complete"), ("我的订单号是12", "open"), ("有M码吗？", "complete"),
    ],
)  # fmt: skip
def test_ending_of_a_transcript(text: str, ending: str) -> None:
    """Both languages; what a recogniser's full stop says counts for nothing."""
    assert ending_of(text) == ending


@pytest.mark.parametrize(
    ("text", "needed_ms"), [("a red jacket", 500), ("two hundred", 900), ("shoes under", 1500), (None, 800)]
)
def test_silence_must_be_as_long_as_the_text_is_open(text: str | None, needed_ms: int) -> None:
    """To the millisecond; without a transcript it is in between."""
    turn = Endpointing(1000, RULES)
    turn.voice(3000)
    if text is not None:
        turn.transcript(text)
    assert not turn.is_over(3000 + needed_ms - 1)
    assert turn.is_over(3000 + needed_ms)


def test_voice_that_goes_on_begins_the_wait_anew() -> None:
    """What was complete before is no longer the end."""
    turn = Endpointing(0, RULES)
    turn.voice(1000)
    turn.transcript("a red jacket")
    turn.voice(1400)
    assert not turn.is_over(1400 + 799)
    assert turn.is_over(1400 + 800)


def test_cap_ends_any_turn() -> None:
    """In the middle of a word, if need be."""
    turn = Endpointing(1000, RULES)
    turn.voice(20_999)
    assert not turn.is_over(20_999)
    turn.voice(21_000)
    assert turn.is_over(21_000)

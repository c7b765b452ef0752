"""The gates against words that nobody said, one by one."""

from typing import Any

import pytest

from assistant.speech.hallucinations import why_unheard
from assistant.speech.transcriber import Hearing

pytestmark = pytest.mark.unit


def judged(text: str, language: str = "en", *, voiced_ms: int = 1500, **evidence: Any) -> str | None:
    return why_unheard(Hearing(text, language, **{"mean_log_p": -0.2, **evidence}), voiced_ms=voiced_ms)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("a red jacket under fifty", "en"), ("thank you", "en"), ("thanks", "en"), ("no", "en"), ("红色的夹克", "zh"),
        ("谢谢", "zh"), ("嗯", "zh"), ("I subscribe to nothing", "en"), ("a music box", "en"), ("有音乐盒吗", "zh"),
    ],
)  # fmt: skip
def test_what_shoppers_say_passes(text: str, language: str) -> None:
    assert judged(text, language) is None


@pytest.mark.parametrize("text", ["", "...", "♪♪", "。"])
def test_no_words_are_no_speech(text: str) -> None:
    assert judged(text) == "no_speech"


def test_click_is_no_speech_whatever_is_written() -> None:
    assert judged("a red jacket", voiced_ms=199) == "no_speech"


def test_recogniser_that_believes_in_silence_is_believed() -> None:
    """Only where it doubts its words as well, as in Whisper's own rule."""
    assert judged("you", no_speech_p=0.9, mean_log_p=-1.2) == "no_speech"
    assert judged("a red jacket", no_speech_p=0.9) is None


def test_improbable_text_is_unclear() -> None:
    assert judged("blue fish tango", mean_log_p=-1.01) == "unclear"
    assert judged("a red jacket", mean_log_p=-0.99) is None


def test_repetition_is_refused_where_it_is_long() -> None:
    """Ten times the same; two words twice deflate by chance."""
    assert judged("red jacket " * 10, compression_ratio=5.0, voiced_ms=9000) == "repetitive"
    assert judged("red red", compression_ratio=2.5) is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Thank you for watching!", "en"), ("Thanks so much for listening.", "en"), ("Please subscribe", "en"),
        ("Subtitles by the Amara.org community", "en"), ("(music)", "en"),
        ("谢谢观看", "zh"), ("请不吝点赞 订阅 转发 打赏支持明镜与点点栏目", "zh"), ("字幕由Amara.org社区提供", "zh"), ("（音乐）", "zh"),
    ],
)  # fmt: skip
def test_phantom_phrase_is_refused(text: str, language: str) -> None:
    """However sure the recogniser is."""
    assert judged(text, language, mean_log_p=-0.05, voiced_ms=5000) == "phantom"


@pytest.mark.parametrize(("text", "language"), [("Thank you.", "en"), ("Bye.", "en"), ("谢谢大家", "zh")])
def test_thanks_in_doubt_are_a_phantom(text: str, language: str) -> None:
    """A shopper says them too: then the recogniser is sure."""
    assert judged(text, language, mean_log_p=-0.6) == "phantom"
    assert judged(text, language, mean_log_p=-0.1) is None


def test_other_language_is_foreign() -> None:
    assert judged("ein rotes Kleid", known_language_p=0.1) == "foreign"
    assert judged("a red dress", known_language_p=0.4) is None


def test_more_words_than_anybody_can_say_are_refused() -> None:
    """A sentence of fifty letters in 300 ms of voice."""
    long = "I am looking for a waterproof hiking jacket in navy blue"
    assert judged(long, voiced_ms=300) == "unclear"
    assert judged(long, voiced_ms=2500) is None
    assert judged("我想买一件防水的徒步夹克深蓝色的", "zh", voiced_ms=300) == "unclear"

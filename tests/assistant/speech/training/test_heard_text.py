"""Text as the pocket model writes it."""

import pytest

from assistant.speech.training.heard_text import HELD_OUT_SHARE, heard, is_held_out, language_of

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Slim-fit jeans, size 10.5!", "slim fit jeans size 10.5"),
        ("I’d like 'that' one…", "i'd like that one"),
        ("要XL码的T恤，红色 的。", "要xl码的t恤红色的"),
        ("a 1.5 l kettle. Thanks.", "a 1.5 l kettle thanks"),
        ("！？。", ""),
        ("", ""),
    ],
)
def test_text_is_written_in_one_way(text: str, expected: str) -> None:
    """Case, punctuation and the spaces around Chinese go; apostrophes inside words and decimal points stay."""
    assert heard(text) == expected


def test_writing_again_changes_nothing() -> None:
    """What is already as it is heard stays so."""
    text = "what's the 10.5 in 红色 a b"
    assert heard(heard(text)) == heard(text)


def test_chinese_as_soon_as_there_is_a_character() -> None:
    """Brands in Latin letters don't make a Chinese sentence English."""
    assert language_of("iPhone手机壳") == "zh"
    assert language_of("a t-shirt") == "en"


def test_held_out_goes_by_the_words_alone() -> None:
    """Punctuation and case make no second sentence, and about the share that is named is held out."""
    texts = [f"show me number {n}" for n in range(3000)]
    share = sum(map(is_held_out, texts)) / len(texts)
    assert abs(share - HELD_OUT_SHARE) < 0.015
    assert all(is_held_out(text) == is_held_out(text.upper() + "!") for text in texts[:50])

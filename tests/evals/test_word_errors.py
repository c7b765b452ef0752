"""Words misheard on purpose."""

import numpy as np
import pytest

from evals.word_errors import _confused, _homophones, _soundalikes, misheard

pytestmark = pytest.mark.unit


def rng() -> np.random.Generator:
    return np.random.default_rng(3)


def test_rate_of_zero_leaves_the_text_and_one_changes_every_word() -> None:
    text = "a red jacket under fifty dollars"
    assert misheard(text, "en", 0.0, rng()).text == text
    other = misheard(text, "en", 1.0, rng()).text
    assert all(a != b for a, b in zip(text.split(), other.split(), strict=True))


def test_rate_is_the_share_of_misheard_words() -> None:
    """Of two thousand, within three standard deviations."""
    text = " ".join(["jacket"] * 2000)
    changed = sum(word != "jacket" for word in misheard(text, "en", 0.1, rng()).text.split())
    assert 160 <= changed <= 240


def test_wrong_words_seem_less_sure() -> None:
    """On the average; not each of them."""
    hearing = misheard(" ".join(["jacket"] * 1000), "en", 0.5, rng())
    right = [word.p for word in hearing.words if word.text == "jacket"]
    wrong = [word.p for word in hearing.words if word.text != "jacket"]
    assert np.mean(right) > 0.8 > 0.5 > np.mean(wrong)
    assert max(wrong) > 0.6


def test_misheard_word_sounds_like_the_one_said() -> None:
    assert "read" in _soundalikes("red") or "rid" in _soundalikes("red")
    assert "jackets" not in _soundalikes("jacket")
    assert "帽" in _homophones("毛")
    assert _confused("$50,", rng()) == "$15,"
    assert _confused("!", rng()) == "!"


def test_chinese_is_misheard_by_characters() -> None:
    hearing = misheard("红色M码", "zh", 0.0, rng())
    assert [word.text for word in hearing.words] == ["红", "色", "M", "码"]

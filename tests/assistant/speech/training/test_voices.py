"""Who speaks."""

from random import Random

import pytest

from assistant.messages import Language
from assistant.speech.training.voices import HELD_OUT_FLITE_VOICE, HELD_OUT_VARIANTS, VARIANTS, draw_voice

pytestmark = pytest.mark.unit


def test_held_out_voices_are_nobody_s_who_is_trained_on() -> None:
    """The two sets of speakers have nobody in common."""
    assert not set(VARIANTS) & set(HELD_OUT_VARIANTS)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_drawn_voice_belongs_to_its_set(language: Language) -> None:
    """Whole voices: nobody who is judged by is ever drawn for training, and the other way round."""
    for seed in range(400):
        voice = draw_voice(language, Random(seed))
        assert voice.variant not in HELD_OUT_VARIANTS
        assert voice.name != HELD_OUT_FLITE_VOICE
        voice = draw_voice(language, Random(seed), held_out=True)
        assert voice.variant in HELD_OUT_VARIANTS or voice.name == HELD_OUT_FLITE_VOICE


def test_english_is_spoken_by_every_engine() -> None:
    """Three synthesisers, so that no one's way of speaking is taken for speech itself."""
    assert {draw_voice("en", Random(seed)).engine for seed in range(300)} == {"espeak-ng", "flite", "festival"}
    assert {draw_voice("zh", Random(seed)).name for seed in range(50)} == {"cmn-latn-pinyin"}

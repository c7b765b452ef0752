"""Noises that are made, not recorded."""

import numpy as np
import pytest

from assistant.speech.audio import RATE_HZ
from assistant.speech.training.noises import MADE, babble, mixed

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("kind", sorted(MADE))
def test_noise_is_a_sound_of_its_length(kind: str) -> None:
    """Finite, within full power, as loud as speech, and the same for the same seed."""
    noise = MADE[kind](2.0, np.random.default_rng(5))
    assert noise.shape == (2 * RATE_HZ,)
    assert noise.dtype == np.float32
    assert np.abs(noise).max() <= 1
    assert 0.03 < np.sqrt(np.mean(noise**2)) < 0.12
    assert np.array_equal(noise, MADE[kind](2.0, np.random.default_rng(5)))


def test_mixture_has_the_ratio_that_was_asked_for() -> None:
    """10 dB: a tenth of the power."""
    rng = np.random.default_rng(1)
    speech = (0.1 * np.sin(np.arange(RATE_HZ) / 5)).astype(np.float32)
    noise = rng.standard_normal(RATE_HZ).astype(np.float32)
    added = mixed(speech, noise, snr_db=10.0) - speech
    assert 10 * np.log10(np.mean(speech**2) / np.mean(added**2)) == pytest.approx(10.0, abs=0.1)


def test_mixture_never_clips() -> None:
    """Louder noise than fits scales both down."""
    loud = np.full(1000, 0.9, dtype=np.float32)
    assert np.abs(mixed(loud, loud, snr_db=0.0)).max() <= 1


def test_babble_is_several_people() -> None:
    """Speech on top of itself is no longer silent where one speaker pauses."""
    rng = np.random.default_rng(2)
    burst = np.concatenate([np.zeros(800), rng.standard_normal(800)]).astype(np.float32)
    sound = babble([burst, burst[::-1].copy()], 1.0, rng)
    assert sound.shape == (RATE_HZ,)
    assert np.mean(np.abs(sound) < 1e-4) < 0.4

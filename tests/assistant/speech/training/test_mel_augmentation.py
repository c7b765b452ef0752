"""Spectrograms heard in other ways."""

import pytest
import torch

from assistant.speech.training.corpus import MEL_RANGE, N_MELS
from assistant.speech.training.mel_augmentation import (
    DB,
    GENTLE,
    Strength,
    augment,
    cut_to_range,
    grown,
    in_room,
    telephone,
    warp,
    with_noise,
)

pytestmark = pytest.mark.model

FRAMES = 60


@pytest.fixture
def mels() -> torch.Tensor:
    """Two utterances: one band that sounds for 20 frames, silence elsewhere."""
    mels = torch.full((2, FRAMES, N_MELS), -1.0)
    mels[:, 10:30, 40] = 1.0
    return mels


def column(value: float) -> torch.Tensor:
    return torch.full((2, 1, 1), value)


def test_changes_grow_from_gentle_to_full() -> None:
    """Noise for 0 %, 20 %, 40 % of the utterances, when the full strength has it for 40 %; masks come with the half."""
    strength = Strength()
    assert grown(strength, 0) == GENTLE
    assert grown(strength, 1) == strength
    half = grown(strength, 0.5)
    assert (half.noise_share, half.masks) == (pytest.approx(0.2), 1)
    assert grown(strength, 0.49).masks == 0


def test_nothing_changed_is_the_same(mels: torch.Tensor) -> None:
    """Speed and throat of zero leave every point where it is."""
    warped, frames = warp(mels, torch.tensor([FRAMES, 40]), speed=column(0), throat=column(0))
    torch.testing.assert_close(warped, mels, atol=1e-4, rtol=0)
    assert frames.tolist() == [FRAMES, 40]


def test_faster_speech_is_shorter(mels: torch.Tensor) -> None:
    """A quarter faster: 20 frames of sound become 16, and 60 frames 48."""
    warped, frames = warp(mels, torch.tensor([FRAMES, FRAMES]), speed=column(0.25), throat=column(0))
    assert frames.tolist() == [48, 48]
    assert int((warped[0, :, 40] > 0).sum()) == 16


def test_other_throat_moves_the_bands(mels: torch.Tensor) -> None:
    """A tenth of the mel scale: band 40 is heard a few bands lower."""
    warped, _ = warp(mels, torch.tensor([FRAMES, FRAMES]), speed=column(0), throat=column(0.1))
    assert int(warped[0, 20].argmax()) == 36


def test_noise_is_as_loud_as_it_is_asked_to_be(mels: torch.Tensor) -> None:
    """The mean power of what is added is 10 dB below the speech's."""
    frames = torch.tensor([FRAMES, FRAMES])
    noisy = with_noise(mels, frames, torch.zeros_like(mels), column(10.0))
    power, before = 10 ** (4 * noisy.double()), 10 ** (4 * mels.double())
    added = (power - before).mean((1, 2))
    assert torch.allclose(10 * (before.mean((1, 2)) / added).log10(), torch.tensor(10.0).double(), atol=0.1)


def test_room_goes_on_after_the_sound(mels: torch.Tensor) -> None:
    """The band rings after its end, falling 60 dB in the time that was asked for; before it nothing changes."""
    heard = in_room(mels, column(0.3))
    assert torch.allclose(heard[0, :10, 40], mels[0, :10, 40], atol=0.06)
    after = heard[0, 31:50, 40]
    assert bool((after[:-1] > after[1:]).all())
    fall_db = float(after[0] - after[10]) / DB
    assert fall_db == pytest.approx(60 * 0.1 / 0.3, rel=0.05)


def test_telephone_has_no_bass_and_no_treble() -> None:
    """Bands outside 300 to 3,400 Hz are silent."""
    heard = telephone(torch.rand(1, 10, N_MELS))
    assert bool((heard[:, :, 57:] <= heard[:, :, 20:50].min()).all())
    assert bool((heard[:, :, :6] <= heard[:, :, 20:50].min()).all())


def test_silence_follows_the_utterance_as_whisper_has_it(mels: torch.Tensor) -> None:
    """8 decades below the loudest point, and after the utterance everywhere."""
    cut = cut_to_range(mels, torch.tensor([20, FRAMES]))
    assert bool((cut[0, 20:] == 1.0 - MEL_RANGE).all())
    assert float(cut.amin()) == -1.0


@pytest.mark.parametrize("strength", [Strength(), GENTLE])
def test_all_together_stay_in_whisper_s_range(mels: torch.Tensor, strength: Strength) -> None:
    """Finite, at most 8 decades deep, no longer than there is room, and the same for the same seed."""
    noises = torch.randn(3, 200, N_MELS) * 0.1
    frames = torch.tensor([50, 40])
    first, lengths = augment(mels.clone(), frames, noises, strength, torch.Generator().manual_seed(1))
    again, _ = augment(mels.clone(), frames, noises, strength, torch.Generator().manual_seed(1))
    assert torch.equal(first, again)
    assert bool(first.isfinite().all())
    assert bool((first.amax((1, 2)) - first.amin((1, 2)) <= MEL_RANGE + 1e-4).all())
    assert bool((lengths <= FRAMES).all())

"""Noises to train against: hiss, hum, traffic, music, keyboards, and other people talking. NumPy, chance passed in.

None of it is recorded: training must not need sounds that a reader of this repository does not have.
"""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from assistant.speech.audio import RATE_HZ
from assistant.speech.transcriber import Samples

Generator = np.random.Generator


def coloured(seconds: float, rng: Generator, *, exponent: float) -> Samples:
    """Noise whose power falls with frequency as f^-exponent: 0 is hiss, 1 a street, 2 a rumble."""
    n = int(seconds * RATE_HZ)
    spectrum = np.fft.rfft(rng.standard_normal(n))
    frequency = np.maximum(np.fft.rfftfreq(n, 1 / RATE_HZ), 20.0)
    return _levelled(np.fft.irfft(spectrum * frequency ** (-exponent / 2), n))


def hiss(seconds: float, rng: Generator) -> Samples:
    """White to pink noise: fans, wind in a microphone, tape."""
    return coloured(seconds, rng, exponent=rng.uniform(0, 1))


def rumble(seconds: float, rng: Generator) -> Samples:
    """Traffic and engines: dark noise that swells and fades."""
    swell = 1 + 0.6 * np.sin(2 * np.pi * (_time(seconds) * rng.uniform(0.1, 0.6) + rng.uniform()))
    return _levelled(coloured(seconds, rng, exponent=rng.uniform(1.2, 2.2)) * swell)


def hum(seconds: float, rng: Generator) -> Samples:
    """The mains and its harmonics, with a little hiss."""
    base, time = rng.choice((50.0, 60.0, 100.0, 120.0)), _time(seconds)
    tones = sum(np.sin(2 * np.pi * base * k * time + rng.uniform(0, 6)) * rng.uniform(0, 1) / k for k in range(1, 12))
    return _levelled(tones + 0.1 * rng.standard_normal(len(time)))


def music(seconds: float, rng: Generator) -> Samples:
    """Chords of plucked or bowed tones that change a few times a second."""
    n, beat = int(seconds * RATE_HZ), rng.uniform(0.2, 0.6)
    sound = np.zeros(n)
    after = _time(3 * beat)
    for start in range(0, n, int(beat * RATE_HZ)):
        root = 110 * 2 ** (rng.integers(0, 24) / 12)
        envelope = np.exp(-after / (beat * rng.uniform(0.3, 1)))
        pitches = [root * 2 ** (step / 12) * k for step in (0, rng.choice((3, 4)), 7) for k in (1, 2, 3, 4)]
        chord = envelope * sum(np.sin(2 * np.pi * pitch * after) / (pitch / root) ** 1.5 for pitch in pitches)
        sound[start : start + len(chord)] += chord[: n - start]
    return _levelled(sound)


def keyboard(seconds: float, rng: Generator) -> Samples:
    """Typing: clicks of a few milliseconds, some ten a second, over a quiet room."""
    n = int(seconds * RATE_HZ)
    sound = 0.02 * rng.standard_normal(n)
    for at in rng.integers(0, n - 800, size=int(seconds * rng.uniform(4, 12))):
        length = int(rng.integers(100, 700))
        sound[at : at + length] += rng.standard_normal(length) * np.exp(-np.arange(length) / (length / 5))
    return _levelled(sound)


def breath(seconds: float, rng: Generator) -> Samples:
    """Breathing into the microphone: hiss that comes and goes every few seconds."""
    wave = np.sin(2 * np.pi * (_time(seconds) * rng.uniform(0.2, 0.5) + rng.uniform()))
    return _levelled(coloured(seconds, rng, exponent=0.6) * np.clip(wave, 0, 1) ** 2 + 1e-3)


def babble(speech: list[Samples], seconds: float, rng: Generator) -> Samples:
    """Several people talking at once: synthesised speech on top of itself, from anywhere in it."""
    n = int(seconds * RATE_HZ)
    sound = np.zeros(n)
    for _ in range(int(rng.integers(3, 7))):
        voices = np.concatenate([speech[row] for row in rng.integers(0, len(speech), size=8)])
        sound += np.resize(np.roll(voices, int(rng.integers(len(voices)))), n) * rng.uniform(0.4, 1)
    return _levelled(sound)


MADE: Mapping[str, Callable[[float, Generator], Samples]] = {
    "hiss": hiss, "rumble": rumble, "hum": hum, "music": music, "keyboard": keyboard, "breath": breath,
}  # fmt: skip


def mixed(samples: Samples, noise: Samples, *, snr_db: float) -> Samples:
    """Speech with noise, whose mean power is `snr_db` below the speech's; scaled down where that would clip."""
    noise = np.resize(noise, len(samples))
    gain = np.sqrt(np.mean(samples**2) / max(float(np.mean(noise**2)), 1e-12)) * 10 ** (-snr_db / 20)
    sound = samples + gain * noise
    return np.asarray(sound / max(1.0, float(np.abs(sound).max())), dtype=np.float32)


def _time(seconds: float) -> NDArray[np.float64]:
    return np.arange(int(seconds * RATE_HZ)) / RATE_HZ


def _levelled(sound: NDArray[np.float64]) -> Samples:
    """At a tenth of full power (RMS 0.1), as speech is; clipped."""
    level = float(np.sqrt(np.mean(sound**2)))
    return np.clip(sound * (0.1 / max(level, 1e-9)), -1, 1).astype(np.float32)

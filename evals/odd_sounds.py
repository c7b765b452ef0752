"""Sounds that are no speech, made on the spot from a seed: silence, noise, music, keyboards, breath, and the like."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assistant.speech.audio import RATE_HZ
from assistant.speech.transcriber import Samples

SECONDS = 5.0
PER_KIND = 20

Rng = np.random.Generator
Sound = npt.NDArray[np.float64]
Maker = Callable[[Rng], Sound]


@dataclass(frozen=True, slots=True)
class OddSound:
    """A clip of five seconds in which nobody speaks."""

    kind: str
    samples: Samples


def odd_sounds(seed: int = 7) -> Iterator[OddSound]:
    """`PER_KIND` of each kind, each a little different."""
    for kind, make in KINDS.items():
        for n in range(PER_KIND):
            rng = np.random.default_rng([seed, n, *kind.encode()])
            sound = make(rng)
            peak = float(np.abs(sound).max()) or 1.0
            level = 10 ** rng.uniform(-2.0, -0.1)
            yield OddSound(kind, (sound / peak * level).astype(np.float32))


def silence(rng: Rng) -> Sound:
    """A muted line: its hiss, an offset, mains hum."""
    hiss = rng.normal(0, 1, _n()) * 10 ** rng.uniform(-4, -3)
    return hiss + rng.uniform(-0.01, 0.01) + 0.002 * np.sin(2 * np.pi * 50 * _time())


def noise(rng: Rng) -> Sound:
    """White to brown, steady or in gusts: fans, rain, traffic."""
    spectrum = np.fft.rfft(rng.normal(0, 1, _n()))
    frequencies = np.maximum(np.fft.rfftfreq(_n(), 1 / RATE_HZ), 20)
    coloured = np.fft.irfft(spectrum / frequencies ** rng.uniform(0, 1), _n())
    gusts = 1 + rng.uniform(0, 0.9) * np.sin(2 * np.pi * rng.uniform(0.1, 1) * _time())
    return coloured * gusts


def music(rng: Rng) -> Sound:
    """Chords and a melody of plucked or bowed notes, with or without a drum."""
    sound = np.zeros(_n())
    beat_s = rng.uniform(0.25, 0.6)
    scale = _scale(rng)
    root = rng.uniform(110, 330)
    is_bowed = rng.random() < 0.5
    for start in np.arange(0, SECONDS - 0.1, beat_s):
        for degree in rng.choice(scale, size=int(rng.integers(1, 4))):
            length_s = beat_s * rng.uniform(0.8, 2)
            _add(sound, start, _note(rng, root * 2 ** (degree / 12), length_s, is_bowed=is_bowed))
        if rng.random() < 0.5:
            _add(sound, start, _thump(rng))
    return sound


def keyboard(rng: Rng) -> Sound:
    """Keys, struck in bursts: two clicks each, one down and one up."""
    sound = rng.normal(0, 1e-4, _n())
    start = rng.uniform(0, 0.3)
    while start < SECONDS - 0.2:
        for delay in (0.0, rng.uniform(0.05, 0.09)):
            _add(sound, start + delay, _click(rng))
        start += rng.uniform(0.06, 0.3) if rng.random() < 0.9 else rng.uniform(0.5, 1)
    return sound


def breath(rng: Rng) -> Sound:
    """In and out, close to the microphone: noise through a throat, without a voice."""
    sound = rng.normal(0, 1e-4, _n())
    start = rng.uniform(0, 0.5)
    while start < SECONDS - 0.5:
        length_s = rng.uniform(0.4, 1.2)
        _add(sound, start, _band(rng, length_s, rng.uniform(300, 900), rng.uniform(1500, 4000)) * _swell(length_s))
        start += length_s + rng.uniform(0.2, 0.9)
    return sound


def bumps(rng: Rng) -> Sound:
    """A phone put down, a door, claps: short, loud, few."""
    sound = rng.normal(0, 1e-4, _n())
    for _ in range(int(rng.integers(1, 6))):
        start = rng.uniform(0, SECONDS - 0.5)
        _add(sound, start, _thump(rng) if rng.random() < 0.5 else _click(rng) * 3)
    return sound


KINDS: dict[str, Maker] = {
    "silence": silence, "noise": noise, "music": music, "keyboard": keyboard, "breath": breath, "bumps": bumps,
}  # fmt: skip


def _n(seconds: float = SECONDS) -> int:
    return round(seconds * RATE_HZ)


def _time(seconds: float = SECONDS) -> Sound:
    return np.arange(_n(seconds)) / RATE_HZ


def _add(sound: Sound, start_s: float, piece: Sound) -> None:
    start = round(start_s * RATE_HZ)
    end = min(len(sound), start + len(piece))
    sound[start:end] += piece[: end - start]


def _scale(rng: Rng) -> list[int]:
    """Major, minor or five tones."""
    scales = ([0, 2, 4, 5, 7, 9, 11, 12], [0, 2, 3, 5, 7, 8, 10, 12], [0, 2, 4, 7, 9, 12])
    return scales[int(rng.integers(len(scales)))]


def _note(rng: Rng, hz: float, seconds: float, *, is_bowed: bool) -> Sound:
    """A tone with overtones; bowed ones swell and tremble, plucked ones die away."""
    time = _time(seconds)
    trembling = 0.003 * np.sin(2 * np.pi * 5.5 * time) if is_bowed else 0.0
    phase = 2 * np.pi * hz * time * (1 + trembling)
    tone = sum(np.sin(k * phase) / k ** rng.uniform(1, 2) for k in range(1, 8))
    return np.asarray(tone * (_swell(seconds) if is_bowed else np.exp(-time * rng.uniform(2, 8))))


def _swell(seconds: float) -> Sound:
    return np.asarray(np.sin(np.pi * np.linspace(0, 1, _n(seconds))) ** 0.7)


def _band(rng: Rng, seconds: float, low_hz: float, high_hz: float) -> Sound:
    spectrum = np.fft.rfft(rng.normal(0, 1, _n(seconds)))
    frequencies = np.fft.rfftfreq(_n(seconds), 1 / RATE_HZ)
    spectrum[(frequencies < low_hz) | (frequencies > high_hz)] = 0
    return np.asarray(np.fft.irfft(spectrum, _n(seconds)))


def _click(rng: Rng) -> Sound:
    time = _time(0.02)
    return np.asarray(rng.normal(0, 1, len(time)) * np.exp(-time * rng.uniform(200, 600)))


def _thump(rng: Rng) -> Sound:
    time = _time(0.25)
    return np.asarray(np.sin(2 * np.pi * rng.uniform(50, 120) * time) * np.exp(-time * rng.uniform(15, 40)) * 2)

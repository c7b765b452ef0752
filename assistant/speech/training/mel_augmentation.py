"""Spectrograms heard in other ways: other throats and speeds, rooms, microphones, distances and noises around.

Adapter: torch. All of it works on batches of log spectrograms, (n, frames, mels) in Whisper's units ((log10 power + 4) / 4),
where it is cheap: a room and a noise are sums of powers. What has been cut to Whisper's range comes out cut to it again.
"""

from dataclasses import dataclass, fields, replace

import torch
import torch.nn.functional as F  # noqa: N812 - its usual name

from assistant.speech.training.corpus import MEL_RANGE

DECADES = 4.0
"""Whisper's spectrogram is the logarithm of the power, divided by this, and shifted."""
DB = 1 / (10 * DECADES)
"""One decibel in Whisper's units."""


@dataclass(frozen=True, slots=True)
class Strength:
    """How far and how often each change is made; shares are of the utterances, the rest are limits."""

    throat: float = 0.12
    """Of the mel scale, either way: vocal tracts that much longer or shorter. Source: Jaitly and Hinton 2013."""
    speed: float = 0.15
    volume_db: float = 12.0
    microphone_db: float = 6.0
    room_share: float = 0.3
    noise_share: float = 0.4
    snr_db: tuple[float, float] = (3.0, 30.0)
    band_share: float = 0.15
    masks: int = 1
    mask_mels: int = 12
    mask_frames: int = 20


GENTLE = Strength(room_share=0.0, noise_share=0.0, band_share=0.0, masks=0, throat=0.06, speed=0.08, microphone_db=2.0)
"""For the beginning, when speech itself is still to be learned."""


def grown(strength: Strength, share: float) -> Strength:
    """From `GENTLE` at a share of 0 to `strength` at 1, every number in proportion; masks are there from a half on."""
    grows = {
        field.name: (1 - share) * getattr(GENTLE, field.name) + share * getattr(strength, field.name)
        for field in fields(strength)
        if field.type is float
    }
    return replace(strength, **grows, masks=strength.masks if share >= 0.5 else GENTLE.masks)


def augment(
    mels: torch.Tensor, frames: torch.Tensor, noises: torch.Tensor, strength: Strength, generator: torch.Generator
) -> tuple[torch.Tensor, torch.Tensor]:
    """Changed spectrograms and their new lengths; `frames` (n,) are the lengths, `noises` (m, frames, mels) longer ones.

    Beyond an utterance's length there is silence, as there is after what a listener hears.
    """
    draw = _Draw(len(mels), generator)
    mels, frames = warp(mels, frames, speed=draw.around(strength.speed), throat=draw.around(strength.throat))
    mels = mels + _microphone(draw, strength, mels.shape[2])
    if len(rows := draw.some(strength.room_share)):
        mels[rows] = in_room(mels[rows], draw.between(0.15, 0.6)[rows])
    if len(rows := draw.some(strength.noise_share)):
        noise = _cut(noises, mels[rows].shape, generator)
        mels[rows] = with_noise(mels[rows], frames[rows], noise, draw.between(*strength.snr_db)[rows])
    if len(rows := draw.some(strength.band_share)):
        mels[rows] = telephone(mels[rows])
    mels = mels + draw.around(strength.volume_db) * DB
    for _ in range(strength.masks):
        mels = _masked(mels, frames, strength, draw)
    return cut_to_range(mels, frames), frames


def cut_to_range(mels: torch.Tensor, frames: torch.Tensor) -> torch.Tensor:
    """Nothing is more than 8 decades below the loudest point, and after the utterance everything is."""
    after = torch.arange(mels.shape[1]) >= frames[:, None]
    floor = mels.masked_fill(after[:, :, None], -torch.inf).amax((1, 2), keepdim=True) - MEL_RANGE
    return torch.maximum(mels, floor).where(~after[:, :, None], floor)


def warp(
    mels: torch.Tensor, frames: torch.Tensor, *, speed: torch.Tensor, throat: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    """Faster by (n, 1, 1) `speed` and with the mel scale stretched by `throat`, by linear interpolation."""
    n, n_frames, n_mels = mels.shape
    factor = 1 + speed[:, 0, 0]
    new_frames = (frames / factor).long().clamp(1, n_frames)
    x = (torch.arange(n_mels) + 0.5) * (1 + throat[:, 0]) / n_mels * 2 - 1  # the lowest band stays where it is
    y = (torch.arange(n_frames) + 0.5) * factor[:, None] / n_frames * 2 - 1
    grid = torch.stack([x[:, None].expand(n, n_frames, n_mels), y[:, :, None].expand(n, n_frames, n_mels)], dim=-1)
    warped = F.grid_sample(mels[:, None], grid, padding_mode="border", align_corners=False)[:, 0]
    return warped, new_frames


def in_room(mels: torch.Tensor, decay_s: torch.Tensor) -> torch.Tensor:
    """Late reverberation: each frame's power goes on, falling by 60 dB in (n, 1, 1) `decay_s`.

    Source: Polack's model of late reverberation, exponentially decaying noise, taken at the level of powers.
    """
    n = len(mels)
    tail = torch.arange(40, 0, -1) / 100
    kernel = 0.3 * 10 ** (-6 * tail / decay_s[:, 0])
    kernel = torch.cat([kernel, torch.ones(n, 1)], dim=1)
    power = 10 ** (DECADES * (mels - mels.amax((1, 2), keepdim=True)))
    spread = F.conv1d(F.pad(power.permute(2, 0, 1), (40, 0)), kernel[:, None], groups=n).permute(1, 2, 0)
    return spread.clamp(min=1e-12).log10() / DECADES + mels.amax((1, 2), keepdim=True)


def with_noise(mels: torch.Tensor, frames: torch.Tensor, noise: torch.Tensor, snr_db: torch.Tensor) -> torch.Tensor:
    """The sum of the powers of speech and noise, whose mean power is (n, 1, 1) `snr_db` below the speech's."""
    inside = (torch.arange(mels.shape[1]) < frames[:, None])[:, :, None]
    gap = _mean_level(mels, inside) - _mean_level(noise, inside) - snr_db * DB
    noise = noise + gap
    high, low = torch.maximum(mels, noise), torch.minimum(mels, noise)
    return high + (1 + 10 ** (DECADES * (low - high))).log10() / DECADES


def telephone(mels: torch.Tensor) -> torch.Tensor:
    """Nothing below 300 Hz or above 3,400 Hz: a telephone's band, at half of Whisper's mel bands."""
    kept = torch.zeros(mels.shape[2], dtype=torch.bool)
    kept[6:57] = True
    return mels.where(kept, mels.amin((1, 2), keepdim=True))


def _mean_level(mels: torch.Tensor, inside: torch.Tensor) -> torch.Tensor:
    top = mels.amax((1, 2), keepdim=True)
    power = (10 ** (DECADES * (mels - top))) * inside
    mean = power.sum((1, 2), keepdim=True) / (inside.sum((1, 2), keepdim=True) * mels.shape[2])
    return mean.clamp(min=1e-12).log10() / DECADES + top


def _microphone(draw: "_Draw", strength: Strength, n_mels: int) -> torch.Tensor:
    """A smooth curve over the mel bands: what a microphone favours."""
    knots = (torch.rand(draw.n, 1, 5, generator=draw.generator) * 2 - 1) * strength.microphone_db * DB
    return F.interpolate(knots, size=n_mels, mode="linear", align_corners=True)


def _cut(noises: torch.Tensor, shape: torch.Size, generator: torch.Generator) -> torch.Tensor:
    """(n, frames, mels) of the noises, each from anywhere in a clip."""
    n, n_frames, _ = shape
    which = torch.randint(len(noises), (n,), generator=generator)
    start = torch.randint(max(1, noises.shape[1] - n_frames), (n,), generator=generator)
    rows = (start[:, None] + torch.arange(n_frames)) % noises.shape[1]
    return noises[which[:, None], rows]


def _masked(mels: torch.Tensor, frames: torch.Tensor, strength: Strength, draw: "_Draw") -> torch.Tensor:
    """SpecAugment's two kinds of mask, filled with the utterance's mean. Source: Park et al. 2019, without its time warp."""
    _, n_frames, n_mels = mels.shape
    start = draw.upto(n_mels - strength.mask_mels)
    bands = _span(n_mels, start, draw.upto(strength.mask_mels))
    at = (draw.between(0, 1) * frames[:, None, None]).long()
    longest = (frames[:, None, None] // 8).clamp(max=strength.mask_frames)
    times = _span(n_frames, at, (draw.between(0, 1) * longest).long())
    return mels.where(~(bands | times.transpose(1, 2)), mels.mean((1, 2), keepdim=True))


def _span(size: int, start: torch.Tensor, width: torch.Tensor) -> torch.Tensor:
    """(n, 1, size) bool: `width` places from `start`, both (n, 1, 1)."""
    place = torch.arange(size)
    return (place >= start) & (place < start + width)


class _Draw:
    """Random numbers for each of n utterances, shaped (n, 1, 1)."""

    def __init__(self, n: int, generator: torch.Generator) -> None:
        self.n = n
        self.generator = generator

    def between(self, low: float, high: float) -> torch.Tensor:
        return torch.rand(self.n, 1, 1, generator=self.generator) * (high - low) + low

    def around(self, limit: float) -> torch.Tensor:
        return self.between(-limit, limit)

    def some(self, share: float) -> torch.Tensor:
        """(m,) rows, about that share of all."""
        return (torch.rand(self.n, generator=self.generator) < share).nonzero()[:, 0]

    def upto(self, limit: int) -> torch.Tensor:
        return torch.randint(max(1, limit), (self.n, 1, 1), generator=self.generator)

"""Batches of utterances of like length, heard in other ways each time, made one ahead of the model. Adapter: torch."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from random import Random

import numpy as np
import numpy.typing as npt
import torch

from assistant.speech.training.corpus import MEL_RANGE, N_MELS, Corpus, Utterance
from assistant.speech.training.mel_augmentation import DECADES, Strength, augment
from assistant.speech.training.pocket_model import TOKENIZER, PocketVocabulary, start_tokens, text_tokens

IGNORED = -100
"""A label that costs nothing."""
N_START = 4
"""Tokens before the text: start, language, task, no timestamps."""
POOL = 4096
"""Utterances of which batches of like length are cut."""
TOKEN_NOISE = 0.2
"""Of the words that the decoder is given: they are replaced by any others, so that it listens more than it guesses."""
SILENCE_SHARE = 0.03
"""Of a batch: noise in which nothing is said."""
MARGIN_FRAMES = 30
"""Silence (or what noise there is) before and after speech, at most: 0.3 s."""
SLOWEST = 1.18
"""Room for a speaker who is slowed down, relative to their own speed."""
PADDING_FRAMES = 100
"""More silence at the end of every fourth batch, at most."""


@dataclass(frozen=True, slots=True)
class UtteranceBatch:
    """`mels` (n, mels, frames) with an even number of frames; `positions` (n,) are the encoder positions with sound in them.

    `given` and `expected` (n, t) are rows of the vocabulary, `expected` being `IGNORED` where nothing is asked.
    `phonemes` (m,) are all known phonemes in a row, `n_phonemes` (n,) how many of them are each utterance's.
    """

    mels: torch.Tensor
    positions: torch.Tensor
    given: torch.Tensor
    expected: torch.Tensor
    phonemes: torch.Tensor
    n_phonemes: torch.Tensor


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is wanted of a batch: at most so many frames in all, of utterances no longer than that, changed so much."""

    frames: int
    longest: int
    strength: Strength


class UtteranceBatches:
    """Draws batches for ever; the same seed draws the same ones. `noises` are (m, frames, mels) spectrograms."""

    def __init__(
        self, corpus: Corpus, vocabulary: PocketVocabulary, phonemes: Sequence[str], noises: torch.Tensor
    ) -> None:
        self._corpus = corpus
        self._vocabulary = vocabulary
        self._phoneme = {unit: row for row, unit in enumerate(phonemes, start=1)}
        self._noises = noises
        self._lengths = np.array([utterance.n_frames for utterance in corpus.utterances])

    def draw(self, seed: int, wanted: Callable[[], Wanted]) -> Iterator[UtteranceBatch]:
        """Batch after batch; `wanted` is asked whenever the next few thousand utterances are drawn."""
        with ThreadPoolExecutor(1) as ahead:
            pending = None
            for number, (rows, now) in enumerate(self._rows(seed, wanted)):
                upcoming = ahead.submit(self._batch, rows, now, f"{seed}/{number}")
                if pending is not None:
                    yield pending.result()
                pending = upcoming

    def _rows(self, seed: int, wanted: Callable[[], Wanted]) -> Iterator[tuple[npt.NDArray[np.int64], Wanted]]:
        generator = np.random.default_rng(seed)
        while True:
            now = wanted()
            allowed = np.flatnonzero(self._lengths <= now.longest)
            allowed = allowed if len(allowed) else np.arange(len(self._lengths))
            pool = generator.choice(allowed, size=min(POOL, len(allowed)), replace=False)
            pool = pool[np.argsort(self._lengths[pool], kind="stable")]
            for batch in generator.permutation(len(cuts := _cuts(self._lengths[pool], now.frames))):
                yield pool[cuts[batch]], now

    def _batch(self, rows: npt.NDArray[np.int64], wanted: Wanted, seed: str) -> UtteranceBatch:
        rng = Random(seed)
        generator = torch.Generator().manual_seed(rng.getrandbits(40))
        utterances = [self._corpus.utterances[row] for row in rows]
        mels, frames = self._spectrograms(utterances, rng)
        mels, frames = augment(mels, frames, self._noises, wanted.strength, generator)
        padding = rng.randrange(PADDING_FRAMES) if rng.random() < 0.25 else 0
        mels = mels[:, : (int(frames.max()) + padding + 1) // 2 * 2]  # even: the encoder reads two frames at a time
        n_silent = round(len(utterances) * SILENCE_SHARE + rng.random() - 0.5) if wanted.strength.noise_share else 0
        for row in range(n_silent):
            mels[row] = self._noise(mels.shape[1], rng)
            frames[row] = mels.shape[1]
        return self._assembled(mels, frames, utterances, n_silent, rng)

    def _spectrograms(self, utterances: Sequence[Utterance], rng: Random) -> tuple[torch.Tensor, torch.Tensor]:
        before = [rng.randrange(MARGIN_FRAMES) for _ in utterances]
        frames = [
            utterance.n_frames + at + rng.randrange(MARGIN_FRAMES)
            for utterance, at in zip(utterances, before, strict=True)
        ]
        longest = (int(max(frames) * SLOWEST) + PADDING_FRAMES + 1) // 2 * 2
        bytes_ = np.zeros((len(utterances), longest, N_MELS), dtype=np.uint8)
        for row, (utterance, at) in enumerate(zip(utterances, before, strict=True)):
            bytes_[row, at : at + utterance.n_frames] = self._corpus.mel(utterance)
        tops = torch.tensor([utterance.top for utterance in utterances])[:, None, None]
        return torch.from_numpy(bytes_).float() * (MEL_RANGE / 255) + (tops - MEL_RANGE), torch.tensor(frames)

    def _noise(self, n_frames: int, rng: Random) -> torch.Tensor:
        clip = self._noises[rng.randrange(len(self._noises))]
        start = rng.randrange(max(1, len(clip) - n_frames))
        rows = (start + torch.arange(n_frames)) % len(clip)
        noise = clip[rows] - rng.uniform(0, 4 / DECADES)
        return torch.maximum(noise, noise.max() - MEL_RANGE)

    def _assembled(
        self, mels: torch.Tensor, frames: torch.Tensor, utterances: Sequence[Utterance], n_silent: int, rng: Random
    ) -> UtteranceBatch:
        given, expected, units = [], [], []
        for row, utterance in enumerate(utterances):
            is_silent = row < n_silent
            one, other = self._decoder_rows(utterance, rng, is_silent=is_silent)
            given.append(one)
            expected.append(other)
            units.append([] if is_silent else [self._phoneme[u] for u in utterance.phonemes if u in self._phoneme])
        end = self._vocabulary.rows([TOKENIZER.eot])[0]
        return UtteranceBatch(
            mels=mels.transpose(1, 2).contiguous(),
            positions=(frames + 1) // 2,
            given=_padded(given, end),
            expected=_padded(expected, IGNORED),
            phonemes=torch.tensor([unit for row in units for unit in row], dtype=torch.long),
            n_phonemes=torch.tensor([len(row) for row in units]),
        )

    def _decoder_rows(self, utterance: Utterance, rng: Random, *, is_silent: bool) -> tuple[list[int], list[int]]:
        """What the decoder is given and what it should say to that. At the start it says which language it hears, or that
        there is no speech, which is how Whisper is asked for both."""
        text = [] if is_silent else text_tokens(utterance.text, utterance.language)
        start = start_tokens(utterance.language)
        first = TOKENIZER.no_speech if is_silent else start[1]
        spoken = self._vocabulary.rows(text)
        n_all = len(self._vocabulary.tokens)
        heard = [rng.randrange(n_all) if rng.random() < TOKEN_NOISE else row for row in spoken]
        expected = [*self._vocabulary.rows([first]), IGNORED, IGNORED, *spoken, *self._vocabulary.rows([TOKENIZER.eot])]
        return self._vocabulary.rows(start) + heard, expected


def _cuts(lengths: npt.NDArray[np.int64], budget: int) -> list[slice]:
    """Runs of sorted lengths whose number times the longest stays within the budget."""
    cuts, start = [], 0
    for end in range(1, len(lengths) + 1):
        if end == len(lengths) or (end + 1 - start) * lengths[end] > budget:
            cuts.append(slice(start, end))
            start = end
    return cuts


def _padded(rows: Sequence[Sequence[int]], value: int) -> torch.Tensor:
    longest = max(map(len, rows))
    return torch.tensor([[*row, *[value] * (longest - len(row))] for row in rows])

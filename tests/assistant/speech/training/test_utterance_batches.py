"""Batches of utterances."""

from dataclasses import replace

import pytest
import torch

from assistant.speech.training.corpus import N_MELS, Corpus
from assistant.speech.training.mel_augmentation import GENTLE, Strength
from assistant.speech.training.pocket_model import LANGUAGE_TOKENS, TOKENIZER, vocabulary_of
from assistant.speech.training.utterance_batches import IGNORED, UtteranceBatches, Wanted
from tests.assistant.speech.training.small import WORDS, small_corpus

pytestmark = pytest.mark.model

NOISES = torch.zeros(2, 300, N_MELS)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return small_corpus(tmp_path_factory.mktemp("corpus"), n=60, seed=1)


def batches_of(corpus: Corpus) -> UtteranceBatches:
    return UtteranceBatches(
        corpus, vocabulary_of((one.text, one.language) for one in corpus.utterances), tuple(WORDS), NOISES
    )


def test_batch_holds_what_was_said(corpus: Corpus) -> None:
    """The labels spell the texts, begin with the language and end; the phonemes are those of the utterances."""
    vocabulary = vocabulary_of((one.text, one.language) for one in corpus.utterances)
    batch = next(batches_of(corpus).draw(1, lambda: Wanted(1000, 1000, GENTLE)))
    texts = {(one.text, one.phonemes) for one in corpus.utterances}
    start = 0
    for expected, n_phonemes in zip(batch.expected.tolist(), batch.n_phonemes.tolist(), strict=True):
        rows = [row for row in expected if row != IGNORED]
        assert vocabulary.tokens[rows[0]] in LANGUAGE_TOKENS.values()
        assert vocabulary.tokens[rows[-1]] == TOKENIZER.eot
        units = batch.phonemes[start : start + n_phonemes].tolist()
        assert (vocabulary.text(rows[1:-1]), tuple(list(WORDS)[unit - 1] for unit in units)) in texts
        start += n_phonemes
    assert start == len(batch.phonemes)


def test_batch_stays_within_its_frames(corpus: Corpus) -> None:
    """Utterances of like length, so that few frames are padding; an even number, as the encoder reads them."""
    drawn = batches_of(corpus).draw(2, lambda: Wanted(1000, 40, GENTLE))
    for batch, _ in zip(drawn, range(6), strict=False):
        n, mels, frames = batch.mels.shape
        assert mels == N_MELS
        assert frames % 2 == 0
        assert n * 40 <= 1000
        assert batch.positions.max() <= frames // 2
        assert batch.given.shape == batch.expected.shape
        assert bool(batch.mels.isfinite().all())


def test_same_seed_draws_the_same(corpus: Corpus) -> None:
    """And another one something else."""
    first, again, other = (
        next(batches_of(corpus).draw(seed, lambda: Wanted(800, 500, Strength()))) for seed in (3, 3, 4)
    )
    assert torch.equal(first.mels, again.mels)
    assert first.mels.shape != other.mels.shape or not torch.equal(first.mels, other.mels)


def test_noise_alone_is_no_speech(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing is said the model is to say so where Whisper is asked for that, and to write nothing."""
    monkeypatch.setattr("assistant.speech.training.utterance_batches.SILENCE_SHARE", 0.5)
    vocabulary = vocabulary_of((one.text, one.language) for one in corpus.utterances)
    batch = next(batches_of(corpus).draw(5, lambda: Wanted(1000, 500, replace(Strength(), masks=0))))
    no_speech, end = vocabulary.rows([TOKENIZER.no_speech, TOKENIZER.eot])
    silent = [row for row, n in zip(batch.expected.tolist(), batch.n_phonemes.tolist(), strict=True) if n == 0]
    assert len(silent) >= 2
    assert all([row for row in labels if row != IGNORED] == [no_speech, end] for labels in silent)

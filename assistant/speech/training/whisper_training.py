"""From sentences to a trained pocket Whisper: speaks the corpus once, then trains or goes on training.

Everything lies in one directory: `corpus/`, `held_out/`, `tokens.json`, `checkpoint.pt`, `model/model.pt`, `curves.png`.
Adapter: torch.
"""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import torch

from assistant.speech.training.corpus import MEL_RANGE, N_MELS, Corpus, Script, encode_mel, write_corpus
from assistant.speech.training.mel_augmentation import DECADES
from assistant.speech.training.noises import MADE
from assistant.speech.training.pocket_model import PocketVocabulary, trained_tokens, vocabulary_of
from assistant.speech.training.texts import read_texts, shop_words
from assistant.speech.training.whisper_trainer import Progress, Recipe, TrainingData, WhisperTrainer

HELD_OUT = 200
"""Utterances for the curves: held-out sentences in held-out voices, both languages."""
SEED = 1
HELD_OUT_SEED = 2
RARE = 5
"""A phoneme that fewer utterances have is espeak-ng's slip, not a sound of the language."""
NOISE_S = 12.0
NOISES_OF_A_KIND = 4
N_BABBLES = 12

Report = Callable[[str, int, int], None]


def train_whisper(
    work: Path,
    *,
    texts: Sequence[Path] = (),
    feed: Path | None = None,
    n_utterances: int,
    recipe: Recipe,
    source: Path | None = None,
    workers: int,
    on_stage: Report,
    on_progress: Callable[[Progress], None],
) -> Path:
    """Speaks what is missing of the corpus, trains, and returns the checkpoint for `whisper.load_model`.

    `texts` are general sentences, `feed` the shop's products (the demo shop's where None); `source` is the pocket model
    that goes on learning, None trains one from nothing. Raises TrainingError, FeedError, SpeechUnavailable.
    """
    work.mkdir(parents=True, exist_ok=True)
    speak_corpora(work, texts=texts, feed=feed, n_utterances=n_utterances, workers=workers, on_stage=on_stage)
    WhisperTrainer(work, load_training_data(work, source=source), recipe, source=source).run(on_progress)
    return work / "model" / "model.pt"


def speak_corpora(
    work: Path, *, texts: Sequence[Path], feed: Path | None, n_utterances: int, workers: int, on_stage: Report
) -> None:
    """The corpus to train on and the one to judge by, as far as they are not there yet."""
    shop = shop_words(feed)
    said = (*read_texts(texts), *shop.titles)
    for folder, n, seed in (("held_out", HELD_OUT, HELD_OUT_SEED), ("corpus", n_utterances, SEED)):
        script = Script(n, seed, held_out=folder == "held_out", texts=said, brands=shop.brands)
        write_corpus(work / folder, script, workers=workers, on_progress=partial(on_stage, f"speak {folder}"))


def load_training_data(work: Path, *, source: Path | None = None) -> TrainingData:
    """What `speak_corpora` made; tokens (the source's as well) and phonemes are settled the first time, so that
    checkpoints stay valid."""
    corpus, held_out = Corpus(work / "corpus"), Corpus(work / "held_out")
    settled = work / "tokens.json"
    if not settled.exists():
        vocabulary = vocabulary_of((one.text, one.language) for one in corpus.utterances)
        tokens = sorted({*vocabulary.tokens, *(trained_tokens(source) if source else ())})
        content = {"tokens": tokens, "phonemes": _phonemes(corpus)}
        settled.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    content = json.loads(settled.read_text(encoding="utf-8"))
    return TrainingData(
        corpus, held_out, make_noises(corpus), PocketVocabulary(tuple(content["tokens"])), tuple(content["phonemes"])
    )


def _phonemes(corpus: Corpus) -> list[str]:
    counts = Counter(unit for one in corpus.utterances for unit in set(one.phonemes))
    return sorted(unit for unit, n in counts.items() if n >= RARE)


def make_noises(corpus: Corpus) -> torch.Tensor:
    """(m, frames, mels) spectrograms, in Whisper's units, of made noises and of the corpus' own voices talking at once."""
    rng = np.random.default_rng(SEED)
    clips = []
    for make in MADE.values():
        for _ in range(NOISES_OF_A_KIND):
            mel, top = encode_mel(make(NOISE_S, rng))
            clips.append(torch.from_numpy(mel).float() * (MEL_RANGE / 255) + (top - MEL_RANGE))
    return torch.stack([*clips, *(_babble(corpus, len(clips[0]), rng) for _ in range(N_BABBLES))])


def _babble(corpus: Corpus, n_frames: int, rng: np.random.Generator) -> torch.Tensor:
    """Three to six people at once: the sum of their powers."""
    power = torch.zeros(n_frames, N_MELS)
    for _ in range(int(rng.integers(3, 7))):
        rows: list[torch.Tensor] = []
        while sum(map(len, rows)) < n_frames:
            mel = corpus.mel(corpus.utterances[int(rng.integers(len(corpus.utterances)))])
            rows.append(torch.from_numpy(mel.copy()).float() * (MEL_RANGE / 255) - MEL_RANGE)
        power += 10 ** (DECADES * torch.cat(rows)[:n_frames])
    return power.clamp(min=1e-8).log10() / DECADES

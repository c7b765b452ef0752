"""Training from a corpus to a checkpoint that the recogniser hears with: a small model that learns five chords."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from assistant.speech.pocket import pocket_path
from assistant.speech.training.corpus import write_chunk
from assistant.speech.training.mel_augmentation import GENTLE
from assistant.speech.training.whisper_trainer import Progress, Recipe, TrainingData, WhisperTrainer
from assistant.speech.training.whisper_training import load_training_data, make_noises
from assistant.speech.whisper_transcriber import WhisperTranscriber, load_whisper
from retrieval.errors import TrainingError
from tests.assistant.speech.training.small import TINY, small_corpus, sound, utterance

pytestmark = pytest.mark.model

RECIPE = Recipe(
    hours=1.0, steps=300, batch_frames=1600, learning_rate=4e-3, short_share=0.0, strength=GENTLE, dimensions=TINY
)


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which a corpus has been spoken."""
    folder = tmp_path_factory.mktemp("run")
    small_corpus(folder / "corpus", n=160, seed=1)
    small_corpus(folder / "held_out", n=30, seed=2)
    return folder


@pytest.fixture(scope="module")
def data(work: Path) -> TrainingData:
    return load_training_data(work)


@pytest.fixture(scope="module")
def trained(work: Path, data: TrainingData) -> Progress:
    return WhisperTrainer(work, data, RECIPE).run(lambda _: None)


def test_tokens_and_phonemes_are_settled_once(work: Path, data: TrainingData) -> None:
    """A corpus that grows later changes neither: checkpoints stay valid."""
    settled = json.loads((work / "tokens.json").read_text(encoding="utf-8"))
    assert set(settled["phonemes"]) == {"red", "blue", "hat", "红", "帽"}
    assert load_training_data(work).vocabulary == data.vocabulary


def test_noises_are_of_one_length(data: TrainingData) -> None:
    """Made noises and babble of the corpus' own voices, the same each time."""
    assert data.noises.shape[1:] == (1200, 80)
    assert bool(data.noises.isfinite().all())
    assert torch.equal(make_noises(data.corpus), data.noises)


def test_training_learns_to_hear(trained: Progress) -> None:
    """Held-out utterances of both languages are heard almost without an error, by the averaged model."""
    last = trained.history[-1]
    assert trained.step == RECIPE.steps
    assert last["en_error_rate"] < 0.25
    assert last["zh_error_rate"] < 0.25
    assert last["loss"] < trained.history[0]["loss"]


def test_checkpoint_hears_as_the_recogniser_calls_it(work: Path, trained: Progress) -> None:
    """Loaded by the library, padded and cut as in use, with the language found out by the model itself."""
    transcriber = WhisperTranscriber(load_whisper(str(work / "model" / "model.pt"), "cpu"), languages=("en", "zh"))
    silence = np.zeros(800, dtype=np.float32)
    english = transcriber.transcribe(np.concatenate([silence, sound("blue", 7), silence, sound("hat", 8), silence]))
    chinese = transcriber.transcribe(np.concatenate([silence, sound("红", 7), silence, sound("帽", 8), silence]))
    assert (english.text, english.language) == ("blue hat", "en")
    assert (chinese.text, chinese.language) == ("红帽", "zh")
    assert [word.text for word in english.words] == ["blue", "hat"]


def test_run_goes_on_where_it_stopped(work: Path, data: TrainingData, trained: Progress) -> None:
    """The same folder with more steps continues: step, utterances and history are those of before and more."""
    longer = WhisperTrainer(work, data, replace(RECIPE, steps=RECIPE.steps + 12))
    assert longer.progress.step == RECIPE.steps
    progress = longer.run(lambda _: None)
    assert progress.step == RECIPE.steps + 12
    assert progress.n_utterances > trained.n_utterances
    assert progress.history[: len(trained.history)] == trained.history


def test_trained_model_goes_on_learning_with_new_words(
    tmp_path: Path, work: Path, data: TrainingData, trained: Progress
) -> None:
    """From its exported file, with all its tokens and those of the new corpus: it hears from the first step."""
    exported = work / "model" / "model.pt"
    small_corpus(tmp_path / "corpus", n=30, seed=1)
    known, mel = utterance(["red", "hat"], 1)
    write_chunk(tmp_path / "corpus", 1, [(replace(known, text="crimson toque"), mel)])
    small_corpus(tmp_path / "held_out", n=30, seed=2)
    more = load_training_data(tmp_path, source=exported)
    assert set(data.vocabulary.tokens) < set(more.vocabulary.tokens)
    trainer = WhisperTrainer(tmp_path, more, RECIPE, source=exported)
    assert trainer.evaluate()["en_error_rate"] == pytest.approx(trained.history[-1]["en_error_rate"], abs=0.05)


def test_model_of_other_dimensions_is_refused(tmp_path: Path, data: TrainingData) -> None:
    """The pocket Whisper that comes along is no tiny one; a file that is no checkpoint is none at all."""
    with pytest.raises(TrainingError, match="is no pocket model"):
        WhisperTrainer(tmp_path, data, RECIPE, source=pocket_path())
    (tmp_path / "text.pt").write_text("hello")
    with pytest.raises(TrainingError, match="cannot be read"):
        WhisperTrainer(tmp_path, data, RECIPE, source=tmp_path / "text.pt")


def test_foreign_checkpoint_is_refused(tmp_path: Path, data: TrainingData) -> None:
    """A folder of another training is not trained over."""
    (tmp_path / "checkpoint.pt").write_bytes(b"not a checkpoint")
    with pytest.raises(TrainingError, match="not a checkpoint of this training"):
        WhisperTrainer(tmp_path, data, RECIPE)

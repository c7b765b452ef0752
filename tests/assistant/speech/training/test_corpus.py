"""The corpus on disk."""

import shutil
from pathlib import Path
from random import Random

import numpy as np
import pytest

from assistant.errors import SpeechUnavailable
from assistant.speech.training import corpus as module
from assistant.speech.training.corpus import (
    Corpus,
    Script,
    Utterance,
    encode_mel,
    speak_chunk,
    write_chunk,
    write_corpus,
)
from assistant.speech.training.sentences import Sentence, Sentences
from assistant.speech.training.synthesis import phonemes_of, speak, trimmed
from assistant.speech.training.voices import MANDARIN, Voice, draw_voice

pytestmark = pytest.mark.model

needs_voices = pytest.mark.skipif(
    not all(map(shutil.which, ("espeak-ng", "flite", "festival"))), reason="needs espeak-ng, flite and festival"
)


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    """Texts, phonemes and the spectrogram to the byte, each in its place."""
    rng = np.random.default_rng(0)
    written = []
    for text in ("a red hat", "红帽子"):
        mel, top = encode_mel(rng.standard_normal(8000).astype(np.float32) * 0.1)
        written.append((Utterance(text, "zh" if text > "z" else "en", "someone", ("a", "b"), top), mel))
    write_chunk(tmp_path, 0, written[:1])
    write_chunk(tmp_path, 3, written[1:])
    read = Corpus(tmp_path)
    assert [one.text for one in read.utterances] == ["a red hat", "红帽子"]
    for one, (said, mel) in zip(read.utterances, written, strict=True):
        assert (one.phonemes, one.language, one.n_frames) == (said.phonemes, said.language, len(mel))
        assert np.array_equal(read.mel(one), mel)


def test_chunk_without_a_listing_is_not_there(tmp_path: Path) -> None:
    """A run that was killed while it wrote leaves a chunk that is spoken anew."""
    np.save(tmp_path / "00000.npy", np.zeros((5, 80), dtype=np.uint8))
    assert Corpus(tmp_path).utterances == []


def test_spectrogram_keeps_whisper_s_values() -> None:
    """A byte is less than a hundredth of Whisper's range."""
    from whisper.audio import log_mel_spectrogram

    samples = np.sin(np.arange(16000) / 7).astype(np.float32) * 0.2
    mel, top = encode_mel(samples)
    back = mel.astype(np.float32) * (2 / 255) + (top - 2)
    assert np.abs(back - log_mel_spectrogram(samples).T.numpy()).max() < 0.005


def test_phonemes_are_read_without_stress_and_pauses() -> None:
    """Marks of a change of language are no sounds; tones stay."""
    assert phonemes_of("ɹ_ˈɛ_d h_ˈæ_t\n (en)_ˌaɪ_(cmn) s_ˈo-5_") == ("ɹ", "ɛ", "d", "h", "æ", "t", "aɪ", "s", "o-5")


def test_silence_around_speech_is_cut() -> None:
    """But for a twentieth of a second."""
    sound = np.zeros(16000, dtype=np.float32)
    sound[6000:9000] = 0.5
    assert len(trimmed(sound)) == pytest.approx(3000 + 1600, abs=2)
    assert len(trimmed(np.zeros(50, dtype=np.float32))) == 50


@needs_voices
@pytest.mark.parametrize(
    ("text", "voice"),
    [
        ("a red hat", Voice("espeak-ng", "en-us", 160, 50, "f2")),
        ("a red hat", Voice("flite", "slt", 1.0, 180)),
        ("a red hat", Voice("festival", "kal_diphone", 1.0, 0)),
        ("我想买帽子", Voice("espeak-ng", MANDARIN, 160, 50, "m1")),
    ],
)
def test_every_engine_speaks(text: str, voice: Voice) -> None:
    """A sentence is a second or so of sound at 16 kHz, and its phonemes are known."""
    spoken = speak(Sentence(text, text, "zh" if text > "z" else "en"), voice)
    assert 0.4 * 16000 < len(spoken.samples) < 3 * 16000
    assert 6 <= len(spoken.phonemes) <= 20
    assert np.abs(spoken.samples).max() > 0.05


@needs_voices
def test_chinese_is_read_as_chinese() -> None:
    """No character is spelt in English letters, which espeak-ng's other Mandarin voices do."""
    spoken = speak(Sentence("我想买一件红色的外套", "我想买一件红色的外套", "zh"), draw_voice("zh", Random(1)))
    assert len(spoken.phonemes) < 30
    assert sum(any(tone in unit for tone in "123456ɜ") for unit in spoken.phonemes) >= 9


@needs_voices
def test_text_with_quotes_and_options_is_only_spoken(tmp_path: Path) -> None:
    """Whatever stands in a text file, it is a sentence and no command."""
    for engine, name in (("festival", "kal_diphone"), ("espeak-ng", "en-us"), ("flite", "slt")):
        text = f'say ") (system "touch {tmp_path}/x") -w --help'
        voice = Voice(engine, name, 160 if engine == "espeak-ng" else 1.0, 100 if engine == "flite" else 50)
        assert len(speak(Sentence(text, text, "en"), voice).samples) > 8000
    assert list(tmp_path.iterdir()) == []


def test_missing_synthesiser_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has none learns which to install."""
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(SpeechUnavailable, match="espeak-ng is not installed"):
        speak(Sentence("a", "a", "en"), Voice("espeak-ng", "en-us", 160, 50))


@needs_voices
def test_corpus_goes_on_with_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A chunk is the same whenever it is spoken, and one that is there is left alone."""
    monkeypatch.setattr(module, "CHUNK", 4)
    script = Script(n=4, seed=9)
    pieces = speak_chunk(script, Sentences(), 0)
    assert [one.text for one, _ in pieces] == [one.text for one, _ in speak_chunk(script, Sentences(), 0)]
    write_chunk(tmp_path, 0, pieces)
    told: list[int] = []
    write_corpus(tmp_path, script, workers=1, on_progress=lambda done, total: told.append(done))
    assert told == []
    assert len(Corpus(tmp_path).utterances) == 4

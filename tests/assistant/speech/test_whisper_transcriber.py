"""The Whisper adapter with real models: random ones of `tiny`'s dimensions, and a small one that learns two sentences."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from whisper.model import ModelDimensions, Whisper
from whisper.tokenizer import get_tokenizer

from assistant.errors import SpeechUnavailable
from assistant.speech.audio import RATE_HZ, to_samples
from assistant.speech.audio_files import read_audio
from assistant.speech.events import FinalTranscript, SpeechStarted
from assistant.speech.listener import Listener
from assistant.speech.silero import SileroVoice
from assistant.speech.transcriber import Samples
from assistant.speech.whisper_transcriber import (
    WhisperTranscriber,
    audio_context,
    load_whisper,
    prompt_of,
    spectrogram,
)
from tests.assistant.speech.voices import hear, silence

pytestmark = pytest.mark.model

RECORDINGS = Path(__file__).with_name("recordings")
SENTENCES = {"en": ("en.flac", " a red jacket under fifty dollars"), "zh": ("zh.ogg", "红色的夹克一百块以内")}
N_VOCAB = 51_865


def dimensions(*, state: int, heads: int, layers: int, encoder_layers: int | None = None) -> ModelDimensions:
    return ModelDimensions(
        80, 1500, state, heads, layers if encoder_layers is None else encoder_layers, N_VOCAB, 448, state, heads, layers
    )


def random_model(seed: int = 0, **sizes: int) -> Whisper:
    """A model with random weights; its positions, which Whisper leaves to its checkpoint, are random as well."""
    torch.manual_seed(seed)
    model = Whisper(dimensions(**sizes)).eval()
    torch.nn.init.normal_(model.decoder.positional_embedding, std=0.02)
    return model


def save(model: Whisper, path: Path) -> Path:
    """A checkpoint as the library writes them, in half precision."""
    weights = {name: value.half() for name, value in model.state_dict().items()}
    torch.save({"dims": model.dims.__dict__, "model_state_dict": weights}, path)
    return path


@pytest.fixture(scope="module")
def tiny_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save(random_model(state=384, heads=6, layers=4), tmp_path_factory.mktemp("whisper") / "tiny.pt")


@pytest.fixture(scope="module")
def learned() -> Iterator[Whisper]:
    """A model of four million parameters that has learned the two recordings, and the silence around them, by heart.

    On one thread, since for so small a model several only wait for each other.
    """
    n_threads = torch.get_num_threads()
    torch.set_num_threads(1)
    model = random_model(state=64, heads=2, layers=1).train()
    model.decoder.token_embedding.weight.requires_grad_(False)
    optimizer = torch.optim.AdamW([weight for weight in model.parameters() if weight.requires_grad], lr=3e-3)
    sentences = list(lessons(model))
    for _ in range(30):
        for mel, n_positions, tokens in sentences:
            with audio_context(model, n_positions):
                logits = model(mel[None], tokens[:, :-1])[0]
            text_loss = torch.nn.functional.cross_entropy(logits, tokens[0, 1:])
            language_loss = torch.nn.functional.cross_entropy(logits[:1], tokens[0, 1:2])
            optimizer.zero_grad()
            (text_loss + language_loss).backward()
            optimizer.step()
    yield model.eval()
    torch.set_num_threads(n_threads)


def lessons(model: Whisper) -> Iterator[tuple[torch.Tensor, int, torch.Tensor]]:
    """Each recording with three lengths of silence around it, and its sentence as tokens."""
    for language, (file, text) in SENTENCES.items():
        tokenizer = get_tokenizer(True, num_languages=99, language=language, task="transcribe")
        given = [*tokenizer.sot_sequence_including_notimestamps, *tokenizer.encode(text), tokenizer.eot]
        for before, after in ((0, 0), (320, 170), (200, 320)):
            sound = silence(before) + read_audio(RECORDINGS / file) + silence(after)
            yield *spectrogram(to_samples(sound), model), torch.tensor([given])


def noise(seconds: float) -> Samples:
    return np.random.default_rng(1).normal(0, 0.1, round(seconds * RATE_HZ)).astype(np.float32)


def test_random_checkpoint_of_tiny_dimensions_loads_and_transcribes(tiny_path: Path) -> None:
    """Any size of Whisper works by its path: what a random one says makes no sense, but it is a hearing."""
    transcriber = WhisperTranscriber(load_whisper(str(tiny_path), "cpu"), languages=("en", "zh"), names=("Kestrel",))
    hearing = transcriber.transcribe(noise(1.5))
    assert hearing.language in ("en", "zh")
    assert 0 <= hearing.known_language_p < 0.2  # of a hundred languages it has no idea which
    assert hearing.words
    assert all(0 <= word.p <= 1 and 0 <= word.start_ms <= word.end_ms <= 1500 for word in hearing.words)


def test_loaded_model_is_shared(tiny_path: Path) -> None:
    """Many listeners, one model in memory."""
    assert load_whisper(str(tiny_path), "cpu") is load_whisper(str(tiny_path), "cpu")


@pytest.mark.parametrize("content", [b"", b"no checkpoint", b"PK\x03\x04 torn"])
def test_file_that_is_no_checkpoint_is_refused(tmp_path: Path, content: bytes) -> None:
    """With a message that says what to do; nothing of a pickle is run."""
    path = tmp_path / "model.pt"
    path.write_bytes(content)
    with pytest.raises(SpeechUnavailable, match=r"model\.pt"):
        load_whisper(str(path), "cpu")


def test_unknown_name_is_refused() -> None:
    """The message names those that there are."""
    with pytest.raises(SpeechUnavailable, match="turbo"):
        load_whisper("enormous", "cpu")


def test_three_seconds_are_encoded_as_four_not_as_thirty() -> None:
    """3 s and half a second of silence fill 200 positions of 20 ms."""
    model = random_model(state=64, heads=2, layers=1)
    mel, n_positions = spectrogram(noise(3), model)
    assert (n_positions, mel.shape) == (200, (80, 400))
    assert spectrogram(noise(29.9), model)[1] == 1500
    with pytest.raises(ValueError, match="window of 30 s"):
        spectrogram(noise(30.1), model)


def test_cut_context_agrees_with_the_full_one_on_the_sound() -> None:
    """Without attention (no blocks) each position sees its surroundings only: cut and full are the same there. With all
    positions the cut is the whole model."""
    model = random_model(state=64, heads=2, layers=1, encoder_layers=0)
    mel, n_positions = spectrogram(noise(3), model)
    padded = torch.nn.functional.pad(mel, (0, 3000 - mel.shape[-1]), value=float(mel.min()))
    with torch.inference_mode():
        full = model.encoder(padded[None])[0]
        with audio_context(model, n_positions):
            cut = model.encoder(mel[None])[0]
    torch.testing.assert_close(cut[:-1], full[: n_positions - 1])  # the last one's surroundings are cut off
    deep = random_model(state=64, heads=2, layers=2)
    with torch.inference_mode():
        whole = deep.encoder(padded[None])
        with audio_context(deep, 1500):
            torch.testing.assert_close(deep.encoder(padded[None]), whole)


def test_context_is_put_back() -> None:
    """After a failure too."""
    model = random_model(state=64, heads=2, layers=1)
    table = model.encoder.positional_embedding
    with pytest.raises(AssertionError, match="incorrect audio shape"), audio_context(model, 50):
        model.encoder(torch.zeros(1, 80, 300))
    assert model.encoder.positional_embedding is table
    assert model.dims.n_audio_ctx == 1500


def test_prompt_holds_as_many_names_as_fit() -> None:
    """A hundred tokens, the first names first; none for a model that never saw a prompt."""
    model = random_model(state=64, heads=2, layers=1)
    tokens = prompt_of([f"Brand {n}" for n in range(1000)], model)
    assert tokens is not None
    assert len(tokens) <= 100
    assert get_tokenizer(True).decode(tokens).startswith(" Brand 0, Brand 1,")
    assert prompt_of([], model) is None


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("beam_size", [1, 3])
def test_learned_sentence_is_heard_with_its_words(learned: Whisper, language: str, beam_size: int) -> None:
    """The text, its language among the two, and each word with a probability and a time in the recording."""
    file, text = SENTENCES[language]
    samples = to_samples(read_audio(RECORDINGS / file))
    hearing = WhisperTranscriber(learned, languages=("en", "zh"), beam_size=beam_size).transcribe(samples)
    assert (hearing.text, hearing.language) == (text.strip(), language)
    assert "".join(word.text for word in hearing.words) == text.replace(" ", "")
    assert all(word.p > 0.5 for word in hearing.words)
    starts = [word.start_ms for word in hearing.words]
    assert starts == sorted(starts)
    assert hearing.words[-1].end_ms <= len(samples) / 16 + 20
    assert hearing.known_language_p > 0.9


def test_language_that_is_not_configured_is_not_chosen(learned: Whisper) -> None:
    """A shop that speaks English only hears Chinese as a foreign language."""
    samples = to_samples(read_audio(RECORDINGS / "zh.ogg"))
    hearing = WhisperTranscriber(learned, languages=("en",)).transcribe(samples)
    assert hearing.language == "en"
    assert hearing.text.isascii(), "a small model writes no Chinese characters into English"
    assert hearing.known_language_p < 0.2
    events = hear(
        Listener(WhisperTranscriber(learned, languages=("en",)), SileroVoice()), read_audio(RECORDINGS / "zh.ogg")
    )
    assert [event.unheard for event in events if isinstance(event, FinalTranscript)] == ["foreign"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_recording_is_heard_from_sound_to_transcript(learned: Whisper, language: str) -> None:
    """Voice detection, segments and recognition together, with silence around."""
    file, text = SENTENCES[language]
    listener = Listener(WhisperTranscriber(learned, languages=("en", "zh")), SileroVoice())
    events = hear(listener, silence(800) + read_audio(RECORDINGS / file) + silence(1600))
    assert isinstance(events[0], SpeechStarted)
    (final,) = (event for event in events if isinstance(event, FinalTranscript))
    assert (final.text, final.language) == (text.strip(), language)


def test_small_model_computes_with_one_thread_and_leaves_the_others_theirs(
    tiny_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Several threads only wait for each other over matrices of that size; from `tiny` on they help."""
    seen: list[int] = []
    embed = Whisper.embed_audio
    monkeypatch.setattr(
        Whisper, "embed_audio", lambda model, mel: seen.append(torch.get_num_threads()) or embed(model, mel)
    )
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    for model in (random_model(state=64, heads=2, layers=1), load_whisper(str(tiny_path), "cpu")):
        WhisperTranscriber(model, languages=("en",)).transcribe(noise(0.5))
        assert torch.get_num_threads() == 2
    torch.set_num_threads(before)
    assert seen == [1, 2]

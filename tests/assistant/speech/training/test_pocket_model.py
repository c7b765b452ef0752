"""The pocket model's vocabulary and its export, with a small model of random weights."""

import hashlib
from pathlib import Path

import pytest
import torch
import whisper

from assistant.speech.training.pocket_model import (
    ALWAYS_ON,
    LANGUAGE_TOKENS,
    NEVER,
    POCKET,
    TOKENIZER,
    export,
    small_model,
    start_tokens,
    text_tokens,
    vocabulary_of,
)
from assistant.speech.whisper_transcriber import audio_context
from tests.assistant.speech.training.small import TINY

pytestmark = pytest.mark.model

TEXTS = [("a red hat", "en"), ("红帽子", "zh")]


def test_pocket_model_fits_the_repository() -> None:
    """40 MB in halves, positions and all."""
    model = whisper.model.Whisper(POCKET)
    n_bytes = 2 * sum(value.numel() for value in model.state_dict().values())
    assert n_bytes < 40e6
    assert POCKET.n_vocab == TOKENIZER.encoding.n_vocab


def test_vocabulary_spells_its_texts_and_any_other() -> None:
    """Its own texts in Whisper's tokens, and every byte besides."""
    vocabulary = vocabulary_of(TEXTS)
    for text, language in TEXTS:
        assert vocabulary.text(vocabulary.rows(text_tokens(text, language))) == text
    assert len(vocabulary.tokens) < 300
    assert {TOKENIZER.eot, TOKENIZER.no_speech, *LANGUAGE_TOKENS.values()} <= set(vocabulary.tokens)
    with pytest.raises(KeyError):
        vocabulary.rows(text_tokens("kaleidoscope", "en"))


def test_export_computes_what_the_small_model_computes(tmp_path: Path) -> None:
    """The library loads it, its logits of trained tokens are the small model's, and no other token can win."""
    vocabulary = vocabulary_of(TEXTS)
    small = small_model(TINY, vocabulary).eval()
    path = tmp_path / "model.pt"
    digest = export(small, vocabulary, path)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == digest == (tmp_path / "model.pt.sha256").read_text().strip()
    loaded = whisper.load_model(str(path), device="cpu")
    assert loaded.is_multilingual
    assert loaded.dims.n_vocab == 51865
    mel = torch.randn(1, 80, 200)
    tokens = start_tokens("en") + text_tokens("a red hat", "en")
    with torch.inference_mode():
        with audio_context(loaded, 100), audio_context(small, 100):
            features, expected = loaded.encoder(mel), small.encoder(mel)
            logits = loaded.decoder(torch.tensor([tokens]), features)
        wanted = small.decoder(torch.tensor([vocabulary.rows(tokens)]), expected)
    torch.testing.assert_close(logits[:, :, list(vocabulary.tokens)], wanted, atol=0.02, rtol=0.02)
    others = torch.ones(51865, dtype=torch.bool)
    others[list(vocabulary.tokens)] = False
    torch.testing.assert_close(logits[:, :, others], torch.full_like(logits[:, :, others], NEVER), atol=0.1, rtol=0)


def test_always_on_place_stays_on_in_training() -> None:
    """What the export rests on: that place of the last norm is constant, whatever is learned."""
    vocabulary = vocabulary_of(TEXTS)
    model = small_model(TINY, vocabulary)
    optimizer = torch.optim.SGD(model.parameters(), lr=1.0)
    with audio_context(model, 50):
        model(torch.randn(1, 80, 100), torch.tensor([vocabulary.rows(start_tokens("zh"))])).square().sum().backward()
    optimizer.step()
    assert float(model.decoder.ln.weight[0].detach()) == 0.0
    assert float(model.decoder.ln.bias[0].detach()) == ALWAYS_ON

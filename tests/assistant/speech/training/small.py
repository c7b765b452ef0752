"""A small corpus without a synthesiser: each word is a chord of its own, each character another."""

from pathlib import Path

import numpy as np
from whisper.model import ModelDimensions

from assistant.messages import Language
from assistant.speech.audio import RATE_HZ
from assistant.speech.training.corpus import Corpus, Utterance, encode_mel, write_chunk
from assistant.speech.transcriber import Samples

TINY = ModelDimensions(
    n_mels=80, n_audio_ctx=1500, n_audio_state=64, n_audio_head=1, n_audio_layer=2,
    n_vocab=51865, n_text_ctx=448, n_text_state=64, n_text_head=1, n_text_layer=1,
)  # fmt: skip

WORDS: dict[str, tuple[Language, float]] = {
    "red": ("en", 300.0), "blue": ("en", 520.0), "hat": ("en", 900.0), "红": ("zh", 1500.0), "帽": ("zh", 2600.0),
}  # fmt: skip
"""Each with the pitch of its chord in hertz."""


def sound(word: str, seed: int) -> Samples:
    """A fifth of a second; the speaker is a little higher or lower."""
    rng = np.random.default_rng(seed)
    time = np.arange(int(0.2 * RATE_HZ)) / RATE_HZ
    pitch = WORDS[word][1] * rng.uniform(0.97, 1.03)
    tone = np.sin(2 * np.pi * pitch * time) + 0.5 * np.sin(2 * np.pi * 1.5 * pitch * time)
    return np.asarray(0.1 * tone * np.hanning(len(time)), dtype=np.float32)


def utterance(words: list[str], seed: int) -> tuple[Utterance, np.ndarray]:
    language = WORDS[words[0]][0]
    silence = np.zeros(800, dtype=np.float32)
    pieces = [piece for n, word in enumerate(words) for piece in (silence, sound(word, seed + n))]
    mel, top = encode_mel(np.concatenate([*pieces, silence]))
    text = (" " if language == "en" else "").join(words)
    return Utterance(text, language, "chord", tuple(words), top), mel


def small_corpus(directory: Path, *, n: int, seed: int) -> Corpus:
    """`n` utterances of one to three words, both languages."""
    directory.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    pieces = []
    for row in range(n):
        known = ["red", "blue", "hat"] if row % 2 else ["红", "帽"]
        words = [known[int(rng.integers(len(known)))] for _ in range(int(rng.integers(1, 4)))]
        pieces.append(utterance(words, int(rng.integers(1 << 30))))
    write_chunk(directory, 0, pieces)
    return Corpus(directory)

"""The training corpus on disk: chunks of spectrograms as bytes, each with a listing of what is said in it.

Adapter: whisper, torch (its spectrogram). Each chunk is the same whenever it is made; several processes speak them, and
a corpus that was stopped goes on with the chunks that it lacks.
"""

import json
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from random import Random

import numpy as np
import numpy.typing as npt
import torch
from whisper.audio import log_mel_spectrogram

from assistant.messages import Language
from assistant.speech.training.sentences import Sentences
from assistant.speech.training.synthesis import speak_all
from assistant.speech.training.voices import draw_voice
from assistant.speech.transcriber import Samples

N_MELS = 80
FRAMES_PER_S = 100
MEL_RANGE = 2.0
"""Whisper's log spectrogram spans 8 decades below its loudest point, divided by 4. Source: `whisper.audio`."""
CHUNK = 200
"""Sentences spoken at a time."""
MAX_FRAMES = 10 * FRAMES_PER_S
LANGUAGE_SHARES: dict[Language, float] = {"en": 0.55, "zh": 0.45}

Mel = npt.NDArray[np.uint8]
"""A spectrogram, (n_frames, 80): 255 is its loudest point, 0 is 8 decades of power below or less."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """What is said in the `n_frames` rows (10 ms each) from row `at` of a chunk; `top` is the value that 255 stands for.

    `phonemes` are empty where nobody knows them; a `text` without words is noise.
    """

    text: str
    language: Language
    voice: str
    phonemes: tuple[str, ...]
    top: float
    chunk: int = 0
    at: int = 0
    n_frames: int = 0


@dataclass(frozen=True, slots=True)
class Script:
    """What a corpus is to hold: `n` utterances drawn with `seed`, of the texts and brands that `Sentences` takes."""

    n: int
    seed: int
    held_out: bool = False
    texts: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()


class Corpus:
    """The whole chunks of a corpus in `directory`, opened for reading; spectrograms are mapped, not read."""

    def __init__(self, directory: Path) -> None:
        self.utterances: list[Utterance] = []
        self._rows: dict[int, Mel] = {}
        for listing in sorted(directory.glob("*.jsonl")):
            self._rows[int(listing.stem)] = np.load(listing.with_suffix(".npy"), mmap_mode="r")
            self.utterances += map(_utterance, listing.read_text(encoding="utf-8").splitlines())

    def mel(self, utterance: Utterance) -> Mel:
        """Its rows, (n_frames, 80)."""
        return self._rows[utterance.chunk][utterance.at : utterance.at + utterance.n_frames]


def encode_mel(samples: Samples) -> tuple[Mel, float]:
    """The spectrogram of (n,) samples as bytes, and the value of its loudest point."""
    log_mel = log_mel_spectrogram(np.ascontiguousarray(samples, dtype=np.float32), N_MELS).T
    top = float(log_mel.max())
    scaled = (log_mel - (top - MEL_RANGE)) * (255 / MEL_RANGE)
    return scaled.round().clamp(0, 255).to(torch.uint8).contiguous().numpy(), top


def write_corpus(directory: Path, script: Script, *, workers: int, on_progress: Callable[[int, int], None]) -> None:
    """Speaks what is missing of the script. Raises `SpeechUnavailable` where a synthesiser is missing."""
    directory.mkdir(parents=True, exist_ok=True)
    numbers = range(-(-script.n // CHUNK))
    missing = [number for number in numbers if not (directory / f"{number:05d}.jsonl").exists()]
    if not missing:
        return
    # The processes are started afresh: a fork of a process that has threads may hang.
    with ProcessPoolExecutor(
        workers, mp_context=get_context("spawn"), initializer=_prepare, initargs=(directory, script)
    ) as pool:
        for done, _ in enumerate(pool.map(_speak_chunk, missing), start=len(numbers) - len(missing) + 1):
            on_progress(min(done * CHUNK, script.n), script.n)


def write_chunk(directory: Path, number: int, pieces: Sequence[tuple[Utterance, Mel]]) -> None:
    """The listing appears last and at once, so that what has one is whole."""
    np.save(directory / f"{number:05d}.npy", np.concatenate([mel for _, mel in pieces]))
    lines, at = [], 0
    for utterance, mel in pieces:
        placed = replace(utterance, chunk=number, at=at, n_frames=len(mel))
        lines.append(json.dumps(asdict(placed), ensure_ascii=False) + "\n")
        at += len(mel)
    partial = directory / f"{number:05d}.part"
    partial.write_text("".join(lines), encoding="utf-8")
    partial.replace(directory / f"{number:05d}.jsonl")


_directory: Path
_script: Script
_sentences: Sentences


def _prepare(directory: Path, script: Script) -> None:
    """In a process that speaks: one thread, and behind whatever else the machine does."""
    global _directory, _script, _sentences
    os.nice(5)
    _directory = directory
    torch.set_num_threads(1)
    _script = script
    _sentences = Sentences(texts=script.texts, brands=script.brands, held_out=script.held_out)


def _speak_chunk(number: int) -> None:
    write_chunk(_directory, number, speak_chunk(_script, _sentences, number))


def speak_chunk(script: Script, sentences: Sentences, number: int) -> list[tuple[Utterance, Mel]]:
    """Chunk `number` of the script: sentences of both languages, each in a voice of its own."""
    rng = Random(f"{script.seed}/{number}")
    languages = rng.choices(list(LANGUAGE_SHARES), weights=list(LANGUAGE_SHARES.values()), k=CHUNK)
    pairs = [
        (sentences.draw(language, rng), draw_voice(language, rng, held_out=script.held_out)) for language in languages
    ]
    pieces = []
    for (sentence, voice), spoken in zip(pairs, speak_all(pairs), strict=True):
        mel, top = encode_mel(spoken.samples)
        utterance = Utterance(sentence.text, sentence.language, voice.label, spoken.phonemes, top)
        pieces.append((utterance, mel[:MAX_FRAMES]))
    return pieces


def _utterance(line: str) -> Utterance:
    fields = json.loads(line)
    return Utterance(**fields | {"phonemes": tuple(fields["phonemes"])})

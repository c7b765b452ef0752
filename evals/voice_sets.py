"""What the recogniser is judged by: held-out sentences in held-out voices, heard in several conditions, and real people.

The sets are made on the spot, the same for the same numbers; whoever trained the recogniser saw none of it.
"""

import json
import tarfile
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import numpy as np

from assistant.messages import Language
from assistant.speech.audio import RATE_HZ, to_samples
from assistant.speech.audio_files import read_audio
from assistant.speech.training.heard_text import heard
from assistant.speech.training.noises import MADE, mixed
from assistant.speech.training.sentences import Sentence, Sentences
from assistant.speech.training.synthesis import speak_all
from assistant.speech.training.texts import shop_words
from assistant.speech.training.voices import draw_voice
from assistant.speech.transcriber import Samples
from evals.utterance_eval import LabelledUtterance

SNR_DB = 10.0
REVERBERATION_S = 0.5
"""Until the sound has fallen by 60 dB: a furnished room."""
TELEPHONE_HZ = (300, 3400)
LEAD_S = 0.3
"""Of silence before and after, as a listener passes it on."""
REAL_HELD_OUT_SHARE = 0.5
"""Of the spoken orders, by the names of their files: the other half may be trained on."""


@dataclass(frozen=True, slots=True)
class Clip:
    """Something said: by whom, in what words, and how it sounds."""

    text: str
    language: Language
    voice: str
    samples: Samples


@dataclass(frozen=True, slots=True)
class SpokenOrder:
    """A real person's order: what must be in what is heard of it, slot by slot."""

    name: str
    slots: Mapping[str, str]
    samples: Samples


def _clean(samples: Samples, rng: np.random.Generator) -> Samples:
    return samples


def _noisy(samples: Samples, rng: np.random.Generator) -> Samples:
    make = list(MADE.values())[int(rng.integers(len(MADE)))]
    return mixed(samples, make(len(samples) / RATE_HZ, rng), snr_db=SNR_DB)


def _in_room(samples: Samples, rng: np.random.Generator) -> Samples:
    time = np.arange(int(REVERBERATION_S * RATE_HZ)) / RATE_HZ
    response = rng.standard_normal(len(time)) * 10 ** (-3 * time / REVERBERATION_S) * 0.03
    response[0] = 1.0
    n = len(samples) + len(response)
    heard = np.fft.irfft(np.fft.rfft(samples, n) * np.fft.rfft(response, n), n)[: len(samples)]
    return np.asarray(heard, dtype=np.float32)


def _by_telephone(samples: Samples, rng: np.random.Generator) -> Samples:
    spectrum, frequency = np.fft.rfft(samples), np.fft.rfftfreq(len(samples), 1 / RATE_HZ)
    low, high = TELEPHONE_HZ
    spectrum[(frequency < low) | (frequency > high)] = 0
    return np.asarray(np.fft.irfft(spectrum, len(samples)), dtype=np.float32)


CONDITIONS: Mapping[str, Callable[[Samples, np.random.Generator], Samples]] = {
    "clean": _clean, f"noise {SNR_DB:.0f} dB": _noisy, "room": _in_room, "telephone": _by_telephone,
}  # fmt: skip


def held_out_clips(language: Language, n: int, *, seed: int = 3) -> list[Clip]:
    """`n` sentences that are never trained on, in voices that are never trained on."""
    rng = Random(f"{seed}/{language}")
    shop = shop_words(None)
    sentences = Sentences(texts=shop.titles, brands=shop.brands, held_out=True)
    return _spoken([sentences.draw(language, rng) for _ in range(n)], rng)


def labelled_clips(utterances: Iterable[LabelledUtterance], *, seed: int = 4) -> list[Clip]:
    """Typed utterances read out in held-out voices, in their order."""
    return spoken_clips([(one.text, one.context.language) for one in utterances], seed=seed)


def spoken_clips(texts: Iterable[tuple[str, Language]], *, seed: int = 4) -> list[Clip]:
    """Texts read out in held-out voices, in their order."""
    return _spoken([Sentence(heard(text), text, language) for text, language in texts], Random(seed))


def in_condition(clips: Iterable[Clip], condition: str) -> list[Clip]:
    """The same, heard in one of the `CONDITIONS`."""
    change = CONDITIONS[condition]
    return [
        replace(clip, samples=change(clip.samples, np.random.default_rng(zlib.crc32(clip.text.encode()))))
        for clip in clips
    ]


def spoken_orders(folder: Path, *, held_out: bool = True) -> list[SpokenOrder]:
    """The real recordings of one half. Raises OSError where they are not there."""
    slots = json.loads((folder / "dev.json").read_text(encoding="utf-8"))
    orders = []
    with tarfile.open(folder / "dev.tar") as archive:
        for member in sorted(archive.getmembers(), key=lambda member: member.name):
            stem, file = Path(member.name).stem, archive.extractfile(member)
            if file is not None and is_held_out_order(stem) == held_out:
                said = {slot: str(value).strip() for slot, value in slots[f"{stem}.wav"]["slots"].items()}
                orders.append(SpokenOrder(stem, said, to_samples(read_audio(file.read(), name=member.name))))
    return orders


def is_held_out_order(stem: str) -> bool:
    """Whether a spoken order belongs to those that are judged by, by the name of its file."""
    return zlib.crc32(stem.encode()) / 2**32 < REAL_HELD_OUT_SHARE


def _spoken(sentences: list[Sentence], rng: Random) -> list[Clip]:
    voices = [draw_voice(sentence.language, rng, held_out=True) for sentence in sentences]
    silence = np.zeros(int(LEAD_S * RATE_HZ), dtype=np.float32)
    return [
        Clip(sentence.text, sentence.language, voice.label, np.concatenate([silence, spoken.samples, silence]))
        for sentence, voice, spoken in zip(
            sentences, voices, speak_all(list(zip(sentences, voices, strict=True))), strict=True
        )
    ]

"""Sentences become sound: espeak-ng, flite and festival as programs, and what espeak-ng says of the sounds that they make.

Where none of them is installed there is nothing to train on; nothing else of the assistant needs them.
"""

import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from assistant.errors import SpeechUnavailable
from assistant.speech.audio import RATE_HZ, to_samples
from assistant.speech.audio_files import read_audio
from assistant.speech.training.sentences import Sentence
from assistant.speech.training.voices import MANDARIN, Engine, Voice
from assistant.speech.transcriber import Samples

PROGRAMS: dict[Engine, str] = {"espeak-ng": "espeak-ng", "flite": "flite", "festival": "festival"}
TIMEOUT_S = 60
QUIET = 0.004
"""Level under which the beginning and the end of a synthesis are silence."""
KEPT_SILENCE_S = 0.05
_NOT_PHONEMES = str.maketrans("", "", "ˈˌ")


@dataclass(frozen=True, slots=True)
class Spoken:
    """Sound, and the phonemes that it is made of in espeak-ng's notation, without stress; Chinese vowels with their tone."""

    samples: Samples
    phonemes: tuple[str, ...]


def speak(sentence: Sentence, voice: Voice) -> Spoken:
    """The sentence in that voice. Raises `SpeechUnavailable` where its program is missing or fails."""
    return speak_all([(sentence, voice)])[0]


def speak_all(pairs: Sequence[tuple[Sentence, Voice]]) -> list[Spoken]:
    """Every sentence in its voice; festival, which takes a second to start, is started once for all of its own."""
    with TemporaryDirectory(prefix="shopkeeper-voices-") as folder:
        directory = Path(folder)
        by_festival = [row for row, (_, voice) in enumerate(pairs) if voice.engine == "festival"]
        _festival(directory, [(row, *pairs[row]) for row in by_festival])
        return [_spoken(directory, row, sentence, voice) for row, (sentence, voice) in enumerate(pairs)]


def _spoken(directory: Path, row: int, sentence: Sentence, voice: Voice) -> Spoken:
    wav, listing = directory / f"{row}.wav", directory / f"{row}.txt"
    if voice.engine == "espeak-ng":
        _espeak(sentence.spoken, voice, wav, listing)
    else:
        if voice.engine == "flite":
            _flite(sentence.spoken, voice, wav)
        _espeak_phonemes(sentence, listing)
    samples = trimmed(to_samples(read_audio(wav)))
    wav.unlink()
    return Spoken(samples, phonemes_of(listing.read_text(encoding="utf-8")))


def trimmed(samples: Samples) -> Samples:
    """Without the silence before and after, but for a twentieth of a second."""
    loud = np.flatnonzero(np.abs(samples) > QUIET)
    if not len(loud):
        return samples
    margin = int(KEPT_SILENCE_S * RATE_HZ)
    return samples[max(0, loud[0] - margin) : loud[-1] + margin]


def phonemes_of(listing: str) -> tuple[str, ...]:
    """What espeak-ng writes with `--ipa --sep=_`, without stress, pauses and the marks of a change of language."""
    units = listing.translate(_NOT_PHONEMES).replace("_", " ").split()
    return tuple(unit for unit in units if not unit.startswith("(") and any(c.isalpha() for c in unit))


def _espeak(text: str, voice: Voice, wav: Path, listing: Path) -> None:
    name = f"{voice.name}+{voice.variant}" if voice.variant else voice.name
    options = ["-v", name, "-s", str(round(voice.rate)), "-p", str(voice.pitch), "-w", str(wav)]
    _run("espeak-ng", [*options, "--ipa", "--sep=_", f"--phonout={listing}", "-b", "1", "--stdin"], text)


def _espeak_phonemes(sentence: Sentence, listing: Path) -> None:
    name = MANDARIN if sentence.language == "zh" else "en-us"
    options = ["-v", name, "-q", "--ipa", "--sep=_", f"--phonout={listing}", "-b", "1", "--stdin"]
    _run("espeak-ng", options, sentence.spoken)


def _flite(text: str, voice: Voice, wav: Path) -> None:
    settings = ["--setf", f"duration_stretch={voice.rate}", "--setf", f"int_f0_target_mean={voice.pitch}"]
    _run("flite", ["-voice", voice.name, *settings, "-t", text, "-o", str(wav)])


def _festival(directory: Path, rows: Sequence[tuple[int, Sentence, Voice]]) -> None:
    if not rows:
        return
    script = []
    for row, sentence, voice in rows:
        text = sentence.spoken.replace("\\", " ").replace('"', " ")
        script += [
            f"(voice_{voice.name})", f"(Parameter.set 'Duration_Stretch {voice.rate})",
            f'(utt.save.wave (utt.synth (Utterance Text "{text}")) "{directory}/{row}.wav" \'riff)',
        ]  # fmt: skip
    path = directory / "festival.scm"
    path.write_text("\n".join(script), encoding="utf-8")
    _run("festival", ["-b", str(path)])


def _run(engine: Engine, arguments: Sequence[str], given: str = "") -> None:
    program = shutil.which(PROGRAMS[engine])
    if program is None:
        raise SpeechUnavailable(
            f"{engine} is not installed.", remedy=f"Training needs the programs {', '.join(PROGRAMS)}: install them."
        )
    try:
        subprocess.run([program, *arguments], input=given.encode(), capture_output=True, check=True, timeout=TIMEOUT_S)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise SpeechUnavailable(
            f"{engine} failed: {error}", remedy="Try it by hand; festival needs its voices, too."
        ) from error

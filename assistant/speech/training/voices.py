"""The voices that read the training sentences, and those that are kept for judging: whole voices, never trained on. Pure."""

from dataclasses import dataclass
from random import Random
from typing import Literal

from assistant.messages import Language

Engine = Literal["espeak-ng", "flite", "festival"]

WORDS_PER_MINUTE = (125, 215)
"""espeak-ng's rate: unhurried to quick. People say 150 to 180 to a clerk."""
ESPEAK_PITCH = (15, 85)
"""Of 0 to 99; 50 is the voice's own."""
STRETCH = (0.8, 1.25)
"""flite's and festival's durations, relative to the voice's own."""
FLITE_PITCH_HZ = {"awb": (95, 140), "rms": (85, 125), "slt": (150, 220), "kal16": (85, 130)}

ENGLISH_ACCENTS = ("en-us", "en-us", "en-us", "en-gb", "en-gb-x-rp", "en-gb-scotland", "en-029", "en-us-nyc")
MANDARIN = "cmn-latn-pinyin"
"""Version 1.51 of espeak-ng knows the characters' pinyin in all its Mandarin voices, and reads it as English in the others."""

VARIANTS = (
    "Alex", "Alicia", "Andy", "Annie", "Denis", "Diogo", "Gene", "Gene2", "Henrique", "Hugo", "Jacky", "Lee",
    "Marco", "Mike", "Nguyen", "adam", "anika", "antonio", "aunty", "belinda", "benjamin", "boris", "caleb",
    "david", "ed", "edward2", "f1", "f2", "f3", "f5", "grandma", "grandpa", "gustave", "iven", "iven2", "iven3",
    "iven4", "john", "kaukovalta", "klatt", "klatt2", "klatt4", "linda", "m1", "m2", "m3", "m4", "m6", "m7",
    "m8", "marcelo", "max", "michel", "miguel", "norbert", "pablo", "paul", "pedro", "quincy", "rob", "robert",
    "sandro", "shelby", "steph", "steph2", "travis", "victor", "zac",
)  # fmt: skip
"""espeak-ng's speakers but for its robots, whisperers and monsters."""
HELD_OUT_VARIANTS = ("f4", "m5", "Andrea", "Mario", "Michael", "edward", "klatt3", "steph3")

FLITE_VOICES = ("awb", "slt", "kal16")
HELD_OUT_FLITE_VOICE = "rms"
"""Made from recordings of a person, as `awb` and `slt`; nothing of him is trained on."""

FESTIVAL_VOICES = ("kal_diphone", "ked_diphone", "ked_diphone", "cmu_us_slt_arctic_hts")
"""As Debian's packages `festvox-kallpc16k`, `festvox-kdlpc16k` and `festvox-us-slt-hts` bring them."""

ENGINE_SHARES: dict[Engine, float] = {"espeak-ng": 0.55, "flite": 0.34, "festival": 0.11}
"""Of the English sentences; Mandarin is spoken by espeak-ng alone.

With a quarter for the engines that cut up recordings of people, half of all errors on held-out voices were flite's `rms`:
.49 of his words, .22 of espeak-ng's held-out speakers'.
"""


@dataclass(frozen=True, slots=True)
class Voice:
    """A speaker and how they speak. `rate` is words a minute of espeak-ng, else how long sounds are, relative to usual.

    `pitch` is espeak-ng's number from 0 to 99, else hertz; festival has its own.
    """

    engine: Engine
    name: str
    rate: float
    pitch: int
    variant: str = ""

    @property
    def label(self) -> str:
        """Who speaks, however fast: "espeak-ng en-us+f4", "flite rms"."""
        return f"{self.engine} {self.name}" + (f"+{self.variant}" if self.variant else "")


def draw_voice(language: Language, rng: Random, *, held_out: bool = False) -> Voice:
    """Somebody who speaks the language."""
    if language == "zh":
        return _espeak(MANDARIN, rng, held_out=held_out)
    if held_out:
        is_flite = rng.random() < 1 / 3
        return _flite(HELD_OUT_FLITE_VOICE, rng) if is_flite else _espeak(_accent(rng), rng, held_out=True)
    engine = rng.choices(list(ENGINE_SHARES), weights=list(ENGINE_SHARES.values()))[0]
    if engine == "flite":
        return _flite(rng.choice(FLITE_VOICES), rng)
    if engine == "festival":
        return Voice("festival", rng.choice(FESTIVAL_VOICES), round(rng.uniform(*STRETCH), 2), 0)
    return _espeak(_accent(rng), rng, held_out=False)


def _accent(rng: Random) -> str:
    return rng.choice(ENGLISH_ACCENTS)


def _espeak(name: str, rng: Random, *, held_out: bool) -> Voice:
    variant = rng.choice(HELD_OUT_VARIANTS if held_out else VARIANTS)
    return Voice("espeak-ng", name, rng.randint(*WORDS_PER_MINUTE), rng.randint(*ESPEAK_PITCH), variant)


def _flite(name: str, rng: Random) -> Voice:
    return Voice("flite", name, round(rng.uniform(*STRETCH), 2), rng.randint(*FLITE_PITCH_HZ[name]))

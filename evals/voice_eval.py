"""How well a recogniser hears: word errors by language and condition, constraints against the text path, real orders."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from time import perf_counter

from assistant.messages import Language, Understanding
from assistant.speech.audio import RATE_HZ
from assistant.speech.training.word_errors import WordErrors, total, units, word_errors
from assistant.speech.transcriber import Hearing, Transcriber
from evals.utterance_eval import LabelledUtterance, UtteranceReport, score
from evals.voice_sets import Clip, SpokenOrder

Understand = Callable[[Hearing, LabelledUtterance], Understanding]


@dataclass(frozen=True, slots=True)
class Row:
    """What was heard of some clips. `language_right` is the share whose language was recognised."""

    language: Language
    condition: str
    n: int
    errors: WordErrors
    language_right: float
    seconds: float
    sound_s: float


@dataclass(frozen=True, slots=True)
class Heard:
    """A clip, what was written of it, and the errors in that."""

    clip: Clip
    written: str
    errors: WordErrors


@dataclass(frozen=True, slots=True)
class PathReport:
    """The same utterances typed and spoken: the share of each whose constraints are all right, and their F1."""

    language: Language
    n: int
    text_right: float
    voice_right: float
    text: UtteranceReport
    voice: UtteranceReport

    @property
    def kept(self) -> float:
        """What the voice path keeps of the text path's figure."""
        return self.voice_right / self.text_right if self.text_right else 0.0


@dataclass(frozen=True, slots=True)
class OrderReport:
    """Real orders, of which only the slots are known: how many slots were heard word for word, and how many orders whole."""

    n: int
    n_slots: int
    slots_right: int
    orders_right: int


def judge_clips(transcriber: Transcriber, clips: Sequence[Clip], condition: str) -> tuple[Row, list[Heard]]:
    """Clips of one language. Raises ValueError for none."""
    if not clips:
        raise ValueError("no clips to judge")
    start = perf_counter()
    hearings = [transcriber.transcribe(clip.samples) for clip in clips]
    seconds = perf_counter() - start
    heard = [
        Heard(clip, hearing.text, word_errors(clip.text, hearing.text))
        for clip, hearing in zip(clips, hearings, strict=True)
    ]
    n_right = sum(hearing.language == clip.language for clip, hearing in zip(clips, hearings, strict=True))
    sound_s = sum(len(clip.samples) for clip in clips) / RATE_HZ
    row = Row(
        clips[0].language,
        condition,
        len(clips),
        total(one.errors for one in heard),
        n_right / len(clips),
        seconds,
        sound_s,
    )
    return row, heard


def by_voice(heard: Iterable[Heard]) -> dict[str, WordErrors]:
    """The errors of each speaker, by name."""
    voices: dict[str, list[WordErrors]] = {}
    for one in heard:
        voices.setdefault(one.clip.voice, []).append(one.errors)
    return {voice: total(errors) for voice, errors in sorted(voices.items())}


def judge_paths(
    transcriber: Transcriber, utterances: Sequence[LabelledUtterance], clips: Sequence[Clip], understand: Understand
) -> PathReport:
    """Utterances of one language with their clips, in the same order. `understand` reads what was typed or heard."""
    language = clips[0].language
    typed = [understand(Hearing(one.text, language), one) for one in utterances]
    spoken = [
        understand(transcriber.transcribe(clip.samples), one) for one, clip in zip(utterances, clips, strict=True)
    ]
    text, voice = score(utterances, typed), score(utterances, spoken)
    return PathReport(language, len(utterances), _right(text), _right(voice), text, voice)


def judge_orders(transcriber: Transcriber, orders: Sequence[SpokenOrder]) -> OrderReport:
    """Which slots' words are all in what was heard, one after the other."""
    n_slots = slots_right = orders_right = 0
    for order in orders:
        written = f" {' '.join(units(transcriber.transcribe(order.samples).text))} "
        right = [f" {' '.join(units(value))} " in written for value in order.slots.values()]
        n_slots, slots_right = n_slots + len(right), slots_right + sum(right)
        orders_right += all(right)
    return OrderReport(len(orders), n_slots, slots_right, orders_right)


def _right(report: UtteranceReport) -> float:
    n_wrong = sum(bool(miss.missing or miss.extra) for miss in report.misses)
    return 1 - n_wrong / report.n_utterances

"""`shopkeeper eval voice`: the recogniser on held-out voices and sentences, in noise, on real recordings and on no speech."""

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

from rich.console import Console
from rich.table import Table

from assistant.app import open_assistant, open_chat_model, open_configured_shop, open_parser, speech_model_name
from assistant.config import Settings, load_settings
from assistant.messages import Language, Understanding
from assistant.speech.audio import to_pcm
from assistant.speech.listener import Listener
from assistant.speech.recordings import events_of, hearing_of
from assistant.speech.training.word_errors import WordErrors
from assistant.speech.transcriber import Hearing, Samples, Transcriber
from assistant.understanding.mishearing import Ear
from evals.invented_utterances import Row as OddRow
from evals.invented_utterances import rows as invented_rows
from evals.shops import DATA_VARIABLE, prepare_demo
from evals.utterance_eval import UTTERANCES, LabelledUtterance, load_utterances
from evals.voice_eval import (
    Heard,
    OrderReport,
    PathReport,
    Row,
    Understand,
    by_voice,
    judge_clips,
    judge_orders,
    judge_paths,
)
from evals.voice_scenarios import TurnPair, play_pairs, sayable_turns, summarise_pairs
from evals.voice_sets import CONDITIONS, held_out_clips, in_condition, labelled_clips, spoken_clips, spoken_orders

Item = TypeVar("Item")

LANGUAGES: tuple[Language, ...] = ("en", "zh")


def run(*, model: str | None, sentences: int, shop: Path | None, misses: bool, json_output: bool) -> None:
    """Measures and prints, part by part. Raises `SpeechUnavailable` where there is no recogniser or no synthesiser."""
    settings = load_settings(shop=shop, **({} if model is None else {"speech_model": model}))
    transcriber = open_transcriber(settings)
    settings = settings if shop else prepare_demo(settings, quiet=json_output)
    screen = Screen(settings.speech_model, misses=misses, is_silent=json_output)
    rows, clean = hear(transcriber, sentences)
    screen.errors(rows, clean)
    paths = compare_paths(transcriber, settings, sentences)
    screen.paths(paths)
    scenarios = play_scenarios(transcriber, settings, sentences)
    screen.scenarios(scenarios)
    orders = hear_orders(transcriber)
    screen.orders(orders)
    odd = list(invented_rows(transcriber))
    screen.invented(odd)
    if json_output:
        content = {
            "model": settings.speech_model,
            "conditions": list(map(_row_json, rows)),
            "voices": {voice: round(errors.rate, 4) for voice, errors in by_voice(clean).items()},
            "paths": list(map(_path_json, paths)),
            "scenarios": [asdict(path) | {"kept": round(path.kept, 4)} for path in summarise_pairs(scenarios)],
            "spoken_orders": asdict(orders) if orders else None,
            "no_speech": {"clips": sum(row.n_clips for row in odd), "invented": sum(row.n_invented for row in odd)},
        }
        sys.stdout.write(json.dumps(content, ensure_ascii=False) + "\n")


def open_transcriber(settings: Settings) -> Transcriber:
    """The configured recogniser, which is asked for sound after sound. Raises `SpeechUnavailable`."""
    name = speech_model_name(settings)
    from assistant.speech.whisper_transcriber import WhisperTranscriber, load_whisper

    return WhisperTranscriber(
        load_whisper(name, settings.device), languages=settings.speech_languages, beam_size=settings.speech_beam_size
    )


def hear(transcriber: Transcriber, n: int) -> tuple[list[Row], list[Heard]]:
    """Every language in every condition, and each clip without noise."""
    rows: list[Row] = []
    clean: list[Heard] = []
    for language in LANGUAGES:
        clips = held_out_clips(language, n)
        for condition in CONDITIONS:
            row, heard = judge_clips(transcriber, in_condition(clips, condition), condition)
            rows.append(row)
            clean += heard if condition == "clean" else []
    return rows, clean


def compare_paths(transcriber: Transcriber, settings: Settings, n: int) -> list[PathReport]:
    """At most `n` labelled utterances a language, typed and spoken."""
    shop = open_configured_shop(settings)
    parser = open_parser(settings, shop, open_chat_model(settings))
    ear = Ear(shop.lexicon, shop.vocabulary)

    def understand(hearing: Hearing, one: LabelledUtterance) -> Understanding:
        return parser.parse(ear.mend(hearing).text, one.context)

    return [_compare(transcriber, language, understand, n) for language in LANGUAGES]


def _compare(transcriber: Transcriber, language: Language, understand: Understand, n: int) -> PathReport:
    utterances = spread(load_utterances(UTTERANCES / f"{language}.jsonl"), n)
    return judge_paths(transcriber, utterances, labelled_clips(utterances), understand)


def play_scenarios(transcriber: Transcriber, settings: Settings, n: int) -> list[TurnPair]:
    """At most `n` turns of the demo shop's scenarios a language, typed and spoken."""
    from assistant.speech.silero import SileroVoice

    def hear_clip(samples: Samples) -> Hearing:
        return hearing_of(events_of(Listener(transcriber, SileroVoice()), to_pcm(samples)))

    turns = sayable_turns("demo")
    kept = [turn for language in LANGUAGES for turn in spread([t for t in turns if t.language == language], n)]
    kept.sort(key=turns.index)
    sounds = [clip.samples for clip in spoken_clips([(turn.turn.text, turn.language) for turn in kept])]
    return list(play_pairs(open_assistant(settings), kept, sounds, hear_clip))


def spread(items: Sequence[Item], n: int) -> list[Item]:
    """At most `n` of them, evenly from the first to the last: what stands together is alike."""
    return [items[i * len(items) // n] for i in range(n)] if len(items) > n else list(items)


def hear_orders(transcriber: Transcriber) -> OrderReport | None:
    """The held-out half of the spoken orders; None where they are not at hand."""
    default = Path(__file__).parents[2] / "shared" / "data"
    folder = Path(os.environ.get(DATA_VARIABLE, default)) / "spoken_orders"
    return judge_orders(transcriber, spoken_orders(folder)) if folder.is_dir() else None


class Screen:
    """Prints each part as soon as it is measured: all of them take minutes."""

    def __init__(self, model: str, *, misses: bool, is_silent: bool = False) -> None:
        self._model = model
        self._misses = misses
        self._console = Console(quiet=is_silent)

    def errors(self, rows: Sequence[Row], clean: Sequence[Heard]) -> None:
        """Word errors by condition and by voice."""
        names = ("language", "heard", "n", "errors", "S", "D", "I", "hits", "language right", "s per s of sound")
        table = _table(f"{self._model}: held-out sentences in held-out voices", names, n_words=2)
        for row in rows:
            table.add_row(
                row.language, row.condition, str(row.n), *_counts(row.errors), f"{row.language_right:.3f}",
                f"{row.seconds / row.sound_s:.3f}",
            )  # fmt: skip
        self._console.print(table)
        voices = _table("each voice, clean", ("voice", "errors", "S", "D", "I", "hits"))
        for voice, one in by_voice(clean).items():
            voices.add_row(voice, *_counts(one))
        self._console.print(voices)
        for heard in clean if self._misses else ():
            if heard.errors.rate:
                self._miss(f"{heard.clip.voice}: {heard.clip.text!r} -> {heard.written!r}")

    def paths(self, paths: Sequence[PathReport]) -> None:
        """Labelled utterances on both paths."""
        names = ("language", "n", "all right, typed", "all right, spoken", "kept", "F1 typed", "F1 spoken")
        table = _table("labelled utterances, typed and spoken", names)
        for path in paths:
            shares = (path.text_right, path.voice_right, path.kept, path.text.constraints.f1, path.voice.constraints.f1)
            table.add_row(path.language, str(path.n), *(f"{share:.3f}" for share in shares))
        self._console.print(table)

    def scenarios(self, pairs: Sequence[TurnPair]) -> None:
        """Turns of the scenarios on both paths."""
        names = ("language", "n", "ledger right, typed", "ledger right, spoken", "kept")
        table = _table("turns of the scenarios, typed and spoken", names)
        for path in summarise_pairs(pairs):
            counts = (path.n, path.text_right, path.voice_right)
            table.add_row(path.language, *map(str, counts), f"{path.kept:.3f}")
        self._console.print(table)
        for pair in pairs if self._misses else ():
            if pair.is_text_right and not pair.is_voice_right:
                self._miss(f"{pair.turn.scenario.id}: {pair.turn.turn.text!r} -> {pair.written!r}")

    def orders(self, orders: OrderReport | None) -> None:
        """Real people."""
        if orders is None:
            self._console.print(f"real spoken orders: not measured, set {DATA_VARIABLE} to the folder above them")
            return
        self._console.print(
            f"real spoken orders, held out: {orders.slots_right} of {orders.n_slots} slots right, "
            f"{orders.orders_right} of {orders.n} orders whole (no transcripts: no word error rate)"
        )

    def invented(self, rows: Sequence[OddRow]) -> None:
        """What is no speech."""
        n_clips, n_invented = sum(row.n_clips for row in rows), sum(row.n_invented for row in rows)
        n_passed = sum(row.n_passed or 0 for row in rows)
        self._console.print(
            f"no speech: {n_invented} of {n_clips} clips became words ({n_passed} would, without the voice detector)"
        )

    def _miss(self, line: str) -> None:
        self._console.print(line, markup=False, highlight=False)


def _table(title: str, names: Sequence[str], *, n_words: int = 1) -> Table:
    table = Table(title=title, box=None, header_style="bold")
    for number, name in enumerate(names):
        table.add_column(name, justify="left" if number < n_words else "right")
    return table


def _counts(errors: WordErrors) -> tuple[str, ...]:
    counts = (errors.substitutions, errors.deletions, errors.insertions, errors.hits)
    return (f"{errors.rate:.3f}", *map(str, counts))


def _row_json(row: Row) -> dict[str, Any]:
    return {
        "language": row.language, "condition": row.condition, "n": row.n, "error_rate": round(row.errors.rate, 4),
        "substitutions": row.errors.substitutions, "deletions": row.errors.deletions,
        "insertions": row.errors.insertions, "hits": row.errors.hits, "language_right": round(row.language_right, 4),
        "seconds_per_second": round(row.seconds / row.sound_s, 4),
    }  # fmt: skip


def _path_json(path: PathReport) -> dict[str, Any]:
    return {
        "language": path.language, "n": path.n, "text_right": round(path.text_right, 4),
        "voice_right": round(path.voice_right, 4), "kept": round(path.kept, 4),
        "text_f1": round(path.text.constraints.f1, 4), "voice_f1": round(path.voice.constraints.f1, 4),
    }  # fmt: skip

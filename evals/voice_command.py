"""`shopkeeper eval voice`: the recogniser on held-out voices and sentences, in noise, and on real recordings."""

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from assistant.app import open_chat_model, open_configured_shop, open_parser, speech_model_name
from assistant.config import Settings, load_settings
from assistant.messages import Language, Understanding
from assistant.speech.training.word_errors import WordErrors
from assistant.speech.transcriber import Hearing, Transcriber
from assistant.understanding.mishearing import Ear
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
from evals.voice_sets import CONDITIONS, held_out_clips, in_condition, labelled_clips, spoken_orders

LANGUAGES: tuple[Language, ...] = ("en", "zh")


def run(*, model: str | None, sentences: int, shop: Path | None, misses: bool, json_output: bool) -> None:
    """Measures and prints. Raises `SpeechUnavailable` where there is no recogniser or no synthesiser."""
    settings = load_settings(shop=shop, **({} if model is None else {"speech_model": model}))
    transcriber = open_transcriber(settings)
    rows, clean = hear(transcriber, sentences)
    paths = compare_paths(transcriber, settings if shop else prepare_demo(settings, quiet=json_output))
    orders = hear_orders(transcriber)
    if json_output:
        content = {
            "model": settings.speech_model,
            "conditions": list(map(_row_json, rows)),
            "voices": {voice: round(errors.rate, 4) for voice, errors in by_voice(clean).items()},
            "paths": list(map(_path_json, paths)),
            "spoken_orders": asdict(orders) if orders else None,
        }
        sys.stdout.write(json.dumps(content, ensure_ascii=False) + "\n")
    else:
        show(settings.speech_model, rows, paths, orders, clean, misses=misses)


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


def compare_paths(transcriber: Transcriber, settings: Settings) -> list[PathReport]:
    """The labelled utterances typed and spoken."""
    shop = open_configured_shop(settings)
    parser = open_parser(settings, shop, open_chat_model(settings))
    ear = Ear(shop.lexicon, shop.vocabulary)

    def understand(hearing: Hearing, one: LabelledUtterance) -> Understanding:
        return parser.parse(ear.mend(hearing).text, one.context)

    return [_compare(transcriber, language, understand) for language in LANGUAGES]


def _compare(transcriber: Transcriber, language: Language, understand: Understand) -> PathReport:
    utterances = load_utterances(UTTERANCES / f"{language}.jsonl")
    return judge_paths(transcriber, utterances, labelled_clips(utterances), understand)


def hear_orders(transcriber: Transcriber) -> OrderReport | None:
    """The held-out half of the spoken orders; None where they are not at hand."""
    default = Path(__file__).parents[2] / "shared" / "data"
    folder = Path(os.environ.get(DATA_VARIABLE, default)) / "spoken_orders"
    return judge_orders(transcriber, spoken_orders(folder)) if folder.is_dir() else None


def show(
    model: str, rows: Sequence[Row], paths: Sequence[PathReport], orders: OrderReport | None, clean: Sequence[Heard],
    *, misses: bool,
) -> None:  # fmt: skip
    """Tables: errors by condition and voice, then constraints, then orders, then the misses where they are asked for."""
    console = Console()
    errors = Table(title=f"{model}: held-out sentences in held-out voices", box=None, header_style="bold")
    for name in ("language", "heard", "n", "errors", "S", "D", "I", "hits", "language right", "s per s of sound"):
        errors.add_column(name, justify="left" if name in ("language", "heard") else "right")
    for row in rows:
        errors.add_row(
            row.language, row.condition, str(row.n), *_counts(row.errors), f"{row.language_right:.3f}",
            f"{row.seconds / row.sound_s:.3f}",
        )  # fmt: skip
    console.print(errors)
    voices = Table(title="each voice, clean", box=None, header_style="bold")
    voices.add_column("voice")
    for name in ("errors", "S", "D", "I", "hits"):
        voices.add_column(name, justify="right")
    for voice, one in by_voice(clean).items():
        voices.add_row(voice, *_counts(one))
    console.print(voices)
    right = Table(title="labelled utterances, typed and spoken", box=None, header_style="bold")
    for name in ("language", "n", "all right, typed", "all right, spoken", "kept", "F1 typed", "F1 spoken"):
        right.add_column(name, justify="left" if name == "language" else "right")
    for path in paths:
        shares = (path.text_right, path.voice_right, path.kept, path.text.constraints.f1, path.voice.constraints.f1)
        right.add_row(path.language, str(path.n), *(f"{share:.3f}" for share in shares))
    console.print(right)
    if orders:
        console.print(
            f"real spoken orders, held out: {orders.slots_right} of {orders.n_slots} slots right, "
            f"{orders.orders_right} of {orders.n} orders whole (no transcripts: no word error rate)"
        )
    for heard in [one for one in clean if one.errors.rate] if misses else []:
        console.print(f"{heard.clip.voice}: {heard.clip.text!r} -> {heard.written!r}", markup=False, highlight=False)


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

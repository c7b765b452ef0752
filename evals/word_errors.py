"""What mishearing costs: labelled utterances with a share of their words misheard: `python -m evals.word_errors`.

Each word is replaced, with the probability of the row, by one that sounds like it; function words and numbers too ("fifteen"
for "fifty"), and characters by others of the same syllable in Chinese. The recogniser's confidence is drawn as well: of
wrong words from Beta(2, 3), of right ones from Beta(9, 1.5), so that one wrong word in three seems right, and one right
word in twenty-five seems doubtful. Constraints are compared with the labels as in `eval utterances`.
"""

import heapq
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Annotated, Any

import numpy as np
import typer
from jellyfish import metaphone
from pypinyin import lazy_pinyin
from rapidfuzz.distance import Levenshtein
from rich.console import Console
from rich.table import Table
from tokenizers import Tokenizer

from assistant.app import open_configured_shop, open_parser
from assistant.config import load_settings
from assistant.messages import Language, Understanding
from assistant.speech.transcriber import HeardWord, Hearing
from assistant.understanding.mishearing import Ear, Mended, doubted
from assistant.understanding.parser import Parser
from evals.shops import prepare_demo
from evals.utterance_eval import UTTERANCES, LabelledUtterance, UtteranceReport, load_utterances, score
from retrieval.folding import fold, singular
from retrieval.minilm import model_directory
from retrieval.shop import Shop

RATES = (0.0, 0.05, 0.1, 0.2)
FILES: Mapping[Language, tuple[str, ...]] = {
    "en": ("en.jsonl", "en_heldout.jsonl"),
    "zh": ("zh.jsonl", "zh_heldout.jsonl"),
}
N_ROUNDS = 3
"""Draws of errors that a row averages over."""

WRONG_P = (2.0, 3.0)
RIGHT_P = (9.0, 1.5)

N_NEAREST = 5
"""Words that a word may be misheard as."""

_TEENS = {"13": "30", "14": "40", "15": "50", "16": "60", "17": "70", "18": "80", "19": "90"}
_NUMBERS = _TEENS | {tens: teen for teen, tens in _TEENS.items()}

Rng = np.random.Generator


@dataclass(frozen=True, slots=True)
class Row:
    """One language at one rate: constraint F1 without and with what is known of the sound, and what is asked."""

    language: Language
    rate: float
    plain_f1: float
    heard_f1: float
    n_asked: float
    """Questions "did you say …?" an utterance."""

    caught: float
    """Share of the hard constraints that are wrong although what was misheard was put right, and are asked about."""


def misheard(text: str, language: Language, rate: float, rng: Rng) -> Hearing:
    """The utterance as a recogniser with that rate of substitutions would have it."""
    pieces = text.split() if language == "en" else _characters(text)
    heard, said = [], []
    for piece in pieces:
        other = _confused(piece, rng) if rng.random() < rate else piece
        a, b = RIGHT_P if other == piece else WRONG_P
        bare = other.strip(".,!?;:，。！？、；：")
        said.append(other)
        if bare:
            heard.append(HeardWord(bare, float(rng.beta(a, b)), 0, 0))
    return Hearing((" " if language == "en" else "").join(said), language, tuple(heard))


def _characters(text: str) -> list[str]:
    """Chinese characters by themselves, what is between them whole."""
    pieces: list[str] = []
    for letter in text:
        if pieces and not _is_han(letter) and not _is_han(pieces[-1][-1]):
            pieces[-1] += letter
        else:
            pieces.append(letter)
    return pieces


def _confused(piece: str, rng: Rng) -> str:
    """Something that sounds like it; itself where nothing does."""
    bare = piece.strip(".,!?;:'\"")
    if len(piece) == 1 and _is_han(piece):
        others = _homophones(piece)
    elif bare.strip("$¥€").isdigit():
        number = bare.strip("$¥€")
        return piece.replace(number, _NUMBERS.get(number) or _other_number(number, rng))
    elif bare.isascii() and bare.isalpha():
        others = _soundalikes(fold(bare))
    else:
        others = ()
    return piece.replace(bare, others[int(rng.integers(len(others)))]) if others else piece


def _other_number(number: str, rng: Rng) -> str:
    """One digit is another."""
    place = int(rng.integers(len(number)))
    return number[:place] + str(int(rng.integers(1, 10))) + number[place + 1 :]


@cache
def _soundalikes(word: str) -> tuple[str, ...]:
    """The nearest words by sound and spelling, the word's own plural aside, which is no other word."""
    code = metaphone(word)

    def unlikeness(other: str) -> float:
        return Levenshtein.normalized_distance(code, _code(other)) + Levenshtein.normalized_distance(word, other)

    others = (other for other in english_words() if singular(other) != singular(word))
    return tuple(heapq.nsmallest(N_NEAREST, others, key=unlikeness))


@cache
def _code(word: str) -> str:
    return metaphone(word)


@cache
def _homophones(character: str) -> tuple[str, ...]:
    """The common characters with the same syllable, tones aside."""
    return tuple(other for other in _by_syllable().get(lazy_pinyin(character)[0], ()) if other != character)


@cache
def _by_syllable() -> Mapping[str, tuple[str, ...]]:
    """The 3,755 characters of GB 2312's first level, by syllable."""
    found: dict[str, list[str]] = {}
    for row in range(0xB0, 0xD8):
        for cell in range(0xA1, 0xFF):
            character = bytes((row, cell)).decode("gb2312", "ignore")
            if character:
                found.setdefault(lazy_pinyin(character)[0], []).append(character)
    return {syllable: tuple(characters) for syllable, characters in found.items()}


def _is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff"


@cache
def english_words() -> tuple[str, ...]:
    """The English words that a recogniser knows: those that the text embedding's tokenizer has whole, some 20,000."""
    tokens = Tokenizer.from_file(str(model_directory() / "tokenizer.json")).get_vocab()
    return tuple(sorted(token for token in tokens if token.isascii() and token.isalpha() and token.islower()))


def measure(shop: Shop, parser: Parser, language: Language, rate: float) -> Row:
    """One row, averaged over `N_ROUNDS` draws."""
    utterances = [u for name in FILES[language] for u in load_utterances(UTTERANCES / name)]
    ear = Ear(shop.lexicon, shop.vocabulary)
    plain, heard, n_asked, wrong, caught = [], [], 0, 0, 0
    for n in range(N_ROUNDS if rate else 1):
        rng = np.random.default_rng([n, round(rate * 100)])
        hearings = [misheard(u.text, language, rate, rng) for u in utterances]
        mended = [ear.mend(hearing) for hearing in hearings]
        plain.append(score(utterances, _parse(parser, utterances, [Mended(h.text) for h in hearings])).constraints.f1)
        understood = _parse(parser, utterances, mended)
        report = score(utterances, understood)
        heard.append(report.constraints.f1)
        n_asked += sum(bool(u.doubted) for u in understood)
        counts = _caught(report, utterances, understood)
        wrong, caught = wrong + counts[0], caught + counts[1]
    n_heard = len(utterances) * len(heard)
    return Row(language, rate, float(np.mean(plain)), float(np.mean(heard)), n_asked / n_heard, caught / max(1, wrong))


def _parse(parser: Parser, utterances: Sequence[LabelledUtterance], texts: Sequence[Mended]) -> list[Understanding]:
    found = []
    for utterance, mended in zip(utterances, texts, strict=True):
        understood = parser.parse(mended.text, utterance.context)
        found.append(replace(understood, doubted=doubted(understood.constraints, mended)))
    return found


def _caught(
    report: UtteranceReport, utterances: Sequence[LabelledUtterance], understood: Sequence[Understanding]
) -> tuple[int, int]:
    """Hard constraints that nobody said, and how many of them are in doubt."""
    doubts = {
        u.id: {stated.constraint for stated in got.doubted} for u, got in zip(utterances, understood, strict=True)
    }
    extra = [(miss.utterance.id, wrong) for miss in report.misses for wrong in miss.extra if wrong.is_hard]
    return len(extra), sum(wrong in doubts[name] for name, wrong in extra)


def main(
    json_output: Annotated[bool, typer.Option("--json", help="Print machine-readable lines.")] = False,
    rate: Annotated[list[float] | None, typer.Option(help="Shares of misheard words.", min=0, max=1)] = None,
) -> None:
    """Prints a row a language and rate."""
    settings = prepare_demo(load_settings(), quiet=json_output)
    shop = open_configured_shop(settings)
    parser = open_parser(settings, shop)
    rows = [measure(shop, parser, language, share) for language in FILES for share in rate or RATES]
    if json_output:
        for row in rows:
            content: dict[str, Any] = {name: getattr(row, name) for name in Row.__slots__}
            sys.stdout.write(json.dumps(content) + "\n")
        return
    table = Table(title="constraint F1 by substituted words", box=None, header_style="bold")
    for column in ("language", "errors", "as heard", "put right", "asked", "wrong and asked about"):
        table.add_column(column, justify="left" if column == "language" else "right")
    for row in rows:
        cells = (
            f"{row.rate:.0%}",
            f"{row.plain_f1:.3f}",
            f"{row.heard_f1:.3f}",
            f"{row.n_asked:.2f}",
            f"{row.caught:.0%}",
        )
        table.add_row(row.language, *cells)
    Console().print(table)


if __name__ == "__main__":
    typer.run(main)

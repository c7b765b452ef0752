"""Sentences that shoppers say, drawn from the grammar in `prompts/spoken`, the lexicon, the intents and texts of the shop.

A sentence has two forms: as the recogniser writes it and as it is spoken, which differ where a size or a measure is
written in figures. Prices, counts and ratings are words in both. Pure, but for reading the files.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import yaml

from assistant.messages import Language
from assistant.speech.training.heard_text import heard, is_held_out, language_of
from assistant.speech.training.spoken_numbers import chinese, english
from retrieval.lexicon import load_lexicon

PROMPTS = Path(__file__).resolve().parents[3] / "prompts"
LEXICON_SLOTS = ("color", "category", "material", "feature", "occasion", "pattern", "brand")
MAX_WORDS = 16
"""What a shopper says in one breath; Chinese characters count half."""

SHARES = {"grammar": 0.62, "examples": 0.12, "texts": 0.26}
"""Of the sentences drawn: those of the grammar, those of the intents' examples, and those of the texts given."""

PIECES_SHARE = 0.25
"""Of the sentences trained on: pieces of others, put together without sense, which can only be heard, not guessed.

Without them a model read sentences that it had been trained on much better than new ones in the same voices: in Chinese
7 % of the characters were wrong against 30 %.
"""
N_PIECES = (2, 4)
N_WORDS = {"en": (1, 3), "zh": (3, 6)}
"""Of a piece: words, a Chinese character being one."""

Said = tuple[str, str]
"""As written, as spoken."""

Rules = Mapping[str, Sequence[str]]

_WORD = re.compile(r"[一-鿿]|[^\s一-鿿]+")
_REFERENCE = re.compile(r"\{(\w+)\}")
_LETTER_SIZES = ("xs", "s", "m", "l", "xl", "xxl")
_ROUND = (10, 15, 20, 25, 30, 35, 40, 45, 50, 60, 70, 75, 80, 90, 100, 120, 150, 180, 200, 250, 300, 400, 500, 600, 800)


@dataclass(frozen=True, slots=True)
class Sentence:
    """`text` is what the recogniser should write, `spoken` what the synthesiser is given."""

    text: str
    spoken: str
    language: Language


class Grammar:
    """Draws sentences of one language; rules from `prompts/spoken`, leaves from the lexicon, `brands` and here."""

    def __init__(self, language: Language, *, brands: Sequence[str] = ()) -> None:
        self._language: Language = language
        self._rules: Rules = yaml.safe_load((PROMPTS / "spoken" / f"{language}.yaml").read_text(encoding="utf-8"))
        self._leaves = _lexicon_words(language)
        self._leaves["brand"] = [*self._leaves.pop("brand"), *(heard(brand) for brand in brands)]
        self._drawn: Mapping[str, Callable[[Random], Said]] = _ENGLISH if language == "en" else _CHINESE
        unknown = {name for name in self._named() if not self._knows(name)}
        assert not unknown, f"prompts/spoken/{language}.yaml names {sorted(unknown)}, which is no rule and no leaf"

    def draw(self, rng: Random) -> Sentence:
        """A sentence; the longer ones are cut down by drawing again."""
        while True:
            written, spoken = self._expand("sentence", rng)
            text = heard(written)
            if text and length(text) <= MAX_WORDS:
                return Sentence(text, " ".join(spoken.split()), self._language)

    def _expand(self, rule: str, rng: Random) -> Said:
        if rule in self._drawn:
            return self._drawn[rule](rng)
        if rule in self._leaves:
            word = rng.choice(self._leaves[rule])
            return word, word
        pattern = rng.choice(self._rules[rule])
        written, spoken, at = "", "", 0
        for match in _REFERENCE.finditer(pattern):
            before, (w, s) = pattern[at : match.start()], self._expand(match[1], rng)
            written, spoken, at = written + before + w, spoken + before + s, match.end()
        return written + pattern[at:], spoken + pattern[at:]

    def _named(self) -> set[str]:
        return {name for patterns in self._rules.values() for text in patterns for name in _REFERENCE.findall(text)}

    def _knows(self, name: str) -> bool:
        return name in self._rules or name in self._leaves or name in self._drawn


class Sentences:
    """Draws what is trained on or, with `held_out`, what is judged by; the two have no sentence in common.

    `texts` are sentences of any kind that are no phrases of a shop, and the shop's titles; each is of one language.
    """

    def __init__(self, *, texts: Iterable[str] = (), brands: Sequence[str] = (), held_out: bool = False) -> None:
        self._held_out = held_out
        self._grammars = {language: Grammar(language, brands=brands) for language in ("en", "zh")}
        self._texts = {"texts": _by_language(texts), "examples": _by_language(intent_examples())}

    def draw(self, language: Language, rng: Random) -> Sentence:
        """One sentence of `language`; of those that are trained on, some are put together from pieces."""
        if not self._held_out and rng.random() < PIECES_SHARE:
            return self.from_pieces(language, rng)
        return self._whole(language, rng)

    def from_pieces(self, language: Language, rng: Random) -> Sentence:
        """Pieces of sentences in a row; none with figures, which are spoken otherwise than they are written."""
        while True:
            wholes = [self._whole(language, rng).text for _ in range(rng.randint(*N_PIECES))]
            text = heard(" ".join(_piece(whole, N_WORDS[language], rng) for whole in wholes))
            if not any(c.isdigit() for c in text) and not is_held_out(text):
                return Sentence(text, text, language)

    def _whole(self, language: Language, rng: Random) -> Sentence:
        while True:
            source = rng.choices(list(SHARES), weights=list(SHARES.values()))[0]
            known = self._texts.get(source, {}).get(language)
            sentence = Sentence(t := rng.choice(known), t, language) if known else self._grammars[language].draw(rng)
            if is_held_out(sentence.text) == self._held_out:
                return sentence


def _piece(text: str, n_words: tuple[int, int], rng: Random) -> str:
    """So many words of the text that stand together; a Chinese character is one, a name among them stays whole."""
    words = _WORD.findall(text)
    n = min(len(words), rng.randint(*n_words))
    start = rng.randrange(len(words) - n + 1)
    return " ".join(words[start : start + n])


def length(text: str) -> float:
    """Words, a Chinese character being half a word."""
    n_han = sum("一" <= character <= "鿿" for character in text)
    return n_han / 2 + len(re.sub("[一-鿿]", " ", text).split())


def intent_examples() -> list[str]:
    """The examples of every intent, in both languages."""
    examples: list[str] = []
    for path in sorted((PROMPTS / "intents").glob("*.yaml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        examples += [str(text) for language in ("en", "zh") for text in content.get(language, ())]
    return examples


def _by_language(texts: Iterable[str]) -> dict[str, list[str]]:
    """Sentences that can be written without figures, short enough, each once."""
    sorted_out: dict[str, dict[str, None]] = {"en": {}, "zh": {}}
    for text in texts:
        plain = heard(text)
        if plain and length(plain) <= MAX_WORDS and not any(character.isdigit() for character in plain):
            sorted_out[language_of(plain)][plain] = None
    return {language: list(kept) for language, kept in sorted_out.items()}


def _lexicon_words(language: Language) -> dict[str, list[str]]:
    lexicon = load_lexicon()
    words = {}
    for slot in LEXICON_SLOTS:
        forms = [heard(form) for concept in lexicon.concepts(slot) for form in concept.forms(language)]
        words[slot] = [form for form in forms if not any(character.isdigit() for character in form)]
    return words


def _price_en(rng: Random) -> Said:
    amount = english(_amount(rng), rng)
    unit = rng.choice((" dollars", " dollars", " dollars", " bucks", " euros", ""))
    return amount + unit, amount + unit


def _price_zh(rng: Random) -> Said:
    amount = chinese(_amount(rng), rng) + rng.choice(("块", "块", "元", "块钱", ""))
    return amount, amount


def _amount(rng: Random) -> int:
    return rng.choice(_ROUND) if rng.random() < 0.7 else rng.randint(5, 999)


def _number_en(rng: Random) -> Said:
    return (said := english(_amount(rng), rng), said)


def _number_zh(rng: Random) -> Said:
    return (said := chinese(_amount(rng), rng), said)


def _stars_en(rng: Random) -> Said:
    return (said := rng.choice(("three", "four", "four", "four and a half", "five")), said)


def _stars_zh(rng: Random) -> Said:
    return (said := rng.choice(("三", "四", "四", "五")), said)


def _size_en(rng: Random) -> Said:
    if rng.random() < 0.35:
        letters = rng.choice(_LETTER_SIZES)
        return letters, " ".join(letters.upper())
    if rng.random() < 0.35:
        return (said := rng.choice(("small", "medium", "large", "extra large", "extra small")), said)
    if rng.random() < 0.2:
        number = rng.randint(5, 13)
        return f"{number}.5", f"{english(number, rng)} point five"
    number = rng.randint(5, 13) if rng.random() < 0.4 else rng.randint(28, 48)
    return str(number), english(number, rng)


def _size_zh(rng: Random) -> Said:
    if rng.random() < 0.4:
        letters = rng.choice(_LETTER_SIZES)
        return f"{letters}码", f"{' '.join(letters.upper())}码"
    if rng.random() < 0.4:
        return (said := rng.choice(("小号", "中号", "大号", "加大号", "均码")), said)
    number = rng.randint(28, 48)
    return f"{number}码", f"{chinese(number, rng)}码"


_MEASURES = (
    ("500 ml", "five hundred milliliter", "500毫升", "五百毫升"),
    ("750 ml", "seven hundred fifty milliliter", "750毫升", "七百五十毫升"),
    ("300 ml", "three hundred milliliter", "300毫升", "三百毫升"),
    ("1 l", "one liter", "1升", "一升"),
    ("1.5 l", "one point five liter", "1.5升", "一点五升"),
    ("2 l", "two liter", "2升", "两升"),
    ("20 l", "twenty liter", "20升", "二十升"),
    ("30 l", "thirty liter", "30升", "三十升"),
    ("55 cm", "fifty five centimeter", "55厘米", "五十五厘米"),
    ("90 cm", "ninety centimeter", "90厘米", "九十厘米"),
)


def _measure_en(rng: Random) -> Said:
    written, spoken, *_ = rng.choice(_MEASURES)
    return written, spoken


def _measure_zh(rng: Random) -> Said:
    *_, written, spoken = rng.choice(_MEASURES)
    return written, spoken


_ENGLISH = {
    "price": _price_en, "number": _number_en, "stars": _stars_en, "size": _size_en, "measure": _measure_en,
}  # fmt: skip
_CHINESE = {
    "price": _price_zh, "number": _number_zh, "stars": _stars_zh, "size": _size_zh, "measure": _measure_zh,
}  # fmt: skip

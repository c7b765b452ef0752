"""A reply as it is spoken: short, the first pick first, and with every number, price, size and unit in words.

What is spoken is part of what is shown, sentence by sentence; nothing is said that does not stand there.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from assistant.messages import Language
from assistant.sentences import split_ready, without_markup
from assistant.speech.numerals import digit_words, number_words
from assistant.understanding.cues import load_yaml

MAX_SENTENCES = 2
"""Of a reply that are said, a question at its end aside: what was found, and the first pick. The rest can be read."""

MAX_CHARS = {"en": 90, "zh": 36}
"""Some six seconds. A longer sentence ends at the last comma or colon before that."""

_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_ORDER_NUMBER = re.compile(r"(?<![\w.])(?=[A-Z0-9-]*\d)[A-Z]+[0-9]*(?:-[A-Z0-9]+)+(?![\w-])")
_PAIR = re.compile(r"(?<![\d.])2\s?(?=[款件条双个种位只把顶台])")
_PERCENT = re.compile(rf"({_NUMBER})\s?%")
_ASIDE = re.compile(r"\s?[(（][^()（）]*[)）]")
_LISTED = re.compile(r"([^:：]*[:：][^,，;；]+)[,，;；]")
_HAN_GAP = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])\s+|\s+(?=[\u3000-\u9fff\uff00-\uffef])")


class SpokenReply:
    """Turns the pieces of a reply, as they stream, into the sentences that are said."""

    def __init__(self, language: Language) -> None:
        self._language: Language = language
        self._rest = ""
        self._n_said = 0
        self._unsaid = ""
        """The last sentence that was left out."""

    def feed(self, piece: str) -> Iterator[str]:
        """The sentences that the piece completes, as far as they are said."""
        sentences, self._rest = split_ready(self._rest + piece, ())
        for sentence in sentences:
            yield from self._say(sentence)

    def finish(self) -> Iterator[str]:
        """The reply is complete: its last sentence, if it is said or is a question."""
        yield from self._say(self._rest)
        self._rest = ""
        if self._unsaid.endswith(("?", "？")):
            yield spoken_form(self._unsaid, self._language)

    def _say(self, sentence: str) -> Iterator[str]:
        if not (sentence := sentence.strip()):
            return
        self._unsaid = sentence if self._n_said >= MAX_SENTENCES else ""
        if not self._unsaid:
            self._n_said += not sentence.endswith((":", "："))  # "These come first:" is half a sentence
            yield spoken_form(_shortened(sentence, self._language), self._language)


def spoken_reply(pieces: Iterable[str], language: Language) -> Iterator[str]:
    """The sentences of a reply that are said, each as soon as it is complete."""
    reply = SpokenReply(language)
    for piece in pieces:
        yield from reply.feed(piece)
    yield from reply.finish()


def spoken_form(text: str, language: Language) -> str:
    """The text with numbers, money, sizes and units in words."""
    words = _words(language)
    text = _ORDER_NUMBER.sub(lambda found: _spelled(found[0], language), without_markup(text))
    text = words.money_pattern.sub(words.say_money, text)
    text = words.measure_pattern.sub(words.say_measure, text)
    text = words.size_pattern.sub(lambda found: words.sizes[found["size"]] + words.size_suffix, text)
    if language == "zh":
        text = _PERCENT.sub(lambda found: f"百分之{number_words(found[1], 'zh')}", _PAIR.sub("两", text))
    for mark, said in words.marks.items():
        text = text.replace(mark, said)
    text = re.sub(_NUMBER, lambda found: number_words(_bare(found[0], language), language), text)
    text = " ".join(text.split())
    return _HAN_GAP.sub("", text) if language == "zh" else text.replace(" ,", ",")


@dataclass(frozen=True, slots=True)
class _SpokenWords:
    """One language's section of `prompts/pronunciation.yaml`; units and currencies by sign: for one, and for many."""

    language: Language
    marks: Mapping[str, str]
    sizes: Mapping[str, str]
    size_suffix: str
    units: Mapping[str, tuple[str, str]]
    money: Mapping[str, tuple[str, str]]
    size_pattern: re.Pattern[str]
    measure_pattern: re.Pattern[str]
    money_pattern: re.Pattern[str]

    def say_measure(self, found: re.Match[str]) -> str:
        """ "500 ml" → "five hundred millilitres"."""
        one, many = self.units[found["unit"]]
        gap = " " if self.language == "en" else ""
        return number_words(found["number"], self.language) + gap + (one if found["number"] == "1" else many)

    def say_money(self, found: re.Match[str]) -> str:
        """ "$49.90" → "forty-nine dollars ninety"; Chinese says "四十九点九美元"."""
        amount = (found["amount"] or found["amount_2"]).replace(",", "")
        one, many = self.money[found["sign"] or found["sign_2"]]
        whole, _, cents = amount.partition(".")
        if self.language == "zh":
            return number_words(_bare(amount, "zh"), "zh") + many
        cents = cents.ljust(2, "0")[:2]
        rest = f" {number_words(str(int(cents)), 'en')}" if int(cents) else ""
        return f"{number_words(whole, 'en')} {one if whole == '1' else many}{rest}"


@cache
def _words(language: Language) -> _SpokenWords:
    section = load_yaml(".", "pronunciation")[language]
    sizes, units, money = (_alternatives(section[name]) for name in ("sizes", "units", "money"))
    return _SpokenWords(
        language=language,
        marks=section["marks"],
        sizes=section["sizes"],
        size_suffix=section["size_suffix"],
        units={unit: tuple(forms) for unit, forms in section["units"].items()},
        money={sign: tuple(forms) for sign, forms in section["money"].items()},
        size_pattern=re.compile(rf"(?<![A-Za-z0-9'’.-])(?P<size>{sizes})(?![A-Za-z0-9'’-])(?:\s?码)?"),
        measure_pattern=re.compile(rf"(?<![\w.,])(?P<number>{_NUMBER})\s?(?P<unit>{units})(?![A-Za-z])"),
        money_pattern=re.compile(
            rf"(?P<sign>{money})\s?(?P<amount>{_NUMBER})|(?<![\w.,])(?P<amount_2>{_NUMBER})\s?(?P<sign_2>{money})(?![A-Za-z])"
        ),
    )


def _bare(number: str, language: Language) -> str:
    """Chinese says no zeros after the point: "56.90 美元" is "五十六点九美元"."""
    return number.rstrip("0").rstrip(".") if language == "zh" and "." in number else number


def _alternatives(names: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, names), key=len, reverse=True))


def _spelled(code: str, language: Language) -> str:
    """An order number: letters and digits one by one."""
    return " ".join(digit_words(c, language) if c.isdigit() else c for c in code if c.isalnum())


def _shortened(sentence: str, language: Language) -> str:
    """Without asides, and without what is listed after a colon, the first thing aside; a question is never cut."""
    if sentence.endswith(("?", "？")):
        return sentence
    sentence = _ASIDE.sub("", sentence)
    end = "." if language == "en" else "。"
    if listed := _LISTED.match(sentence):
        sentence = listed[1] + end
    if len(sentence) <= MAX_CHARS[language]:
        return sentence
    cut = max(sentence.rfind(mark, 0, MAX_CHARS[language]) for mark in (": ", "：", ", ", "，", "; ", "；"))
    return sentence if cut < MAX_CHARS[language] // 3 else sentence[:cut] + end

"""Words that were heard doubtfully: put right where a word of the shop sounds like them, remembered as doubtful where not.

A doubtful word that is no word of the shop's becomes the one that sounds like it ("jackit", "read dress", "羊帽围巾").
What sounds exactly like it is then as good as heard; what only comes near stays in doubt, like every doubtful word that
means something as it stands: "size M" may have been "size N", and nobody but the shopper knows.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from jellyfish import metaphone
from pypinyin import lazy_pinyin
from rapidfuzz.distance import Levenshtein

from assistant.messages import StatedConstraint
from assistant.speech.transcriber import HeardWord, Hearing
from assistant.understanding.cues import load_yaml
from assistant.understanding.numbers import find_numbers
from retrieval.folding import fold, singular
from retrieval.lexicon import Lexicon
from retrieval.tokens import HAN_STOPWORDS, STOPWORDS
from retrieval.vocabulary import Vocabulary

DOUBTFUL_P = 0.5
"""A word that is rather wrong than right. Whisper's probabilities of words are honest within a tenth or so."""

MIN_LIKENESS = 0.7
"""Below, two words do not sound alike. "jackit" and "jacket" are 0.92, "bled" and "red" 0.42."""

MIN_MARGIN = 0.02
"""By which the best must be better than the second best: what may be either is neither."""

STOCKED_BONUS = 0.05
"""What a word gains by naming something that the shop has: it has red dresses, and no road dresses."""

MIN_LETTERS = 3
MAX_HAN = 6
"""Characters of the longest Chinese word that is looked for as a whole."""

_MERGED = (("zh", "z"), ("ch", "c"), ("sh", "s"))
"""Initials that half of China does not tell apart, and with which recognisers have trouble as well."""


@dataclass(frozen=True, slots=True)
class Mended:
    """The text as it was probably meant; `doubtful` are the characters (start, end) of it that are not certain."""

    text: str
    doubtful: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class _Located:
    """A heard word with its place in the text."""

    word: HeardWord
    start: int
    end: int

    @property
    def is_doubtful(self) -> bool:
        return self.word.p < DOUBTFUL_P


class Ear:
    """Knows how the words of one shop sound; building one takes a tenth of a second, so keep it."""

    def __init__(self, lexicon: Lexicon, vocabulary: Vocabulary) -> None:
        spoken = load_yaml("cues", "speech")["words"]
        brands = {word for name in vocabulary.values("brand") for word in fold(name).split()}
        own = {singular(fold(word)) for word in (*vocabulary.title_terms, *brands)}
        self._english = {word for word in lexicon.english_words | own | set(spoken["en"]) if _is_english(word)}
        self._stocked = own | _stocked_words(lexicon, vocabulary)
        self._by_code = _by_code(self._english)
        self._chinese = {form for form in (*lexicon.chinese_forms, *spoken["zh"]) if 1 < len(form) <= MAX_HAN}
        self._by_sound: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for form in sorted(self._chinese):
            self._by_sound[sound_of(form)].append(form)

    def mend(self, hearing: Hearing) -> Mended:
        """The text of a hearing, its doubtful words put right as far as the shop's words tell."""
        located = _locate(hearing)
        if not any(item.is_doubtful for item in located):
            return Mended(hearing.text)
        repairs = self._chinese_repairs(hearing.text, located) + self._english_repairs(located)
        return _apply(hearing.text, located, repairs)

    def _english_repairs(self, located: Sequence[_Located]) -> list["_Repair"]:
        repairs = []
        for item in located:
            word = fold(item.word.text)
            if not item.is_doubtful or not _is_english(word) or self._is_known(word):
                continue
            if (found := self._nearest(word)) is not None:
                target, likeness = found
                is_exact = metaphone(word) == metaphone(target) and likeness >= MIN_LIKENESS
                repairs.append(_Repair(item.start, item.end, target, is_certain=is_exact))
        return repairs

    def _is_known(self, word: str) -> bool:
        return singular(word) in self._english or word in STOPWORDS or bool(find_numbers(word))

    def _nearest(self, word: str) -> tuple[str, float] | None:
        """The one word of the shop that sounds most like it, and how much, from 0 to 1."""
        code, key = metaphone(word), singular(word)
        scored = sorted(
            (
                (_likeness(key, code, target, its_code) + STOCKED_BONUS * (target in self._stocked), target)
                for its_code, target in self._candidates(code)
            ),
            reverse=True,
        )
        if not scored or scored[0][0] < MIN_LIKENESS:
            return None
        if len(scored) > 1 and scored[0][0] - scored[1][0] < MIN_MARGIN:
            return None
        return scored[0][1], scored[0][0]

    def _candidates(self, code: str) -> Iterator[tuple[str, str]]:
        """Words that begin with the same sound: listeners, people too, seldom miss that one."""
        for its_code, targets in self._by_code.get(code[:1], {}).items():
            if abs(len(its_code) - len(code)) <= 1:
                yield from ((its_code, target) for target in targets)

    def _chinese_repairs(self, text: str, located: Sequence[_Located]) -> list["_Repair"]:
        doubtful = frozenset(
            n for item in located if item.is_doubtful for n in range(item.start, item.end) if _is_han(text[n])
        )
        taken: set[int] = set()
        repairs = []
        for start, end in _windows(text, doubtful):
            window = text[start:end]
            if taken & set(range(start, end)):
                continue
            if window in self._chinese:  # right as it stands
                taken |= set(range(start, end))
                continue
            certain = {n - start for n in range(start, end) if n not in doubtful}
            forms = [
                form for form in self._by_sound.get(sound_of(window), ()) if all(form[n] == window[n] for n in certain)
            ]
            if len(forms) == 1:
                repairs.append(_Repair(start, end, forms[0], is_certain=True))
                taken |= set(range(start, end))
        return repairs


@dataclass(frozen=True, slots=True)
class _Repair:
    start: int
    end: int
    text: str
    is_certain: bool


def doubted(stated: Iterable[StatedConstraint], mended: Mended) -> tuple[StatedConstraint, ...]:
    """The hard constraints whose words were heard doubtfully."""
    if not mended.doubtful:
        return ()
    return tuple(item for item in stated if item.constraint.is_hard and _rests_on_doubt(item.words, mended))


def _rests_on_doubt(words: str, mended: Mended) -> bool:
    """Whether the words were heard doubtfully wherever they stand; "L" does not stand in "yellow"."""
    places = [found.span() for found in _whole(fold(words)).finditer(fold(mended.text))]
    if places:
        return all(any(first < end and start < last for first, last in mended.doubtful) for start, end in places)
    return any(fold(mended.text[first:last]) in fold(words) for first, last in mended.doubtful)


def _whole(words: str) -> re.Pattern[str]:
    """Finds the words where no letter or digit of theirs goes on; Chinese has no such bounds."""
    return re.compile(rf"(?<![a-z0-9](?=[a-z0-9])){re.escape(words)}(?!(?<=[a-z0-9])[a-z0-9])")


def _apply(text: str, located: Sequence[_Located], repairs: Iterable[_Repair]) -> Mended:
    """The text with the repairs in it, and the places of what is still in doubt."""
    ordered = sorted(repairs, key=lambda repair: repair.start)
    kept = [
        _Repair(item.start, item.end, text[item.start : item.end], is_certain=False)
        for item in located
        if item.is_doubtful and not any(r.start < item.end and item.start < r.end for r in ordered)
    ]
    pieces: list[str] = []
    doubtful: list[tuple[int, int]] = []
    position = n_written = 0
    for repair in sorted([*ordered, *kept], key=lambda repair: repair.start):
        pieces += [text[position : repair.start], repair.text]
        n_written += repair.start - position
        if not repair.is_certain:
            doubtful.append((n_written, n_written + len(repair.text)))
        n_written += len(repair.text)
        position = repair.end
    return Mended("".join([*pieces, text[position:]]), tuple(doubtful))


def _locate(hearing: Hearing) -> list[_Located]:
    """Each word's place; one that the text does not have is left out."""
    located, position = [], 0
    for word in hearing.words:
        start = hearing.text.find(word.text, position)
        if start >= 0 and word.text:
            position = start + len(word.text)
            located.append(_Located(word, start, position))
    return located


def _stocked_words(lexicon: Lexicon, vocabulary: Vocabulary) -> set[str]:
    """The English words that by themselves name a value which the catalogue has."""
    stocked = (
        form
        for slot in vocabulary.slots
        for concept in lexicon.concepts(slot)
        if vocabulary.has(slot, concept.value)
        for form in concept.en
    )
    return {singular(fold(form)) for form in stocked if " " not in form}


def _by_code(words: Iterable[str]) -> dict[str, dict[str, list[str]]]:
    """Words by the first sound of their code, and by their code."""
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for word in sorted(words):
        code = metaphone(word)
        found[code[:1]][code].append(word)
    return found


def _likeness(word: str, code: str, target: str, target_code: str) -> float:
    """How alike two words are, half by their sounds and half by their letters, which stand for the vowels."""
    sound = Levenshtein.normalized_similarity(code, target_code)
    return (sound + Levenshtein.normalized_similarity(word, target)) / 2


def sound_of(text: str) -> tuple[str, ...]:
    """The syllables of Chinese characters without tones; sounds that many speakers merge are one."""
    return tuple(_merged(syllable) for syllable in lazy_pinyin(text))


def _merged(syllable: str) -> str:
    for apart, together in _MERGED:
        if syllable.startswith(apart):
            syllable = together + syllable[len(apart) :]
    return syllable[:-1] if syllable.endswith("ng") else syllable


def _windows(text: str, doubtful: frozenset[int]) -> Iterator[tuple[int, int]]:
    """Stretches of Chinese characters with a doubtful one among them, the longest first, function words alone left out."""
    for length in range(MAX_HAN, 1, -1):
        for start in range(len(text) - length + 1):
            window = text[start : start + length]
            inside = doubtful.intersection(range(start, start + length))
            if inside and all(map(_is_han, window)) and not set(window) <= HAN_STOPWORDS:
                yield start, start + length


def _is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff"


def _is_english(word: str) -> bool:
    return len(word) >= MIN_LETTERS and word.isascii() and word.isalpha()

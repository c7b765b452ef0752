"""What is left of an utterance for free-text search, and the utterance without its greeting."""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from assistant.understanding.cues import Patterns, load_yaml
from retrieval.folding import fold

_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
_BREAK = "\n"
"""Stands for words that were taken out: what it parts is trimmed separately."""


class QueryCues:
    """The words of `query.yaml`."""

    def __init__(self, directory: Path | None = None) -> None:
        content = load_yaml("cues", "query", directory)
        self._openers = Patterns(content["openers"])
        self._closers = Patterns(
            {language: f"(?:{source.strip()})$" for language, source in content["closers"].items()}
        )
        self._phrases = Patterns(content["phrases"])
        self._english = frozenset(content["stop_words"]["en"].split())
        start, end = (_alternatives(content["stop_words"][name]) for name in ("zh_start", "zh_end"))
        self._chinese_ends = re.compile(rf"^(?:{start})+|(?:{end})+$")

    def core(self, folded: str) -> str:
        """`folded` without greeting, politeness and end mark: "hi, show me more please!" → "show me more".

        An utterance that is nothing else stays as it is.
        """
        core = folded.strip(" .!?,;。！？，；~～…")
        for _ in range(4):
            match = self._opener_at_start(core)
            if match is None or match.end() >= len(core):
                break
            core = core[match.end() :].lstrip(" ,，.")
        match = self._closers.search(core)
        if match and match.start() > 0:
            core = core[: match.start()]
        return core.strip(" .!?,;。！？，；~～…")

    def _opener_at_start(self, core: str) -> re.Match[str] | None:
        return next((match for pattern in self._openers.compiled if (match := pattern.match(core))), None)

    def residue(self, text: str, spans: Sequence[tuple[int, int]]) -> str:
        """The content words of `text` outside `spans` and outside the phrases of asking, in the shopper's own writing.

        Prepositions stay between content words ("for my trip to Norway"); "" when none but stop words are left.
        """
        taken = [*spans, *self._phrase_spans(text, spans)]
        letters = list(text)
        for start, end in taken:
            letters[start:end] = _BREAK * (end - start)
        pieces = re.split(r"[\n,，。.!！?？;；:：、()（）\"“”]+(?=\s|$|[^\d])|\n+", "".join(letters))
        return " ".join(piece for piece in map(self._trim, pieces) if piece)

    def _phrase_spans(self, text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        """Found with the constraints blanked, so that "show me the [red] ones" is three phrases and no constraint."""
        letters = list(fold(text))
        for start, end in spans:
            letters[start:end] = _BREAK * (end - start)
        return [match.span() for match in self._phrases.finditer("".join(letters))]

    def _trim(self, piece: str) -> str:
        words = piece.split()
        while words and self._is_empty(words[-1]):
            words.pop()
        while words and self._is_empty(words[0]):
            words.pop(0)
        if words:
            words[0], words[-1] = self._trim_han(words[0]), self._trim_han(words[-1])
        return " ".join(word for word in words if word)

    def _is_empty(self, word: str) -> bool:
        bare = fold("".join(_WORD.findall(word)))
        return not bare or bare in self._english or not self._trim_han(bare)

    def _trim_han(self, word: str) -> str:
        return self._chinese_ends.sub("", word) if _HAN.search(word) else word


def _alternatives(words: str) -> str:
    return "|".join(map(re.escape, sorted(words.split(), key=len, reverse=True)))


@cache
def query_cues() -> QueryCues:
    """The installed words, compiled once."""
    return QueryCues()

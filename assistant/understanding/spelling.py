"""Misspelt English facet words put right: "jaket" is a jacket. A real word is never taken for a typo of another."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from retrieval.folding import Token, tokenize

MIN_LETTERS = 5
"""Shorter words have too many neighbours to be read alone."""
SHORT_LETTERS = 4
"""Words of this length are corrected too where the word beside them speaks of products: "blak jacket"."""
LONG_LETTERS = 8
"""From here on two edits are forgiven, below only one. An edit changes, drops, adds or swaps letters."""
MAX_CORRECTIONS = 24
"""Unknown words looked at in one utterance: longer texts are not typed with care about spelling."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """A text with its typos put right; character i of it stands for character `offsets[i]` of the original."""

    text: str
    offsets: tuple[int, ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original text that `start` to `end` stands for."""
        return self.offsets[start], self.offsets[end - 1] + 1 if end > start else self.offsets[start]


class Speller:
    """Corrects towards `targets`; words in `known` are right as they are. Words are folded and singular.

    `telling` are the words that name a facet's value by themselves: short typos are put right towards and beside them.
    """

    def __init__(self, targets: Iterable[str], known: Collection[str], *, telling: Collection[str] = ()) -> None:
        self._by_initial = _by_initial(target for target in targets if len(target) >= MIN_LETTERS)
        self._short = _by_initial(word for word in telling if len(word) in (SHORT_LETTERS, SHORT_LETTERS + 1))
        self._telling = frozenset(telling)
        self._known = frozenset(known)
        self._memory: dict[str, str | None] = {}

    def correct_word(self, word: str) -> str | None:
        """The one target nearest to a folded word within its allowance, None if there is none or it is no typo."""
        if len(word) < MIN_LETTERS or not (word.isascii() and word.isalpha()) or word in self._known:
            return None
        if word not in self._memory:
            if len(self._memory) > 10_000:
                self._memory.clear()
            self._memory[word] = _nearest(word, self._by_initial.get(word[0], ()))
        return self._memory[word]

    def _correct_short(self, tokens: Sequence[Token], index: int) -> str | None:
        """The one value that a short unknown word comes near to, beside a word that names another."""
        word = tokens[index].key
        if len(word) != SHORT_LETTERS or not (word.isascii() and word.isalpha()):
            return None
        beside = [tokens[index - 1]] if index and tokens[index].joined else []
        beside += [token for token in tokens[index + 1 : index + 2] if token.joined]
        if not any((self.correct_word(token.key) or token.key) in self._telling for token in beside):
            return None
        return _nearest(word, self._short.get(word[0], ()))

    def correct(self, text: str) -> Corrected:
        """The text with its typos put right, at most `MAX_CORRECTIONS` words looked at."""
        pieces: list[str] = []
        offsets: list[int] = []
        position, n_seen = 0, 0
        tokens = tokenize(text)
        for index, token in enumerate(tokens):
            if n_seen >= MAX_CORRECTIONS:
                break
            if token.key in self._known or len(token.key) < SHORT_LETTERS:
                continue
            n_seen += 1
            right = self.correct_word(token.key) or self._correct_short(tokens, index)
            if right is not None:
                pieces += [text[position : token.start], right]
                offsets += range(position, token.start)
                offsets += _spread(token.start, token.end, len(right))
                position = token.end
        pieces.append(text[position:])
        offsets += range(position, len(text) + 1)
        return Corrected("".join(pieces), tuple(offsets))


def _by_initial(words: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for word in sorted(set(words)):
        if word.isascii() and word.isalpha():
            found.setdefault(word[0], []).append(word)
    return found


def _nearest(word: str, targets: Iterable[str]) -> str | None:
    """The one target nearest to the word within its allowance."""
    allowance = 2 if len(word) >= LONG_LETTERS else 1
    best: list[str] = []
    for target in targets:
        if abs(len(target) - len(word)) > allowance:
            continue
        distance = int(OSA.distance(word, target, score_cutoff=allowance))
        if distance < allowance or (distance == allowance and not best):
            best = [target] if distance < allowance else [*best, target]
            allowance = distance
        elif distance == allowance:
            best.append(target)
    return best[0] if len(best) == 1 else None


def _spread(start: int, end: int, length: int) -> list[int]:
    """Original positions of a corrected word's letters: the last letter stands for the last one."""
    return [min(start + index, end - 1) for index in range(length - 1)] + [end - 1]

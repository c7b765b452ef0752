"""Does the utterance bear out what a draft claims of it?"""

import re

from assistant.understanding.bounds import AROUND
from assistant.understanding.numbers import find_numbers
from retrieval.folding import fold, key_of, tokenize
from retrieval.lexicon import Lexicon


class Evidence:
    """What an utterance holds: its words, the values that they may name, its numbers."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self._words = frozenset(token.key for token in tokenize(text))
        self._values = frozenset((mention.slot, mention.value) for mention in lexicon.find(text))
        numbers = find_numbers(fold(text))
        self._numbers = {value for number in numbers for value in (number.value, number.upper)}
        # "1-2k" means 1000 to 2000, so a number may also be meant in another one's scale.
        self._numbers |= {a.value * b.scale for a in numbers for b in numbers if b.scale > 1}
        if "半" in text or "half" in text.casefold():  # "四星半", "four and a half stars"
            self._numbers |= {number.value + 0.5 for number in numbers}
        self._numbers |= {float(part) for part in re.findall(r"\d{1,9}(?:\.\d{1,4})?", text)}

    def supports(self, slot: str, value: str, words: str) -> bool:
        """Whether the draft's words stand in the text, or at least something that says the value, in any language."""
        quoted = key_of(words).split()
        if quoted and all(word in self._words for word in quoted):
            return True
        if (slot, value) in self._values:
            return True
        said = key_of(value).split()
        return bool(said) and all(word in self._words for word in said)

    def supports_number(self, number: float) -> bool:
        """Whether the text has the number, as it is or as an end of the band that "around" means."""
        meant = {n * share for n in self._numbers for share in (1.0, 1 - AROUND, 1 + AROUND)}
        return any(abs(number - n) <= 0.005 + 1e-6 * n for n in meant)

"""Which facet values an utterance names: the lexicon's and the catalogue's own, typos forgiven."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from assistant.understanding.lookalikes import only_meant
from assistant.understanding.spelling import Speller
from retrieval.constraints import NUMERIC_SLOTS
from retrieval.folding import fold, key_of, singular
from retrieval.lexicon import Concept, Lexicon, Mention
from retrieval.vocabulary import Vocabulary

STANDARD_SLOTS = frozenset(
    {
        "category", "brand", "color", "size", "material", "pattern", "gender", "age_group", "price", "rating",
        "availability", "occasion", "feature",
    }
)  # fmt: skip
"""Slots that every shop knows; any other counts only where the catalogue has it."""
TOGETHER = frozenset({"category", "gender", "age_group"})
"""Slots that never compete for a form: "son" is male and a child, "down jacket" a jacket and of down."""
PRECEDENCE = ("brand", "color", "material", "pattern", "feature", "occasion", "availability")
"""Who wins a form that several slots claim, where the catalogue does not decide it."""
TOO_COMMON = frozenset(
    {
        "regular", "open", "fold", "flat", "short", "long", "standard", "classic", "other", "none", "yes", "no", "new",
        "all", "any", "one", "two", "three", "high", "low", "light", "dark", "basic", "fine", "clear", "large", "small",
        "medium", "normal", "plain", "set", "single", "double", "full", "half", "free",
    }
)  # fmt: skip
"""Catalogue values that as words say nothing; they count beside their facet's name only ("regular fit")."""
_MADE_OF = re.compile(r"(?:made (?:of|from|out of)|材质是?)\s*(?:real |solid |pure )?$")
_COMPANY = re.compile(r"\s*(?:&|and)\s+(?:co|sons|company|daughters)\.?$|\s+(?:inc|ltd|co|llc|gmbh)\.?$")


@dataclass(frozen=True, slots=True)
class Found:
    """Characters `start` to `end` name `values` (alternatives) of `slot`."""

    start: int
    end: int
    slot: str
    values: tuple[str, ...]


class Matcher:
    """Finds facet values of one shop; building one takes milliseconds, so keep it."""

    def __init__(self, lexicon: Lexicon, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._lexicon = lexicon.extended(_own_concepts(lexicon, vocabulary))
        targets = self._lexicon.english_words
        titles = {singular(fold(word)) for word in vocabulary.title_terms}
        telling = {*self._lexicon.english_forms, "size"}
        self._speller = Speller(targets, targets | titles | self._lexicon.real_words, telling=telling)

    def find(self, text: str, *, claimed: Sequence[tuple[int, int]] = ()) -> tuple[Found, ...]:
        """The values that are meant, in order; what overlaps a claimed span is left out."""
        corrected = self._speller.correct(text)
        mentions = [
            replace(mention, start=start, end=end)
            for mention in self._lexicon.find(corrected.text)
            for start, end in [corrected.original(mention.start, mention.end)]
            if mention.slot != "size" and self._is_known_slot(mention.slot)
            if all(end <= taken[0] or start >= taken[1] for taken in claimed)
        ]
        return tuple(self._settle(only_meant(mentions, text), text))

    def _is_known_slot(self, slot: str) -> bool:
        return slot in STANDARD_SLOTS or slot in self._vocabulary.slots

    def _settle(self, mentions: Iterable[Mention], text: str) -> Iterable[Found]:
        """One Found a span and slot, after the competition of the slots."""
        by_span: dict[tuple[int, int], dict[str, list[str]]] = {}
        for mention in mentions:
            by_span.setdefault((mention.start, mention.end), {}).setdefault(mention.slot, []).append(mention.value)
        for (start, end), slots in by_span.items():
            rivals = [slot for slot in slots if slot not in TOGETHER]
            winner = self._winner(rivals, slots)
            for slot, values in slots.items():
                if slot in TOGETHER or slot == winner:
                    yield self._as_material(Found(start, end, slot, self._stocked(slot, values)), text)

    def _stocked(self, slot: str, values: Sequence[str]) -> tuple[str, ...]:
        """Of several values that one form may mean, those that the shop has; all of them where it has none."""
        distinct = tuple(dict.fromkeys(values))
        return tuple(value for value in distinct if self._vocabulary.has(slot, value)) or distinct

    def _as_material(self, found: Found, text: str) -> Found:
        """ "Made of gold" is the material, though "gold" alone is the colour."""
        if found.slot != "color" or not _MADE_OF.search(fold(text[max(0, found.start - 24) : found.start])):
            return found
        materials = [m for value in found.values if (m := self._lexicon.canonical("material", value))]
        return Found(found.start, found.end, "material", tuple(materials)) if materials else found

    def _winner(self, rivals: Sequence[str], slots: dict[str, list[str]]) -> str | None:
        if len(rivals) < 2:
            return rivals[0] if rivals else None
        stocked = [s for s in rivals if any(self._vocabulary.has(s, value) for value in slots[s])] or list(rivals)
        return min(stocked, key=lambda slot: PRECEDENCE.index(slot) if slot in PRECEDENCE else len(PRECEDENCE))


def _own_concepts(lexicon: Lexicon, vocabulary: Vocabulary) -> list[Concept]:
    """The catalogue's values that the lexicon does not know, and its names for those that it does."""
    own: list[Concept] = []
    for slot, values in vocabulary.slots.items():
        if slot in NUMERIC_SLOTS or slot == "availability":
            continue
        for value in values:
            if slot not in STANDARD_SLOTS and lexicon.find(value, {"category"}):
                continue  # a style called "denim jacket" must not swallow the denim and the jacket
            if lexicon.canonical(slot, value) is None and (forms := _forms(slot, value, vocabulary)):
                own.append(Concept(slot, value, forms, ()))
    return own


def _forms(slot: str, value: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """How an unknown value may be said: as it is, as the catalogue labels it, and with the facet's name where short."""
    said = dict.fromkeys((value, vocabulary.label(slot, value)))
    if slot == "brand":
        said |= dict.fromkeys(_COMPANY.sub("", name) for name in (value,))
    elif slot not in STANDARD_SLOTS:
        name = slot.replace("_", " ")
        said |= dict.fromkeys((f"{value} {name}", f"{name} {value}"))
    return tuple(form for form in said if _is_telling(slot, form))


def _is_telling(slot: str, form: str) -> bool:
    key = key_of(form)
    if not key or (len(key) < 3 and key.isascii()) or len(form) > 60:
        return False
    if slot in ("brand", "category", "color", "material", "pattern"):
        return not key.isdigit()
    return any(character.isalpha() for character in key) and key not in TOO_COMMON

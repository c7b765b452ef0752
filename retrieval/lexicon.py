"""The shop's language: concepts (a colour, a kind of product, a material) and how English and Chinese say them.

The files are `prompts/lexicon/<slot>.yaml`: `value: {en: [forms], zh: [forms], broader: [values]}`. The first form of a
language is its label. Values are English, lower case, singular for kinds of product. A concept need not be in the
catalogue: knowing "turquoise" is what lets the shop say that it has none.

A value is always known to `canonical`, but `find` looks for the listed forms only: a feed's "Home" is the category
"home", while "for my home" is not. `words.yaml` holds a Chinese-English glossary and the phrases that merely look like
a facet ("top rated" is no top); both take part in the longest match and so shield the words inside them.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from retrieval.folding import Token, han_runs, key_of, singular, tokenize

LEXICON_DIRECTORY = Path(__file__).resolve().parent.parent / "prompts" / "lexicon"
GLOSSARY_FILE = "words.yaml"


@dataclass(frozen=True, slots=True)
class Concept:
    """`broader` are values that this one implies (organic cotton is cotton), never merely similar ones."""

    slot: str
    value: str
    en: tuple[str, ...]
    zh: tuple[str, ...]
    broader: tuple[str, ...] = ()

    def forms(self, language: str) -> tuple[str, ...]:
        """How the language says it, the label first."""
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True, slots=True)
class Mention:
    """A form found in a text: characters `start` to `end` (exclusive) may mean `value` in `slot`."""

    start: int
    end: int
    slot: str
    value: str


class Lexicon:
    """Concepts by slot, with look-up by form; immutable once built.

    `real_words` are English words that resemble a form without being one: no typo is to be seen in them.
    """

    def __init__(
        self,
        concepts: Iterable[Concept],
        *,
        glossary: Mapping[str, str] | None = None,
        skipped: Iterable[str] = (),
        real_words: Iterable[str] = (),
    ) -> None:
        self.real_words = frozenset(singular(word) for word in real_words)
        self._concepts: dict[tuple[str, str], Concept] = {(c.slot, c.value): c for c in concepts}
        self._by_form: dict[str, list[Concept]] = {}
        self._longest: dict[str, int] = {}
        self._exact: dict[tuple[str, str], str] = {}
        self._glossary: dict[str, str] = {}
        for concept in self._concepts.values():
            for form in (*concept.en, *concept.zh):
                self._add(form, concept)
            self._exact.setdefault((concept.slot, key_of(concept.value)), concept.value)
        for form, meaning in (glossary or {}).items():
            self._add(form, None)
            self._glossary[key_of(form)] = meaning
        for phrase in skipped:
            self._add(phrase, None)

    def extended(self, concepts: Iterable[Concept]) -> "Lexicon":
        """This lexicon and further concepts (a catalogue's own values); where both know a form, both count."""
        wider = Lexicon(())
        wider._concepts = self._concepts | {(c.slot, c.value): c for c in concepts}
        wider._by_form = {key: list(known) for key, known in self._by_form.items()}
        wider._longest, wider._exact, wider._glossary = dict(self._longest), dict(self._exact), self._glossary
        wider.real_words = self.real_words
        for concept in wider._concepts.values():
            if self._concepts.get((concept.slot, concept.value)) is not concept:
                for form in (*concept.en, *concept.zh):
                    wider._add(form, concept)
        return wider

    @property
    def english_words(self) -> frozenset[str]:
        """The English words, plurals folded, that forms are made of."""
        words = {word for key, known in self._by_form.items() if known for word in key.split(" ")}
        return frozenset(word for word in words if word.isascii() and word.isalpha())

    @property
    def english_forms(self) -> frozenset[str]:
        """The forms that are one English word, plurals folded; letter sizes are none."""
        forms = (key for key, known in self._by_form.items() if known and len(key) > 2)
        return frozenset(key for key in forms if key.isascii() and key.isalpha())

    @property
    def chinese_forms(self) -> frozenset[str]:
        """The forms that are Chinese throughout."""
        forms = (form for concept in self._concepts.values() for form in concept.zh)
        return frozenset(form for form in forms if form and all("\u3400" <= letter <= "\u9fff" for letter in form))

    def _add(self, form: str, concept: Concept | None) -> None:
        key = key_of(form)
        first, n_tokens = key.split(" ")[0], key.count(" ") + 1
        self._longest[first] = max(n_tokens, self._longest.get(first, 0))
        known = self._by_form.setdefault(key, [])
        if concept is not None:
            if concept not in known:
                known.append(concept)
            self._exact.setdefault((concept.slot, key), concept.value)

    def canonical(self, slot: str, text: str) -> str | None:
        """The value whose form `text` is, after folding case, width, accents, plurals and hyphens; None if unknown."""
        return self._exact.get((slot, key_of(text)))

    def has(self, slot: str, value: str) -> bool:
        """Whether `value` is a concept of the slot."""
        return (slot, value) in self._concepts

    def label(self, slot: str, value: str, language: str) -> str | None:
        """How `language` ("en", "zh") says the value; None where the lexicon does not know it."""
        concept = self._concepts.get((slot, value))
        forms = concept.forms(language) if concept else ()
        return forms[0] if forms else None

    def broader(self, slot: str, value: str) -> tuple[str, ...]:
        """Every value that this one implies, nearest first, itself excluded."""
        found: list[str] = []
        pending = [value]
        while pending:
            concept = self._concepts.get((slot, pending.pop(0)))
            fresh = [b for b in (concept.broader if concept else ()) if b not in found and b != value]
            found += fresh
            pending += fresh
        return tuple(found)

    def concepts(self, slot: str) -> tuple[Concept, ...]:
        """All concepts of a slot, in the order of its file."""
        return tuple(c for c in self._concepts.values() if c.slot == slot)

    def find(self, text: str, slots: Collection[str] | None = None) -> tuple[Mention, ...]:
        """Longest non-overlapping forms from the left; an ambiguous form gives one Mention for each of its slots.

        `slots` filters the answer only: "皮带" is a belt even to who asks for materials. A single Latin letter
        ("M") counts only where it is written as a capital.
        """
        return tuple(
            Mention(start, end, concept.slot, concept.value)
            for start, end, key in self._matches(text)
            for concept in self._by_form[key]
            if slots is None or concept.slot in slots
        )

    def translate(self, text: str) -> str:
        """The text with its Chinese words in English, for an English embedder; Chinese nobody knows is left out."""
        words: list[str] = []
        position = 0
        for start, end, key in self._matches(text):
            words += _foreign(text[position:start])
            if key.isascii():
                words.append(text[start:end])
            else:
                words.append(self._meaning(key))
            position = end
        words += _foreign(text[position:])
        return " ".join(word for word in words if word)

    def meanings(self, text: str) -> tuple[tuple[int, int, str], ...]:
        """The Chinese forms of the text as (start, end, English); English is "" for a form that only shields."""
        return tuple((start, end, self._meaning(key)) for start, end, key in self._matches(text) if not key.isascii())

    def _meaning(self, key: str) -> str:
        if key in self._glossary:
            return self._glossary[key]
        concepts = self._by_form[key]
        return (concepts[0].en or (concepts[0].value,))[0] if concepts else ""

    def _matches(self, text: str) -> Iterator[tuple[int, int, str]]:
        tokens = tokenize(text)
        index = 0
        while index < len(tokens):
            n_tokens, key = self._longest_form(text, tokens, index)
            if n_tokens:
                yield tokens[index].start, tokens[index + n_tokens - 1].end, key
            index += n_tokens or 1

    def _longest_form(self, text: str, tokens: list[Token], index: int) -> tuple[int, str]:
        """Number of tokens and key of the longest form that begins at `index`; (0, "") if none does."""
        key, best = "", (0, "")
        for n_tokens, token in enumerate(tokens[index : index + self._longest.get(tokens[index].key, 0)], start=1):
            if n_tokens > 1 and not token.joined:
                break
            key = f"{key} {token.key}" if key else token.key
            if key in self._by_form and (len(key) > 1 or not text[token.start].islower()):
                best = n_tokens, key
        return best


def load_lexicon(directory: Path | None = None) -> Lexicon:
    """Reads every `*.yaml` of the directory (default: the installed `prompts/lexicon`).

    A file is named for its slot; `brand_known.yaml` adds brands that need not be in any shop. Raises ValueError naming
    the file that is malformed.
    """
    directory = directory or LEXICON_DIRECTORY
    concepts: list[Concept] = []
    for path in sorted(directory.glob("*.yaml")):
        if path.name != GLOSSARY_FILE:
            concepts += _concepts_of(path)
    words = _read(directory / GLOSSARY_FILE) if (directory / GLOSSARY_FILE).exists() else {}
    return Lexicon(
        concepts,
        glossary=words.get("glossary"),
        skipped=words.get("skipped") or (),
        real_words=str(words.get("real_words", "")).split(),
    )


def _concepts_of(path: Path) -> Iterator[Concept]:
    slot = path.stem.removesuffix("_known")
    for value, said in _read(path).items():
        if not isinstance(value, str) or not isinstance(said, dict) or not set(said) <= {"en", "zh", "broader"}:
            raise ValueError(f"{path}: {value!r} should be `value: {{en: [...], zh: [...], broader: [...]}}`")
        lists = {name: tuple(str(form) for form in said.get(name) or ()) for name in ("en", "zh", "broader")}
        yield Concept(slot, value, lists["en"], lists["zh"], lists["broader"])


def _read(path: Path) -> dict[str, Any]:
    try:
        content = yaml.load(path.read_text("utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        raise ValueError(f"{path}: {error}") from error
    if not isinstance(content, dict):
        raise ValueError(f"{path}: should be a mapping")
    return content


def _foreign(text: str) -> list[str]:
    """The words between two matches that are not Chinese: names, numbers, signs."""
    position, words = 0, []
    for start, end in han_runs(text):
        words.append(text[position:start].strip())
        position = end
    return [*words, text[position:].strip()]

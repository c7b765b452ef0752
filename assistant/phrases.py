"""The shop's own sentences, from `prompts/phrases/<language>.yaml`: checked while loading, varied without chance."""

import string
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, get_args

import yaml

import prompts
from assistant.errors import PromptError
from assistant.messages import Language
from assistant.phrase_names import DECLARED, TABLES

_REMEDY = "Compare the file with the one of the other language."


@dataclass(frozen=True, slots=True)
class PhraseBook:
    """One language's phrases (key -> variants) and word tables (table -> word -> words)."""

    language: Language
    phrases: Mapping[str, Sequence[str]]
    tables: Mapping[str, Mapping[str, str]]

    def say(self, key: str, values: Mapping[str, str], *, turn_index: int, nth: int = 0) -> str:
        """The phrase with its names filled in.

        The variant depends on nothing but the arguments. Two neighbours in (turn_index + nth) never get the same one
        where there are two: they choose from disjoint halves, and the content chooses within the half.
        """
        variants = self.phrases[key]
        parity = (turn_index + nth + zlib.crc32(key.encode())) % 2
        half = variants[parity::2] or variants
        template = half[zlib.crc32("\x1f".join(values.values()).encode()) % len(half)]
        return self._fill(template, values)

    def word(self, table: str, key: str, default: str = "") -> str:
        """An entry of a word table."""
        return self.tables[table].get(key, default)

    def _fill(self, template: str, values: Mapping[str, str]) -> str:
        text = ""
        for literal, name, _, _ in string.Formatter().parse(template):
            text = self.glue(text, literal)
            if name is not None:
                text = self.glue(text, values[name])
        return text

    def glue(self, left: str, right: str) -> str:
        """Both in a row; Chinese puts a space where a Latin letter or digit meets a Chinese character."""
        if self.language != "zh" or not left or not right:
            return left + right
        ends = _is_latin(left[-1]) and _is_han(right[0]), _is_han(left[-1]) and _is_latin(right[0])
        return f"{left} {right}" if any(ends) else left + right


def _is_latin(char: str) -> bool:
    return char.isascii() and (char.isalnum() or char in "$%")


def _is_han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff"


@lru_cache(maxsize=4)
def load_phrases(directory: Path | None = None) -> Mapping[Language, PhraseBook]:
    """The phrase books of all languages; default: the installed `prompts/phrases`.

    Raises `PromptError` for a file that is missing or malformed, a phrase or table that is missing or unknown, and a
    phrase that misses a name or has one too many.
    """
    root = directory or Path(prompts.__path__[0]) / "phrases"
    return {language: _load(root / f"{language}.yaml", language) for language in get_args(Language)}


def _load(path: Path, language: Language) -> PhraseBook:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise PromptError(f"{path} cannot be read: {error.strerror}.") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise PromptError(f"{path} is not valid YAML: {error}.") from error
    if not isinstance(content, dict) or set(content) != {"phrases", "tables"}:
        raise PromptError(f"{path} must have exactly `phrases` and `tables`.", remedy=_REMEDY)
    phrases = _flatten(content["phrases"])
    declared = _declared()
    if odd := set(phrases) ^ set(declared):
        raise PromptError(f"{path}: missing or unknown phrases: {', '.join(sorted(odd))}.", remedy=_REMEDY)
    for key, variants in phrases.items():
        _check_variants(path, key, variants, declared[key])
    return PhraseBook(language, phrases, _tables(path, content["tables"]))


def _declared() -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """Phrase -> (names it must use, names it may use)."""
    declared = {}
    for line in DECLARED.strip().splitlines():
        key, _, names = line.partition(":")
        must = frozenset(name for name in names.split() if not name.endswith("?"))
        declared[key] = (must, frozenset(name.rstrip("?") for name in names.split()))
    return declared


def _flatten(content: Any, prefix: str = "") -> dict[str, Any]:
    if not isinstance(content, dict):
        return {prefix.rstrip("."): content}
    flat: dict[str, Any] = {}
    for key, value in content.items():
        flat |= _flatten(value, f"{prefix}{key}.")
    return flat


def _check_variants(path: Path, key: str, variants: Any, names: tuple[frozenset[str], frozenset[str]]) -> None:
    if not isinstance(variants, list) or not variants or not all(isinstance(text, str) for text in variants):
        raise PromptError(f"{path}: {key} must be a list of texts.")
    must, may = names
    for text in variants:
        try:
            used = {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
        except ValueError as error:
            raise PromptError(f"{path}: {key}: {text!r}: {error}.") from error
        if missing := must - used:
            raise PromptError(f"{path}: {key}: {text!r} misses {{{min(missing)}}}.")
        if unknown := used - may:
            raise PromptError(f"{path}: {key}: {text!r} has the unknown {{{min(unknown)}}}.")


def _tables(path: Path, content: Any) -> dict[str, dict[str, str]]:
    if not isinstance(content, dict) or set(content) != TABLES:
        odd = set(content) ^ TABLES if isinstance(content, dict) else TABLES
        raise PromptError(f"{path}: missing or unknown tables: {', '.join(sorted(map(str, odd)))}.", remedy=_REMEDY)
    for name, table in content.items():
        if not isinstance(table, dict) or not all(isinstance(x, str) for pair in table.items() for x in pair):
            raise PromptError(f"{path}: the table {name} must map words to words.")
    return {name: dict(table) for name, table in content.items()}

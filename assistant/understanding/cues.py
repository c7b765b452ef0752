"""The cue words of `prompts/cues/*.yaml`, compiled: patterns of both languages behind one `search`.

Every pattern is tried whatever the utterance's language is, because shoppers mix them. English patterns match whole
words (ASCII word characters only, so that "加cart" still has the word "cart"); {name} stands for a shorthand of the
file.
"""

import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from assistant.errors import PromptError

WINDOW = 400
"""Characters of an utterance in which intent, mood and wishes are looked for: nobody greets or asks later than that,
and the patterns' `.*` make the work grow with the square of the length."""


def load_yaml(folder: str, name: str, directory: Path | None = None) -> Any:
    """The content of `prompts/<folder>/<name>.yaml`, or of `<directory>/<name>.yaml`. Raises `PromptError`."""
    source = (directory or files("prompts").joinpath(folder)).joinpath(f"{name}.yaml")
    try:
        return yaml.load(source.read_text(encoding="utf-8"), yaml.CSafeLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise PromptError(f"{source} cannot be read ({error}).", remedy="Restore it from the package.") from error


class Patterns:
    """Alternatives in both languages: for each language, one pattern a line."""

    def __init__(self, sources: Mapping[str, str], shorthand: Mapping[str, str] | None = None) -> None:
        self._sources = {language: lines.splitlines() for language, lines in sources.items()}
        self._shorthand = shorthand or {}
        self._compiled: tuple[re.Pattern[str], ...] | None = None

    @property
    def compiled(self) -> tuple[re.Pattern[str], ...]:
        """One expression a language, or one a pattern where they have named groups; compiled when first needed."""
        if self._compiled is None:
            self._compiled = tuple(
                compile_pattern(source, language)
                for language, sources in self._sources.items()
                for source in _joined([expand(source, self._shorthand) for source in sources])
            )
        return self._compiled

    def search(self, text: str) -> re.Match[str] | None:
        """The first match of the first pattern that matches."""
        for pattern in self.compiled:
            if match := pattern.search(text):
                return match
        return None

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """All matches, pattern by pattern; those of different patterns may overlap. Empty matches are left out."""
        for pattern in self.compiled:
            yield from (match for match in pattern.finditer(text) if match.end() > match.start())


def expand(source: str, shorthand: Mapping[str, str]) -> str:
    """Replaces {name} by its shorthand, which may use other shorthands; {2,5} stays the quantifier it is."""
    while match := re.search(r"\{([a-z_]+)\}", source):
        if match[1] not in shorthand:
            raise PromptError(f"The pattern {source!r} uses an unknown shorthand {{{match[1]}}}.")
        source = source.replace(match[0], shorthand[match[1]])
    return source


def compile_pattern(source: str, language: str) -> re.Pattern[str]:
    """One expression, on whole words where the language has them. Raises `PromptError`."""
    whole = rf"(?<![a-z0-9])(?:{source})(?![a-z0-9])" if language == "en" else source
    try:
        return re.compile(whole)
    except re.error as error:
        raise PromptError(f"The pattern {source!r} is not a regular expression ({error}).") from error


def _joined(sources: list[str]) -> list[str]:
    if any("(?P<" in source for source in sources):
        return sources
    return ["|".join(f"(?:{source})" for source in sources)] if sources else []

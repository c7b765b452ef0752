"""Mentions of what was shown: "the second one", "the blue one", "that jacket", "it", "第二个", "那件夹克".

"the blue one" points at a card, "a blue one" is a wish. Where only the intent can tell ("add the blue ones" against
"show me the blue ones"), the caller says whether the utterance is about what was shown (`about_shown`), or about what
lies in the cart (`about_cart`), where even "mugs" points at something.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from assistant.messages import ParseContext, Reference
from assistant.understanding.cues import Patterns, compile_pattern, expand, load_yaml
from retrieval.folding import fold
from retrieval.lexicon import Mention

ATTRIBUTE_SLOTS = frozenset({"color", "material", "pattern", "brand", "size", "feature", "occasion", "gender"})
MAX_POSITION = 20
"""No table of cards is longer: "number 42" is a size."""

FindMentions = Callable[[str], Sequence[Mention]]


@dataclass(frozen=True, slots=True)
class LocatedReference:
    """A reference and its place in the text: characters `start` to `end`, exclusive."""

    reference: Reference
    start: int
    end: int


class ReferenceCues:
    """The patterns and words of `references.yaml`."""

    def __init__(self, directory: Path | None = None) -> None:
        content = load_yaml("cues", "references", directory)
        shorthand = content["shorthand"]
        self.positions: dict[str, int] = {**content["numbers"]["en"], **content["ordinals"]["en"]}
        self.positions |= content["numbers"]["zh"]
        self.ordinal = Patterns(content["ordinal"], shorthand)
        self.places = [(name, Patterns(content[name], shorthand)) for name in ("middle", "other")]
        self.everything = Patterns(content["all"], shorthand)
        self.pronoun = Patterns(content["pronoun"], shorthand)
        self.superlatives = [
            (*name.split("-"), self._superlative(sources, shorthand), Patterns(sources, shorthand))
            for name, sources in content["superlative"].items()
        ]
        self.comparatives = [
            (*name.split("-"), self._comparative(sources, shorthand))
            for name, sources in content["comparative"].items()
        ]
        the, these, plain = (content["determiner"][name] for name in ("en", "demonstrative", "plain"))
        self.plain = compile_pattern(plain, "en")
        self.the_ordinal = re.compile(rf"(?<![a-z0-9])the (?P<o>{shorthand['ordinal']}) ")
        self.one = compile_pattern(rf"{the} ((?:(?!{the} )[\w&'.-]+ ){{1,4}})ones?", "en")
        self.before_kind = re.compile(rf"(?<![a-z0-9])({the}) ((?:(?!{the} )[\w&'.-]+ ){{0,4}})$")
        self.these = compile_pattern(these, "en")
        ge = shorthand["ge"]
        self.zh_then = re.compile(r"[，,]?那(?:么)?的?呢?(?:[?？]|$)")
        self.zh_after = re.compile(rf"的?(?:[那这]一?{ge}|[那这](?![么样里])|{ge}(?=$|[和跟与，,]))")
        self.zh_before = re.compile(rf"[那这]一?{ge}?$")
        self.zh_before_kind = re.compile(rf"[那这]一?{ge}?([^，。,.？?！!]{{0,8}}?)$")
        self.zh_bare = re.compile(r"的(?=$|[和跟与还放加有也都多怎哪好，,、?？]|会|能|可以|是|添|各|来)")

    @staticmethod
    def _superlative(sources: dict[str, str], shorthand: dict[str, str]) -> Patterns:
        english, chinese, of_these = (
            expand(source, shorthand) for source in (sources["en"], sources["zh"], "{of_these}")
        )
        ge = shorthand["ge"]
        return Patterns(
            {
                "en": f"(?:the |that |your )?{english} (?:(?:one|item|product|option)(?: {of_these})?|{of_these})",
                "zh": f"{chinese}的?[那这]?一?{ge}",
            }
        )

    @staticmethod
    def _comparative(sources: dict[str, str], shorthand: dict[str, str]) -> Patterns:
        ge = shorthand["ge"]
        return Patterns(
            {
                "en": f"the {sources['en']} (?:one|item|product|option|of (?:the two|them|these|those))",
                "zh": f"{sources['zh']}的?[那这]一?{ge}",
            }
        )


@cache
def reference_cues() -> ReferenceCues:
    """The installed patterns, compiled once."""
    return ReferenceCues()


def find_references(
    text: str, *, mentions: FindMentions, context: ParseContext, about_shown: bool, about_cart: bool = False
) -> tuple[LocatedReference, ...]:
    """Every reference of the text, in its order; several of one noun phrase ("the black leather one") share its span.

    `mentions` finds facet values in a text.
    """
    return _Finder(fold(text), text, mentions, context, about_shown, about_cart).run()


class _Finder:
    """One search: what a pattern has taken, later patterns leave alone."""

    def __init__(
        self,
        folded: str,
        text: str,
        find_mentions: FindMentions,
        context: ParseContext,
        about_shown: bool,
        about_cart: bool,
    ) -> None:
        self._folded = folded
        self._text = text
        self._mentions = [m for m in find_mentions(text) if m.slot in ATTRIBUTE_SLOTS or m.slot == "category"]
        self._context = context
        self._about_shown = about_shown
        self._about_cart = about_cart
        self._cues = reference_cues()
        self._found: list[LocatedReference] = []

    def run(self) -> tuple[LocatedReference, ...]:
        self._find_superlatives()
        self._find_places()
        self._find_attributes()
        self._find_categories()
        self._find_ordinals()
        self._find_plain("all", self._cues.everything)
        self._find_plain("pronoun", self._cues.pronoun)
        return tuple(sorted(self._found, key=lambda found: (found.start, found.end)))

    def _take(self, start: int, end: int, *references: tuple[str, str, str | int]) -> None:
        words = self._text[start:end]
        for kind, slot, value in references:
            self._found.append(LocatedReference(Reference(kind, words, slot, value), start, end))  # type: ignore[arg-type]

    def _is_taken(self, start: int, end: int) -> bool:
        return any(start < found.end and found.start < end for found in self._found)

    def _find_superlatives(self) -> None:
        for slot, extreme, with_noun, bare in self._cues.superlatives:
            for pattern in (with_noun, bare) if self._about_shown else (with_noun,):
                for match in pattern.finditer(self._folded):
                    end = self._with_determiner_end(match)
                    if not self._is_taken(match.start(), end) and not self._is_of_new_kind(end):
                        self._take(match.start(), end, ("superlative", slot, extreme))
        for slot, extreme, pattern in self._cues.comparatives:
            for match in pattern.finditer(self._folded):
                if not self._is_taken(*match.span()):
                    self._take(*match.span(), ("superlative", slot, extreme))

    def _is_of_new_kind(self, end: int) -> bool:
        """Whether "the cheapest" belongs to a kind that is not on the table: "which is the cheapest tent"."""
        rest = len(self._folded) - len(self._folded[end:].lstrip())
        kind = self._kind_after(rest)
        return kind is not None and not (self._context.n_shown and self._may_be_shown(kind))

    def _may_be_shown(self, kind: Mention) -> bool:
        return not self._context.categories or kind.value in self._context.categories

    def _find_places(self) -> None:
        for name, patterns in self._cues.places:
            for match in patterns.finditer(self._folded):
                if not self._is_taken(*match.span()):
                    self._take(*match.span(), ("ordinal", "", name))

    def _with_determiner_end(self, match: re.Match[str]) -> int:
        """A Chinese bare superlative takes its 的 along."""
        return match.end() + (self._folded[match.end() : match.end() + 1] == "的")

    def _find_attributes(self) -> None:
        for match in self._cues.one.finditer(self._folded):
            inside = self._covering(match.start(1), match.end(1))
            is_plural = match[0].endswith("ones")
            if inside and not self._is_taken(*match.span()) and (self._about_shown or not is_plural):
                self._take(*match.span(), *(("attribute", m.slot, m.value) for m in inside))
        for mention in self._mentions:
            is_free = mention.slot in ATTRIBUTE_SLOTS and not self._is_taken(mention.start, mention.end)
            if is_free and (span := self._chinese_phrase(mention)):
                self._take(*span, ("attribute", mention.slot, mention.value))

    def _chinese_phrase(self, mention: Mention) -> tuple[int, int] | None:
        """The span of "红色的那件", "那件红色的", or, about what was shown, "红色的"; None if it is none of them."""
        if self._category_at(mention.end) or self._category_at(mention.end + 1):
            return None
        if after := self._cues.zh_after.match(self._folded, mention.end):
            return (mention.start, after.end()) if not self._category_at(after.end()) else None
        is_described = self._folded[mention.end : mention.end + 1] == "的"
        before = self._cues.zh_before.search(self._folded, 0, mention.start)
        if before and (is_described or mention.slot in ("color", "brand", "size")):  # "那个防水吗" asks of "那个"
            return before.start(), mention.end + is_described
        if self._folded[: mention.start].endswith(("是", "有", "要", "成", "没")):
            return None  # what it is, has or should be: "它有蓝色的吗"
        bare = self._cues.zh_bare.match(self._folded, mention.end)
        return (mention.start, bare.end()) if bare and self._about_shown else None

    def _category_at(self, position: int) -> bool:
        return any(m.slot == "category" and m.start == position for m in self._mentions)

    def _find_categories(self) -> None:
        for mention in self._mentions:
            if mention.slot == "category" and not self._is_taken(mention.start, mention.end):
                for span, inner in self._noun_phrases(mention):
                    inside = self._covering(*inner)
                    if inside is not None and not self._is_taken(*span):
                        attributes = (("attribute", m.slot, m.value) for m in inside)
                        self._take(*span, ("category", "category", mention.value), *attributes)

    def _noun_phrases(self, mention: Mention) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
        """Spans of the determined phrase that ends in the mention, and of the words between determiner and noun."""
        english = self._cues.before_kind.search(self._folded, 0, mention.start)
        if english and (self._cues.these.fullmatch(english[1]) or self._is_on_the_table(mention)):
            yield (english.start(), mention.end), english.span(2)
        elif self._goes_on_to(mention):
            return
        elif chinese := self._cues.zh_before_kind.search(self._folded, 0, mention.start):
            yield (chinese.start(), mention.end), chinese.span(1)
        elif self._about_cart:
            start = self._with_attributes(mention)
            yield (start, mention.end), (start, mention.start)

    def _goes_on_to(self, mention: Mention) -> bool:
        """Whether "那耳环呢" means "and earrings?", with other things on the table, and not "those earrings"."""
        return (
            not self._may_be_shown(mention)
            and self._cues.zh_then.fullmatch(self._folded[: mention.start] + self._folded[mention.end :]) is not None
        )

    def _with_attributes(self, mention: Mention) -> int:
        """Where the noun phrase begins that the mention ends: "black leather" of "black leather boots"."""
        start = mention.start
        for before in sorted(self._mentions, key=lambda m: -m.end):
            between = self._folded[before.end : start].strip(" -的") if before.end <= start else "apart"
            if before.slot in ATTRIBUTE_SLOTS and not between:
                start = before.start
        return start

    def _is_on_the_table(self, mention: Mention) -> bool:
        """Whether "the jacket" can be one that was shown: "the jackets" is the kind, not a card."""
        if self._about_shown:
            return True
        is_plural = self._folded[: mention.end].endswith("s") and not mention.value.endswith("s")
        return self._context.n_shown > 0 and not is_plural and self._may_be_shown(mention)

    def _covering(self, start: int, end: int) -> list[Mention] | None:
        """The attributes between two positions, None if other words than they (and "new", "的") stand there."""
        inside = [m for m in self._mentions if m.slot in ATTRIBUTE_SLOTS and start <= m.start and m.end <= end]
        rest = list(self._folded[start:end])
        for mention in inside:
            rest[mention.start - start : mention.end - start] = " " * (mention.end - mention.start)
        left = self._cues.plain.sub("", "".join(rest)).replace("的", "").strip(" -,")
        return None if left else inside

    def _find_ordinals(self) -> None:
        for match in self._cues.the_ordinal.finditer(self._folded):
            if kind := self._kind_after(match.end()):
                self._take(match.start(), kind.end, *(("ordinal", "", position) for position in self._positions(match)))
        for match in self._cues.ordinal.finditer(self._folded):
            if not self._is_taken(*match.span()):
                positions = self._positions(match)
                if all(abs(position) <= MAX_POSITION for position in positions):
                    self._take(*match.span(), *(("ordinal", "", position) for position in positions))

    def _kind_after(self, start: int) -> Mention | None:
        """The category named from here, with nothing but attributes before it: "the second [blue jacket]"."""
        kinds = (m for m in self._mentions if m.slot == "category" and m.start >= start)
        return next((m for m in kinds if self._covering(start, m.start) is not None), None)

    def _positions(self, match: re.Match[str]) -> list[int]:
        groups = {name: self._number(word) for name, word in match.groupdict().items() if word}
        count = groups.get("count", 0)
        if "last" in groups:
            return list(range(-groups["last"], 0))
        if "back" in groups:
            return [-groups["back"]]
        if count:
            return list(range(-count, 0)) if groups.get("o", 1) < 0 else list(range(1, count + 1))
        return [groups.get("o", groups.get("n", -1))]

    def _number(self, word: str) -> int:
        return int(word) if word.isdecimal() else self._cues.positions[word]

    def _find_plain(self, kind: str, patterns: Patterns) -> None:
        for match in patterns.finditer(self._folded):
            if not self._is_taken(*match.span()):
                self._take(*match.span(), (kind, "", ""))

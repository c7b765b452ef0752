"""The parser that needs no language model: grammar, cues and nearest examples, in milliseconds on a CPU."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.messages import Intent, Language, ParseContext, StatedConstraint, Understanding
from assistant.understanding.answers import read_answer
from assistant.understanding.examples import NearestExamples, Votes, embed_cached, load_examples
from assistant.understanding.grammar import Extraction, extract
from assistant.understanding.intents import ABOUT_SHOWN, Evidence, classify, intent_cues
from assistant.understanding.photo_words import as_wish, is_about_photo, photo_cues
from assistant.understanding.query_text import query_cues
from assistant.understanding.references import LocatedReference, find_references
from assistant.understanding.sentiment import sentiment_of
from assistant.understanding.text import clean, detect_language
from assistant.understanding.validator import validate
from assistant.understanding.wishes import NO_WISHES, Wishes, wish_cues
from retrieval.embedders import TextEmbedder
from retrieval.folding import fold, singular
from retrieval.lexicon import Lexicon, Mention
from retrieval.vocabulary import Vocabulary

WITH_QUERY = frozenset(
    {"search", "refine", "similar", "complement", "details", "compare", "policy", "order_status", "out_of_scope"}
)
"""Intents for which the words that are left mean something."""
WITH_WISH = frozenset({"search", "refine", "more", "exchange", *ABOUT_SHOWN})
"""Intents that want a product: elsewhere a facet's word is no constraint ("where are the red shoes I ordered")."""
WITH_PRONOUNS = frozenset({*ABOUT_SHOWN, "return", "exchange", "refund", "cancel_order", "order_status"})
"""Elsewhere "it" is the wish itself ("make it blue"), or nothing."""
COUNTING = frozenset({"add_to_cart", "remove_from_cart"})
"""Intents for which a number may be a number of pieces."""
NO_VARIANT = frozenset({"category", "price", "rating", "gender", "age_group", "occasion", "availability"})
"""Slots in which the variants of one product do not differ."""
UNNAMED = frozenset({"pronoun", "all"})
"""Kinds of references whose words carry no facet."""
LETTER_SIZES = re.compile(r"(?:\d?x{0,3}[sl]|m)")
BLANK = "□"
"""Stands for a character of a reference in what the grammar reads: "the blue one" states no constraint."""


class EmbeddedParser:
    """A `Parser`: clean → language → references → constraints → wishes → intent → what is left to search → validate.

    `rates` are units of the shop's currency for one unit of another. The examples' embeddings are kept in
    `cache_directory` (None, or not writable: computed by each process that needs them, about ten seconds).
    """

    def __init__(
        self,
        embedder: TextEmbedder,
        lexicon: Lexicon,
        vocabulary: Vocabulary,
        rates: Mapping[str, float],
        cache_directory: Path | None,
    ) -> None:
        self._embedder = embedder
        self._lexicon = lexicon
        self._vocabulary = vocabulary
        self._rates = rates
        self._cache_directory = cache_directory
        self._examples: dict[str, NearestExamples] = {}
        self._brands = _name_pattern(vocabulary.values("brand"))
        self._sizes = {value.casefold(): value for value in vocabulary.values("size") if _is_letter_size(value)}

    def prepare(self, on_progress: Callable[[int, int], None] | None = None) -> None:
        """Embeds what is not in the cache yet; `on_progress` gets (done, total) examples of each language."""
        for language in ("en", "zh"):
            self._nearest(language, on_progress)

    def parse(self, text: str, context: ParseContext) -> Understanding:
        """What `text` says, given what was said and shown before."""
        reading = self._read(clean(text), context)
        if context.photo is not None and is_about_photo(reading.cue, [found.reference for found in reading.located]):
            wanted: Intent = "complement" if reading.cue == "complement" else "search"
            reading = self._read(photo_cues().without_pointing(clean(text)), context)
            understanding = as_wish(reading.as_understanding(wanted))
        else:
            intent = classify(self._evidence(reading, context), lambda: self._vote(reading.text, reading.language))
            understanding = reading.as_understanding(intent)
        return validate(
            understanding, reading.text, vocabulary=self._vocabulary, lexicon=self._lexicon, rates=self._rates
        )

    def _read(self, text: str, context: ParseContext) -> "_Reading":
        core = query_cues().core(fold(text))
        cue = intent_cues().find(core)
        # "My bag" is the cart, not a kind of product.
        pointing = intent_cues().blanked(text, cue, BLANK)
        located = find_references(
            pointing,
            mentions=self._mentions,
            context=context,
            about_shown=cue in ABOUT_SHOWN,
            about_cart=cue == "remove_from_cart",
        )
        masked = _masked(pointing, located)
        if cue == "exchange":
            masked = intent_cues().wanted_instead(masked, BLANK)
        extraction = self._extract(masked, cue, context)
        spans = [*extraction.spans, *((found.start, found.end) for found in located)]
        return _Reading(
            text=text,
            language=detect_language(text, context.language),
            core=core,
            cue=cue,
            located=located,
            extraction=extraction,
            wishes=_find_wishes(masked, extraction, context),
            residue=query_cues().residue(text, spans),
        )

    def _extract(self, masked: str, cue: Intent | None, context: ParseContext) -> Extraction:
        if cue == "exchange":  # "for a 43": what is wanted instead answers a question that nobody had to ask
            wanted = masked.replace(BLANK, " ").strip()
            answer = read_answer(wanted, "size", lexicon=self._lexicon, vocabulary=self._vocabulary)
            if answer and answer.stated:
                return replace(answer, spans=())
        return extract(masked, lexicon=self._lexicon, vocabulary=self._vocabulary, context=context)

    def _evidence(self, reading: "_Reading", context: ParseContext) -> Evidence:
        stated = reading.extraction.stated
        wishes = reading.wishes
        n_pronouns = sum(found.reference.kind in UNNAMED for found in reading.located)
        return Evidence(
            reading.core,
            reading.language,
            reading.cue,
            context,
            categories=_wanted_categories(stated),
            slots=tuple(s.constraint.slot for s in stated if not _is_wanted_category(s)),
            is_directed=bool(wishes.comparative or wishes.sort or reading.extraction.retracted),
            points=len(reading.located) - n_pronouns,
            has_pronoun=n_pronouns > 0,
            residue=reading.residue,
            names_product=self._names_product(reading.residue),
        )

    def _nearest(self, language: str, on_progress: Callable[[int, int], None] | None = None) -> NearestExamples:
        if language not in self._examples:
            examples = load_examples()
            chosen = [(text, e.intent) for e in examples for text in (e.zh if language == "zh" else e.en)]
            texts = [text for text, _ in chosen]
            embeddings = embed_cached(texts, self._embedder, self._cache_directory, on_progress)
            intents = [intent for _, intent in chosen]
            self._examples[language] = NearestExamples(texts, intents, embeddings, "zh" if language == "zh" else "en")
        return self._examples[language]

    def _vote(self, text: str, language: str) -> Votes:
        return self._nearest(language).vote(text, self._embedder.embed([text])[0])

    def _mentions(self, text: str) -> Sequence[Mention]:
        """Facet values in a text: the lexicon's, the catalogue's brands, and sizes by letter ("the M one")."""
        found = list(self._lexicon.find(text))
        folded = fold(text)
        found += [Mention(*match.span(), "brand", match[0]) for match in self._brands.finditer(folded)]
        for match in re.finditer(r"(?<![a-z0-9'])[a-z0-9]{1,4}(?![a-z0-9'])", folded):
            if match[0] in self._sizes and (len(match[0]) > 1 or text[match.start()].isupper()):
                found.append(Mention(*match.span(), "size", self._sizes[match[0]]))
        return list(dict.fromkeys(found))

    def _names_product(self, residue: str) -> bool:
        words = re.findall(r"[a-z][a-z'-]{3,}", fold(residue))
        return any(
            word in self._vocabulary.title_terms or singular(word) in self._vocabulary.title_terms for word in words
        )


@dataclass(frozen=True, slots=True)
class _Reading:
    """All that was found in one utterance, before its intent says what of it counts."""

    text: str
    language: Language
    core: str
    cue: Intent | None
    located: tuple[LocatedReference, ...]
    extraction: Extraction
    wishes: Wishes
    residue: str

    def as_understanding(self, intent: Intent) -> Understanding:
        wants = intent in WITH_WISH
        extraction = self.extraction if wants else Extraction(notes=self.extraction.notes)
        stated = extraction.stated
        if intent == "exchange":  # the kind is that of the thing held; only the variant is another
            stated = tuple(s for s in stated if s.constraint.slot not in NO_VARIANT)
        wishes = self.wishes if wants else NO_WISHES
        kept = (f.reference for f in self.located if intent in WITH_PRONOUNS or f.reference.kind not in UNNAMED)
        return Understanding(
            language=self.language,
            intent=intent,
            sentiment=sentiment_of(self.text),
            constraints=stated,
            query=self.residue if intent in WITH_QUERY else "",
            references=tuple(dict.fromkeys(kept)),
            retracted=extraction.retracted,
            sort=wishes.sort,
            quantity=wishes.quantity if intent in COUNTING else 1,
            is_quantity_said=wishes.is_quantity_said and intent in COUNTING,
            comparative=wishes.comparative,
            asks_availability=intent == "details" and wishes.availability,
            notes=extraction.notes,
        )


def _masked(text: str, located: Sequence[LocatedReference]) -> str:
    """`text` without its references, pronouns aside, as long as before."""
    letters = list(text)
    for found in located:
        if found.reference.kind not in UNNAMED:
            letters[found.start : found.end] = BLANK * (found.end - found.start)
    return "".join(letters)


def _find_wishes(masked: str, extraction: Extraction, context: ParseContext) -> Wishes:
    letters = list(fold(masked))
    for start, end in extraction.spans:
        letters[start:end] = BLANK * (end - start)
    wanted = set(_wanted_categories(extraction.stated))
    is_comparing = not wanted or (context.n_shown > 0 and wanted <= set(context.categories))
    return wish_cues().find("".join(letters), is_comparing=is_comparing)


def _wanted_categories(stated: Sequence[StatedConstraint]) -> tuple[str, ...]:
    return tuple(name for s in stated if _is_wanted_category(s) for name in s.constraint.names)


def _is_wanted_category(stated: StatedConstraint) -> bool:
    """Naming a kind that is not wanted ("no candles") changes the wish like any other constraint."""
    return stated.constraint.slot == "category" and stated.constraint.op == "in"


def _name_pattern(names: Sequence[str]) -> re.Pattern[str]:
    """Any of the names as whole words; nothing where there are none."""
    longest_first = sorted((re.escape(fold(name)) for name in names if len(name) > 1), key=len, reverse=True)
    return re.compile(rf"(?<![a-z0-9])(?:{'|'.join(longest_first) or '(?!)'})(?![a-z0-9])")


def _is_letter_size(value: str) -> bool:
    return LETTER_SIZES.fullmatch(value.casefold()) is not None

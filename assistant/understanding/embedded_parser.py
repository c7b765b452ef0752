"""The parser that needs no language model: grammar, cues and nearest examples, in milliseconds on a CPU."""

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from assistant.messages import ParseContext, Reference, StatedConstraint, Understanding
from assistant.understanding.examples import NearestExamples, Votes, embed_cached, load_examples
from assistant.understanding.grammar import Extraction, extract
from assistant.understanding.intents import ABOUT_SHOWN, Evidence, classify, intent_cues
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
WITH_WISH = frozenset({"search", "refine", "more", *ABOUT_SHOWN})
"""Intents that want a product: elsewhere a facet's word is no constraint ("where are the red shoes I ordered")."""
WITH_PRONOUNS = frozenset({*ABOUT_SHOWN, "return", "exchange", "refund", "cancel_order", "order_status"})
"""Elsewhere "it" is the wish itself ("make it blue"), or nothing."""
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
        text = clean(text)
        language = detect_language(text, context.language)
        core = query_cues().core(fold(text))
        cue = intent_cues().find(core)
        located = find_references(text, mentions=self._mentions, context=context, about_shown=cue in ABOUT_SHOWN)
        masked = _masked(text, located)
        masked = intent_cues().blanked(masked, cue, BLANK)
        extraction = extract(masked, lexicon=self._lexicon, vocabulary=self._vocabulary, context=context)
        wishes = self._wishes(masked, extraction, context)
        spans = [*extraction.spans, *((found.start, found.end) for found in located)]
        residue = query_cues().residue(text, spans)
        evidence = Evidence(
            core,
            language,
            cue,
            context,
            categories=_wanted_categories(extraction.stated),
            slots=tuple(s.constraint.slot for s in extraction.stated if s.constraint.slot != "category"),
            is_directed=bool(wishes.comparative or wishes.sort or extraction.retracted),
            points=sum(found.reference.kind not in ("pronoun", "all") for found in located),
            has_pronoun=any(found.reference.kind in ("pronoun", "all") for found in located),
            residue=residue,
            names_product=self._names_product(residue),
        )
        intent = classify(evidence, lambda: self._vote(text, language))
        if intent not in WITH_WISH:
            extraction, wishes = Extraction(notes=extraction.notes), NO_WISHES
        understanding = Understanding(
            language=language,
            intent=intent,
            sentiment=sentiment_of(text),
            constraints=extraction.stated,
            query=residue if intent in WITH_QUERY else "",
            references=_kept_references(located, intent),
            retracted=extraction.retracted,
            sort=wishes.sort,
            quantity=wishes.quantity if intent in ("add_to_cart", "remove_from_cart") else 1,
            comparative=wishes.comparative,
            asks_availability=intent == "details" and wishes.availability,
            notes=extraction.notes,
        )
        return validate(understanding, text, vocabulary=self._vocabulary, lexicon=self._lexicon, rates=self._rates)

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

    def _wishes(self, masked: str, extraction: Extraction, context: ParseContext) -> Wishes:
        letters = list(fold(masked))
        for start, end in extraction.spans:
            letters[start:end] = BLANK * (end - start)
        return wish_cues().find("".join(letters), n_shown=context.n_shown)

    def _names_product(self, residue: str) -> bool:
        words = re.findall(r"[a-z][a-z'-]{3,}", fold(residue))
        return any(
            word in self._vocabulary.title_terms or singular(word) in self._vocabulary.title_terms for word in words
        )


def _masked(text: str, located: Sequence[LocatedReference]) -> str:
    letters = list(text)
    for found in located:
        if found.reference.kind not in ("pronoun", "all"):
            letters[found.start : found.end] = BLANK * (found.end - found.start)
    return "".join(letters)


def _kept_references(located: Sequence[LocatedReference], intent: str) -> tuple[Reference, ...]:
    kept = (f.reference for f in located if intent in WITH_PRONOUNS or f.reference.kind not in ("pronoun", "all"))
    return tuple(dict.fromkeys(kept))


def _wanted_categories(stated: Sequence[StatedConstraint]) -> tuple[str, ...]:
    wanted = (s.constraint for s in stated if s.constraint.slot == "category" and s.constraint.op == "in")
    return tuple(name for constraint in wanted for name in constraint.names)


def _name_pattern(names: Sequence[str]) -> re.Pattern[str]:
    """Any of the names as whole words; nothing where there are none."""
    longest_first = sorted((re.escape(fold(name)) for name in names if len(name) > 1), key=len, reverse=True)
    return re.compile(rf"(?<![a-z0-9])(?:{'|'.join(longest_first) or '(?!)'})(?![a-z0-9])")


def _is_letter_size(value: str) -> bool:
    return LETTER_SIZES.fullmatch(value.casefold()) is not None

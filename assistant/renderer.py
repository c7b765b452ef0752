"""Evidence → words without a language model: short prose in the shopper's language, cards in their order."""

from collections.abc import Callable, Iterator, Mapping

from assistant.facts import facts_of
from assistant.labels import Labels
from assistant.messages import ActionKind, Card, Language, Outcome, Reason, Understanding
from assistant.phrases import PhraseBook
from assistant.renderer_compare import compare_words, extreme_words
from assistant.renderer_product import availability_words, details_words, variant_words, which_words
from assistant.renderer_search import around_words, more_words, search_words
from assistant.renderer_service import (
    cart_added_words,
    cart_removed_words,
    cart_words,
    no_words,
    note_words,
    question_words,
    service_words,
    small_words,
)
from assistant.sentences import plain
from assistant.speaker import BREAK, Speaker
from retrieval.lexicon import Lexicon
from retrieval.vocabulary import Vocabulary

Words = Callable[[Speaker, Understanding, Outcome], Iterator[str]]

_WORDS: Mapping[ActionKind, Words] = {
    "search": search_words,
    "more": more_words,
    "similar": around_words,
    "complement": around_words,
    "compare": compare_words,
    "details": details_words,
    "check_availability": availability_words,
    "choose_variant": variant_words,
    "clarify_reference": which_words,
    "clarify_heard": no_words,
    "add_to_cart": cart_added_words,
    "remove_from_cart": cart_removed_words,
    "show_cart": cart_words,
    "service": service_words,
    "greet": small_words("greet"),
    "thanks": small_words("thanks"),
    "goodbye": small_words("goodbye"),
    "help": small_words("help"),
    "out_of_scope": small_words("out_of_scope"),
    "empty": small_words("empty"),
    "failed": small_words("failed"),
}

_WARM = frozenset({"search", "more", "similar", "complement", "details", "compare", "add_to_cart"})
"""Turns where a word of warmth is not in the way; the others have their own, or want none."""


class Renderer:
    """The embedded explainer; implements the same protocol as an explainer with a language model."""

    def __init__(
        self, phrases: Mapping[Language, PhraseBook], lexicon: Lexicon, vocabulary: Vocabulary, currency: str = ""
    ) -> None:
        self._facts = facts_of(lexicon)
        self._labels = {
            language: Labels(book, lexicon=lexicon, vocabulary=vocabulary, currency=currency or vocabulary.currency)
            for language, book in phrases.items()
        }

    def explain(self, understanding: Understanding, outcome: Outcome, turn_index: int) -> Iterator[str]:
        """The reply, sentence by sentence; the pieces joined are the reply."""
        speaker = Speaker(self._labels[understanding.language], self._facts, turn_index)
        is_begun, is_break = False, False
        for sentence in self._sentences(speaker, understanding, outcome):
            if sentence == BREAK:
                is_break = is_begun
                continue
            gap = BREAK if is_break else "" if speaker.is_chinese or not is_begun else " "
            yield gap + sentence
            is_begun, is_break = True, False

    def say_reason(self, reason: Reason, card: Card, language: Language) -> str:
        """A reason in a few words, as a card shows it; "" for one that words can't add to."""
        speaker = Speaker(self._labels[language], self._facts, turn_index=0)
        labels, kind = speaker.labels, reason.kind
        if kind in ("cheapest", "only_in_stock", "close_in_meaning") or (kind == "looks_like" and not reason.slot):
            return speaker.say(f"reason.{kind}")
        if kind == "matches_words":
            return speaker.say(
                "reason.matches_words", value=labels.listed([plain(w) for w in reason.value.split(", ")])
            )
        if kind in ("best_rated", "most_reviewed", "low_stock"):
            return speaker.say(f"reason.{kind}", value=reason.value)
        value = reason_value(labels, reason, card)
        if kind == "differs":
            slot = labels.slot(reason.slot)
            if not value:
                return speaker.say("reason.differs_missing", slot=slot)
            return speaker.say("reason.differs", slot=slot, value=value)
        if kind == "meets" and reason.slot in ("price", "rating"):
            return speaker.say(f"reason.meets_{reason.slot}", value=value)
        key = "seen" if kind == "looks_like" else kind
        return speaker.say(f"reason.{key}", value=value) if value else ""

    def _sentences(self, speaker: Speaker, understanding: Understanding, outcome: Outcome) -> Iterator[str]:
        if tone := self._tone(speaker, understanding, outcome):
            yield tone
        yield from note_words(speaker, understanding, outcome)
        is_told = outcome.kind == "empty" and any(kind == "photo" for kind, _ in understanding.notes)
        if "contradiction" not in outcome.facts and not is_told:
            words = extreme_words if "already_extreme" in outcome.facts else _WORDS[outcome.kind]
            yield from words(speaker, understanding, outcome)
            yield BREAK
        yield from question_words(speaker, outcome)

    def _tone(self, speaker: Speaker, understanding: Understanding, outcome: Outcome) -> str:
        """A word for how the shopper feels, where it fits."""
        if understanding.sentiment == "negative" and outcome.kind not in (
            "greet",
            "thanks",
            "goodbye",
            "help",
            "empty",
        ):
            return speaker.say("tone.negative")
        is_good_news = bool(outcome.cards) and not outcome.relaxed and outcome.answer is not False
        if understanding.sentiment == "positive" and outcome.kind in _WARM and is_good_news:
            return speaker.say("tone.positive")
        return ""


def reason_value(labels: Labels, reason: Reason, card: Card) -> str:
    """A reason's value in words: money and ratings formatted, facet values by their labels."""
    if reason.kind == "on_sale" or reason.slot == "price":
        return labels.money(float(reason.value), card.offer.currency) if reason.value else ""
    if reason.slot == "rating":
        return reason.value
    return labels.value(reason.slot, reason.value) if reason.value else ""

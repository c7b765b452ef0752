"""The LLM explainer: words by a chat model over the evidence of the turn, checked sentence by sentence as they stream."""

import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

from assistant.chat_model import ChatMessage, ChatModel
from assistant.errors import ChatModelError
from assistant.explainer import Explainer
from assistant.ledger import seen_constraints
from assistant.messages import Card, Outcome, Understanding
from assistant.prompting import render_prompt
from retrieval.constraints import Constraint

log = logging.getLogger(__name__)

WRITTEN_KINDS = frozenset({"search", "more", "similar", "complement", "compare", "details"})
"""Turns whose words a model may write; a cart, a yes or no and a service answer are said by the renderer, to the letter."""

MAX_DESCRIPTION_CHARS = 300

ReasonWords = Callable[[Card], list[str]]


class LLMWriter:
    """A `Writer` over a chat model. Raises `ChatModelError` while it writes."""

    def __init__(self, model: ChatModel, *, say_reasons: ReasonWords, deadline_s: float) -> None:
        self._model = model
        self._say_reasons = say_reasons
        self._deadline_s = deadline_s

    def explain(self, understanding: Understanding, outcome: Outcome, turn_index: int) -> Iterator[str]:
        """The model's words as they stream."""
        yield from self._model.stream(self._prompt(understanding, outcome), deadline_s=self._deadline_s)

    def _prompt(self, understanding: Understanding, outcome: Outcome) -> tuple[ChatMessage, ChatMessage]:
        language = {"en": "English", "zh": "Simplified Chinese"}[understanding.language]
        question = outcome.clarification
        evidence = {
            "task": outcome.kind,
            "n_matching": outcome.n_matching,
            "wanted": [_wanted(constraint) for constraint in outcome.constraints],
            "their_photo_shows": _shown(understanding, outcome),
            "products": [self._product(card) for card in _subjects(outcome)],
            "end_with_a_question_about": {question.slot: list(question.options)} if question else None,
        }
        system = render_prompt("explain", language=language, sentiment=understanding.sentiment)
        return ChatMessage("system", system), ChatMessage("user", json.dumps(evidence, ensure_ascii=False))

    def _product(self, card: Card) -> dict[str, Any]:
        product, offer = card.product, card.offer
        return {
            "title": product.title,
            "price": f"{offer.effective_price:g} {offer.currency}",
            "color": list(offer.colors),
            "size": offer.size,
            "material": list(offer.materials),
            "features": list(product.features),
            "rating": product.rating,
            "rating_count": product.rating_count,
            "description": product.description[:MAX_DESCRIPTION_CHARS],
            "reasons": self._say_reasons(card),
        }


class LLMExplainer:
    """An `Explainer` that lets a model write where it may, and the fallback where it may not, fails, or is ungrounded."""

    def __init__(self, written: Explainer, *, fallback: Explainer) -> None:
        self._written = written
        self._fallback = fallback
        self.n_ungrounded = 0

    def explain(self, understanding: Understanding, outcome: Outcome, turn_index: int) -> Iterator[str]:
        """See `Explainer`."""
        self.n_ungrounded = 0
        is_silent = True
        if _may_be_written(understanding, outcome):
            try:
                for piece in self._written.explain(understanding, outcome, turn_index):
                    is_silent = is_silent and not piece.strip()
                    yield piece
            except ChatModelError as error:
                log.warning("the chat model did not explain: %s", error)
            self.n_ungrounded = self._written.n_ungrounded
        if is_silent:
            yield from self._fallback.explain(understanding, outcome, turn_index)
            self.n_ungrounded += self._fallback.n_ungrounded


def _may_be_written(understanding: Understanding, outcome: Outcome) -> bool:
    """Near misses, notes and doubts must be named in full, so they too are the renderer's."""
    is_plain = not (outcome.relaxed or understanding.notes or outcome.unmatched_terms or understanding.doubted)
    return outcome.kind in WRITTEN_KINDS and is_plain and bool(_subjects(outcome))


def _subjects(outcome: Outcome) -> tuple[Card, ...]:
    """What the words may speak of: the cards, or the products in focus where an offer is chosen."""
    if outcome.cards:
        return outcome.cards
    chosen = ((product, offer) for product, offer in outcome.subject_products if offer is not None)
    return tuple(Card(product, offer, rank) for rank, (product, offer) in enumerate(chosen, start=1))


def _shown(understanding: Understanding, outcome: Outcome) -> dict[str, list[str]] | None:
    """What is sure of the photo that was searched with, by slot; None without one."""
    if outcome.seen is None:
        return None
    seen = seen_constraints(understanding.photo.sights) if understanding.photo else outcome.seen
    return {constraint.slot: list(constraint.names) for constraint in seen}


def _wanted(constraint: Constraint) -> str:
    value = (
        ", ".join(constraint.names) if constraint.names else f"{constraint.number:g} {constraint.unit or ''}".strip()
    )
    return f"{constraint.slot} {constraint.op} {value}" + ("" if constraint.is_hard else " (if possible)")

"""The LLM parser: one flat structured-output call, validated like the embedded parser, which answers when it fails."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.chat_model import ChatMessage, ChatModel
from assistant.errors import ChatModelError, ChatModelInvalid
from assistant.messages import (
    Intent,
    ParseContext,
    Reference,
    ReferenceKind,
    Sentiment,
    StatedConstraint,
    Understanding,
)
from assistant.prompting import render_prompt
from assistant.understanding.parser import Parser
from assistant.understanding.photo_words import as_wish, is_about_photo
from assistant.understanding.text import clean, detect_language
from assistant.understanding.validator import validate
from assistant.understanding.wishes import MAX_QUANTITY, wish_cues
from retrieval.constraints import NUMERIC_SLOTS, Constraint, Op
from retrieval.lexicon import Lexicon
from retrieval.query import Sort
from retrieval.vocabulary import Vocabulary

log = logging.getLogger(__name__)

MAX_VALUES_SHOWN = 60
"""Values of a slot in the prompt: enough for every slot but brands, short enough for a small model's window."""

Short = Annotated[str, Field(max_length=120)]


class ConstraintDraft(BaseModel):
    """A constraint as the model writes it: `values` for in / not_in, `number` for lte / gte, `words` from the text."""

    model_config = ConfigDict(extra="forbid")
    slot: Short
    op: Op
    values: Annotated[list[Short], Field(max_length=12)]
    number: Annotated[float, Field(ge=0, le=1_000_000)]
    unit: Short
    is_hard: bool
    words: Short


class ReferenceDraft(BaseModel):
    """A reference as the model writes it; `position` counts from 1, 0 where it says nothing."""

    model_config = ConfigDict(extra="forbid")
    kind: ReferenceKind
    position: Annotated[int, Field(ge=-20, le=50)]
    slot: Short
    value: Short
    words: Short


class UnderstandingDraft(BaseModel):
    """The whole answer, flat; every field is required, since optional ones are where models go astray."""

    model_config = ConfigDict(extra="forbid")
    intent: Intent
    sentiment: Sentiment
    constraints: Annotated[list[ConstraintDraft], Field(max_length=16)]
    query: Annotated[str, Field(max_length=400)]
    references: Annotated[list[ReferenceDraft], Field(max_length=8)]
    retracted: Annotated[list[Short], Field(max_length=12)]
    sort: Sort
    comparative: Literal["", "price lower", "price higher", "rating higher"]
    quantity: Annotated[int, Field(ge=1, le=99)]
    asks_availability: bool


class LLMParser:
    """A `Parser` over a chat model; late, failed or invalid, the fallback answers with the note "model_failed"."""

    def __init__(
        self,
        model: ChatModel,
        *,
        fallback: Parser,
        lexicon: Lexicon,
        vocabulary: Vocabulary,
        rates: Mapping[str, float],
        examples: Mapping[str, Sequence[str]],
        deadline_s: float,
    ) -> None:
        self._model = model
        self._fallback = fallback
        self._lexicon = lexicon
        self._vocabulary = vocabulary
        self._rates = rates
        self._deadline_s = deadline_s
        self._schema = understanding_schema()
        self._system = _write_system_prompt(vocabulary, examples)

    def parse(self, text: str, context: ParseContext) -> Understanding:
        """Never raises for the model's sake."""
        words = clean(text)
        if not words:
            return self._fallback.parse(text, context)
        try:
            return self._ask(words, context)
        except ChatModelError as error:
            log.warning("the chat model did not understand: %s", error)
            understood = self._fallback.parse(text, context)
            return replace(understood, notes=(*understood.notes, ("model_failed", {})))

    def _ask(self, text: str, context: ParseContext) -> Understanding:
        prompt = render_prompt(
            "understand_turn",
            categories=", ".join(context.categories) or "none",
            n_shown=str(context.n_shown),
            asked_slot=context.asked_slot or "none",
            photo=_photo_line(context),
            utterance=text,
        )
        messages = (ChatMessage("system", self._system), ChatMessage("user", prompt))
        answer = self._model.complete_json(messages, self._schema, deadline_s=self._deadline_s)
        try:
            draft = UnderstandingDraft.model_validate(answer)
        except ValidationError as error:
            raise ChatModelInvalid(f"The chat model's answer has {error.error_count()} wrong fields.") from error
        understood = _understanding_of(draft, text, context)
        if context.photo is not None and is_about_photo(understood.intent, understood.references):
            understood = as_wish(understood)
        return validate(understood, text, vocabulary=self._vocabulary, lexicon=self._lexicon, rates=self._rates)


def _photo_line(context: ParseContext) -> str:
    if context.photo is None:
        return "none"
    return ", ".join(f"{sight.slot} {sight.value}" for sight in context.photo) or "something that cannot be told"


def _understanding_of(draft: UnderstandingDraft, text: str, context: ParseContext) -> Understanding:
    direction = draft.comparative.split()
    return Understanding(
        language=detect_language(text, context.language),
        intent=draft.intent,
        sentiment=draft.sentiment,
        constraints=tuple(stated for item in draft.constraints for stated in _stated(item)),
        query=draft.query.strip(),
        references=tuple(_reference(item) for item in draft.references),
        retracted=tuple(draft.retracted),
        sort=None if draft.sort == "relevance" else draft.sort,
        quantity=min(max(draft.quantity, 1), MAX_QUANTITY),
        is_quantity_said=draft.quantity > 1 or wish_cues().counts(text),
        comparative=(direction[0], direction[1]) if direction else None,
        asks_availability=draft.asks_availability,
        parser="llm",
    )


def _stated(draft: ConstraintDraft) -> tuple[StatedConstraint, ...]:
    """The draft as a constraint; none where its operator and its values do not fit."""
    slot = draft.slot.strip().casefold()
    unit = draft.unit.strip() or None
    if draft.op in ("lte", "gte"):
        if slot not in NUMERIC_SLOTS:
            return ()
        return (StatedConstraint(Constraint(slot, draft.op, draft.number, unit, draft.is_hard), draft.words),)
    values = tuple(value.strip() for value in draft.values if value.strip())
    if slot in NUMERIC_SLOTS or not values:
        return ()
    return (StatedConstraint(Constraint(slot, draft.op, values, unit, draft.is_hard), draft.words),)


def _reference(draft: ReferenceDraft) -> Reference:
    value: str | int = draft.position if draft.kind == "ordinal" else draft.value
    return Reference(kind=draft.kind, words=draft.words, slot=draft.slot, value=value)


def _write_system_prompt(vocabulary: Vocabulary, examples: Mapping[str, Sequence[str]]) -> str:
    slots = (f"- {slot}: {', '.join(vocabulary.values(slot)[:MAX_VALUES_SHOWN])}" for slot in vocabulary.slots)
    intents = (f"- {intent}: {' | '.join(texts)}" for intent, texts in examples.items())
    return render_prompt("understand", currency=vocabulary.currency, slots="\n".join(slots), intents="\n".join(intents))


def understanding_schema() -> dict[str, Any]:
    """The draft's JSON schema with its definitions put in place: several servers refuse `$ref`."""
    schema = UnderstandingDraft.model_json_schema()
    definitions = schema.pop("$defs")

    def inline(node: Any) -> Any:
        if isinstance(node, dict):
            if "$ref" in node:
                return inline(definitions[node["$ref"].rsplit("/", 1)[1]])
            return {key: inline(value) for key, value in node.items() if key not in ("title", "description")}
        return [inline(item) for item in node] if isinstance(node, list) else node

    inlined: dict[str, Any] = inline(schema)
    return {"title": "understanding", "description": "What the shopper said."} | inlined

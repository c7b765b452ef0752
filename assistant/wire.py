"""Values as JSON: the one place that decides how a turn looks to machines."""

from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from assistant.messages import Card, Clarification, LedgerEntry, Reason, StatedConstraint, Turn, Understanding
from assistant.speech.transcriber import Hearing
from retrieval.catalog import Offer, Product
from retrieval.constraints import Constraint
from retrieval.photos import SeenPhoto
from retrieval.results import Hit, Relaxed

Json = dict[str, Any]
Facets = Callable[[Product, Offer], Mapping[str, tuple[str, ...]]]
"""The canonical facet values of an offer, by slot: what constraints are compared with."""

Say = Callable[[Reason, Card], str]
"""A reason in the shopper's language."""


def constraint_json(constraint: Constraint, words: str) -> Json:
    """The form that `parse` prints."""
    return {
        "slot": constraint.slot,
        "op": constraint.op,
        "value": list(constraint.names) if constraint.names else constraint.value,
        "unit": constraint.unit,
        "is_hard": constraint.is_hard,
        "source": words,
    }


def understanding_json(understanding: Understanding) -> Json:
    """What `parse` prints: the fields of the issue first, then what else was understood."""
    return {
        "language": understanding.language,
        "intent": understanding.intent,
        "sentiment": understanding.sentiment,
        "constraints": [_stated_json(stated) for stated in understanding.constraints],
        "query": understanding.query,
        "references": [
            {"kind": ref.kind, "slot": ref.slot, "value": ref.value, "words": ref.words}
            for ref in understanding.references
        ],
        "retracted": list(understanding.retracted),
        "sort": understanding.sort,
        "quantity": understanding.quantity,
        "notes": [{"kind": kind, **details} for kind, details in understanding.notes],
        "parser": understanding.parser,
    }


def hearing_json(hearing: Hearing, *, n_ms: int) -> Json:
    """What `transcribe` prints of `n_ms` of sound."""
    return {
        "text": hearing.text,
        "language": hearing.language,
        "seconds": round(n_ms / 1000, 3),
        "words": [
            {"text": word.text, "p": round(word.p, 4), "start_ms": word.start_ms, "end_ms": word.end_ms}
            for word in hearing.words
        ],
    }


def _stated_json(stated: StatedConstraint) -> Json:
    return constraint_json(stated.constraint, stated.words)


def ledger_json(ledger: Sequence[LedgerEntry]) -> list[Json]:
    """One object an entry: the constraint, its words, and where it came from."""
    return [
        {**constraint_json(entry.constraint, entry.words), "provenance": entry.provenance, "turn": entry.turn}
        for entry in ledger
    ]


def offer_attributes(product: Product, offer: Offer, facets: Facets) -> Json:
    """The canonical facets of an offer, and the facts that are numbers."""
    values: Json = {slot: list(names) for slot, names in facets(product, offer).items() if names}
    values["availability"] = offer.availability
    values["quantity"] = offer.quantity
    values["rating"] = product.rating
    values["rating_count"] = product.rating_count
    if offer.sale_price is not None:
        values["list_price"] = offer.price
    return values


def card_json(card: Card, facets: Facets, say: Say) -> Json:
    """What a card shows; `price` is what the shopper pays."""
    return {
        **_offer_json(card.product, card.offer, facets),
        "rank": card.rank,
        "reasons": [text for text in (say(reason, card) for reason in card.reasons) if text],
    }


def _offer_json(product: Product, offer: Offer, facets: Facets) -> Json:
    return {
        "product_id": product.product_id,
        "offer_id": offer.offer_id,
        "title": product.title,
        "price": offer.effective_price,
        "currency": offer.currency,
        "attributes": offer_attributes(product, offer, facets),
        "image": offer.images[0] if offer.images else None,
    }


def hit_json(hit: Hit, facets: Facets) -> Json:
    """A search hit with the trace of its stages."""
    return {
        **_offer_json(hit.product, hit.offer, facets),
        "rank": hit.rank,
        "score": round(hit.score, 6),
        "trace": [{"stage": t.stage, "rank": t.rank, "score": round(t.score, 6)} for t in hit.trace],
    }


def relaxed_json(relaxed: Sequence[Relaxed]) -> list[Json]:
    """What was given up; `loosened` is the constraint put in its place, None when it was dropped."""
    return [
        {
            **constraint_json(item.constraint, ""),
            "loosened": constraint_json(item.loosened, "") if item.loosened else None,
        }
        for item in relaxed
    ]


def _clarify_json(clarification: Clarification | None) -> Json | None:
    if clarification is None:
        return None
    asked: Json = {"slot": clarification.slot, "options": list(clarification.options)}
    return asked if clarification.heard is None else {**asked, "heard": constraint_json(clarification.heard, "")}


def photo_json(photo: SeenPhoto | None) -> Json | None:
    """What is kept of a shopper's photo; `vector` is base64 of the float16 numbers, little-endian."""
    if photo is None:
        return None
    return {
        "photo_id": photo.photo_id,
        "model_id": photo.model_id,
        "vector": b64encode(photo.vector).decode("ascii"),
        "sights": [
            {"slot": sight.slot, "value": sight.value, "confidence": round(sight.confidence, 3)}
            for sight in photo.sights
        ],
    }


def turn_json(turn: Turn, ledger: Sequence[LedgerEntry], *, facets: Facets, say: Say) -> Json:
    """What `ask --json` prints for a turn; `n_ungrounded` sentences of the reply were replaced or left out."""
    outcome = turn.outcome
    return {
        "turn": turn.index,
        "language": turn.understanding.language,
        "intent": turn.understanding.intent,
        "sentiment": turn.understanding.sentiment,
        "photo": photo_json(turn.understanding.photo),
        "notes": [{"kind": kind, **details} for kind, details in turn.understanding.notes],
        "action": outcome.kind,
        "ledger": ledger_json(ledger),
        "cards": [card_json(card, facets, say) for card in outcome.cards],
        "reply": turn.reply,
        "relaxed": relaxed_json(outcome.relaxed),
        "clarify": _clarify_json(outcome.clarification),
        "answer": outcome.answer,
        "cart": [
            {"product_id": line.product_id, "offer_id": line.offer_id, "quantity": line.quantity}
            for line in outcome.cart
        ],
        "n_matching": outcome.n_matching,
        "n_ungrounded": turn.n_ungrounded,
        "timings_ms": {stage: round(ms, 2) for stage, ms in turn.timings_ms.items()},
    }

"""What an utterance means in this conversation: the steps between a parser's reading and the dialogue state.

A parser reads one utterance with next to no context. Here, with the state at hand, "cheaper" becomes a bound on the
price, a contradiction is taken out, and an intent that the situation rules out becomes the one it implies. The result
is stored with the turn, so that replaying it needs nothing else.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache

from assistant.choices import CHOOSABLE_SLOTS
from assistant.dialogue_state import (
    DialogueState,
    answers_pending,
    changes_search,
    is_heard_asked,
    kinds_looked_for,
    starts_search,
)
from assistant.ledger import keep_person, seen_constraints, values_in
from assistant.messages import CHANGING_INTENTS, Card, StatedConstraint, Understanding
from assistant.resolution import Facets, focus_cards, resolve
from assistant.understanding.cues import load_yaml
from retrieval.constraints import NUMERIC_SLOTS, Constraint
from retrieval.folding import fold
from retrieval.lexicon import Lexicon
from retrieval.query import Sort

SMALLEST_PRICE_STEP = 0.01
"""The least that makes a price lower: a cent."""

SMALLEST_RATING_STEP = 0.1
"""The least that makes a rating higher: shops print one decimal."""

MAX_WORDS_CHARS = 60
"""Enough of an utterance to recognise one's own words by."""


Counts = Callable[[Sequence[Constraint], str], Mapping[str, int]]
"""How many products that meet the constraints have each value of a slot."""


def interpret(
    state: DialogueState, understanding: Understanding, *, text: str, facets: Facets, lexicon: Lexicon, counts: Counts
) -> Understanding:
    """The understanding as the conversation so far completes it; `text` is the utterance."""
    understanding = _without_contradiction(_without_old_news(state, understanding))
    understanding = _settle_doubt(state, understanding, text)
    if understanding.photo is not None:
        photo_read = _interpret_photo(state, understanding, text=text, facets=facets, lexicon=lexicon)
        return _without_idle_person(state, photo_read, counts)
    understanding = _answer_which(state, understanding)
    if state.pending and _agrees(text):
        understanding = _take_only_option(state, understanding, text)
    if answers_pending(state, understanding):
        return understanding
    understanding = _answer_kind(state, understanding, lexicon, counts)
    understanding = _go_on_asking(state, understanding, text)
    understanding = _settle_intent(state, understanding, lexicon)
    understanding = _without_idle_person(state, understanding, counts)
    return _ground_comparative(state, understanding, text=text, facets=facets)


def _interpret_photo(
    state: DialogueState, understanding: Understanding, *, text: str, facets: Facets, lexicon: Lexicon
) -> Understanding:
    """A photo alone, or of another kind of thing, is a new search; with words it changes the one on the table."""
    if understanding.intent not in ("search", "refine"):
        return understanding
    has_words = changes_search(replace(understanding, photo=None)) or bool(understanding.comparative)
    is_new = not has_words or not _is_same_kind(state, understanding, lexicon)
    understanding = replace(understanding, intent="search" if is_new else "refine")
    # "Cheaper" than what the photo shows: nobody knows its price, so the cheapest that look like it come first.
    return _ground_comparative(replace(state, table=(), focus=()), understanding, text=text, facets=facets)


def _is_same_kind(state: DialogueState, understanding: Understanding, lexicon: Lexicon) -> bool:
    """Whether the kind that is named, else seen, may be that of the search on the table: jackets and rain jackets."""
    known = set(kinds_looked_for(state))
    stated = tuple(item.constraint for item in understanding.constraints)
    for wishes in (stated, seen_constraints(understanding.photo.sights if understanding.photo else ())):
        named = {name for wish in wishes if wish.slot == "category" and wish.op == "in" for name in wish.names}
        if named:
            return not known or any(
                name == kind or name in lexicon.broader("category", kind) or kind in lexicon.broader("category", name)
                for name in named
                for kind in known
            )
    return True


def contradicted_slots(understanding: Understanding) -> tuple[str, ...]:
    """The slots of which the utterance wants what cannot be ("under 50 and over 80")."""
    return tuple(details["slot"] for kind, details in understanding.notes if kind == "contradiction")


def _answer_which(state: DialogueState, understanding: Understanding) -> Understanding:
    """ "The second one", after "which one do you mean?", does to it what was asked for before."""
    request = state.request
    is_bare = not (understanding.query or understanding.asks_availability or understanding.comparative)
    if request is None or is_heard_asked(state.question) or not (understanding.references and is_bare):
        return understanding
    if understanding.intent not in ("details", "search", "refine", "compare", request.intent):
        return understanding
    constraints = tuple(dict.fromkeys((*request.constraints, *understanding.constraints)))
    return replace(
        understanding,
        intent=request.intent,
        constraints=constraints,
        quantity=max(request.quantity, understanding.quantity),
        is_quantity_said=request.is_quantity_said or understanding.is_quantity_said,
        asks_availability=request.asks_availability,
        query=request.query,
    )


def _settle_doubt(state: DialogueState, understanding: Understanding, text: str) -> Understanding:
    """A yes to "did you say size M?" says again what was said, now certainly; a no says it without that."""
    question, request = state.question, state.request
    if question is None or question.heard is None or request is None:
        return understanding
    is_wish = request.intent not in CHANGING_INTENTS and state.pending is None
    if _agrees(text):
        return replace(request, language=understanding.language, intent="refine") if is_wish else request
    if not _disagrees(text):
        return understanding
    left = tuple(stated for stated in request.constraints if stated.constraint != question.heard)
    if is_wish:
        return replace(request, intent="refine", constraints=left, retracted=(question.heard.slot,))
    return replace(
        request, intent="remove_from_cart" if request.intent == "remove_from_cart" else "add_to_cart", constraints=left
    )


def _take_only_option(state: DialogueState, understanding: Understanding, text: str) -> Understanding:
    """A yes to "which size: M?" chooses M; a yes to several options chooses none, so they are asked for again."""
    question = state.question
    chosen: tuple[StatedConstraint, ...] = ()
    if question and len(question.options) == 1:
        chosen = (StatedConstraint(Constraint(question.slot, "in", question.options), text),)
    return replace(understanding, intent="add_to_cart", constraints=chosen, query="", references=())


def _answer_kind(state: DialogueState, understanding: Understanding, lexicon: Lexicon, counts: Counts) -> Understanding:
    """ "Something for the kitchen" names the department, where no other kind is spoken of."""
    is_asked = state.question is not None and state.question.slot == "category"
    is_open = is_asked or not values_in(state.ledger, "category")
    if not (is_open and understanding.query) or understanding.intent not in ("search", "refine"):
        return understanding
    if any(stated.constraint.slot == "category" for stated in understanding.constraints):
        return understanding
    words = understanding.query
    kind = lexicon.canonical("category", words) or lexicon.canonical("category", lexicon.translate(words))
    if kind is None or kind not in counts((), "category"):
        return understanding
    named = StatedConstraint(Constraint("category", "in", (kind,)), understanding.query)
    return replace(understanding, query="", constraints=(*understanding.constraints, named))


def _go_on_asking(state: DialogueState, understanding: Understanding, text: str) -> Understanding:
    """ "And in 42?", after "is it available in 43?", asks it of the same product."""
    if state.last_kind != "check_availability" or len(state.focus) != 1 or state.pending:
        return understanding
    if understanding.intent not in ("search", "refine", "details") or understanding.references:
        return understanding
    slots = {stated.constraint.slot for stated in understanding.constraints}
    if not slots or not slots <= set(CHOOSABLE_SLOTS) or not _is_bare(text, understanding.constraints):
        return understanding
    return replace(understanding, intent="details", asks_availability=True, query="")


def _is_bare(text: str, stated: Sequence[StatedConstraint]) -> bool:
    """Whether the text is hardly more than the values that it states."""
    rest = fold(text)
    for item in stated:
        rest = rest.replace(fold(item.words), " ")
    return not _going_on().sub(" ", rest).strip(" .,!?，。！？~～")


@cache
def _going_on() -> re.Pattern[str]:
    words = load_yaml("cues", "consent")["going_on"]
    english = "|".join(sorted(map(re.escape, words["en"]), key=len, reverse=True))
    chinese = "|".join(sorted(map(re.escape, words["zh"]), key=len, reverse=True))
    return re.compile(rf"(?<![a-z])(?:{english})(?![a-z])|{chinese}")


def _agrees(text: str) -> bool:
    return fold(text).strip(" .!~。！～") in _words_of_consent("agreement")


def _disagrees(text: str) -> bool:
    return fold(text).strip(" .!~。！～") in _words_of_consent("disagreement")


@cache
def _words_of_consent(kind: str) -> frozenset[str]:
    return frozenset(fold(word) for words in load_yaml("cues", "consent")[kind].values() for word in words)


def _without_contradiction(understanding: Understanding) -> Understanding:
    """Neither of two contradicting wishes is taken until the shopper says which."""
    slots = contradicted_slots(understanding)
    kept = tuple(stated for stated in understanding.constraints if stated.constraint.slot not in slots)
    return replace(understanding, constraints=kept)


def _without_old_news(state: DialogueState, understanding: Understanding) -> Understanding:
    """That the language model fails is said once a conversation, not once a turn."""
    if not state.is_model_failure_announced:
        return understanding
    return replace(understanding, notes=tuple(item for item in understanding.notes if item[0] != "model_failed"))


def _settle_intent(state: DialogueState, understanding: Understanding, lexicon: Lexicon) -> Understanding:
    intent = understanding.intent
    wishes = bool(understanding.constraints)
    points = bool(understanding.references)
    is_named = any(reference.kind != "pronoun" for reference in understanding.references)
    if intent == "similar" and state.photo and not state.focus and not is_named:
        return replace(understanding, intent="more", references=())  # "like this" is still like the photo
    if intent in ("search", "refine") and understanding.asks_availability and points and (state.table or state.focus):
        return replace(understanding, intent="details")
    if intent == "details" and wishes and not points:
        if not state.table and not state.focus:
            return replace(understanding, intent="search")
        if not state.focus and len(state.table) > 1:  # "any in blue?" asks about the search, not about one of the cards
            return replace(understanding, intent="refine")
    if intent == "search" and _narrows_category(state, understanding, lexicon):
        return replace(understanding, intent="refine")
    return understanding


def _narrows_category(state: DialogueState, understanding: Understanding, lexicon: Lexicon) -> bool:
    """Whether a search names a kind of what is already looked for: running shoes after shoes."""
    known = set(kinds_looked_for(state))
    named = [
        name
        for stated in understanding.constraints
        if stated.constraint.slot == "category" and stated.constraint.op == "in"
        for name in stated.constraint.names
    ]
    return bool(known and named) and all(known & set(lexicon.broader("category", name)) for name in named)


def _without_idle_person(state: DialogueState, understanding: Understanding, counts: Counts) -> Understanding:
    """Whom it is for is taken back where it says nothing of the new kind: no headphones are women's."""
    if not starts_search(state, understanding):
        return understanding
    stated = tuple(item.constraint for item in understanding.constraints)
    seen = seen_constraints(understanding.photo.sights) if understanding.photo else ()
    kinds = [wish for wish in stated if wish.slot == "category"]
    kinds = kinds or [replace(wish, is_hard=True) for wish in seen if wish.slot == "category"]
    said = {stated.constraint.slot for stated in understanding.constraints}
    idle = tuple(
        entry.constraint.slot
        for entry in keep_person(state.ledger)
        if kinds and entry.constraint.slot not in said
        if not set(entry.constraint.names) & set(counts(kinds, entry.constraint.slot))
    )
    return replace(understanding, retracted=(*understanding.retracted, *idle))


def _ground_comparative(
    state: DialogueState, understanding: Understanding, *, text: str, facets: Facets
) -> Understanding:
    """ "Cheaper" than what: the product referred to or in focus, else all that is on the table."""
    if understanding.comparative is None:
        return understanding
    slot, direction = understanding.comparative
    is_said = any(stated.constraint.slot == slot for stated in understanding.constraints)
    cards, is_one = _yardstick(state, understanding, facets)
    if slot not in NUMERIC_SLOTS or is_said:
        return understanding
    if not cards or (slot == "rating" and not is_one):
        # Better than the best of a list is seldom to be had; best first is what is meant.
        return replace(understanding, sort=understanding.sort or _sort_for(slot, direction))
    constraint = _bound(slot, direction, cards)
    if constraint is None:
        return understanding
    stated = StatedConstraint(constraint, text.strip()[:MAX_WORDS_CHARS])
    return replace(understanding, constraints=(*understanding.constraints, stated))


def _yardstick(state: DialogueState, understanding: Understanding, facets: Facets) -> tuple[tuple[Card, ...], bool]:
    """The cards to compare with, and whether it is one product that was meant."""
    if understanding.references:
        resolved = resolve(state, understanding, facets)
        if not resolved.problem and not resolved.is_guess:
            return resolved.cards, len(resolved.cards) == 1
    focused = focus_cards(state)
    return (focused, len(focused) == 1) if focused else (state.table, len(state.table) == 1)


def _bound(slot: str, direction: str, cards: tuple[Card, ...]) -> Constraint | None:
    if slot == "rating":
        ratings = [card.product.rating for card in cards if card.product.rating is not None]
        wanted = max(ratings, default=0.0) + SMALLEST_RATING_STEP
        return Constraint("rating", "gte", round(wanted, 1), "stars") if ratings and direction == "higher" else None
    prices = [card.offer.effective_price for card in cards]
    unit = cards[0].offer.currency
    if direction == "lower":
        return Constraint("price", "lte", round(min(prices) - SMALLEST_PRICE_STEP, 2), unit)
    return Constraint("price", "gte", round(max(prices) + SMALLEST_PRICE_STEP, 2), unit)


def _sort_for(slot: str, direction: str) -> Sort:
    if slot == "rating":
        return "rating_desc"
    return "price_asc" if direction == "lower" else "price_desc"

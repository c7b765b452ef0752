"""The dialogue state: a fold over turns. Replaying the turns of a conversation gives its state again.

A turn changes the state in two steps, so that the policy can decide in between: `hear` takes in what the shopper said,
`note` what came of it. `fold` is both.
"""

from dataclasses import dataclass, replace
from typing import Literal

from assistant.cart_edit import CartEdit, apply_cart_edit
from assistant.choices import CHOOSABLE_SLOTS, Pending
from assistant.ledger import (
    EVERYTHING,
    Edit,
    Ledger,
    apply_edit,
    constraints_of,
    entries_said,
    entries_seen,
    keep_person,
    merge,
    retract,
    values_in,
    view,
    without_photo,
)
from assistant.messages import Card, CartLine, Clarification, Language, Turn, Understanding
from retrieval.catalog import Offer, Product
from retrieval.constraints import Constraint
from retrieval.photos import SeenPhoto
from retrieval.query import Sort

Event = Turn | Edit | CartEdit
"""What moves the state."""

LIST_KINDS = frozenset({"search", "more", "similar", "complement"})
"""Actions that lay a new list on the table."""

SEARCH_INTENTS = frozenset({"search", "refine", "more", "similar", "complement"})
"""Intents whose constraints are wishes; those of any other intent only speak of a product already shown."""

ABOUT_ONE = frozenset({"details", "similar", "complement", "add_to_cart", "remove_from_cart"})
"""Intents that wait for an answer where it is unclear which product they are about."""

ASIDES = frozenset({"details", "check_availability", "empty", "help", "clarify_heard"})
"""Actions after which an open question is still open."""

MAX_EARLIER = 60
"""Cards remembered besides the table: a dozen lists, more than a shopper refers back to."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """The product that the list on the table was built around."""

    kind: Literal["similar", "complement"]
    product_id: str


@dataclass(frozen=True, slots=True)
class DialogueState:
    """All that is agreed, shown and open between the shop and one shopper.

    `table` is the list last shown, in order; `seen` are the products shown since the search last changed; `earlier` are
    cards shown before, the oldest first. `focus` are the (product_id, offer_id) last described, compared or bought;
    `compared` are the cards last compared, of those on the table.
    `inquired` is what the last turn found the product in focus to be available in ("in M?" "Yes.").
    `question` is the question the last turn ended with, `asked` the slots already asked for in this search.
    `request` is what was asked of a product that could not be told, `candidates` are those it may be about; or what was
    said in words of which the question asks whether they were heard right.
    `relaxed` are the constraints of the ledger that the list on the table gives up. `photo` is the photo that is searched
    with, until another comes or the search is over.
    """

    language: Language = "en"
    n_turns: int = 0
    ledger: Ledger = ()
    query: str = ""
    sort: Sort = "relevance"
    photo: SeenPhoto | None = None
    anchor: Anchor | None = None
    table: tuple[Card, ...] = ()
    seen: tuple[str, ...] = ()
    earlier: tuple[Card, ...] = ()
    relaxed: tuple[Constraint, ...] = ()
    focus: tuple[tuple[str, str], ...] = ()
    compared: tuple[Card, ...] = ()
    inquired: tuple[Constraint, ...] = ()
    last_kind: str = ""
    cart: tuple[CartLine, ...] = ()
    cart_products: tuple[tuple[Product, Offer], ...] = ()
    question: Clarification | None = None
    asked: tuple[str, ...] = ()
    pending: Pending | None = None
    request: Understanding | None = None
    candidates: tuple[Card, ...] = ()
    is_model_failure_announced: bool = False

    @property
    def constraints(self) -> tuple[Constraint, ...]:
        """What the shopper wants, without where it came from."""
        return constraints_of(self.ledger)

    @property
    def printed_ledger(self) -> Ledger:
        """The ledger as the shopper sees it after the last turn."""
        return view(self.ledger, turn=self.n_turns, relaxed=self.relaxed)


def fold(state: DialogueState, event: Event) -> DialogueState:
    """The state after a turn, or after an edit of the ledger or the cart by hand."""
    if isinstance(event, CartEdit):
        cart, products = apply_cart_edit(state.cart, state.cart_products, event)
        return replace(state, cart=cart, cart_products=products)
    if isinstance(event, Edit):
        return replace(state, ledger=apply_edit(state.ledger, event, state.n_turns), relaxed=())
    return note(hear(state, event.understanding), event, before=state)


def hear(state: DialogueState, understanding: Understanding) -> DialogueState:
    """The state once the shopper's words are taken in, before anything is done about them."""
    state = replace(
        state,
        language=understanding.language,
        n_turns=state.n_turns + 1,
        is_model_failure_announced=state.is_model_failure_announced or _has_note(understanding, "model_failed"),
    )
    if understanding.intent not in SEARCH_INTENTS or answers_pending(state, understanding):
        return state
    if understanding.intent == "complement" or starts_search(state, understanding):
        return _start_search(state, understanding)
    return _refine_search(state, understanding)


def answers_pending(state: DialogueState, understanding: Understanding) -> bool:
    """Whether the utterance chooses the variant that a purchase waits for ("M", "the blue one")."""
    if state.pending is None or understanding.asks_availability or understanding.comparative or understanding.photo:
        return False
    if understanding.intent not in ("search", "refine", "details", "add_to_cart", "out_of_scope"):
        return False
    if any(reference.kind not in ("attribute", "pronoun") for reference in understanding.references):
        return False
    slots = {stated.constraint.slot for stated in understanding.constraints}
    slots |= {reference.slot for reference in understanding.references if reference.slot}
    asked = {state.question.slot} if state.question else set()
    return bool(slots) and slots <= asked | set(CHOOSABLE_SLOTS)


def changes_search(understanding: Understanding) -> bool:
    """Whether the words ask for something else than the list on the table goes on with."""
    return bool(
        understanding.constraints
        or understanding.retracted
        or understanding.query
        or understanding.sort
        or understanding.photo
    )


def starts_search(state: DialogueState, understanding: Understanding) -> bool:
    """A search for another kind of product, or in other words, is a new one; anything else narrows the old one.

    Words that follow a clarifying question answer it. Of what comes with a photo the interpretation has said which it is.
    """
    if understanding.intent != "search" or EVERYTHING in understanding.retracted:
        return False
    if understanding.photo is not None:
        return True
    wanted = {
        name
        for stated in understanding.constraints
        if stated.constraint.slot == "category" and stated.constraint.op == "in"
        for name in stated.constraint.names
    }
    known = set(kinds_looked_for(state))
    if wanted:
        return bool(known) and wanted != known
    return bool(understanding.query) and state.question is None


def kinds_looked_for(state: DialogueState) -> tuple[str, ...]:
    """The kinds of product that the search is for; without a wish, what the photo shows, though that be unsure."""
    seen = state.photo.sights if state.photo else ()
    return values_in(state.ledger, "category") or tuple(sight.value for sight in seen if sight.slot == "category")


def _start_search(state: DialogueState, understanding: Understanding) -> DialogueState:
    kept = retract(keep_person(state.ledger), understanding.retracted)
    return replace(
        state,
        ledger=_take_in(kept, understanding, state.n_turns),
        query=understanding.query,
        sort=understanding.sort or "relevance",
        photo=None if understanding.intent == "complement" else understanding.photo,
        anchor=None,
        asked=(),
        relaxed=(),
    )


def _refine_search(state: DialogueState, understanding: Understanding) -> DialogueState:
    if EVERYTHING in understanding.retracted:
        state = DialogueState(
            state.language,
            state.n_turns,
            cart=state.cart,
            cart_products=state.cart_products,
            is_model_failure_announced=state.is_model_failure_announced,
        )
    if understanding.intent == "similar":  # now it is a product that the others are to look like
        state = replace(state, photo=None, ledger=without_photo(state.ledger))
    ledger = _take_in(retract(state.ledger, understanding.retracted), understanding, state.n_turns)
    is_same_kind = values_in(ledger, "category") == values_in(state.ledger, "category")
    is_going_on = understanding.intent == "more" and not changes_search(understanding)
    return replace(
        state,
        ledger=ledger,
        query=_join_words(state.query, understanding.query),
        sort=understanding.sort or state.sort,
        photo=understanding.photo or state.photo,
        anchor=state.anchor if is_same_kind and not understanding.photo else None,
        relaxed=state.relaxed if is_going_on else (),
    )


def _take_in(ledger: Ledger, understanding: Understanding, turn: int) -> Ledger:
    """The ledger after what is seen in a photo, in place of what an earlier one showed, and after what is said."""
    said = entries_said(understanding.constraints, turn)
    if understanding.photo is not None and understanding.intent != "complement":
        ledger = without_photo(ledger)
        spoken = {entry.constraint.slot for entry in (*ledger, *said)} | set(understanding.retracted)
        ledger += entries_seen(understanding.photo.sights, turn, spoken=spoken)
    return merge(ledger, said)


def note(state: DialogueState, turn: Turn, *, before: DialogueState) -> DialogueState:
    """The state once a turn's outcome is known; `before` is the state that the turn found."""
    outcome = turn.outcome
    state = replace(
        state,
        last_kind=outcome.kind,
        inquired=outcome.constraints if outcome.kind == "check_availability" and outcome.answer else (),
        question=outcome.clarification or (state.question if outcome.kind in ASIDES else None),
        cart=outcome.cart,
        cart_products=outcome.cart_products,
        pending=_pending_after(state, turn),
        request=replace(turn.understanding, doubted=()) if is_heard_asked(outcome.clarification) else None,
        candidates=(),
    )
    if outcome.kind == "clarify_reference" and outcome.cards and turn.understanding.intent in ABOUT_ONE:
        return replace(state, request=turn.understanding, candidates=outcome.cards)
    if "already_extreme" in outcome.facts:
        return _undo_vain_comparative(state, turn, before)
    if outcome.kind in LIST_KINDS:
        return _lay_table(_without_absent_kind(_undo_vain_comparative(state, turn, before), turn), turn)
    if outcome.kind == "compare":
        state = replace(state, compared=outcome.cards)
    if outcome.subjects and outcome.kind != "clarify_reference":
        return replace(state, focus=outcome.subjects)
    return state


def _lay_table(state: DialogueState, turn: Turn) -> DialogueState:
    outcome = turn.outcome
    shown = tuple(card.product.product_id for card in outcome.cards)
    anchor = state.anchor
    if outcome.kind == "similar" or outcome.kind == "complement":
        anchor = Anchor(outcome.kind, outcome.subjects[0][0])
    state = replace(
        state,
        anchor=anchor,
        seen=(state.seen if outcome.kind == "more" else ()) + shown,
        asked=state.asked + _slot_asked(outcome.clarification),
        relaxed=tuple(item.constraint for item in outcome.relaxed),
    )
    if not outcome.cards:
        return state
    on_table = {card.product.product_id for card in outcome.cards}
    earlier = tuple(card for card in state.earlier + state.table if card.product.product_id not in on_table)
    return replace(state, table=outcome.cards, earlier=earlier[-MAX_EARLIER:], focus=(), compared=())


def is_heard_asked(question: Clarification | None) -> bool:
    """Whether the question is whether something was said."""
    return question is not None and question.heard is not None


def _slot_asked(question: Clarification | None) -> tuple[str, ...]:
    return () if question is None or is_heard_asked(question) else (question.slot,)


def _undo_vain_comparative(state: DialogueState, turn: Turn, before: DialogueState) -> DialogueState:
    """Where nothing is "cheaper", that wish is answered and over: it spoke of the table, not of a price in mind."""
    comparative = turn.understanding.comparative
    outcome = turn.outcome
    is_vain = "already_extreme" in outcome.facts
    if comparative is None or not (is_vain or any(item.constraint.slot == comparative[0] for item in outcome.relaxed)):
        return state
    slot = comparative[0]
    others = tuple(entry for entry in state.ledger if entry.constraint.slot != slot)
    return replace(state, ledger=others + tuple(entry for entry in before.ledger if entry.constraint.slot == slot))


def _without_absent_kind(state: DialogueState, turn: Turn) -> DialogueState:
    """A kind that the shop lacks is answered with a plain no; kept, it would answer everything else with no, too."""
    absent = turn.outcome.unmatched_terms
    if turn.outcome.cards or turn.outcome.answer is not False:
        return state
    kept = tuple(e for e in state.ledger if e.constraint.slot != "category" or e.constraint.value != absent)
    return replace(state, ledger=kept)


def _pending_after(state: DialogueState, turn: Turn) -> Pending | None:
    outcome = turn.outcome
    if outcome.kind != "choose_variant":
        return state.pending if outcome.kind in ASIDES else None
    product_id, quantity = outcome.subjects[0][0], turn.understanding.quantity
    if state.pending and state.pending.product_id == product_id:
        quantity = max(quantity, state.pending.quantity)
    is_refused = outcome.answer is False  # what is not to be had is no choice
    chosen = tuple(wish for wish in outcome.constraints if not (is_refused and wish.slot in outcome.facts))
    return Pending(product_id, chosen, quantity)


def _join_words(old: str, new: str) -> str:
    words = old.split()
    return " ".join(words + [word for word in new.split() if word not in words])


def _has_note(understanding: Understanding, kind: str) -> bool:
    return any(note_kind == kind for note_kind, _ in understanding.notes)

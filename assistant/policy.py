"""The policy: what to do about what was understood. Pure; it never reads a product's own words."""

from dataclasses import replace
from typing import Literal

from assistant.actions import (
    Action,
    AddToCartAction,
    AskBoundsAction,
    AskHeardAction,
    AskWhichAction,
    AvailabilityAction,
    ComplementAction,
    DescribeAction,
    RemoveFromCartAction,
    SayAction,
    SearchAction,
)
from assistant.choices import CHOOSABLE_SLOTS, choices_of, combine_choices
from assistant.dialogue_state import Anchor, DialogueState, answers_pending, changes_search
from assistant.interpretation import contradicted_slots
from assistant.ledger import EVERYTHING, PERSON_SLOTS, values_in
from assistant.messages import CHANGING_INTENTS, SERVICE_INTENTS, Card, Understanding
from assistant.policy_clarify import slots_to_ask
from assistant.resolution import Facets, cart_cards, resolve
from retrieval.constraints import Constraint
from retrieval.photos import SeenPhoto
from retrieval.query import Query

PAGE = 5
"""Products on a list: what a shopper compares without scrolling."""

MAX_COMPARED = 3
"""Products compared where the shopper names none."""

IN_STOCK = Constraint("availability", "in", ("in_stock",))
"""The house default: nothing is offered that cannot be had, unless the shopper speaks of availability."""

FOR_GROWN_UPS = Constraint("age_group", "not_in", ("kids", "toddler", "infant", "newborn"))
"""The house default where it is said who the thing is for: "my wife" wears no size 4Y, unisex as it may be. Words for
children ("my daughter") say their age."""


def decide(state: DialogueState, understanding: Understanding, facets: Facets) -> Action:
    """The action for a turn; `state` has heard the understanding already."""
    if contradicted := contradicted_slots(understanding):
        return AskBoundsAction(contradicted[0])
    if understanding.doubted and (answers_pending(state, understanding) or understanding.intent in CHANGING_INTENTS):
        return AskHeardAction(understanding.doubted[0].constraint)
    if state.pending and answers_pending(state, understanding):
        chosen = combine_choices(state.pending.chosen, choices_of(understanding))
        quantity = max(state.pending.quantity, understanding.quantity)
        return AddToCartAction(state.pending.product_id, chosen, _kept(state), quantity)
    match understanding.intent:
        case "search" | "refine":
            return _search(state, understanding)
        case "more":
            return _search(state, understanding) if changes_search(understanding) else _more(state)
        case "similar" | "complement":
            return _around(state, understanding, facets)
        case "details" | "compare":
            return _describe(state, understanding, facets)
        case "add_to_cart":
            return _add_to_cart(state, understanding, facets)
        case "remove_from_cart":
            return _remove_from_cart(state, understanding, facets)
        case "show_cart" | "greet" | "thanks" | "goodbye" | "help" | "out_of_scope":
            return SayAction(understanding.intent)
    assert understanding.intent in SERVICE_INTENTS, f"no rule for the intent {understanding.intent}"
    return SayAction("service")


def in_force(constraints: tuple[Constraint, ...]) -> tuple[Constraint, ...]:
    """The constraints with the house defaults of stock and age, where the shopper says nothing of either."""
    slots = {constraint.slot for constraint in constraints}
    stock = () if "availability" in slots else (IN_STOCK,)
    age = (FOR_GROWN_UPS,) if "gender" in slots and "age_group" not in slots else ()
    return (*constraints, *age, *stock)


def _search(state: DialogueState, understanding: Understanding) -> Action:
    if EVERYTHING in understanding.retracted and not changes_search(replace(understanding, retracted=())):
        return SayAction("empty")  # a clean table, and nothing to put on it yet
    if (
        understanding.intent == "refine"
        and state.table
        and not understanding.retracted
        and not changes_search(understanding)
    ):
        return _more(state) if state.question else SayAction("empty")  # "any", to a question; else there is no wish
    if state.anchor is not None and state.anchor.kind == "complement":
        return _complement(state, state.anchor.product_id, kind="complement")
    return SearchAction(
        "search",
        _query(state),
        ask_about=slots_to_ask(state),
        is_question=understanding.asks_availability,
        comparison=_comparison(understanding),
    )


def _comparison(understanding: Understanding) -> Constraint | None:
    """The bound that "cheaper" stands for."""
    slot = understanding.comparative[0] if understanding.comparative else None
    bounds = (stated.constraint for stated in understanding.constraints if stated.constraint.slot == slot)
    return next(bounds, None)


def _more(state: DialogueState) -> Action:
    if not state.table:
        return AskWhichAction(())
    if state.anchor is not None and state.anchor.kind == "complement":
        return _complement(state, state.anchor.product_id, kind="more")
    query = _query(state)
    return SearchAction("more", replace(query, exclude=query.exclude | frozenset(state.seen)))


def _query(state: DialogueState) -> Query:
    """Free words and the kind of product, since a kind says more to an embedding than "comfortable" alone.

    An order that is asked for sorts all that match, unless there are words of the shopper's to go by. A photo says the
    kind better than words.
    """
    is_sorted_whole = state.sort != "relevance" and not state.query
    kinds = (
        []
        if is_sorted_whole or state.photo
        else [kind for kind in values_in(state.ledger, "category") if kind not in state.query]
    )
    anchor = state.anchor.product_id if state.anchor else None
    return Query(
        text=" ".join([*state.query.split(), *kinds]),
        constraints=in_force(state.constraints),
        k=PAGE,
        sort=state.sort,
        like=anchor,
        photo=state.photo,
        exclude=frozenset({anchor} if anchor else ()),
    )


def _around(state: DialogueState, understanding: Understanding, facets: Facets) -> Action:
    if understanding.photo is not None and understanding.intent == "complement":
        return _complement(state, understanding.photo, kind="complement")
    resolved = resolve(state, understanding, facets)
    if resolved.problem or len(resolved.cards) != 1:
        return AskWhichAction(resolved.cards)
    product_id = resolved.cards[0].product.product_id
    if understanding.intent == "complement":
        return _complement(state, product_id, kind="complement")
    return SearchAction("similar", _query(replace(state, anchor=Anchor("similar", product_id), query="")))


def _complement(
    state: DialogueState, companion: str | SeenPhoto, *, kind: Literal["complement", "more"]
) -> ComplementAction:
    exclude = frozenset([companion] if isinstance(companion, str) else [])
    exclude |= frozenset(state.seen) if kind == "more" else frozenset()
    return ComplementAction(companion, in_force(state.constraints), PAGE, exclude, kind)


def _describe(state: DialogueState, understanding: Understanding, facets: Facets) -> Action:
    """Tell of what is meant; with constraints, or asked for stock, it is a yes/no question about one product."""
    if understanding.intent == "compare":
        return _compare(state, understanding, facets)
    resolved = resolve(state, understanding, facets)
    asks = understanding.asks_availability or bool(understanding.constraints)
    if resolved.problem == "ambiguous" and not understanding.references and not asks:
        return DescribeAction("details", resolved.cards)
    if resolved.problem or (asks and len(resolved.cards) > 1):
        return AskWhichAction(resolved.cards)
    if not asks:
        return DescribeAction("details", resolved.cards)
    asked = tuple(stated.constraint for stated in understanding.constraints)
    pointed = tuple(choice for choice in choices_of(understanding) if choice not in asked)
    spoken = {constraint.slot for constraint in (*asked, *pointed)}
    kept = tuple(wish for wish in state.constraints if wish.slot in CHOOSABLE_SLOTS and wish.slot not in spoken)
    return AvailabilityAction(resolved.cards[0], asked, (*pointed, *kept))


def _compare(state: DialogueState, understanding: Understanding, facets: Facets) -> Action:
    resolved = resolve(state, understanding, facets)
    cards = resolved.cards
    if not understanding.references and len(cards) < 2:
        cards = state.table[:MAX_COMPARED]
    is_extreme = any(reference.kind == "superlative" for reference in understanding.references)
    is_settled = not resolved.problem or (resolved.problem == "ambiguous" and len(cards) > 1)  # "compare the blue ones"
    if len(cards) == 1 and is_settled and (is_extreme or len(state.table) == 1):
        return DescribeAction("details", cards)  # "which is the cheapest?" compares, and one is the answer
    if is_settled and len(cards) > 1:
        return DescribeAction("compare", cards)
    return AskWhichAction(cards if resolved.problem else state.table)


def _add_to_cart(state: DialogueState, understanding: Understanding, facets: Facets) -> Action:
    resolved = resolve(state, understanding, facets)
    if resolved.problem or len(resolved.cards) != 1:
        return AskWhichAction(resolved.cards)
    if resolved.is_guess:  # buying the first of several because of an "it" would be acting unasked
        return AskWhichAction(state.table)
    product_id = resolved.cards[0].product.product_id
    before: tuple[Constraint, ...] = ()
    if state.pending and state.pending.product_id == product_id:
        before = state.pending.chosen
    elif product_id in (focused for focused, _ in state.focus):  # "in M?" "Yes." "Add it."
        before = state.inquired
    chosen = combine_choices(before, choices_of(understanding))
    return AddToCartAction(product_id, chosen, _kept(state), understanding.quantity)


def _remove_from_cart(state: DialogueState, understanding: Understanding, facets: Facets) -> Action:
    if not state.cart:
        return SayAction("show_cart")
    cards = _cart_cards_meant(state, understanding, facets)
    if not cards:
        return AskWhichAction(cart_cards(state))
    lines = tuple(state.cart[card.rank - 1] for card in cards)
    is_counted = understanding.is_quantity_said or understanding.quantity > 1
    return RemoveFromCartAction(lines, understanding.quantity if is_counted else None)


def _cart_cards_meant(state: DialogueState, understanding: Understanding, facets: Facets) -> tuple[Card, ...]:
    """Cards of the cart's lines; what is said of the cart is looked for in the cart first, then on the table."""
    in_cart = cart_cards(state)
    if any(reference.kind == "all" for reference in understanding.references):
        return in_cart
    is_bare = all(reference.kind == "pronoun" for reference in understanding.references)
    if len(in_cart) == 1 and is_bare and not understanding.constraints:
        return in_cart
    pointed = [reference for reference in understanding.references if reference.kind != "pronoun"]
    if pointed and state.last_kind not in ("show_cart", "add_to_cart", "remove_from_cart"):
        on_table = resolve(state, understanding, facets)
        chosen = {card.product.product_id for card in on_table.cards}
        lines = tuple(card for card in in_cart if card.product.product_id in chosen)
        if lines and not on_table.problem:
            return lines
    if is_bare:
        lines = tuple(card for card in in_cart if (card.product.product_id, card.offer.offer_id) in state.focus)
        return lines if len(lines) == 1 and not understanding.constraints else ()
    resolved = resolve(replace(state, table=in_cart, focus=(), earlier=()), understanding, facets)
    return () if resolved.problem else resolved.cards


def _kept(state: DialogueState) -> tuple[Constraint, ...]:
    """What the ledger says of the variant wanted; whom it is for says nothing of a variant."""
    return tuple(constraint for constraint in state.constraints if constraint.slot not in PERSON_SLOTS | {"category"})

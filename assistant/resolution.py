"""References to what was shown: "the second one", "the blue one", "that jacket", "the cheapest", "it", "both"."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.dialogue_state import DialogueState
from assistant.messages import Card, Reference, Understanding
from retrieval.canonical import FacetReader, Values
from retrieval.catalog import Offer, Product
from retrieval.lexicon import Lexicon

Facets = Callable[[Product, Offer], Mapping[str, tuple[str, ...]]]
"""The canonical facet values of an offer, by slot: what constraints are compared with."""


def facets_of(lexicon: Lexicon) -> Facets:
    """The facets as the search reads them; those of a product are read once, since a card has many offers."""
    reader = FacetReader(lexicon)
    of_product: dict[str, Values] = {}

    def facets(product: Product, offer: Offer) -> dict[str, tuple[str, ...]]:
        merged: dict[str, dict[str, None]] = {}
        if product.product_id not in of_product:
            of_product[product.product_id] = reader.product_values(product)
        for values in (of_product[product.product_id], reader.offer_values(offer)):
            for slot, names in values.items():
                merged.setdefault(slot, {}).update(dict.fromkeys(names))
        return {slot: tuple(names) for slot, names in merged.items()}

    return facets


Problem = Literal["", "nothing_shown", "ambiguous", "unknown"]
DESCRIPTIONS = ("attribute", "category")


@dataclass(frozen=True, slots=True)
class Resolved:
    """The cards meant, in the order they were named; where there is a `problem`, those that may be meant.

    `is_guess` marks an "it" that no focus settles: the first card, good enough to read about but not to buy.
    """

    cards: tuple[Card, ...]
    problem: Problem = ""
    is_guess: bool = False


def resolve(state: DialogueState, understanding: Understanding, facets: Facets) -> Resolved:
    """What the references of an utterance mean among what was shown; without references, what "it" would mean."""
    if not state.table and not state.focus and not state.cart:
        return Resolved((), "nothing_shown")
    described: dict[str, list[Reference]] = {}
    for ref in understanding.references:
        if ref.kind in DESCRIPTIONS:  # references with the same words are one noun phrase: "the black leather one"
            described.setdefault(ref.words, []).append(ref)
    others = [ref for ref in understanding.references if ref.kind not in DESCRIPTIONS]
    if understanding.intent != "compare" and (described or len(others) > 1):
        others = [ref for ref in others if ref.kind != "pronoun"]  # "is it in stock, the blue one?"
    parts = [_describe(state, refs, facets) for refs in described.values()]
    parts += [_resolve_one(state, ref) for ref in others]
    return _join(parts) if parts else _pronoun(state)


def focus_cards(state: DialogueState) -> tuple[Card, ...]:
    """The cards in focus, at the offer in focus where one was chosen."""
    known = {card.product.product_id: card for card in (*state.earlier, *state.table)}
    known |= {
        product.product_id: Card(product, offer, rank=1)
        for product, offer in state.cart_products
        if product.product_id not in known
    }
    cards = ((known.get(product_id), offer_id) for product_id, offer_id in state.focus)
    return tuple(_at_offer(card, offer_id) for card, offer_id in cards if card)


def cart_cards(state: DialogueState) -> tuple[Card, ...]:
    """The lines of the cart as cards, in order."""
    return tuple(Card(product, offer, rank) for rank, (product, offer) in enumerate(state.cart_products, 1))


def _at_offer(card: Card, offer_id: str) -> Card:
    offer = next((offer for offer in card.product.offers if offer.offer_id == offer_id), card.offer)
    return Card(card.product, offer, card.rank, card.reasons, card.trace)


def _resolve_one(state: DialogueState, reference: Reference) -> Resolved:
    if reference.kind == "ordinal":
        return _ordinal(state, reference)
    if reference.kind == "superlative":
        return _superlative(_group(state), reference)
    if reference.kind == "all":
        return Resolved(_group(state))
    return _pronoun(state)


def _group(state: DialogueState) -> tuple[Card, ...]:
    """What "both", "these" and "the cheaper one" speak of: the cards compared, else the table."""
    focused = focus_cards(state)
    return focused if len(focused) > 1 else state.table


def _ordinal(state: DialogueState, reference: Reference) -> Resolved:
    table = state.candidates or state.table  # "A or B?" "The second."
    if reference.value == "other":
        return _other(state)
    middle = (len(table) + 1) // 2 if len(table) % 2 else 0
    position = middle if reference.value == "middle" else int(reference.value)
    index = position - 1 if position > 0 else len(table) + position
    if position == 0 or not 0 <= index < len(table):
        return Resolved(tuple(table), "unknown")
    return Resolved((table[index],))


def _other(state: DialogueState) -> Resolved:
    """The one that was not spoken of last: of those compared or asked about, else of the table."""
    if len(state.focus) > 1:
        return Resolved(focus_cards(state), "ambiguous")
    in_focus = {product_id for product_id, _ in state.focus}
    for group in (state.candidates, state.compared, state.table):
        others = tuple(card for card in group if card.product.product_id not in in_focus)
        if len(others) == 1 < len(group):
            return Resolved(others)
    others = tuple(card for card in state.table if card.product.product_id not in in_focus)
    return Resolved(others or state.table, "ambiguous")


def _superlative(cards: Sequence[Card], reference: Reference) -> Resolved:
    def measure(card: Card) -> float:
        return card.offer.effective_price if reference.slot == "price" else (card.product.rating or 0.0)

    if not cards:
        return Resolved((), "nothing_shown")
    best = max(map(measure, cards)) if reference.value == "max" else min(map(measure, cards))
    winners = tuple(card for card in cards if measure(card) == best)
    return Resolved(winners, "" if len(winners) == 1 else "ambiguous")


def _pronoun(state: DialogueState) -> Resolved:
    focus = focus_cards(state)
    if focus:
        return Resolved(focus, "" if len(focus) == 1 else "ambiguous")
    if not state.table:
        return Resolved((), "nothing_shown")
    return Resolved(state.table[:1], is_guess=len(state.table) > 1)


def _describe(state: DialogueState, references: Sequence[Reference], facets: Facets) -> Resolved:
    """The card that the descriptions fit: at the shown offer, then at any offer, then among earlier cards."""
    for cards, is_shown in ((_group(state), True), (state.table, True), (state.table, False), (state.earlier, True)):
        fitting = tuple(card for card in cards if _fits(card, references, facets, at_shown_offer=is_shown))
        if len(fitting) == 1:
            return Resolved(fitting)
        if fitting:
            return _settle_by_focus(state, fitting, references)
    return Resolved(state.table, "unknown")


def _settle_by_focus(state: DialogueState, fitting: tuple[Card, ...], references: Sequence[Reference]) -> Resolved:
    in_focus = {product_id for product_id, _ in state.focus}
    focused = tuple(card for card in fitting if card.product.product_id in in_focus)
    if len(focused) == 1:
        return Resolved(focused)
    if all(ref.kind == "category" for ref in references) and fitting == state.table:
        return Resolved(fitting[:1], is_guess=True)  # "that jacket" among jackets says no more than "it"
    return Resolved(fitting, "ambiguous")


def _fits(card: Card, references: Iterable[Reference], facets: Facets, *, at_shown_offer: bool) -> bool:
    offers = (card.offer,) if at_shown_offer else card.product.offers
    values = [facets(card.product, offer) for offer in offers]
    return any(all(str(ref.value) in offer.get(_slot(ref), ()) for ref in references) for offer in values)


def _slot(reference: Reference) -> str:
    return "category" if reference.kind == "category" else reference.slot


def _join(parts: Sequence[Resolved]) -> Resolved:
    problems = [part for part in parts if part.problem]
    if problems:
        return problems[0]
    cards = {card.product.product_id: card for part in parts for card in part.cards}
    return Resolved(tuple(cards.values()), is_guess=any(part.is_guess for part in parts))

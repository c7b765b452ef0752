"""Tools for single products: describe them, check what there is of them, put them into the cart and take them out."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from assistant.actions import AddToCartAction, AvailabilityAction, DescribeAction, RemoveFromCartAction
from assistant.cart import add_line, choose_variant, distinct_values, is_buyable, remove_lines
from assistant.dialogue_state import DialogueState
from assistant.messages import ActionKind, Card, CartLine, Clarification, Outcome
from assistant.resolution import Facets
from retrieval.catalog import Offer, Product
from retrieval.constraints import Constraint
from retrieval.shop import Shop


class ProductTools:
    """`add` and `remove` WRITE (the cart of the outcome is another one), the others READ."""

    def __init__(self, shop: Shop, facets: Facets) -> None:
        self._shop = shop
        self._facets = facets

    def describe(self, action: DescribeAction) -> Outcome:
        """The products as they are today."""
        return about(action.kind, [self._current(card) for card in action.cards])

    def check(self, action: AvailabilityAction) -> Outcome:
        """Yes or no, with the offer that it is yes for, or what there is instead.

        The outcome's constraints are those that the answer is about: those of the ledger too where they make it a no.
        """
        card = self._current(action.card)
        wishes = (*action.asked, *action.kept)
        fitting = self._buyable(card.product, wishes)
        if fitting and card.offer not in fitting:
            card = replace(card, offer=fitting[0])
        outcome = replace(about("check_availability", [card]), constraints=action.asked)
        n_having = len(self._offers(card.product, action.asked))
        is_fact = bool(action.asked) and n_having == len(card.product.offers)  # true of the product, in stock or not
        if fitting or is_fact:
            return replace(outcome, answer=True)
        if self._buyable(card.product, action.asked):
            outcome = replace(outcome, constraints=wishes)
        return replace(outcome, answer=False, facts=self._alternatives(card.product, outcome.constraints))

    def _alternatives(self, product: Product, wishes: Sequence[Constraint]) -> dict[str, tuple[str, ...]]:
        """What there is instead: per slot wished, the values in stock with everything else as wished."""
        facts: dict[str, tuple[str, ...]] = {}
        for slot in dict.fromkeys(wish.slot for wish in wishes):
            offers = self._buyable(product, [wish for wish in wishes if wish.slot != slot])
            facts[slot] = self._values(product, offers, slot)
        if not self._buyable(product, ()):
            facts["availability"] = ("out_of_stock",)
        return facts

    def _values(self, product: Product, offers: Sequence[Offer], slot: str) -> tuple[str, ...]:
        if slot == "price":
            prices = sorted({offer.effective_price for offer in offers})
            return tuple(f"{price:.2f}" for price in prices[:1])
        if slot == "rating":
            return (str(product.rating),) if product.rating is not None else ()
        return tuple(dict.fromkeys(value for offer in offers for value in self._facets(product, offer).get(slot, ())))

    def add(self, action: AddToCartAction, state: DialogueState) -> Outcome:
        """The variant chosen goes into the cart; an open choice is asked about; what is not to be had is said."""
        product = self._shop.product(action.product_id)
        offers = self._offers(product, action.chosen)
        for wish in action.kept:  # the ledger narrows the choice, but a near miss that was shown can still be bought
            narrower = [offer for offer in self._offers(product, (wish,)) if offer in offers]
            offers = tuple(narrower) if any(map(is_buyable, narrower)) else offers
        choice = choose_variant(product, offers, self._facets)
        if choice.slot:
            return _ask_variant(product, action, state, Clarification(choice.slot, choice.options))
        if choice.offer is None:
            return self._refuse(product, action, state)
        cart, n_added = add_line(state.cart, product, choice.offer, quantity=action.quantity)
        facts = {"added": (str(n_added),), "requested": (str(action.quantity),)}
        if choice.offer.quantity is not None:
            facts["in_stock"] = (str(choice.offer.quantity),)
        return replace(
            about("add_to_cart", [Card(product, choice.offer, 1)]), answer=n_added > 0, cart=cart, facts=facts
        )

    def _refuse(self, product: Product, action: AddToCartAction, state: DialogueState) -> Outcome:
        """The variant chosen is not to be had: ask again where another choice would help, else say so."""
        if not self._buyable(product, ()):
            facts = {"availability": ("out_of_stock",)}
            outcome = _of_product("add_to_cart", product, state)
            return replace(outcome, answer=False, facts=facts, constraints=action.chosen)
        chosen = [wish for wish in action.chosen if wish.op == "in"]
        for wish in reversed(chosen):
            offers = self._buyable(product, [other for other in action.chosen if other.slot != wish.slot])
            if options := distinct_values(product, offers, self._facets, wish.slot):
                alternatives = {wish.slot: options, "missing": wish.names}
                outcome = _ask_variant(product, action, state, Clarification(wish.slot, options))
                return replace(outcome, answer=False, facts=alternatives)
        # No single change of mind would do: begin again with all there is.
        slot = choose_variant(product, product.offers, self._facets).slot or (chosen[-1].slot if chosen else "")
        options = distinct_values(product, self._buyable(product, ()), self._facets, slot)
        outcome = _ask_variant(product, action, state, Clarification(slot, options))
        forgotten: dict[str, tuple[str, ...]] = {wish.slot: () for wish in action.chosen}
        return replace(outcome, answer=False, facts={**forgotten, slot: options})

    def remove(self, action: RemoveFromCartAction, state: DialogueState) -> Outcome:
        """The cart without the lines."""
        cards = [Card(*self.line(line), rank) for rank, line in enumerate(action.lines, 1)]
        cart = remove_lines(state.cart, action.lines, quantity=action.quantity)
        outcome = replace(about("remove_from_cart", cards), answer=cart != state.cart, cart=cart)
        left = [line for line in cart if line.offer_id in {taken.offer_id for taken in action.lines}]
        if len(left) == len(action.lines) == 1:
            facts = {"removed": (str(action.quantity),), "left": (str(left[0].quantity),)}
            return replace(outcome, facts=facts)
        return outcome

    def line(self, line: CartLine) -> tuple[Product, Offer]:
        """What a line of the cart stands for, at today's price."""
        product = self._shop.product(line.product_id)
        return product, product.offer(line.offer_id)

    def _current(self, card: Card) -> Card:
        """The card with today's price and stock; as it was shown where the product has left the catalogue."""
        card = replace(card, reasons=(), trace=())
        try:
            product = self._shop.product(card.product.product_id)
            return replace(card, product=product, offer=product.offer(card.offer.offer_id))
        except KeyError:
            return card

    def _buyable(self, product: Product, constraints: Iterable[Constraint]) -> list[Offer]:
        return [offer for offer in self._offers(product, constraints) if is_buyable(offer)]

    def _offers(self, product: Product, constraints: Iterable[Constraint]) -> tuple[Offer, ...]:
        return self._shop.matching_offers(product.product_id, tuple(constraints))


def about(kind: ActionKind, cards: Sequence[Card]) -> Outcome:
    """An outcome that speaks of these cards, ranked in this order."""
    ranked = tuple(replace(card, rank=rank) for rank, card in enumerate(cards, 1))
    return Outcome(
        kind,
        cards=ranked,
        subjects=tuple((card.product.product_id, card.offer.offer_id) for card in ranked),
        subject_products=tuple((card.product, card.offer) for card in ranked),
    )


def _ask_variant(product: Product, action: AddToCartAction, state: DialogueState, question: Clarification) -> Outcome:
    """A question; the outcome's constraints are what was chosen so far."""
    outcome = _of_product("choose_variant", product, state)
    return replace(outcome, clarification=question, constraints=action.chosen)


def _of_product(kind: ActionKind, product: Product, state: DialogueState) -> Outcome:
    """An outcome about a product of which no variant is chosen."""
    return Outcome(
        kind,
        subjects=((product.product_id, ""),),
        subject_products=((product, None),),
        cart=state.cart,
    )

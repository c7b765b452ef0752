"""The tools: carry out the policy's actions on shop and cart. What they return is all that the words may use."""

from dataclasses import replace

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
from assistant.dialogue_state import DialogueState
from assistant.messages import Card, Clarification, Outcome
from assistant.policy_clarify import heard_question
from assistant.resolution import Facets
from assistant.tools_product import ProductTools, about
from assistant.tools_search import SearchTools
from retrieval.shop import Shop


class Tools:
    """Runs actions against one shop. Only a WRITE action (`action.effect`) gives another cart than the state's."""

    def __init__(self, shop: Shop, facets: Facets) -> None:
        self._lists = SearchTools(shop, facets)
        self._products = ProductTools(shop, facets)

    def run(self, action: Action, state: DialogueState) -> Outcome:
        """The outcome of an action; the cart as it is afterwards is always part of it."""
        outcome = self._run(action, state)
        if action.effect == "read":
            outcome = replace(outcome, cart=state.cart)
        lines = tuple(self._products.line(line) for line in outcome.cart)
        outcome = replace(outcome, cart_products=lines)
        if outcome.kind == "show_cart":
            cards = tuple(Card(product, offer, rank) for rank, (product, offer) in enumerate(lines, 1))
            return replace(outcome, cards=cards)
        return outcome

    def question(self, action: Action, outcome: Outcome) -> Clarification | None:
        """What to ask after the cards are out; apart from `run`, since counting may take longer than finding."""
        return self._lists.question(action, outcome) if isinstance(action, SearchAction) and action.ask_about else None

    def _run(self, action: Action, state: DialogueState) -> Outcome:
        match action:
            case SearchAction():
                return self._lists.search(action, state)
            case ComplementAction():
                return self._lists.complement(action, state)
            case DescribeAction():
                return self._products.describe(action)
            case AvailabilityAction():
                return self._products.check(action)
            case AddToCartAction():
                return self._products.add(action, state)
            case RemoveFromCartAction():
                return self._products.remove(action, state)
            case AskWhichAction():
                return about("clarify_reference", action.candidates)
            case AskHeardAction():
                return Outcome("clarify_heard", clarification=heard_question(action.heard), constraints=(action.heard,))
            case AskBoundsAction():
                return Outcome(
                    "search",
                    clarification=Clarification(action.slot, ()),
                    facts={"contradiction": (action.slot,)},
                    constraints=state.constraints,
                )
            case SayAction():
                return Outcome(action.kind)

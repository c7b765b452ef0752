"""Tools that lay a list on the table: search, and what goes with a product."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.actions import ComplementAction, SearchAction
from assistant.dialogue_state import DialogueState
from assistant.messages import Card, Clarification, Outcome
from assistant.policy_clarify import MANY, MAX_OPTIONS, choose_question
from assistant.reasons import add_reasons
from assistant.resolution import Facets
from retrieval.constraints import Constraint
from retrieval.query import Query, Sort
from retrieval.results import Ranking, Relaxed
from retrieval.shop import Shop

NESTED_SLOTS = ("category", "material")
"""Slots whose values imply others: merino wool is wool, a jacket is clothing."""

_EXTREMES: Mapping[tuple[str, str], Sort] = {
    ("price", "lte"): "price_asc",
    ("price", "gte"): "price_desc",
    ("rating", "gte"): "rating_desc",
}
"""The order that begins with the product that a bound of a comparison was drawn from."""

MIN_APART = 0.8
"""The share of a value that must lie outside those offered before it, to be offered as another answer."""


class SearchTools:
    """All READ."""

    def __init__(self, shop: Shop, facets: Facets) -> None:
        self._shop = shop
        self._facets = facets

    def search(self, action: SearchAction, state: DialogueState) -> Outcome:
        """The list that answers a query, or the nearest to it with what was given up, or a plain no."""
        query = self._with_kind(action.query)
        absent = self._absent_kind(query.constraints)
        broader = self._broader_kind(absent) if absent else None
        if absent and not broader:
            plain_no = Outcome(action.kind, answer=False, unmatched_terms=absent.names, constraints=state.constraints)
            return replace(plain_no, subjects=_subjects_of(query.like))
        relaxed: tuple[Relaxed, ...] = ()
        if absent and broader:
            relaxed = (Relaxed(absent, broader),)
            query = replace(query, constraints=tuple(broader if c == absent else c for c in query.constraints))
        ranking = self._shop.search(query)
        if not ranking.hits and not relaxed and (extreme := self._already_extreme(action, query)):
            return replace(extreme, constraints=state.constraints)
        is_end_of_list = action.kind == "more" and not state.relaxed
        if not ranking.hits and not is_end_of_list:
            relaxed, ranking = self._relax(query, relaxed, ranking)
        outcome = self._list(action, ranking, state, relaxed)
        answer = bool(ranking.hits) and not relaxed if action.is_question else None
        return replace(outcome, answer=answer, subjects=_subjects_of(query.like))

    def _already_extreme(self, action: SearchAction, query: Query) -> Outcome | None:
        """Where nothing is "cheaper": the product that nothing undercuts; None where the other wishes fail as well."""
        bound = action.comparison
        if bound is None:
            return None
        others = tuple(constraint for constraint in query.constraints if constraint != bound)
        order: Sort = _EXTREMES[bound.slot, bound.op]
        best = self._shop.search(replace(query, constraints=others, sort=order, text="", photo=None, k=1))
        if not best.hits:
            return None
        hit = best.hits[0]
        direction = "lower" if bound.op == "lte" else "higher"
        return Outcome(
            action.kind,
            facts={"already_extreme": (bound.slot, direction)},
            subjects=((hit.product.product_id, hit.offer.offer_id),),
            subject_products=((hit.product, hit.offer),),
        )

    def _relax(
        self, query: Query, relaxed: tuple[Relaxed, ...], ranking: Ranking
    ) -> tuple[tuple[Relaxed, ...], Ranking]:
        """The nearest answer. One of another kind of product is no answer: a lamp is not nearly a fridge."""
        relaxation = self._shop.relax(query)
        if relaxation is None or any(
            item.constraint.slot == "category" and item.loosened is None for item in relaxation.relaxed
        ):
            return relaxed, ranking
        return relaxed + relaxation.relaxed, relaxation.ranking

    def _list(
        self,
        action: SearchAction | ComplementAction,
        ranking: Ranking,
        state: DialogueState,
        relaxed: tuple[Relaxed, ...],
    ) -> Outcome:
        # Reasons speak of what the shopper wants; the house default of stock is no merit of a card.
        plain = [Card(hit.product, hit.offer, rank, trace=hit.trace) for rank, hit in enumerate(ranking.hits, 1)]
        seen = None if state.photo is None else tuple(e.constraint for e in state.ledger if e.provenance == "photo")
        cards = add_reasons(
            plain, state.constraints, lexicon=self._shop.lexicon, hits=ranking.hits, relaxed=relaxed, seen=seen
        )
        return Outcome(
            action.kind,
            cards=cards,
            n_matching=ranking.n_matching,
            relaxed=relaxed,
            unmatched_terms=tuple(term for term in ranking.unmatched_terms if term in state.query.casefold()),
            constraints=state.constraints,
            seen=seen,
        )

    def complement(self, action: ComplementAction, state: DialogueState) -> Outcome:
        """What goes with a product, or with the one that looks most like a photo, without what was shown."""
        n_wanted = len(action.exclude) + action.k
        product_id = action.companion
        if not isinstance(product_id, str):
            nearest = self._shop.search(Query(photo=product_id, k=1)).hits
            if not nearest:
                return Outcome(action.kind, constraints=state.constraints)
            product_id = nearest[0].product.product_id
        found = self._shop.complements(product_id, k=n_wanted, constraints=action.constraints)
        hits = [hit for hit in found.hits if hit.product.product_id not in action.exclude]
        outcome = self._list(action, replace(found, hits=tuple(hits[: action.k])), state, ())
        return replace(outcome, subjects=_subjects_of(product_id))

    def _with_kind(self, query: Query) -> Query:
        """What is like a product is of its kind, unless the shopper names a kind."""
        if query.like is None or any(constraint.slot == "category" for constraint in query.constraints):
            return query
        product = self._shop.product(query.like)
        kinds = self._facets(product, product.offers[0]).get("category", ())
        if not kinds:
            return query
        counts = self._shop.vocabulary.slots["category"]
        narrowest = min(kinds, key=lambda kind: counts.get(kind, 0))
        return replace(query, constraints=(*query.constraints, Constraint("category", "in", (narrowest,))))

    def _absent_kind(self, constraints: Sequence[Constraint]) -> Constraint | None:
        """The kind asked for that the shop has nothing of at all."""
        known = self._shop.vocabulary.slots.get("category", {})
        kinds = (constraint for constraint in constraints if constraint.slot == "category" and constraint.op == "in")
        return next((kind for kind in kinds if not any(name in known for name in kind.names)), None)

    def _broader_kind(self, absent: Constraint) -> Constraint | None:
        """The kind that an absent one belongs to, where the shop has that: bomber jackets are jackets."""
        known = self._shop.vocabulary.slots.get("category", {})
        broader = (kind for name in absent.names for kind in self._shop.lexicon.broader("category", name))
        names = tuple(dict.fromkeys(kind for kind in broader if kind in known))
        return replace(absent, value=names) if names else None

    def question(self, action: SearchAction, outcome: Outcome) -> Clarification | None:
        """The clarifying question that is worth asking about a list, None where none is."""
        n_matching = outcome.n_matching
        if n_matching <= MANY or outcome.relaxed:
            return None
        hard = tuple(constraint for constraint in action.query.constraints if constraint.is_hard)
        counts = {
            slot: self._apart(hard, slot, n_matching) if slot in NESTED_SLOTS else self._shop.facet_counts(hard, slot)
            for slot in action.ask_about
        }
        if "gender" in counts:  # nobody asks for something unisex; it suits either answer
            counts["gender"] = {value: n for value, n in counts["gender"].items() if value != "unisex"}
        return choose_question(counts, n_matching)

    def _apart(self, constraints: tuple[Constraint, ...], slot: str, n_matching: int) -> Mapping[str, int]:
        """Values that do not overlap, the largest first, of a slot whose values lie inside each other."""
        total = self._shop.facet_counts(constraints, slot)
        beyond, found = total, dict[str, int]()
        while len(found) < MAX_OPTIONS:
            apart = [value for value, n in beyond.items() if MIN_APART * total[value] <= n < n_matching]
            if not apart:
                break
            largest = max((beyond[value], -total[value], value) for value in apart)[2]
            found[largest] = beyond[largest]
            others = Constraint(slot, "not_in", tuple(found))
            beyond = self._shop.facet_counts((*constraints, others), slot)
        return found


def _subjects_of(product_id: str | None) -> tuple[tuple[str, str], ...]:
    return ((product_id, ""),) if product_id else ()

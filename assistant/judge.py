"""Has a claim evidence? One rule a kind of claim."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from assistant import claim_patterns as patterns
from assistant.claims import Claim
from assistant.evidence import Evidence, Item, Value, amount
from assistant.messages import Outcome, Understanding
from retrieval.catalog import Offer

_ASKING = frozenset({"choose_variant", "check_availability"})
_TALK = frozenset({"greet", "thanks", "goodbye", "help", "out_of_scope", "empty", "failed", "service"})
_TALK_CLAIMS = frozenset({"money", "percent", "rating", "reviews", "left", "superlative", "promise"})
"""Of a turn without products only these are claims: "compare two of them" is not."""


@dataclass(frozen=True)
class Context:
    """What does not change within a reply."""

    evidence: Evidence
    outcome: Outcome
    understanding: Understanding | None
    brands: frozenset[str]


@dataclass(frozen=True)
class Case:
    """One claim before the judge. `target` are the items it is about; empty: the turn as a whole, or `focus`."""

    claim: Claim
    clause: str
    target: tuple[Item, ...]
    subject: tuple[Item, ...]
    focus: tuple[Item, ...]
    is_denial: bool
    context: Context

    @property
    def evidence(self) -> Evidence:
        """The facts of the turn."""
        return self.context.evidence

    @property
    def items(self) -> tuple[Item, ...]:
        """The items whose facts count: the target, else the focus, else all."""
        return self.target or self.focus or self.evidence.items

    @property
    def values(self) -> tuple[Value, ...]:
        """The possible readings of the claim."""
        return self.claim.values

    @property
    def number(self) -> float:
        """The claim's number."""
        return float(self.values[0][1])


def find_problem(
    claim: Claim,
    clause: str,
    *,
    target: tuple[Item, ...],
    subject: tuple[Item, ...],
    focus: tuple[Item, ...],
    is_denial: bool,
    context: Context,
) -> str | None:
    """What the claim lacks evidence for ("size XL"), None if it has it. `is_denial`: the sentence denies something."""
    if not target and patterns.ALL_OF_THEM.search(clause) and context.evidence.cards:
        focus = ()
    if context.outcome.kind in _TALK and claim.kind not in _TALK_CLAIMS:
        return None
    case = Case(claim, clause, target, subject, focus, is_denial, context)
    if _RULES[claim.kind](case):
        return None
    return f"{claim.kind} {'/'.join(value for _, value in claim.values)}"


def _money(case: Case) -> bool:
    currency, value = case.values[0]
    wanted = amount(currency, float(value))
    if wanted in case.evidence.amounts:
        return True
    items = case.target or (case.focus if case.focus else case.evidence.items)
    return any(wanted in item.amounts for item in items)


def _percent(case: Case) -> bool:
    for item in case.items:
        if f"{case.number:g}%" in item.text or f"{case.number:g} %" in item.text:
            return True
        for offer in item.offers:
            if abs(100 * (1 - offer.effective_price / offer.price) - case.number) <= 1:
                return True
    return False


def _rating(case: Case) -> bool:
    asked = [c.number for c in case.context.outcome.constraints if c.slot == "rating"]
    asked += [r.loosened.number for r in case.context.outcome.relaxed if r.loosened and r.loosened.slot == "rating"]
    ratings = [item.product.rating for item in case.items if item.product.rating is not None]
    return any(abs(case.number - number) < 1e-6 for number in (*asked, *ratings)) or any(
        abs(case.number - round(rating, 1)) < 1e-6 for rating in ratings
    )


def _reviews(case: Case) -> bool:
    return any(item.product.rating_count == case.number for item in case.items)


def _left(case: Case) -> bool:
    return any(offer.quantity == case.number for item in case.items for offer in item.offers)


def _size(case: Case) -> bool:
    sizes = {("size", value) for _, value in case.values}
    is_known = any(sizes & item.values for item in case.items)
    if case.claim.is_negated:
        return bool(not is_known or sizes & case.evidence.wanted or sizes & case.evidence.unwanted)
    is_given = bool(sizes & (case.evidence.met | case.evidence.offered))
    return is_given or is_known or _is_wish(case, sizes) or _is_missed(case, sizes)


def _facet(case: Case) -> bool:
    readings = set(case.values)
    if all(slot == "category" for slot, _ in readings):
        return _category(case, readings)
    evidence = case.evidence
    if case.claim.is_negated:
        return _negated_facet(case, readings)
    if case.target:
        is_offered = case.context.outcome.kind in _ASKING and bool(readings & evidence.offered)
        return is_offered or any(readings & item.values for item in case.target)
    if readings & (evidence.met | evidence.offered) or _is_wish(case, readings):
        return True
    if readings & evidence.seen and patterns.OF_PHOTO.search(case.clause):
        return True
    if any(readings & item.values for item in case.focus) or _is_shared(case, readings):
        return True
    return _is_missed(case, readings)


def _negated_facet(case: Case, readings: set[Value]) -> bool:
    """ "Not red" is true of what is not red, and of a shop without anything red."""
    outcome, evidence = case.context.outcome, case.evidence
    if not case.target and (outcome.relaxed or not outcome.cards or outcome.answer is False):
        return bool(readings & (evidence.wanted | evidence.unwanted | evidence.met))
    if outcome.answer is False and readings & evidence.wanted:
        return True
    if not case.target and readings & evidence.unwanted:
        return True
    for meanings, values in evidence.given_up:
        if readings & meanings and any(not values & item.facets for item in case.target):
            return True
    if case.target:  # two products may bear one title: it is enough that it is true of one
        return not all(readings & item.facets for item in case.target)
    return not any(readings & item.facets for item in case.focus or evidence.items)


def _category(case: Case, readings: set[Value]) -> bool:
    """Kinds are named freely, but not one that neither a product of the turn nor the shopper has to do with."""
    known = case.evidence.wanted | case.evidence.met | case.evidence.unwanted | case.evidence.seen
    return bool(readings & known) or any(readings & item.values for item in case.evidence.items)


def _is_shared(case: Case, readings: set[Value]) -> bool:
    items = case.evidence.items
    is_question = case.clause.rstrip().endswith(("?", "？"))
    holds = any if is_question else all
    return bool(items) and holds(bool(readings & item.values) for item in items)


def _is_missed(case: Case, readings: set[Value]) -> bool:
    """Whether a sentence that denies something speaks of a wish that nothing meets, its "not" in another clause."""
    outcome = case.context.outcome
    is_near_miss = bool(outcome.relaxed) or not outcome.cards
    return is_near_miss and case.is_denial and not case.target and bool(readings & case.evidence.wanted)


def _is_wish(case: Case, readings: set[Value]) -> bool:
    return bool(readings & case.evidence.wanted) and bool(patterns.WISH.search(case.clause)) and not case.target


def _in_stock(case: Case) -> bool:
    outcome = case.context.outcome
    if case.claim.is_negated:
        return _out_of_stock(case)
    if outcome.answer is False and outcome.kind == "check_availability":
        return any(_is_buyable(offer) for item in case.items for offer in item.product.offers)
    if not case.items:
        return False
    check = all if not case.target and not case.focus else any
    return check(any(_is_buyable(offer) for offer in item.offers) for item in case.items)


def _out_of_stock(case: Case) -> bool:
    outcome = case.context.outcome
    if outcome.answer is False or not outcome.cards:
        return True
    return any(not any(_is_buyable(offer) for offer in item.offers) for item in case.items)


def _is_buyable(offer: Offer) -> bool:
    return offer.availability == "in_stock" and offer.quantity != 0


def _superlative(case: Case) -> bool:
    compared = case.evidence.cards or case.evidence.items
    sort = case.context.understanding.sort if case.context.understanding else None
    what = case.values[0][1]
    if what not in _SCORES:
        return False
    if case.claim.is_negated:
        return True
    if not case.target and not case.focus:
        return sort == {"cheapest": "price_asc", "dearest": "price_desc", "best_rated": "rating_desc"}.get(what, "")
    score = _SCORES[what]
    best = max(score(item) for item in compared)
    return any(score(item) >= best for item in case.target or case.focus)


_SCORES: Mapping[str, Callable[[Item], float]] = {
    "cheapest": lambda item: -item.price,
    "dearest": lambda item: item.price,
    "best_rated": lambda item: round(item.product.rating or 0.0, 1),
    "most_reviewed": lambda item: float(item.product.rating_count),
}


def _cheaper(case: Case) -> bool:
    return _is_not_extreme(case, [item.price for item in case.evidence.items], sign=1)


def _dearer(case: Case) -> bool:
    return _is_not_extreme(case, [item.price for item in case.evidence.items], sign=-1)


def _is_not_extreme(case: Case, prices: Iterable[float], *, sign: int) -> bool:
    """What is cheaper is not the dearest of all; without a product in mind it is only a manner of speaking."""
    if "already_extreme" in case.context.outcome.facts:  # "nothing cheaper": it was looked for
        return True
    worst = max((sign * price for price in prices), default=0.0)
    return not case.subject or any(sign * item.price < worst for item in case.subject)


def _promise(case: Case) -> bool:
    return any(case.values[0][1].casefold() in item.text for item in case.items)


def _number(case: Case) -> bool:
    value = f"{case.number:g}"
    return value in case.evidence.numbers or any(value in item.numbers for item in case.target or case.focus)


def _name(case: Case) -> bool:
    """Capitalised words must be a brand or words of a title of this turn; a sentence's first word may be any."""
    names = (name for item in case.evidence.items for name in (*item.names, item.product.brand))
    known = {word.casefold() for name in names for word in name.split()}
    facets = {value for item in case.evidence.items for _, value in item.facets}
    facets |= {value for _, value in case.evidence.wanted | case.evidence.unwanted}
    known |= {word for value in facets for word in value.casefold().split()}
    place, text = case.values[0]
    wanted_brands = {value for slot, value in case.evidence.wanted | case.evidence.unwanted if slot == "brand"}
    if text.casefold() in wanted_brands:
        return True
    if place == "first" and text.casefold() not in case.context.brands:
        return True
    words = [word for word in text.split() if not (_is_ordinary(word) or word.isdigit())]
    return all(word.casefold().removesuffix("'s") in known for word in words)


def _is_ordinary(word: str) -> bool:
    return re.split(r"['’]", word)[0] in patterns.CAPITALISED


_RULES: Mapping[str, Callable[[Case], bool]] = {
    "money": _money,
    "percent": _percent,
    "rating": _rating,
    "reviews": _reviews,
    "left": _left,
    "in_stock": _in_stock,
    "out_of_stock": _out_of_stock,
    "size": _size,
    "facet": _facet,
    "superlative": _superlative,
    "cheaper": _cheaper,
    "dearer": _dearer,
    "promise": _promise,
    "number": _number,
    "name": _name,
}

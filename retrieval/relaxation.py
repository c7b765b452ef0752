"""What to give up when nothing meets every hard constraint: the fewest constraints, and of those the softest.

Each offer fails some set of constraints; giving up exactly those admits it. So the fewest constraints that must go are
those of the offer that fails fewest, and no search over sets is needed: the work is one mask for each constraint,
however many there are. Among the offers that fail fewest, the one whose failures cost least decides. The kind of
product goes only where nothing of that kind is left whatever else is given up: a lamp is not nearly a dress.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from retrieval.constraints import Constraint
from retrieval.facets import FacetIndex, Mask
from retrieval.query import Query
from retrieval.results import Relaxed

PRICE_STEPS = ((0.10, 1.0), (0.25, 1.5))
"""(share of the bound, cost): a price may be missed by a tenth, then by a quarter, before any wish is dropped."""
RATING_STEP = (0.5, 1.2)
"""(stars, cost)."""
ORDERABLE = ("in_stock", "preorder", "backorder")
ORDERABLE_COST = 2.5
"""The very thing, only later."""
DROP_COSTS: Mapping[str, float] = {
    "occasion": 3.0, "feature": 3.2, "pattern": 3.4, "color": 3.6, "material": 3.8, "brand": 4.0, "rating": 4.2,
    "size": 4.5, "price": 5.0, "availability": 6.0, "age_group": 7.0, "gender": 7.5, "category": 9.0,
}  # fmt: skip
"""How hard it is to do without: what a thing is for before what it looks like, that before whether it fits."""
OTHER_COST = 3.3
"""A catalogue's own further facet."""
REFUSAL_COST = 3.0
"""On top where something was ruled out ("no leather"): such a wish is rarely a matter of taste."""


@dataclass(frozen=True, slots=True)
class _Option:
    """A way to give a constraint up, what it costs, and the offers that it admits."""

    relaxed: Relaxed
    cost: float
    admits: Mask


def nearest(constraints: Sequence[Constraint], facets: FacetIndex, *, allowed: Mask) -> tuple[Relaxed, ...]:
    """What to give up of the hard constraints so that an offer of `allowed` (n_offers,) is met, in their order.

    Empty where nothing need be given up, or nothing is allowed.
    """
    hard = [constraint for constraint in constraints if constraint.is_hard]
    met = [facets.mask_of(constraint) for constraint in hard]
    options = [_options(constraint, facets) for constraint in hard]
    pool = allowed.copy()
    for constraint, mask in zip(hard, met, strict=True):
        if constraint.slot == "category" and (pool & mask).any():
            pool &= mask
    if not pool.any():
        return ()
    n_failed = np.zeros(facets.n_offers, np.int64)
    cost = np.zeros(facets.n_offers)
    for mask, ways in zip(met, options, strict=True):
        n_failed += ~mask
        cost += np.where(mask, 0.0, _cheapest(ways))
    rows = np.flatnonzero(pool)
    best = int(rows[np.lexsort((rows, cost[rows], n_failed[rows]))[0]])
    return tuple(
        min((way for way in ways if way.admits[best]), key=lambda way: way.cost).relaxed
        for mask, ways in zip(met, options, strict=True)
        if not mask[best]
    )


def relaxed_query(query: Query, relaxed: Iterable[Relaxed]) -> Query:
    """The query after giving these up; nearest to a missed price comes first unless another order was asked for."""
    replacement = {given_up.constraint: given_up.loosened for given_up in relaxed}
    kept = (replacement.get(constraint, constraint) for constraint in query.constraints)
    missed = {constraint.op for constraint in replacement if constraint.slot == "price"}
    sort = query.sort
    if sort == "relevance" and missed:
        sort = "price_asc" if "lte" in missed else "price_desc"
    return replace(query, constraints=tuple(constraint for constraint in kept if constraint is not None), sort=sort)


def _options(constraint: Constraint, facets: FacetIndex) -> tuple[_Option, ...]:
    everything = np.ones(facets.n_offers, np.bool_)
    cost = DROP_COSTS.get(constraint.slot, OTHER_COST) + (REFUSAL_COST if constraint.op == "not_in" else 0.0)
    loosened = (
        _Option(Relaxed(constraint, looser), cost, facets.mask_of(looser)) for looser, cost in _loosened(constraint)
    )
    return (*loosened, _Option(Relaxed(constraint), cost, everything))


def _loosened(constraint: Constraint) -> Iterable[tuple[Constraint, float]]:
    sign = 1 if constraint.op == "lte" else -1
    if constraint.slot == "price":
        for share, cost in PRICE_STEPS:
            yield replace(constraint, value=round(constraint.number * (1 + sign * share), 2)), cost
    elif constraint.slot == "rating":
        stars, cost = RATING_STEP
        yield replace(constraint, value=constraint.number + sign * stars), cost
    elif constraint.slot == "availability" and constraint.names == ("in_stock",) and constraint.op == "in":
        yield replace(constraint, value=ORDERABLE), ORDERABLE_COST


def _cheapest(ways: Sequence[_Option]) -> npt.NDArray[np.float64]:
    """(n_offers,) the cost of the cheapest way that admits each offer."""
    return np.asarray(np.min([np.where(way.admits, way.cost, np.inf) for way in ways], axis=0))

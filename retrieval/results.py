"""What a search answers: ranked hits, each with the trace of the stages that put it there."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from retrieval.catalog import Offer, Product
from retrieval.constraints import Constraint


@dataclass(frozen=True, slots=True)
class StageTrace:
    """A hit's standing in one stage ("text", "lexical", "preference", later "image"): rank from 1, stage-local score."""

    stage: str
    rank: int
    score: float


@dataclass(frozen=True, slots=True)
class Hit:
    """One product with the offer to show. `score` is the fused score, comparable within its ranking only.

    `matched_terms` are the words of the query that the product's own text contains (lexical evidence);
    `preferences` are the soft constraints that the shown offer meets.
    """

    product: Product
    offer: Offer
    rank: int
    score: float
    trace: tuple[StageTrace, ...] = ()
    matched_terms: tuple[str, ...] = ()
    preferences: tuple[Constraint, ...] = ()


@dataclass(frozen=True, slots=True)
class Ranking:
    """The hits, best first. `n_matching` counts all products with an offer that meets every hard constraint.

    `timings_ms` has one entry a stage. `route` says which index recalled: "exact" or "ann".
    `unmatched_terms` are content words of the query text that no product of the shop contains.
    """

    hits: tuple[Hit, ...]
    n_matching: int
    route: str = "exact"
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    unmatched_terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Relaxed:
    """One constraint that was given up or loosened; `loosened` is None when it was dropped altogether."""

    constraint: Constraint
    loosened: Constraint | None = None


@dataclass(frozen=True, slots=True)
class Relaxation:
    """The nearest answer to a query that nothing meets: what was given up, and the ranking then."""

    relaxed: tuple[Relaxed, ...]
    ranking: Ranking

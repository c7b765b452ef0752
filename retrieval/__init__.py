"""Retrieval: products, exact constraints, search. It knows nothing of dialogue.

The public names are imported on first use, so that importing a single value module stays a matter of milliseconds.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from retrieval.catalog import Offer, Product
    from retrieval.constraints import Constraint
    from retrieval.query import Query
    from retrieval.results import Hit, Ranking, Relaxation, Relaxed
    from retrieval.shop import Shop, open_shop
    from retrieval.vocabulary import Vocabulary

__all__ = [
    "Constraint",
    "Hit",
    "Offer",
    "Product",
    "Query",
    "Ranking",
    "Relaxation",
    "Relaxed",
    "Shop",
    "Vocabulary",
    "open_shop",
]

_HOMES = {
    "Constraint": "constraints", "Hit": "results", "Offer": "catalog", "Product": "catalog", "Query": "query",
    "Ranking": "results", "Relaxation": "results", "Relaxed": "results", "Shop": "shop", "Vocabulary": "vocabulary",
    "open_shop": "shop",
}  # fmt: skip


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)

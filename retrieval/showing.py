"""Which of a product's matching offers is the one to show."""

import numpy as np
import numpy.typing as npt

from retrieval.catalog import AVAILABILITIES
from retrieval.facets import UNCOUNTED, FacetIndex

OfferRows = npt.NDArray[np.int64]
Counts = npt.NDArray[np.int64]
Likeness = npt.NDArray[np.float64]
_IN_STOCK = AVAILABILITIES.index("in_stock")


def best_offers(
    facets: FacetIndex,
    rows: OfferRows,
    *,
    n_preferred: Counts,
    n_named: Counts,
    likeness: Likeness | None = None,
    dearest: bool = False,
) -> OfferRows:
    """One of the offer rows (sorted) for each product among them, in the order of the products.

    The offer that meets most soft constraints (`n_preferred`, (len(rows),)); of those the one whose picture looks most
    like the shopper's (`likeness`, as long; None without a photo); one in stock; one with most of the values that the
    query's words name (`n_named`, as long); the lowest effective price (the highest, if `dearest`; unknown ones last);
    the largest stock (uncounted is largest); the first of the feed.
    """
    price = facets.price[rows] * (1 if dearest else -1)
    quantity = facets.quantity[rows].astype(np.float64)
    goodness = (
        n_preferred,
        *(() if likeness is None else (likeness,)),
        facets.availability[rows] == _IN_STOCK,
        n_named,
        np.nan_to_num(price, nan=-np.inf),
        np.where(quantity == UNCOUNTED, np.inf, quantity),
    )
    kept = np.arange(len(rows))
    for key in goodness:
        kept = kept[_is_best_of_product(facets.product_of_offer[rows[kept]], key[kept].astype(np.float64))]
    return rows[kept[starts_of_runs(facets.product_of_offer[rows[kept]])]]


def starts_of_runs(values: npt.NDArray[np.generic]) -> npt.NDArray[np.int64]:
    """Where each run of equal values begins."""
    is_start = np.ones(len(values), np.bool_)
    is_start[1:] = values[1:] != values[:-1]
    return np.flatnonzero(is_start)


def _is_best_of_product(products: npt.NDArray[np.uint32], key: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    starts = starts_of_runs(products)
    if not len(starts):
        return np.zeros(0, np.bool_)
    lengths = np.diff(np.append(starts, len(products)))
    return np.asarray(key == np.repeat(np.maximum.reduceat(key, starts), lengths))

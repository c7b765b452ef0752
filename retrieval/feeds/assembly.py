"""What only the whole feed can show: ids used twice, currencies mixed, products left without an offer."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from retrieval.catalog import Feed, Offer, Product
from retrieval.errors import FeedError
from retrieval.feeds.validation import Problems

_SHOWN_REASONS = 3


@dataclass(frozen=True, slots=True)
class ProductRow:
    """A product as a reader found it, valid by itself: its own line, and its offers with theirs."""

    line: int
    product: Product
    offers: Sequence[tuple[int, Offer]]


def assemble(path: Path, rows: Sequence[ProductRow], problems: Problems) -> Feed:
    """The feed of all rows that do not contradict each other; the first of two equal ids stands.

    Raises FeedError where no product is left.
    """
    currency = _main_currency(rows)
    line_of_product: dict[str, int] = {}
    line_of_offer: dict[str, int] = {}
    products = []
    for row in rows:
        if row.product.product_id in line_of_product:
            first = line_of_product[row.product.product_id]
            problems.reject(row.line, "product_id", f"{row.product.product_id!r} is already used in line {first}")
            continue
        offers = []
        for line, offer in row.offers:
            if offer.currency != currency:
                problems.reject(line, "currency", f"{offer.currency}, while the shop's currency is {currency}")
            elif offer.offer_id in line_of_offer:
                first = line_of_offer[offer.offer_id]
                problems.reject(line, "offer_id", f"{offer.offer_id!r} is already used in line {first}")
            else:
                line_of_offer[offer.offer_id] = line
                offers.append(offer)
        if offers:
            line_of_product[row.product.product_id] = row.line
            products.append(replace(row.product, offers=tuple(offers)))
        else:
            problems.reject(row.line, "offers", f"the product {row.product.product_id!r} has no valid offer")
    problems.rejected.sort(key=lambda rejected: rejected.line)
    problems.warnings.sort(key=lambda warning: warning.line)
    if not products:
        raise _nothing_valid(path, problems)
    return Feed(tuple(products), tuple(problems.rejected), tuple(problems.warnings))


def _main_currency(rows: Sequence[ProductRow]) -> str:
    """That of most offers; the first in the feed where two tie."""
    counts = Counter(offer.currency for row in rows for _, offer in row.offers)
    return counts.most_common(1)[0][0] if counts else ""


def _nothing_valid(path: Path, problems: Problems) -> FeedError:
    shown = "; ".join(
        f"line {row.line}: {row.field} {row.reason}".replace("  ", " ") for row in problems.rejected[:_SHOWN_REASONS]
    )
    n_more = len(problems.rejected) - _SHOWN_REASONS
    more = f"; and {n_more:,} more" if n_more > 0 else ""
    return FeedError(f"{path} has no valid product ({shown or 'no rows'}{more}).", remedy="Correct the feed.")

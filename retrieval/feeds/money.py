"""Prices and sale dates as Merchant Center feeds write them."""

import re
from datetime import datetime

from retrieval.feeds.validation import RowRejected

_AMOUNT = re.compile(r"(?P<before>[A-Za-z]{3})?\s*(?P<amount>[+-]?\d[\d.,' \u00a0]*)\s*(?P<after>[A-Za-z]{3})?")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}([.,])\d{3}(\1\d{3})+|[+-]?\d{1,3},\d{3}")


def parse_price(name: str, text: str) -> tuple[float, str]:
    """ "1,299.00 USD" or "EUR 49,90" as amount and currency. Raises RowRejected naming the column."""
    text = text.strip()
    if not text:
        raise RowRejected(name, "is missing")
    match = _AMOUNT.fullmatch(text)
    if not match:
        raise RowRejected(name, f"{text[:60]!r} is no price; write it like 52.00 USD")
    currency = match["after"] or match["before"]
    if not currency:
        raise RowRejected(name, f"{text[:60]!r} has no currency; write it like 52.00 USD")
    try:
        return float(_plain_number(match["amount"])), currency.upper()
    except ValueError:
        raise RowRejected(name, f"{text[:60]!r} is no price; write it like 52.00 USD") from None


def _plain_number(amount: str) -> str:
    """Without thousands separators, with a point before the cents: of two different marks the last one is the point."""
    amount = re.sub(r"[' \u00a0]", "", amount)
    if "." in amount and "," in amount:
        thousands = "," if amount.rindex(".") > amount.rindex(",") else "."
        return amount.replace(thousands, "").replace(",", ".")
    if _THOUSANDS.fullmatch(amount):
        return amount.replace(",", "").replace(".", "")
    return amount.replace(",", ".")


def holds_now(interval: str, now: datetime) -> bool:
    """True where `now` lies in the ISO 8601 interval "start/end" of a sale, or there is none.

    A time without a zone is taken in that of `now`. Raises RowRejected for what is no interval.
    """
    if not interval.strip():
        return True
    start, _, end = interval.strip().partition("/")
    try:
        first, last = (datetime.fromisoformat(moment.strip()) for moment in (start, end))
    except ValueError:
        raise RowRejected("sale_price_effective_date", f"{interval[:60]!r} is no interval") from None
    first, last = (moment if moment.tzinfo else moment.replace(tzinfo=now.tzinfo) for moment in (first, last))
    return first <= now <= last

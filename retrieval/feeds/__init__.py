"""Product feeds: a reader a format, the same checks for all."""

from datetime import UTC, datetime
from pathlib import Path

from retrieval.catalog import Feed
from retrieval.errors import FeedError
from retrieval.feeds.json_lines import read_json_lines
from retrieval.feeds.merchant_center import read_merchant_center
from retrieval.feeds.text_file import check_feed_file

__all__ = ["check_feed_file", "read_feed"]

_JSON_LINES = frozenset({".jsonl", ".ndjson", ".json"})
_MERCHANT_CENTER = frozenset({".tsv", ".csv", ".txt"})


def read_feed(path: Path, *, now: datetime | None = None) -> Feed:
    """The products of a feed and the rows that were rejected; its extension says which format it has.

    `.jsonl` is our own format, one product a line; `.tsv`, `.csv` and `.txt` are Google Merchant Center's, one offer a
    row. `now` (default: the clock) decides which dated sale prices hold. Raises FeedError where the file cannot be
    read, is not UTF-8 or UTF-16 text, or has no valid product.
    """
    check_feed_file(path)
    extension = path.suffix.lower()
    if extension in _JSON_LINES:
        return read_json_lines(path)
    if extension in _MERCHANT_CENTER:
        return read_merchant_center(path, now=now or datetime.now(UTC))
    raise FeedError(
        f"{path} is in no format that can be read.",
        remedy="Name a .jsonl feed, or a Google Merchant Center .tsv or .csv feed.",
    )

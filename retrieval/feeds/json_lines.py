"""Our own feed format: JSON Lines, one product with its offers a line, keys named like the fields of `Product`."""

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

from retrieval.catalog import Feed, Offer, Product
from retrieval.errors import FeedError
from retrieval.feeds.assembly import ProductRow, assemble
from retrieval.feeds.pictures import PictureFolder
from retrieval.feeds.text_file import read_lines
from retrieval.feeds.validation import Facts, Problems, RowRejected, make_offer, make_product

_PRODUCT_NAMES = frozenset(field.name for field in fields(Product))
_OFFER_NAMES = frozenset(field.name for field in fields(Offer))


def read_json_lines(path: Path) -> Feed:
    """Raises FeedError where no line is a valid product."""
    reader = _Reader(PictureFolder(path.parent))
    rows = []
    for line, text in read_lines(path):
        if text is not None and line == 1 and text.lstrip().startswith("["):
            raise FeedError(
                f"{path} is one JSON array.", remedy=f"Write one product a line: jq -c '.[]' {path.name} > new.jsonl"
            )
        if text is None or text.strip():
            row = reader.read(line, text)
            if row is not None:
                rows.append(row)
    return assemble(path, rows, reader.problems)


class _Reader:
    def __init__(self, pictures: PictureFolder) -> None:
        self.problems = Problems()
        self._pictures = pictures
        self._unknown: set[str] = set()

    def read(self, line: int, text: str | None) -> ProductRow | None:
        try:
            raw = _parse(text)
            facts = Facts(raw, line, self.problems)
            self._note_unknown(facts, _PRODUCT_NAMES, "")
            product = make_product(facts)
            offers = raw.get("offers")
            if not isinstance(offers, list):
                raise RowRejected("offers", "must be a list")
        except RowRejected as error:
            self.problems.reject(line, error.name, error.reason)
            return None
        read = (self._read_offer(facts, raw_offer, position) for position, raw_offer in enumerate(offers))
        return ProductRow(line, product, [(line, offer) for offer in read if offer is not None])

    def _read_offer(self, facts: Facts, raw: Any, position: int) -> Offer | None:
        try:
            nested = facts.nested(raw, f"offers[{position}].")
            self._note_unknown(nested, _OFFER_NAMES, "offers.")
            return make_offer(nested, self._pictures)
        except RowRejected as error:
            self.problems.reject(facts.line, error.name, error.reason)
            return None

    def _note_unknown(self, facts: Facts, known: frozenset[str], prefix: str) -> None:
        """Warns of each name that means nothing, as likely as not a typing error, once a feed."""
        for name in facts.raw.keys() - known:
            if prefix + name not in self._unknown:
                self._unknown.add(prefix + name)
                self.problems.warn(facts.line, prefix + name, "left out, here and below: no such field")


def _parse(text: str | None) -> dict[str, Any]:
    if text is None:
        raise RowRejected("", "the line is longer than 4 MB")
    try:
        raw = json.loads(text)
    except json.JSONDecodeError as error:
        raise RowRejected("", f"not valid JSON: {error.msg} at character {error.pos + 1}") from error
    except (ValueError, RecursionError) as error:
        raise RowRejected("", f"not valid JSON: {error}") from error
    if not isinstance(raw, dict):
        raise RowRejected("", "must be a JSON object")
    return raw

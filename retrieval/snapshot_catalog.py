"""Products and offers of a snapshot in SQLite, read one at a time by row.

A shop of 100,000 products opens as fast as one of ten, since a turn reads only the few products that it shows.
"""

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any

from retrieval.catalog import LocalText, Offer, Product
from retrieval.errors import SnapshotCorrupt
from retrieval.snapshot_files import INDEX_AGAIN

_SCHEMA = """
CREATE TABLE products (row INTEGER PRIMARY KEY, product_id TEXT NOT NULL UNIQUE, facts TEXT NOT NULL);
CREATE TABLE offers (row INTEGER PRIMARY KEY, offer_id TEXT NOT NULL UNIQUE, product_row INTEGER NOT NULL,
    facts TEXT NOT NULL);
CREATE INDEX offers_of_product ON offers (product_row, row);
"""

REMEMBERED_PRODUCTS = 1024
"""Products kept as they were read, of some 20 kB each: what is shown to many is then one thing in all conversations."""

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_DEFAULTS = {kind: [(field.name, field.default) for field in fields(kind)] for kind in (Product, Offer, LocalText)}


@dataclass(frozen=True, slots=True)
class StoredOffer:
    """An offer and where it stands: its own row among all offers, and the row of its product."""

    row: int
    product_row: int
    offer: Offer


class CatalogFile:
    """The catalogue of one snapshot as it was indexed, read-only; safe to use from several threads.

    Every method raises SnapshotCorrupt where the file cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        try:
            # immutable: a snapshot never changes, so no locks and no journal files beside it
            uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
            self._connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
        except sqlite3.Error as error:
            raise self._corrupt(error) from error
        self._remembered = lru_cache(REMEMBERED_PRODUCTS)(self._read)

    def product(self, row: int) -> Product:
        """Raises IndexError for a row that does not exist."""
        return self._remembered(row)

    def _read(self, row: int) -> Product:
        found = self._fetch("SELECT facts FROM products WHERE row = ?", row)
        if not found:
            raise IndexError(row)
        offers = self._fetch("SELECT facts FROM offers WHERE product_row = ? ORDER BY row", row)
        with self._decoding():
            return decode_product(found[0][0], (text for (text,) in offers))

    def row_of(self, product_id: str) -> int:
        """Raises KeyError for an unknown product."""
        found = self._fetch("SELECT row FROM products WHERE product_id = ?", product_id)
        if not found:
            raise KeyError(product_id)
        return int(found[0][0])

    def offer(self, offer_id: str) -> StoredOffer:
        """Raises KeyError for an unknown offer."""
        found = self._fetch("SELECT row, product_row, facts FROM offers WHERE offer_id = ?", offer_id)
        if not found:
            raise KeyError(offer_id)
        row, product_row, facts = found[0]
        with self._decoding():
            return StoredOffer(row, product_row, _decode_offer(facts))

    def counts(self) -> tuple[int, int]:
        """How many products and offers the file holds."""
        found = self._fetch("SELECT (SELECT count(*) FROM products), (SELECT count(*) FROM offers)")
        return int(found[0][0]), int(found[0][1])

    def close(self) -> None:
        """Gives the file back; no method may be called after it."""
        self._connection.close()

    def _fetch(self, statement: str, *values: int | str) -> list[Any]:
        try:
            with self._lock:
                return self._connection.execute(statement, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise self._corrupt(error) from error

    @contextmanager
    def _decoding(self) -> Iterator[None]:
        try:
            yield
        except (ValueError, TypeError, AttributeError) as error:
            raise self._corrupt(error) from error

    def _corrupt(self, error: Exception) -> SnapshotCorrupt:
        return SnapshotCorrupt(f"{self._path} cannot be read ({error}).", remedy=INDEX_AGAIN)


def write_catalog(path: Path, products: Iterable[Product]) -> None:
    """Writes all products and offers, numbered from 0 in the order given."""
    connection = sqlite3.connect(path)
    try:
        # no journal: the file is thrown away unless it is finished
        connection.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {_SCHEMA}")
        offer_row = 0
        for row, product in enumerate(products):
            facts, offers = encode_product(product)
            connection.execute("INSERT INTO products VALUES (?, ?, ?)", (row, product.product_id, facts))
            connection.executemany(
                "INSERT INTO offers VALUES (?, ?, ?, ?)",
                [
                    (offer_row + position, offer.offer_id, row, text)
                    for position, (offer, text) in enumerate(zip(product.offers, offers, strict=True))
                ],
            )
            offer_row += len(offers)
        connection.commit()
    finally:
        connection.close()


def encode_product(product: Product) -> tuple[str, list[str]]:
    """The product's own facts and those of each of its offers, as JSON without what is left at its default."""
    own = _facts(product)
    del own["offers"], own["local"]
    if product.local:
        own["local"] = {language: _facts(words) for language, words in sorted(product.local.items())}
    return _dump(own), [_dump(_facts(offer)) for offer in product.offers]


def decode_product(facts: str, offers: Iterable[str]) -> Product:
    """The inverse of `encode_product`."""
    own: dict[str, Any] = _tuples(json.loads(facts))
    local = {language: LocalText(**words) for language, words in own.pop("local", {}).items()}
    return Product(**own, local=local, offers=tuple(map(_decode_offer, offers)))


def _decode_offer(facts: str) -> Offer:
    return Offer(**_tuples(json.loads(facts)))


def _facts(value: Product | Offer | LocalText) -> dict[str, Any]:
    return {name: fact for name, default in _DEFAULTS[type(value)] if (fact := getattr(value, name)) != default}


def _dump(facts: dict[str, Any]) -> str:
    return _ENCODER.encode(facts)


def _tuples(value: Any) -> Any:
    """JSON's lists as the tuples of the dataclasses."""
    if isinstance(value, list):
        return tuple(_tuples(item) for item in value)
    if isinstance(value, dict):
        return {key: _tuples(item) for key, item in value.items()}
    return value

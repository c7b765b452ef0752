"""Price and stock updates of single offers: durable at once, seen by every running process, no rebuild.

Updates are a log in SQLite, numbered in the order they were made. A snapshot knows the number of the last one that its
feed supersedes and applies those after it; so what arrives while a feed is being indexed outlives the indexing.
"""

import os
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, fields, replace
from functools import reduce
from pathlib import Path

from retrieval.catalog import AVAILABILITIES, Availability, Offer
from retrieval.errors import SnapshotCorrupt, UpdateRejected
from retrieval.feeds.validation import MAX_PRICE
from retrieval.snapshot_catalog import CatalogFile
from retrieval.snapshot_files import CATALOG, INDEX_AGAIN, NO_ROOM, ShopFiles, translating_write_errors
from retrieval.snapshot_manifest import read_manifest

BUSY_S = 10.0
"""How long a writer waits for another one; a single update takes milliseconds."""

_CREATE = """
CREATE TABLE updates (
    number INTEGER PRIMARY KEY AUTOINCREMENT, offer_id TEXT NOT NULL, price REAL, sale_price REAL,
    ends_sale INTEGER NOT NULL, availability TEXT, quantity INTEGER);
CREATE INDEX updates_of_offer ON updates (offer_id, number);
"""
_COLUMNS = "offer_id, price, sale_price, ends_sale, availability, quantity"


@dataclass(frozen=True, slots=True)
class OfferUpdate:
    """What changes about one offer; None leaves a fact as it is.

    `price` and `sale_price` are in the shop's currency; `ends_sale` removes the sale price. Where only the quantity is
    given, 0 puts an offer in stock out of stock, and more than 0 the reverse.
    """

    offer_id: str
    price: float | None = None
    sale_price: float | None = None
    ends_sale: bool = False
    availability: Availability | None = None
    quantity: int | None = None


def apply_update(offer: Offer, update: OfferUpdate) -> Offer:
    """The offer after the update. A sale price that is not below the price is no sale."""
    price = offer.price if update.price is None else update.price
    sale_price = offer.sale_price if update.sale_price is None else update.sale_price
    if update.ends_sale or (sale_price is not None and sale_price >= price):
        sale_price = None
    quantity = offer.quantity if update.quantity is None else update.quantity
    availability = update.availability or _availability_at(offer.availability, update.quantity)
    return replace(offer, price=price, sale_price=sale_price, availability=availability, quantity=quantity)


def merge_updates(earlier: OfferUpdate, later: OfferUpdate) -> OfferUpdate:
    """The one update of the offer that does what both do in turn; for each fact the later one decides."""
    decides_sale = later.ends_sale or later.sale_price is not None
    availability = later.availability
    if availability is None and earlier.availability is not None:
        availability = _availability_at(earlier.availability, later.quantity)
    return OfferUpdate(
        later.offer_id,
        price=earlier.price if later.price is None else later.price,
        sale_price=later.sale_price if decides_sale else earlier.sale_price,
        ends_sale=later.ends_sale if decides_sale else earlier.ends_sale,
        availability=availability,
        quantity=earlier.quantity if later.quantity is None else later.quantity,
    )


def _availability_at(availability: Availability, quantity: int | None) -> Availability:
    if quantity is None or availability not in ("in_stock", "out_of_stock"):
        return availability
    return "in_stock" if quantity else "out_of_stock"


def update_offer(directory: Path, update: OfferUpdate) -> None:
    """As `update_offers`, for one."""
    update_offers(directory, [update])


def update_offers(directory: Path, updates: Sequence[OfferUpdate]) -> None:
    """Makes all updates or none; they are on disk when this returns.

    Raises UpdateRejected, SnapshotMissing, SnapshotCorrupt, SnapshotUnwritable, SnapshotBusy.
    """
    files = ShopFiles(directory)
    snapshot = files.snapshots / files.current_id()
    manifest = read_manifest(snapshot)
    for update in updates:
        _check_values(update)
    with (
        translating_write_errors(directory),
        closing(CatalogFile(snapshot / CATALOG)) as catalog,
        closing(_open_for_writing(files.updates)) as connection,
        _transaction(connection),
    ):
        for update in updates:
            _check_offer(update, catalog, connection, after=manifest.updates_after)
            _append(connection, update)


def _check_values(update: OfferUpdate) -> None:
    if all(getattr(update, field.name) == field.default for field in fields(update) if field.name != "offer_id"):
        raise _rejected(update, "it changes nothing")
    for name, amount in (("price", update.price), ("sale price", update.sale_price)):
        if amount is not None and not 0 < amount <= MAX_PRICE:  # NaN is neither
            raise _rejected(update, f"the {name} must be a positive number up to {MAX_PRICE:,.0f}, not {amount}")
    if update.ends_sale and update.sale_price is not None:
        raise _rejected(update, "it both sets a sale price and ends the sale")
    if update.availability is not None and update.availability not in AVAILABILITIES:
        raise _rejected(update, f"availability must be one of {', '.join(AVAILABILITIES)}, not {update.availability!r}")
    if update.quantity is not None and not (type(update.quantity) is int and 0 <= update.quantity < 2**31):
        raise _rejected(update, f"the quantity must be a whole number from 0, not {update.quantity}")


def _check_offer(update: OfferUpdate, catalog: CatalogFile, connection: sqlite3.Connection, *, after: int) -> None:
    try:
        offer = catalog.offer(update.offer_id).offer
    except KeyError:
        raise _rejected(update, "the shop has no such offer") from None
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM updates WHERE offer_id = ? AND number > ? ORDER BY number", (update.offer_id, after)
    )
    merged = reduce(merge_updates, [*map(_decode, rows), update])
    price = offer.price if merged.price is None else merged.price
    if update.sale_price is not None and update.sale_price >= price:
        raise _rejected(update, f"the sale price {update.sale_price} is not below the price {price}")


def _rejected(update: OfferUpdate, reason: str) -> UpdateRejected:
    return UpdateRejected(
        f"The update of offer {update.offer_id!r} was refused: {reason}.", remedy="Nothing was changed."
    )


def _append(connection: sqlite3.Connection, update: OfferUpdate) -> None:
    """Adds the update and removes the earlier ones of its offer that it hides, so that the log stays short."""
    values = (update.price, update.sale_price, update.ends_sale, update.availability, update.quantity)
    cursor = connection.execute(
        f"INSERT INTO updates ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)", (update.offer_id, *values)
    )
    connection.execute(
        """DELETE FROM updates WHERE offer_id = :offer_id AND number < :number
        AND (price IS NULL OR :price) AND ((sale_price IS NULL AND NOT ends_sale) OR :sale)
        AND (availability IS NULL OR :availability) AND (quantity IS NULL OR :quantity)""",
        {
            "offer_id": update.offer_id,
            "number": cursor.lastrowid,
            "price": update.price is not None,
            "sale": update.sale_price is not None or update.ends_sale,
            "availability": update.availability is not None,
            "quantity": update.quantity is not None,
        },
    )


def _decode(row: tuple[str, float | None, float | None, int, Availability | None, int | None]) -> OfferUpdate:
    offer_id, price, sale_price, ends_sale, availability, quantity = row
    return OfferUpdate(offer_id, price, sale_price, bool(ends_sale), availability, quantity)


class UpdateReader:
    """Hands out the updates made after number `after`, each once, in order."""

    def __init__(self, path: Path, after: int) -> None:
        self._path = path
        self._after = after
        self._connection: sqlite3.Connection | None = None
        self._version: int | None = None
        self._lock = threading.Lock()

    def read_new(self) -> list[OfferUpdate]:
        """Microseconds where nothing has changed. Raises SnapshotCorrupt."""
        with self._lock:
            try:
                return self._read_new()
            except sqlite3.DatabaseError as error:
                remedy = "Free some space." if _has_no_room(error) else INDEX_AGAIN
                raise SnapshotCorrupt(f"{self._path} cannot be read ({error}).", remedy=remedy) from error

    def _read_new(self) -> list[OfferUpdate]:
        if self._connection is None:
            if not self._path.exists():
                return []
            self._connection = _open_for_reading(self._path)
        # changes whenever another connection, of this or another process, has committed
        version = self._connection.execute("PRAGMA data_version").fetchone()[0]
        if version == self._version:
            return []
        rows = self._connection.execute(
            f"SELECT number, {_COLUMNS} FROM updates WHERE number > ? ORDER BY number", (self._after,)
        ).fetchall()
        self._version = version
        if rows:
            self._after = rows[-1][0]
        return [_decode(row[1:]) for row in rows]

    def close(self) -> None:
        """Gives the file back."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None


def open_log(path: Path) -> int:
    """Makes sure that the log can be written and returns the number of the last update made so far.

    A damaged log is set aside: the caller is about to index a feed, which supersedes all that was in it.
    """
    try:
        with closing(_open_for_writing(path)) as connection:
            if connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok":
                return _last_number(connection)
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorname", "") not in ("SQLITE_NOTADB", "SQLITE_CORRUPT"):
            raise
    path.replace(path.with_name(path.name + ".damaged"))
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    with closing(_open_for_writing(path)) as connection:
        return _last_number(connection)


def has_updates(path: Path, *, after: int) -> bool:
    """True where an update was made after that number."""
    with closing(_open_for_writing(path)) as connection:
        return _last_number(connection) > after


def forget_updates(path: Path, *, up_to: int) -> None:
    """Removes the updates that no kept snapshot applies."""
    with closing(_open_for_writing(path)) as connection, _transaction(connection):
        connection.execute("DELETE FROM updates WHERE number <= ?", (up_to,))


def _last_number(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'updates'").fetchone()[0])


def _open_for_writing(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        if not _has_table(connection):
            _create(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _create(connection: sqlite3.Connection) -> None:
    with _transaction(connection):
        if not _has_table(connection):  # another process may have been faster
            for statement in filter(str.strip, _CREATE.split(";")):
                connection.execute(statement)
            # Numbers start at the clock (µs): a log that was lost and begun anew never repeats one.
            connection.execute("INSERT INTO sqlite_sequence VALUES ('updates', ?)", (time.time_ns() // 1000,))


def _has_table(connection: sqlite3.Connection) -> bool:
    return connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'updates'").fetchone() is not None


def _open_for_reading(path: Path) -> sqlite3.Connection:
    if os.access(path, os.W_OK) and os.access(path.parent, os.W_OK):
        connection = _connect(path, "mode=rw")
        try:
            connection.execute("PRAGMA data_version").fetchone()
            return connection
        except sqlite3.OperationalError as error:
            connection.close()
            pending = path.with_name(path.name + "-wal")  # where it holds updates, the file alone is not the truth
            if not _has_no_room(error) or (pending.exists() and pending.stat().st_size):
                raise
    # Without permission or room to write, SQLite cannot keep the file that tells readers of changes: this one sees none.
    return _connect(path, "mode=ro&immutable=1")


def _has_no_room(error: sqlite3.Error) -> bool:
    return getattr(error, "sqlite_errorname", "").startswith(NO_ROOM)


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    uri = f"{path.absolute().as_uri()}?{mode}"
    return sqlite3.connect(uri, uri=True, timeout=BUSY_S, isolation_level=None, check_same_thread=False)


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")

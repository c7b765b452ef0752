"""SQLAlchemy adapter: the engine of a store, its transactions, its migrations, and what its failures mean.

SQLite runs in WAL mode, so that readers wait for nobody, and with synchronous=FULL, so that what is committed is on the
disk. A transaction that writes takes SQLite's write lock when it begins: to take it later would fail at once where
another process wrote meanwhile, however long the busy timeout is.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from assistant.errors import SettingsError, StoreUnavailable

BUSY_TIMEOUT_S = 10
"""How long a transaction waits for the write lock; a commit takes milliseconds."""

POOL_SIZE, POOL_OVERFLOW = 8, 24
"""Connections kept, and opened besides in a rush: more than there are threads that use them."""

MIGRATION_LOCK = 0x5409
"""PostgreSQL's advisory lock of whoever migrates; any number that nobody else uses."""

_DRIVERS = {"sqlite": "sqlite+pysqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
_BEGIN = "shopkeeper_begin"
"""Execution option: the statement that begins a transaction on SQLite, "" for none."""
_URL_REMEDY = "Write sqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME."


def open_engine(url: str) -> Engine:
    """The engine for a database URL. Raises SettingsError for one that names no database that is understood."""
    address = _address(url)
    if address.get_backend_name() == "sqlite":
        return _open_sqlite(address)
    return create_engine(
        address, pool_size=POOL_SIZE, max_overflow=POOL_OVERFLOW, pool_pre_ping=True, hide_parameters=True
    )


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that writes; it is durable when the block is left without an error. Raises StoreUnavailable."""
    with translating(), engine.begin() as connection:
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that only reads, all of it from one moment. Raises StoreUnavailable."""
    with translating(), engine.connect() as connection:
        is_sqlite = engine.dialect.name == "sqlite"
        options = {_BEGIN: "BEGIN"} if is_sqlite else {"isolation_level": "REPEATABLE READ"}
        with connection.execution_options(**options).begin():
            yield connection


@contextmanager
def maintaining(engine: Engine) -> Iterator[Connection]:
    """A connection outside of any transaction, for what can't be done within one. Raises StoreUnavailable."""
    options = {_BEGIN: ""} if engine.dialect.name == "sqlite" else {"isolation_level": "AUTOCOMMIT"}
    with translating(), engine.connect() as connection:
        yield connection.execution_options(**options)


@contextmanager
def translating() -> Iterator[None]:
    """The database's failures as ours, without the values of the statement, which are the shopper's words."""
    try:
        yield
    except (DBAPIError, PoolTimeout) as error:
        cause = getattr(error, "orig", error)
        raise StoreUnavailable(
            f"The store of conversations cannot be used ({type(cause).__name__}).",
            remedy="Try again; if it stays so, look at the database, its disk, and run: shopkeeper sessions migrate",
        ) from error


def migrate(engine: Engine) -> None:
    """Brings the tables to this version's form; several processes may try at once. Raises StoreUnavailable."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with writing(engine) as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise StoreUnavailable(
                "The store of conversations was written by a newer version.", remedy="Run that one, or a new database."
            ) from error


def _address(url: str) -> URL:
    try:
        address = make_url(url)
        driver = _DRIVERS.get(address.drivername, address.drivername)
        if driver not in _DRIVERS.values():
            raise ArgumentError(driver)
        return address.set(drivername=driver)
    except (ArgumentError, NoSuchModuleError, ValueError) as error:  # their texts may quote the password
        raise SettingsError("database_url is no database that is understood.", remedy=_URL_REMEDY) from error


def _open_sqlite(address: URL) -> Engine:
    if not address.database or address.database == ":memory:":
        raise SettingsError("Conversations in memory would be lost at the end of each worker.", remedy=_URL_REMEDY)
    _create_private(Path(address.database))
    engine = create_engine(
        address,
        pool_size=POOL_SIZE,
        max_overflow=POOL_OVERFLOW,
        hide_parameters=True,
        connect_args={"timeout": BUSY_TIMEOUT_S, "check_same_thread": False},
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _create_private(path: Path) -> None:
    """The database is readable for its owner only, and so are the files that SQLite puts beside it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise SettingsError(
            f"The database {path} cannot be opened: {error.strerror}.", remedy="Check database_url and permissions."
        ) from error


def _prepare_sqlite(raw: Any, _record: object) -> None:
    raw.isolation_level = None  # transactions begin as `_begin_sqlite` says, not as the driver guesses
    # What is deleted is overwritten with zeros (secure_delete), in the file itself once the log is written back.
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        raw.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    statement = connection.get_execution_options().get(_BEGIN, "BEGIN IMMEDIATE")
    if statement:
        connection.exec_driver_sql(statement)

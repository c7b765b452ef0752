"""SQLAlchemy adapter: the engine of a store, its transactions, its migrations, and what its failures mean.

SQLite runs in WAL mode, so that readers wait for nobody. A transaction that writes takes SQLite's write lock when it
begins: to take it later would fail at once where another process wrote meanwhile, however long the busy timeout is.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
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
"""Connections kept, and opened besides in a rush: more than there are threads that use them at a time."""

MIGRATION_LOCK = 0x5409
"""PostgreSQL's advisory lock of whoever migrates; any number that nobody else uses."""

_DRIVERS = {"sqlite": "sqlite+pysqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
_BEGIN = "shopkeeper_begin"
"""Execution option: the statements that begin a transaction on SQLite."""
_URGENTLY = ("PRAGMA synchronous=FULL", "BEGIN IMMEDIATE")
_LEISURELY = ("PRAGMA synchronous=NORMAL", "BEGIN IMMEDIATE")
_URL_REMEDY = "Write sqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME."


@dataclass(frozen=True, slots=True)
class Database:
    """A database of conversations. What writes to SQLite has one connection in each process.

    There writers stand in line for it, and the next one goes when the one before is done. In line at SQLite's own lock
    they would sleep and look again, at last every 100 ms: under load the unlucky wait for half a second.
    """

    readers: Engine
    writers: Engine

    @property
    def is_sqlite(self) -> bool:
        """Else it is PostgreSQL."""
        return self.readers.dialect.name == "sqlite"

    def close(self) -> None:
        """Gives the connections back."""
        self.readers.dispose()
        self.writers.dispose()

    @contextmanager
    def writing(self, *, is_urgent: bool = True) -> Iterator[Connection]:
        """A transaction that writes; when the block is left without an error it has happened, whatever the process does.

        What is urgent is on the disk by then. What is not is with the next that is, and until then a power failure could
        undo it: that saves SQLite an fsync; PostgreSQL shares them anyway. Raises StoreUnavailable.
        """
        options = {_BEGIN: _URGENTLY if is_urgent else _LEISURELY} if self.is_sqlite else {}
        with _translating(), self.writers.connect() as connection, connection.execution_options(**options).begin():
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only reads, all of it from one moment. Raises StoreUnavailable."""
        options = {_BEGIN: ("BEGIN",)} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        with _translating(), self.readers.connect() as connection, connection.execution_options(**options).begin():
            yield connection

    @contextmanager
    def maintaining(self) -> Iterator[Connection]:
        """A connection outside of any transaction, for what can't be done within one. Raises StoreUnavailable."""
        options = {_BEGIN: ()} if self.is_sqlite else {"isolation_level": "AUTOCOMMIT"}
        with _translating(), self.writers.connect() as connection:
            yield connection.execution_options(**options)

    def migrate(self) -> None:
        """Brings the tables to this version's form; several processes may try at once. Raises StoreUnavailable."""
        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
        with self.writing() as connection:
            if not self.is_sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
            config.attributes["connection"] = connection
            try:
                command.upgrade(config, "head")
            except CommandError as error:
                raise StoreUnavailable(
                    "The store of conversations was written by a newer version.",
                    remedy="Run that one, or a new database.",
                ) from error


def open_database(url: str) -> Database:
    """The database of a URL. Raises SettingsError for one that names no database that is understood."""
    address = _address(url)
    if address.get_backend_name() == "sqlite":
        return _open_sqlite(address)
    engine = create_engine(
        address, pool_size=POOL_SIZE, max_overflow=POOL_OVERFLOW, pool_pre_ping=True, hide_parameters=True
    )
    return Database(engine, engine)


@contextmanager
def _translating() -> Iterator[None]:
    """The database's failures as ours, without the values of the statement, which are the shopper's words."""
    try:
        yield
    except (DBAPIError, PoolTimeout) as error:
        cause = getattr(error, "orig", error)
        raise StoreUnavailable(
            f"The store of conversations cannot be used ({type(cause).__name__}).",
            remedy="Try again; if it stays so, look at the database, its disk, and run: shopkeeper sessions migrate",
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


def _open_sqlite(address: URL) -> Database:
    if not address.database or address.database == ":memory:":
        raise SettingsError("Conversations in memory would be lost at the end of each worker.", remedy=_URL_REMEDY)
    _create_private(Path(address.database))
    return Database(
        _sqlite_engine(address, pool_size=POOL_SIZE, max_overflow=POOL_OVERFLOW),
        _sqlite_engine(address, pool_size=1, max_overflow=0, pool_timeout=BUSY_TIMEOUT_S),
    )


def _sqlite_engine(address: URL, **pool: int) -> Engine:
    arguments = {"timeout": BUSY_TIMEOUT_S, "check_same_thread": False}
    engine = create_engine(address, hide_parameters=True, connect_args=arguments, **pool)
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
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "secure_delete=ON"):
        raw.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    for statement in connection.get_execution_options().get(_BEGIN, _URGENTLY):
        connection.exec_driver_sql(statement)

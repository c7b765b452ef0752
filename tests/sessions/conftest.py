"""The databases that the store is tested on: SQLite always, PostgreSQL where Debian's package is installed."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant.sessions.store import SessionStore
from tests.sessions.postgres import PostgresServer, find_programs, running_server

DAY_S = 24 * 3600.0


class Clock:
    """A clock that stands still until it is set."""

    def __init__(self) -> None:
        self.now_s = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A server of the tests' own; skips where PostgreSQL is not installed."""
    programs = find_programs()
    if programs is None:
        pytest.skip("needs PostgreSQL's server programs (Debian: apt-get install postgresql)")
    with running_server(programs) as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'sessions.db'}"
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.empty()


@pytest.fixture
def clock() -> Clock:
    return Clock()


OpenStore = Callable[..., SessionStore]


@pytest.fixture
def open_store(database_url: str, clock: Clock) -> Iterator[OpenStore]:
    """Opens the database as one process does; the first one migrates it. All are closed at the end."""
    opened: list[SessionStore] = []

    def open_one(**options: object) -> SessionStore:
        store = SessionStore(database_url, clock=clock, **options)  # type: ignore[arg-type]
        if not opened:
            store.migrate()
        opened.append(store)
        return store

    yield open_one
    for store in opened:
        store.close()


@pytest.fixture
def store(open_store: OpenStore) -> SessionStore:
    return open_store()

"""`shopkeeper sessions …` over a real database, from the command line."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.cli import app
from assistant.sessions.records import SessionKeys, TurnInputRecord
from assistant.sessions.store import SessionStore

pytestmark = pytest.mark.unit

WORDS = "my very own words"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SHOPKEEPER_HOME", str(tmp_path))
    monkeypatch.delenv("SHOPKEEPER_DATABASE_URL", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def store(home: Path) -> Iterator[SessionStore]:
    store = SessionStore(f"sqlite:///{home}/sessions.db")
    store.migrate()
    yield store
    store.close()


@pytest.fixture
def keys(store: SessionStore) -> SessionKeys:
    keys = store.create("demo", "zh")
    store.accept(keys.session_id, "t1", TurnInputRecord("text", WORDS), epoch=1)
    return keys


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["sessions", *arguments])
    return result.exit_code, result.output


def test_list_shows_ids_times_and_counts(keys: SessionKeys) -> None:
    """And no word of the shopper's, nor a secret."""
    code, printed = run("list", "--json")
    assert code == 0
    row = json.loads(printed)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", row.pop("created"))
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", row.pop("active"))
    assert row == {"session_id": keys.session_id, "shop": "demo", "language": "zh", "turns": 1, "pending": 1}
    _, table = run("list")
    assert keys.session_id in table
    assert "1 conversations" in table
    assert WORDS not in printed + table
    assert keys.resume_token not in printed + table


def test_erase_removes_one_conversation_and_its_bytes(home: Path, store: SessionStore, keys: SessionKeys) -> None:
    other = store.create("demo", "en")
    assert run("erase", keys.session_id)[0] == 0
    assert [one.session_id for one in store.list_sessions()] == [other.session_id]
    assert not any(WORDS.encode() in path.read_bytes() for path in home.iterdir() if path.is_file())


def test_erase_of_an_unknown_id_says_so(store: SessionStore) -> None:
    code, printed = run("erase", "f" * 32)
    assert code == 1
    assert "shopkeeper sessions list" in printed


def test_expire_removes_what_is_over(home: Path, keys: SessionKeys) -> None:
    """What is not over stays."""
    long_ago = SessionStore(f"sqlite:///{home}/sessions.db", clock=lambda: 1_000_000.0)
    long_ago.create("demo", "en")
    long_ago.close()
    code, printed = run("expire")
    assert (code, printed) == (0, "Removed 1 conversations.\n")
    assert keys.session_id in run("list", "--json")[1]


def test_migrate_makes_the_database(home: Path) -> None:
    """As often as one likes."""
    for _ in range(2):
        assert run("migrate")[0] == 0
    SessionStore(f"sqlite:///{home}/sessions.db").check()

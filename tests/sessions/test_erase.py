"""Erased is erased: no row, and on disk no byte."""

from pathlib import Path

import psycopg
import pytest

from assistant.errors import SessionNotFound, StoreUnavailable
from assistant.messages import Outcome, Turn, Understanding
from assistant.sessions import database, erase
from assistant.sessions.erase import scrub
from assistant.sessions.records import SessionKeys, TurnInputRecord
from assistant.sessions.store import TTL_S, SessionStore
from tests.fakes import card, offer, product
from tests.sessions.conftest import Clock, OpenStore
from tests.sessions.postgres import PostgresServer
from tests.sessions.test_store import dump_of

pytestmark = pytest.mark.unit

PHRASE = "heron over the salt marsh"
PHRASE_ZH = "盐沼上的苍鹭"
BYTES = b"\x89PNG\xfe\xff planted picture \0\x01\x02"
PLANTED = (PHRASE.encode(), PHRASE_ZH.encode(), BYTES, b"Planted Parka")
PARKA = product("planted", "Planted Parka", offer("planted-m", "red", "M", 90.0))


def plant(store: SessionStore, *, n_turns: int = 30) -> SessionKeys:
    """A conversation with the phrases in every column that holds something of a shopper, enough for many pages."""
    keys = store.create("demo", "en")
    for n in range(n_turns):
        said = f"{n}: {PHRASE}, {PHRASE_ZH}"
        store.accept(keys.session_id, f"t{n}", TurnInputRecord("photo", said, image=BYTES * 500), epoch=1)
        if n % 3:
            turn = Turn(n, said, Understanding("en", "search"), Outcome("search", cards=(card(PARKA, 1),)), said)
            store.finish(keys.session_id, f"t{n}", turn, {"reply": said}, epoch=1)
            store.feedback(keys.session_id, f"t{n}", "down", said, epoch=1)
    return keys


def found_in(folder: Path) -> set[bytes]:
    """Which of the planted phrases are in any file below a folder, in whole."""
    contents = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    assert contents
    return {phrase for phrase in PLANTED if any(phrase in content for content in contents)}


def test_erased_session_leaves_no_row(store: SessionStore, database_url: str) -> None:
    """In no table, on either database; everybody else's conversation stays whole."""
    other = store.create("demo", "zh")
    store.accept(other.session_id, "t1", TurnInputRecord("text", "still here"), epoch=1)
    keys = plant(store)
    assert all(phrase in dump_of(database_url) for phrase in PLANTED)
    assert store.erase(keys.session_id)
    rows = dump_of(database_url)
    assert not any(phrase in rows for phrase in (*PLANTED, keys.session_id.encode()))
    assert b"still here" in rows
    assert not store.erase(keys.session_id)


def test_erased_session_is_gone_for_whoever_holds_it(store: SessionStore, open_store: OpenStore) -> None:
    """A worker that is still answering it can write nothing of it back."""
    keys = plant(store, n_turns=3)
    assert open_store().erase(keys.session_id)
    for write in (
        lambda: store.accept(keys.session_id, "t99", TurnInputRecord("text", PHRASE), epoch=1),
        lambda: store.finish(keys.session_id, "t0", None, {"reply": PHRASE}, epoch=1),
        lambda: store.resume(keys.session_id, keys.resume_token, shop="demo"),
    ):
        with pytest.raises(SessionNotFound):
            write()
    assert store.events(keys.session_id) == ()
    assert store.history(keys.session_id) == ()


@pytest.mark.parametrize("keep_media", [False, True])
def test_sqlite_files_hold_no_byte_of_an_erased_session(tmp_path: Path, keep_media: bool) -> None:
    """The database, its log and its index, read raw while two processes' connections are open."""
    url = f"sqlite:///{tmp_path}/sessions.db"
    store, other = SessionStore(url, keep_media=keep_media), SessionStore(url)
    store.migrate()
    keys = plant(store)
    other.check()
    assert found_in(tmp_path) == set(PLANTED)
    assert store.erase(keys.session_id)
    assert found_in(tmp_path) == set()
    store.close()
    other.close()


def test_sqlite_files_hold_no_byte_of_an_expired_session(tmp_path: Path, clock: Clock) -> None:
    """Time takes away what nobody asked to be erased."""
    store = SessionStore(f"sqlite:///{tmp_path}/sessions.db", clock=clock)
    store.migrate()
    plant(store)
    assert store.expire(clock.now_s + TTL_S + 1) == 1
    assert found_in(tmp_path) == set()
    store.close()


def test_sqlite_files_hold_no_byte_of_a_picture_after_maintenance(tmp_path: Path, clock: Clock) -> None:
    """A picture goes with its turn, and from the log when it is next cut."""
    store = SessionStore(f"sqlite:///{tmp_path}/sessions.db", clock=clock)
    store.migrate()
    keys = store.create("demo", "en")
    store.accept(keys.session_id, "t1", TurnInputRecord("photo", image=BYTES), epoch=1)
    store.finish(keys.session_id, "t1", None, {}, epoch=1)
    store.expire(clock.now_s)
    assert BYTES not in found_in(tmp_path)
    store.close()


def test_postgresql_files_hold_no_byte_of_an_erased_session(postgres: PostgresServer) -> None:
    """Its tables, their out-of-line storage and its statistics, after the tables are rewritten.

    Its write-ahead log is the server's to recycle, which SECURITY.md says.
    """
    store = SessionStore(postgres.empty())
    store.migrate()
    keys = plant(store)
    with psycopg.connect(postgres.url, autocommit=True) as connection:
        connection.execute("ANALYZE")
        connection.execute("CHECKPOINT")
    assert PHRASE.encode() in found_in(postgres.folder / "data" / "base")
    store.erase(keys.session_id)
    scrub(store._database)
    with psycopg.connect(postgres.url, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        statistics = str(connection.execute("SELECT most_common_vals, histogram_bounds FROM pg_stats").fetchall())
    assert PHRASE not in statistics
    assert found_in(postgres.folder / "data" / "base") == set()
    store.close()


def test_busy_log_is_told_and_cut_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody reads on and on: the rows are gone, and that bytes may be left is no secret."""
    monkeypatch.setattr(erase, "SCRUB_TIMEOUT_S", 0.1)
    monkeypatch.setattr(database, "BUSY_TIMEOUT_S", 0.1)
    store = SessionStore(f"sqlite:///{tmp_path}/sessions.db")
    store.migrate()
    keys = plant(store, n_turns=3)
    with store._database.readers.connect().execution_options(shopkeeper_begin=("BEGIN",)) as reader:
        reader.exec_driver_sql("SELECT count(*) FROM turns").all()
        with pytest.raises(StoreUnavailable, match="sessions expire"):
            store.erase(keys.session_id)
    assert store.list_sessions() == ()
    scrub(store._database)
    assert found_in(tmp_path) == set()
    store.close()


def test_any_number_of_sessions_expires(store: SessionStore, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """So many at a time as a statement takes parameters; one that is not over stays."""
    monkeypatch.setattr(erase, "EXPIRED_AT_ONCE", 2)
    for _ in range(5):
        keys = store.create("demo", "en")
        store.accept(keys.session_id, "t1", TurnInputRecord("text", PHRASE), epoch=1)
    clock.now_s += TTL_S + 1
    kept = store.create("demo", "en")
    assert store.expire(clock.now_s) == 5
    assert [one.session_id for one in store.list_sessions()] == [kept.session_id]

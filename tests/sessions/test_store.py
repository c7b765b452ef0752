"""The store from the outside, on SQLite and PostgreSQL: durable, one writer, nothing twice, nobody else's."""

import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import event, text

from assistant.errors import SessionMoved, SessionNotFound, SettingsError, StoreUnavailable
from assistant.ledger import Edit
from assistant.messages import Outcome, Turn, Understanding
from assistant.sessions import store as store_module
from assistant.sessions.database import open_database
from assistant.sessions.records import PendingTurn, SessionKeys, TurnInputRecord
from assistant.sessions.store import MAX_AGE_S, TTL_S, SessionStore
from retrieval.constraints import Constraint
from tests.fakes import card, offer, product
from tests.sessions.conftest import DAY_S, Clock, OpenStore
from tests.sessions.postgres import PostgresServer

pytestmark = pytest.mark.unit

PARKA = product("parka", "Parka", offer("parka-m", "red", "M", 90.0))
HELLO = TurnInputRecord("text", "a parka, please", language="en")
PHOTO = TurnInputRecord("photo", "like this", image=b"\x89PNG picture", audio=b"\0\1 sound")
SHOWN = {"cards": [{"title": "Parka 派克"}], "reply": None, "n": 1.5}


def parka_turn(index: int = 1, text: str = "a parka, please") -> Turn:
    return Turn(index, text, Understanding("en", "search"), Outcome("search", cards=(card(PARKA, 1),)), "A parka.")


@pytest.fixture
def keys(store: SessionStore) -> SessionKeys:
    return store.create("demo", "en")


def answer(store: SessionStore, keys: SessionKeys, turn_id: str, event: Turn | Edit | None) -> bool:
    assert store.accept(keys.session_id, turn_id, HELLO, epoch=keys.epoch)
    return store.finish(keys.session_id, turn_id, event, SHOWN, epoch=keys.epoch)


def test_session_is_resumed_by_another_process(store: SessionStore, open_store: OpenStore, keys: SessionKeys) -> None:
    """What one store has finished, accepted and shown, another one gives back equal."""
    assert answer(store, keys, "t1", parka_turn())
    assert store.accept(keys.session_id, "t2", PHOTO, epoch=keys.epoch)
    resumed = open_store().resume(keys.session_id, keys.resume_token, shop="demo")
    assert resumed.events == (parka_turn(),)
    assert resumed.pending == (PendingTurn("t2", PHOTO),)
    (item,) = resumed.history
    assert (item.turn_id, item.input, item.shown, item.rating) == ("t1", HELLO, SHOWN, None)
    assert (resumed.shop, resumed.language) == ("demo", "en")


def test_session_id_has_128_random_bits_and_the_token_256(store: SessionStore) -> None:
    """OWASP ASVS 5.0, 7.2.3: at least 128 bits, from the system's generator; no two alike."""
    many = [store.create("demo", "en") for _ in range(50)]
    assert len({keys.session_id for keys in many}) == 50
    assert all(len(bytes.fromhex(keys.session_id)) == 16 for keys in many)
    assert all(len(keys.resume_token) == 43 for keys in many)  # 256 bits at 6 a character


def test_client_cannot_choose_its_session_id(store: SessionStore) -> None:
    """A fixed id is nobody's conversation, whatever token comes with it, and resuming it makes none."""
    for token in ("", "guess", "0" * 43):
        with pytest.raises(SessionNotFound):
            store.resume("f" * 32, token, shop="demo")
    assert store.list_sessions() == ()


def test_resume_rotates_the_token(store: SessionStore, keys: SessionKeys) -> None:
    """The one before stays valid until the new one is used, since the answer may have been lost; then it is dead."""
    second = store.resume(keys.session_id, keys.resume_token, shop="demo").keys
    third = store.resume(keys.session_id, keys.resume_token, shop="demo").keys  # the answer with `second` was lost
    with pytest.raises(SessionNotFound):
        store.resume(keys.session_id, second.resume_token, shop="demo")
    fourth = store.resume(keys.session_id, third.resume_token, shop="demo").keys
    with pytest.raises(SessionNotFound):
        store.resume(keys.session_id, keys.resume_token, shop="demo")
    assert len({one.resume_token for one in (keys, second, third, fourth)}) == 4
    assert fourth.epoch == keys.epoch + 3


@pytest.mark.parametrize("token", ["", "wrong", "\ud800", "x" * 10_000])
def test_wrong_token_and_unknown_session_are_refused_alike(store: SessionStore, keys: SessionKeys, token: str) -> None:
    """Nobody learns whether a session exists."""
    answers = set()
    for session_id in (keys.session_id, "0" * 32, "", "' OR 1=1 --"):
        with pytest.raises(SessionNotFound) as caught:
            store.resume(session_id, token, shop="demo")
        answers.add(str(caught.value))
    assert len(answers) == 1


def test_session_of_another_shop_is_not_found(store: SessionStore, keys: SessionKeys) -> None:
    """Even with the right token; and the try changes nothing."""
    with pytest.raises(SessionNotFound):
        store.resume(keys.session_id, keys.resume_token, shop="luma")
    assert store.resume(keys.session_id, keys.resume_token, shop="demo").keys.epoch == keys.epoch + 1


def test_tokens_are_not_in_the_database(database_url: str, store: SessionStore, keys: SessionKeys) -> None:
    """Only their hashes are: who reads the database can resume nobody's conversation."""
    resumed = store.resume(keys.session_id, keys.resume_token, shop="demo")
    rows = dump_of(database_url)
    assert keys.session_id.encode() in rows
    assert keys.resume_token.encode() not in rows
    assert resumed.keys.resume_token.encode() not in rows


def test_token_is_not_in_the_repr(keys: SessionKeys) -> None:
    """A log that prints the keys does not give the session away."""
    assert keys.resume_token not in repr(keys)
    assert keys.session_id not in repr(keys)


def test_same_turn_id_is_accepted_once(store: SessionStore, keys: SessionKeys) -> None:
    """Pending or finished: a client that sends it again gets no second answer. Elsewhere it is another turn."""
    assert store.accept(keys.session_id, "t1", HELLO, epoch=1)
    assert not store.accept(keys.session_id, "t1", PHOTO, epoch=1)
    assert store.finish(keys.session_id, "t1", parka_turn(), SHOWN, epoch=1)
    assert not store.accept(keys.session_id, "t1", HELLO, epoch=1)
    assert store.events(keys.session_id) == (parka_turn(),)
    other = store.create("demo", "zh")
    assert store.accept(other.session_id, "t1", HELLO, epoch=1)


def test_turn_is_finished_once(store: SessionStore, keys: SessionKeys) -> None:
    """A second answer to a turn changes nothing, nor does one to a turn that was never accepted."""
    assert answer(store, keys, "t1", parka_turn())
    assert not store.finish(keys.session_id, "t1", parka_turn(1, "again"), {}, epoch=1)
    assert not store.finish(keys.session_id, "t9", parka_turn(), SHOWN, epoch=1)
    assert store.events(keys.session_id) == (parka_turn(),)
    assert [item.shown for item in store.history(keys.session_id)] == [SHOWN]


def test_turn_without_event_is_history_and_no_event(store: SessionStore, keys: SessionKeys) -> None:
    """Cancelled before it showed anything: it is over, and the state never heard of it."""
    assert answer(store, keys, "t1", None)
    assert store.pending(keys.session_id) == ()
    assert store.events(keys.session_id) == ()
    assert [item.turn_id for item in store.history(keys.session_id)] == ["t1"]


def test_events_come_back_in_the_order_in_which_they_moved_the_state(store: SessionStore, keys: SessionKeys) -> None:
    """An edit that is recorded while a turn runs comes before that turn's event."""
    edit = Edit(add=(Constraint("price", "lte", 50.0),))
    store.accept(keys.session_id, "slow", HELLO, epoch=1)
    assert store.record(keys.session_id, "e1", TurnInputRecord("edit", details={"a": 1}), edit, {}, epoch=1)
    assert not store.record(keys.session_id, "e1", TurnInputRecord("edit"), edit, {}, epoch=1)
    store.finish(keys.session_id, "slow", parka_turn(), SHOWN, epoch=1)
    assert store.events(keys.session_id) == (edit, parka_turn())
    assert [item.turn_id for item in store.history(keys.session_id)] == ["e1", "slow"]


def test_pending_turns_are_the_oldest_first(store: SessionStore, keys: SessionKeys) -> None:
    """As they are to be answered."""
    for name in ("b", "a", "c"):
        store.accept(keys.session_id, name, HELLO, epoch=1)
    assert [turn.turn_id for turn in store.pending(keys.session_id)] == ["b", "a", "c"]


@pytest.mark.parametrize("keep_media", [False, True])
def test_picture_and_sound_go_when_their_turn_is_over(
    open_store: OpenStore, database_url: str, keep_media: bool
) -> None:
    """Unless the store is configured to keep them."""
    store = open_store(keep_media=keep_media)
    keys = store.create("demo", "en")
    store.accept(keys.session_id, "t1", PHOTO, epoch=1)
    assert b"\x89PNG picture" in dump_of(database_url)
    store.finish(keys.session_id, "t1", None, {}, epoch=1)
    assert (b"\x89PNG picture" in dump_of(database_url)) == keep_media
    assert (b"\0\1 sound" in dump_of(database_url)) == keep_media
    assert store.history(keys.session_id)[0].input == TurnInputRecord("photo", "like this")


def test_older_holder_of_a_session_may_not_write(store: SessionStore, keys: SessionKeys) -> None:
    """Two windows, or a worker whose connection died: the one that resumed last is the only writer."""
    store.accept(keys.session_id, "t1", HELLO, epoch=keys.epoch)
    newer = store.resume(keys.session_id, keys.resume_token, shop="demo").keys
    with pytest.raises(SessionMoved):
        store.finish(keys.session_id, "t1", parka_turn(), SHOWN, epoch=keys.epoch)
    with pytest.raises(SessionMoved):
        store.accept(keys.session_id, "t2", HELLO, epoch=keys.epoch)
    with pytest.raises(SessionMoved):
        store.record(keys.session_id, "e1", HELLO, Edit(), {}, epoch=keys.epoch)
    with pytest.raises(SessionMoved):
        store.feedback(keys.session_id, "t1", "up", epoch=keys.epoch)
    assert store.finish(keys.session_id, "t1", parka_turn(), SHOWN, epoch=newer.epoch)
    assert store.events(keys.session_id) == (parka_turn(),)


def test_feedback_is_the_last_word(store: SessionStore, keys: SessionKeys) -> None:
    """A thumb can be turned; one for a turn that never was is refused."""
    answer(store, keys, "t1", parka_turn())
    store.feedback(keys.session_id, "t1", "up", epoch=1)
    store.feedback(keys.session_id, "t1", "down", "too dear", epoch=1)
    assert [item.rating for item in store.history(keys.session_id)] == ["down"]
    with pytest.raises(SessionNotFound):
        store.feedback(keys.session_id, "t2", "up", epoch=1)


def test_resume_changes_the_language(store: SessionStore, keys: SessionKeys) -> None:
    """Where one is named."""
    resumed = store.resume(keys.session_id, keys.resume_token, shop="demo", language="zh")
    assert resumed.language == "zh"
    assert store.resume(keys.session_id, resumed.keys.resume_token, shop="demo").language == "zh"


def test_session_is_over_after_its_time(store: SessionStore, clock: Clock, keys: SessionKeys) -> None:
    """Idle for longer than its time to live: nobody resumes it, even before it is removed; then it is."""
    busy = store.create("demo", "en")
    clock.now_s += TTL_S - 1
    store.accept(busy.session_id, "t1", HELLO, epoch=1)
    clock.now_s += 2
    with pytest.raises(SessionNotFound):
        store.resume(keys.session_id, keys.resume_token, shop="demo")
    assert store.expire(clock.now_s) == 1
    assert store.expire(clock.now_s) == 0
    assert [one.session_id for one in store.list_sessions()] == [busy.session_id]
    assert store.pending(busy.session_id) == (PendingTurn("t1", HELLO),)


def test_session_has_an_absolute_lifetime(store: SessionStore, clock: Clock, keys: SessionKeys) -> None:
    """However often it is taken up (OWASP ASVS 5.0, 7.3.2)."""
    start, token = clock.now_s, keys.resume_token
    while clock.now_s + 20 * DAY_S < start + MAX_AGE_S:
        clock.now_s += 20 * DAY_S
        token = store.resume(keys.session_id, token, shop="demo").keys.resume_token
    clock.now_s = start + MAX_AGE_S + 1
    with pytest.raises(SessionNotFound):
        store.resume(keys.session_id, token, shop="demo")
    assert store.expire(clock.now_s) == 1


def test_entrance_token_is_claimed_once_by_all_workers(open_store: OpenStore, clock: Clock) -> None:
    """Twenty threads of two stores try at once: one gets it. After its time it is forgotten."""
    stores = [open_store(), open_store()]
    with ThreadPoolExecutor(20) as pool:
        won = list(pool.map(lambda n: stores[n % 2].claim_token("a" * 32, clock.now_s + 100), range(20)))
    assert sum(won) == 1
    stores[0].expire(clock.now_s + 99)
    assert not stores[0].claim_token("a" * 32, clock.now_s + 100)
    stores[0].expire(clock.now_s + 101)
    assert stores[0].claim_token("a" * 32, clock.now_s + 200)


def test_many_threads_of_two_stores_lose_nothing(open_store: OpenStore) -> None:
    """Eight writers in four conversations: every turn is there once, numbered without a gap."""
    stores = [open_store(), open_store()]
    sessions = [stores[0].create("demo", "en") for _ in range(4)]

    def converse(worker: int) -> None:
        store, keys = stores[worker % 2], sessions[worker % 4]
        for n in range(12):
            turn_id = f"{worker}-{n}"
            assert store.accept(keys.session_id, turn_id, HELLO, epoch=1)
            assert store.finish(keys.session_id, turn_id, parka_turn(n), SHOWN, epoch=1)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(converse, range(8)))
    for keys in sessions:
        assert len(stores[1].events(keys.session_id)) == 24
        assert stores[1].pending(keys.session_id) == ()
        assert len({item.turn_id for item in stores[1].history(keys.session_id)}) == 24


def test_two_resumes_at_once_leave_one_holder(open_store: OpenStore, keys: SessionKeys) -> None:
    """Each gets an epoch of its own, and only the higher one may write."""
    stores = [open_store(), open_store()]
    barrier = threading.Barrier(2)

    def take_up(store: SessionStore) -> SessionKeys:
        barrier.wait()
        return store.resume(keys.session_id, keys.resume_token, shop="demo").keys

    with ThreadPoolExecutor(2) as pool:
        first, second = sorted(pool.map(take_up, stores), key=lambda one: one.epoch)
    assert (first.epoch, second.epoch) == (2, 3)
    with pytest.raises(SessionMoved):
        stores[0].accept(keys.session_id, "t1", HELLO, epoch=first.epoch)
    assert stores[1].accept(keys.session_id, "t1", HELLO, epoch=second.epoch)


def test_list_tells_no_word(store: SessionStore, keys: SessionKeys, clock: Clock) -> None:
    """Ids, times, counts."""
    answer(store, keys, "t1", parka_turn())
    clock.now_s += 5
    store.accept(keys.session_id, "t2", HELLO, epoch=1)
    (summary,) = store.list_sessions()
    assert (summary.n_turns, summary.n_pending) == (2, 1)
    assert summary.active_at_s - summary.created_at_s == 5
    assert "parka" not in repr(summary)


def test_store_that_was_not_migrated_says_so(database_url: str) -> None:
    """As /readyz reports it."""
    store = SessionStore(database_url)
    with pytest.raises(StoreUnavailable, match="sessions migrate"):
        store.check()
    store.migrate()
    store.check()
    store.close()


def test_failure_of_the_database_quotes_nothing(store: SessionStore, keys: SessionKeys) -> None:
    """Its errors are the store's, retryable, and say none of the shopper's words."""
    with store._database.writing() as connection:
        connection.execute(text("DROP TABLE media"))
    with pytest.raises(StoreUnavailable) as caught:
        store.accept(keys.session_id, "t1", PHOTO, epoch=1)
    assert caught.value.retryable
    chain = [caught.value, caught.value.__cause__]
    assert not any("like this" in f"{error} {error!r}" for error in chain)
    assert store.pending(keys.session_id) == ()


@pytest.mark.parametrize(
    "url", ["", "nonsense", "sqlite://", "sqlite:///:memory:", "mysql://u:secret@h/d", "postgresql://u:secret@h:port/d"]
)
def test_url_that_is_no_database_is_refused_without_its_password(url: str) -> None:
    """In one sentence with a remedy."""
    with pytest.raises(SettingsError) as caught:
        SessionStore(url)
    assert "secret" not in str(caught.value)
    assert caught.value.remedy


def test_folder_that_cannot_be_written_is_a_settings_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError):
        SessionStore(f"sqlite:///{tmp_path}/file/sessions.db")


def test_sqlite_files_are_for_their_owner_only(tmp_path: Path) -> None:
    """They hold what shoppers said."""
    store = SessionStore(f"sqlite:///{tmp_path}/new/sessions.db")
    store.migrate()
    store.create("demo", "en")
    modes = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "new").iterdir()}
    assert modes == {"sessions.db": 0o600, "sessions.db-wal": 0o600, "sessions.db-shm": 0o600}
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700
    store.close()


def test_sqlite_is_as_durable_as_promised(tmp_path: Path) -> None:
    """WAL; synchronous=FULL (2) for what was promised to a client, NORMAL (1) for what can be had again; deleted bytes
    are overwritten; rows hang together."""
    database = open_database(f"sqlite:///{tmp_path}/sessions.db")
    names = ("synchronous", "journal_mode", "secure_delete", "foreign_keys")
    found = []
    for is_urgent in (True, False, True):
        with database.writing(is_urgent=is_urgent) as connection:
            found.append([connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names])
    assert found == [[2, "wal", 1, 1], [1, "wal", 1, 1], [2, "wal", 1, 1]]
    database.close()


@pytest.mark.parametrize(
    ("call", "is_urgent"),
    [
        (lambda store, keys: store.accept(keys.session_id, "t2", HELLO, epoch=1), True),
        (lambda store, keys: store.record(keys.session_id, "t2", HELLO, Edit(), {}, epoch=1), True),
        (lambda store, keys: store.resume(keys.session_id, keys.resume_token, shop="demo"), True),
        (lambda store, keys: store.erase(keys.session_id), True),
        (lambda store, keys: store.finish(keys.session_id, "t1", None, {}, epoch=1), False),
    ],
    ids=["accept", "record", "resume", "erase", "finish"],
)
def test_what_is_promised_is_written_urgently(
    tmp_path: Path, call: Callable[[SessionStore, SessionKeys], object], is_urgent: bool
) -> None:
    """SQLite is told so before each such transaction."""
    store = SessionStore(f"sqlite:///{tmp_path}/sessions.db")
    store.migrate()
    keys = store.create("demo", "en")
    store.accept(keys.session_id, "t1", HELLO, epoch=1)
    seen: list[str] = []
    event.listen(
        store._database.writers, "before_cursor_execute", lambda _c, _k, statement, *_rest: seen.append(statement)
    )
    call(store, keys)
    assert seen[0] == f"PRAGMA synchronous={'FULL' if is_urgent else 'NORMAL'}"
    store.close()


def test_postgresql_commits_to_the_disk(postgres: PostgresServer) -> None:
    """The tests' server keeps PostgreSQL's own default, and so the trials mean something."""
    with psycopg.connect(postgres.url) as connection:
        assert connection.execute("SHOW fsync").fetchone() == ("on",)
        assert connection.execute("SHOW synchronous_commit").fetchone() == ("on",)


def dump_of(url: str) -> bytes:
    """Every value of every row, as bytes one after another."""
    tables = ("sessions", "turns", "media", "products", "feedback", "used_tokens")
    if url.startswith("sqlite"):
        with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
            rows = [row for table in tables for row in connection.execute(f"SELECT * FROM {table}").fetchall()]
    else:
        with psycopg.connect(url) as connection:
            rows = [row for table in tables for row in connection.execute(f"SELECT * FROM {table}").fetchall()]
    return b"\n".join(value if isinstance(value, bytes) else str(value).encode() for row in rows for value in row)


def test_conversation_has_an_end(store: SessionStore, keys: SessionKeys, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was accepted is answered and can be taken up; another conversation goes on."""
    monkeypatch.setattr(store_module, "MAX_TURNS", 2)
    other = store.create("demo", "en")
    for turn_id in ("t1", "t2"):
        assert store.accept(keys.session_id, turn_id, HELLO, epoch=1)
    with pytest.raises(SessionNotFound):
        store.accept(keys.session_id, "t3", HELLO, epoch=1)
    assert store.finish(keys.session_id, "t2", None, SHOWN, epoch=1)
    assert store.accept(other.session_id, "t1", HELLO, epoch=1)
    resumed = store.resume(keys.session_id, keys.resume_token, shop="demo")
    assert [turn.turn_id for turn in resumed.pending] == ["t1"]

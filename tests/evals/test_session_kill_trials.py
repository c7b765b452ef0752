"""The trials themselves: they run, and they would notice."""

from pathlib import Path

import pytest

from assistant.sessions.records import SessionKeys
from assistant.sessions.store import SessionStore
from evals.session_kill_trials import Ledger, Trials, check, event_of, input_of, shown_of

pytestmark = pytest.mark.unit


def test_trials_find_nothing_lost(tmp_path: Path) -> None:
    """A few kills, each followed by a look."""
    trials = Trials(f"sqlite:///{tmp_path}/sessions.db", seed=1)
    trials.run(3)
    assert trials.problems == []
    assert trials.n_accepted > 0


def stored_session(url: str) -> SessionKeys:
    """One turn that is over, and one that waits."""
    store = SessionStore(url)
    store.migrate()
    keys = store.create("demo", "en")
    store.record(keys.session_id, "turn-0", input_of("turn-0"), event_of("turn-0"), shown_of("turn-0"), epoch=1)
    store.accept(keys.session_id, "turn-1", input_of("turn-1"), epoch=1)
    store.close()
    return keys


@pytest.mark.parametrize(
    ("ledger", "noticed"),
    [
        (Ledger(accepted={"turn-0", "turn-1"}, finished={"turn-0"}), ""),
        (Ledger(accepted={"turn-0", "turn-1", "turn-2"}), "1 accepted turns are lost: turn-2"),
        (Ledger(accepted={"turn-0", "turn-1"}, finished={"turn-1"}), "1 finished turns are not over: turn-1"),
    ],
)
def test_what_is_lost_is_noticed(tmp_path: Path, ledger: Ledger, noticed: str) -> None:
    """And what is pending is answered, once."""
    url = f"sqlite:///{tmp_path}/sessions.db"
    ledger.keys = stored_session(url)
    told: list[str] = []
    check(url, ledger, told.append)
    keys, *rest = told
    assert keys.startswith("keys")
    assert rest == [line for line in (noticed, "answered turn-1") if line]


def test_another_event_than_the_one_given_is_noticed(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/sessions.db"
    keys = stored_session(url)
    store = SessionStore(url)
    store.finish(keys.session_id, "turn-1", event_of("turn-7"), {}, epoch=1)
    store.close()
    told: list[str] = []
    check(url, Ledger(keys=keys), told.append)
    assert "the events are not those of the turns that are over" in told


def test_conversation_that_is_gone_is_noticed(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/sessions.db"
    keys = stored_session(url)
    store = SessionStore(url)
    store.erase(keys.session_id)
    store.close()
    told: list[str] = []
    check(url, Ledger(keys=keys), told.append)
    assert told == ["the conversation is lost"]

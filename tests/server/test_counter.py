"""What all connections of a process share."""

from pathlib import Path

import pytest

from assistant.errors import StoreCorrupt
from assistant.server.counter import Counter
from tests.server.caller import Caller, play

pytestmark = pytest.mark.unit


def test_address_may_begin_so_many_conversations_at_a_time(tmp_path: Path) -> None:
    """Each is a row for thirty days. Others begin theirs, and those that were begun are taken up."""

    async def scenario(counter: Counter) -> None:
        first = Caller(counter, address="one")
        await first.open()
        await Caller(counter, address="one").open()
        refused = Caller(counter, address="one")
        assert (await refused.open())["code"] == "rate_limited"
        assert (await refused.until("closed"))["code"] == 4429
        assert (await Caller(counter, address="two").open())["type"] == "session.created"
        assert (await Caller(counter, address="one").open(**first.keys))["type"] == "session.resumed"
        assert len(counter.store.list_sessions()) == 3

    play(tmp_path, scenario, max_connections_per_address=2, turns_per_address=1)


def test_conversation_that_cannot_be_read_is_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A client that was sent away for a while would come back for ever."""

    async def scenario(counter: Counter) -> None:
        caller = Caller(counter)
        await caller.open()

        def damaged(*arguments: object, **options: object) -> None:
            raise StoreCorrupt("A stored conversation cannot be read.")

        monkeypatch.setattr(counter.store, "resume", damaged)
        assert (await Caller(counter).open(**caller.keys))["code"] == "not_found"

    play(tmp_path, scenario)


def test_state_that_was_forgotten_is_replayed_from_the_store(tmp_path: Path) -> None:
    """It equals the one that was kept: nothing of a conversation is in the process alone."""

    async def scenario(counter: Counter) -> None:
        caller = Caller(counter)
        await caller.open()
        await caller.ask("a red dress under $300")
        await caller.ask("加入购物车", turn_id="t2")
        assert caller.talk._session is not None
        keys = caller.talk._session.opened.keys
        kept = counter.load_state(keys, "en")
        counter.states.forget(keys)
        replayed = counter.load_state(keys, "en")
        assert replayed == kept
        assert replayed.n_turns == 2

    play(tmp_path, scenario)

"""What a client changes by hand: kept and answered, or not begun."""

import asyncio
from contextlib import suppress
from pathlib import Path

import pytest

from assistant.errors import SessionNotFound
from assistant.server.counter import Counter
from assistant.server.turn_runner import Busy
from tests.server.caller import Caller, play
from tests.server.live import WITHIN_S

pytestmark = pytest.mark.unit


async def take_all_places(counter: Counter) -> int:
    """As other shoppers' turns do; how many there were. A turn gives its own back a moment after its last word."""
    async with asyncio.timeout(WITHIN_S):
        while counter.runner.n_held:
            await asyncio.sleep(0)
    n_taken = 0
    with suppress(Busy):
        while True:
            counter.runner.reserve()
            n_taken += 1
    return n_taken


def test_edit_is_answered_even_if_there_is_no_time_for_its_search_yet(tmp_path: Path) -> None:
    """A client that was told "busy" would send the edit again, and what it removes is no longer there."""

    async def scenario(counter: Counter) -> None:
        caller = Caller(counter)
        await caller.open()
        ledger = (await caller.ask("a dress under $200"))["ledger.updated"]["ledger"]
        price = next(entry["id"] for entry in ledger if entry["slot"] == "price")
        n_taken = await take_all_places(counter)
        await caller.send(type="ledger.edit", edit_id="e1", remove=[price])
        assert [entry["slot"] for entry in (await caller.until("ledger.updated", "error"))["ledger"]] == ["category"]
        again = Caller(counter)
        assert (await again.open(**caller.keys))["pending"] == ["e1"]
        for _ in range(n_taken):
            counter.runner.release()
        assert (await again.follow("e1"))["cards"]["cards"]

    play(tmp_path, scenario)


def test_who_asks_to_be_forgotten_is_even_if_the_line_is_lost_at_once(tmp_path: Path) -> None:
    """The wish waits behind a turn when the window is closed."""

    async def scenario(counter: Counter) -> None:
        caller = Caller(counter)
        await caller.open()
        await caller.send(type="input.text", turn_id="t1", text="a dress")
        await caller.send(type="session.erase")
        await caller.talk.lost()
        assert caller.talk._session is not None
        await caller.talk._session.queue.wait(20)
        with pytest.raises(SessionNotFound):
            counter.store.resume(**caller.keys, shop="demo")

    play(tmp_path, scenario)

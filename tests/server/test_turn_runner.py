"""The pool: steps in order, an end that is claimed once, places that are given back whatever happens."""

import asyncio
import threading
from collections.abc import Generator
from typing import Any

import pytest

from assistant.server.turn_runner import Busy, RunningTurn, TurnFailed, TurnRunner

pytestmark = pytest.mark.unit


async def collect(running: RunningTurn[Any]) -> list[Any]:
    return [step async for step in running.steps()]


def test_steps_come_in_order_and_the_place_is_free_again() -> None:
    """All of them, and then the next turn may run."""

    async def scenario() -> list[list[int]]:
        runner = TurnRunner(1, max_waiting=0)
        came = []
        for _ in range(2):
            runner.reserve()
            came.append(await collect(runner.run(lambda running: (number for number in range(100)))))  # type: ignore[arg-type, return-value]
        assert runner.n_held == 0
        runner.close()
        return came

    assert asyncio.run(scenario()) == [list(range(100))] * 2


def test_stopped_turn_ends_for_its_listener_at_once_and_closes_its_work() -> None:
    """Even where the work is stuck; its generator is closed at its next step, and only then its place is free."""
    stuck, closed = threading.Event(), threading.Event()

    def work(running: RunningTurn[Any]) -> Generator[int, None, None]:
        try:
            yield 1
            stuck.wait(20)
            yield 2
            yield 3
        finally:
            closed.set()

    async def scenario() -> list[int]:
        runner = TurnRunner(1, max_waiting=0)
        runner.reserve()
        running = runner.run(work)
        came = []
        async for step in running.steps():
            came.append(step)
            assert running.stop()
        with pytest.raises(Busy):
            runner.reserve()
        stuck.set()
        assert await asyncio.to_thread(closed.wait, 20)
        runner.close()
        return came

    assert asyncio.run(scenario()) == [1]


def test_work_that_claimed_its_end_is_not_stopped() -> None:
    """The first of both wins: the last steps still come."""
    claimed, go_on = threading.Event(), threading.Event()

    def work(running: RunningTurn[Any]) -> Generator[str, None, None]:
        assert running.claim()
        claimed.set()
        go_on.wait(20)
        yield "stored"

    async def scenario() -> list[str]:
        runner = TurnRunner(1, max_waiting=0)
        runner.reserve()
        running = runner.run(work)
        await asyncio.to_thread(claimed.wait, 20)
        assert not running.stop()
        go_on.set()
        return await collect(running)

    assert asyncio.run(scenario()) == ["stored"]


def test_work_may_not_end_what_was_stopped() -> None:
    """Stored twice would be answered twice."""

    async def scenario() -> None:
        running: RunningTurn[Any] = RunningTurn(asyncio.get_running_loop())
        assert running.stop()
        assert not running.claim()
        assert running.is_stopped

    asyncio.run(scenario())


def test_what_work_raises_is_told_and_frees_its_place() -> None:
    """As the cause of a TurnFailed."""

    def work(running: RunningTurn[Any]) -> Generator[int, None, None]:
        yield 1
        raise KeyError("gone")

    async def scenario() -> None:
        runner = TurnRunner(1, max_waiting=0)
        runner.reserve()
        with pytest.raises(TurnFailed) as failed:
            await collect(runner.run(work))
        assert isinstance(failed.value.__cause__, KeyError)
        runner.reserve()
        runner.close()

    asyncio.run(scenario())


def test_pool_takes_so_many_and_no_more() -> None:
    """Threads and waiting places together."""
    runner = TurnRunner(2, max_waiting=1)
    for _ in range(3):
        runner.reserve()
    with pytest.raises(Busy):
        runner.reserve()
    runner.release()
    runner.reserve()
    runner.close()

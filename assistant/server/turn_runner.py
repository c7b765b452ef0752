"""Runs turns on a bounded pool of threads, and hands what comes of them to the event loop.

A turn that is stopped ends for its listener at once and for the pool at its next step; until then it keeps its place, so
that the pool never runs more than it has threads for. Who asks for a place when all are taken and enough others wait is
told so (`Busy`), before anything is promised.
"""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Generic, TypeVar

from assistant.errors import AssistantError
from assistant.interruption import interruptible

log = logging.getLogger(__name__)

Step = TypeVar("Step")


class Busy(AssistantError):
    """Every thread has a turn, and as many wait as may."""

    retryable = True


class TurnFailed(AssistantError):
    """The work of a turn raised; what it raised is the cause."""


class RunningTurn(Generic[Step]):
    """The steps of one turn as they come, to be read by one task of the event loop.

    Either the work ends the turn (`claim`, on its thread, right before what cannot be undone) or a listener stops it
    (`stop`): the first one wins, and the other one is told.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._lock = threading.Lock()
        self._steps: asyncio.Queue[Step | Exception | None] = asyncio.Queue()
        self._ended_by = ""

    @property
    def is_stopped(self) -> bool:
        """Whether nobody waits for this turn any more."""
        return self._ended_by == "stop"

    def claim(self) -> bool:
        """The work is about to end the turn for good. False: it was stopped, and must not."""
        return self._end("work")

    def stop(self) -> bool:
        """No further step is wanted. False: the work was faster, and its last steps still come."""
        if not self._end("stop"):
            return False
        self._steps.put_nowait(None)
        return True

    async def steps(self) -> AsyncIterator[Step]:
        """Each step of the work; ends where it ends or is stopped. Raises TurnFailed for what the work raised."""
        while (step := await self._steps.get()) is not None:
            if isinstance(step, Exception):
                raise TurnFailed(f"A turn failed: {type(step).__name__}.") from step
            if self.is_stopped:
                return
            yield step

    def _end(self, how: str) -> bool:
        with self._lock:
            if not self._ended_by:
                self._ended_by = how
            return self._ended_by == how

    def _post(self, step: "Step | Exception | None") -> None:
        try:
            self._loop.call_soon_threadsafe(self._steps.put_nowait, step)
        except RuntimeError:  # the loop is closed: the server is gone, and the turn will be taken up again
            log.debug("a step came after the end")


class TurnRunner:
    """So many threads, so many turns waiting for one."""

    def __init__(self, n_threads: int, *, max_waiting: int) -> None:
        self._pool = ThreadPoolExecutor(n_threads, thread_name_prefix="turn")
        self._most = n_threads + max_waiting
        self._lock = threading.Lock()
        self._held = 0

    @property
    def n_held(self) -> int:
        """Turns that run or wait."""
        return self._held

    def reserve(self) -> None:
        """A place for a turn, to be given up by `run`'s end or by `release`. Raises Busy."""
        with self._lock:
            if self._held >= self._most:
                raise Busy("Too many turns are waiting.", remedy="Come back in a few seconds.")
            self._held += 1

    def release(self) -> None:
        """Gives back a place in which nothing was run."""
        with self._lock:
            self._held -= 1

    def run(self, work: Callable[[RunningTurn[Any]], Generator[Any, None, None]]) -> RunningTurn[Any]:
        """Runs the work's steps in a place that was reserved."""
        running: RunningTurn[Any] = RunningTurn(asyncio.get_running_loop())
        try:
            self._pool.submit(self._work, running, work)
        except BaseException:
            self.release()
            raise
        return running

    def close(self) -> None:
        """No further turn is taken; those that run are not waited for."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _work(self, running: RunningTurn[Any], work: Callable[[RunningTurn[Any]], Generator[Any, None, None]]) -> None:
        end: Exception | None = None
        try:
            with interruptible(lambda: running.is_stopped):
                for step in work(running) if not running.is_stopped else ():
                    if running.is_stopped:
                        break
                    running._post(step)
        except Exception as error:
            end = error
        finally:
            self.release()  # before the end is told: who hears of it may ask for the place at once
            running._post(end)

"""What one client asked for, done one thing after the other. A newer wish stops the turns before it.

Turns run on the counter's pool and come back in steps. A turn that was promised is ended for the store even where nobody
listens any more: the client finds it when it comes back.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Literal

from assistant.dialogue_state import DialogueState
from assistant.errors import SessionMoved, SessionNotFound, StoreError
from assistant.server.counter import Counter
from assistant.server.events import Cards, ReplyCancelled, TurnAccepted
from assistant.server.line import Line
from assistant.server.opening import Opened
from assistant.server.tracing import trace_turn
from assistant.server.turn_runner import Busy, RunningTurn, TurnFailed
from assistant.server.turns import Accepted, Place, Record, Refused, Step, finish_stopped, take_turn
from assistant.session import TurnDone, TurnEvent
from retrieval.errors import PhotoError

log = logging.getLogger(__name__)

MAX_JOBS = 8
"""Messages of one client that wait for those before them."""

BUSY_POLL_S = 0.1
"""How often a promised turn asks again for a place in the pool."""

StopReason = Literal["cancelled", "new_turn", "barge_in", "edited"]


@dataclass(eq=False, slots=True)
class TurnJob:
    """A turn to be taken. `state` is there once it is stored, `stop_reason` once it is no longer wanted."""

    turn_id: str
    make_record: Record
    asked_at_s: float
    is_promised: bool = False
    stop_reason: StopReason | None = None
    running: RunningTurn[Any] | None = None
    state: DialogueState | None = None
    text: str = ""
    parts: list[TurnEvent] = field(default_factory=list)
    is_over: bool = False

    def stop(self, reason: StopReason) -> None:
        """Stops it for real; one that is being stored, as soon as it is."""
        self.stop_reason = self.stop_reason or reason
        if self.running is not None and self.state is not None:
            self.running.stop()


@dataclass(eq=False, slots=True)
class Chore:
    """Anything else that is done in its turn. What is promised is done even where nobody waits for it any more."""

    run: Callable[[], Awaitable[None]]
    is_promised: bool = False


Job = TurnJob | Chore


class TurnQueue:
    """The jobs of one open session, for one event loop."""

    def __init__(self, counter: Counter, line: Line, opened: Opened) -> None:
        self._counter = counter
        self._line = line
        self._opened = opened
        load = partial(counter.load_state, opened.keys, opened.language)
        self.place = Place(opened.shop, opened.presenter, counter.store, opened.keys, load)
        self._jobs: list[Job] = []
        self._current: TurnJob | None = None
        self._worker: asyncio.Task[None] | None = None

    @property
    def is_full(self) -> bool:
        """Whether no further job is taken."""
        return len(self._jobs) >= MAX_JOBS

    def has(self, turn_id: str) -> bool:
        """Whether this turn runs or waits."""
        return any(isinstance(job, TurnJob) and job.turn_id == turn_id for job in (self._current, *self._jobs))

    def add(self, job: Job) -> None:
        """Takes a job in."""
        self._jobs.append(job)
        if self._worker is None:
            self._worker = asyncio.create_task(self._work())

    def stop_turns(self, reason: StopReason) -> None:
        """Whatever turn runs or waits is no longer wanted."""
        for job in (self._current, *self._jobs):
            if isinstance(job, TurnJob) and not job.is_over:
                job.stop(reason)

    def drop_unpromised(self) -> None:
        """Forgets what waits and was promised to nobody."""
        self._jobs = [job for job in self._jobs if job.is_promised]

    async def wait(self, within_s: float) -> None:
        """Until the jobs are done, or the time is up."""
        if self._worker is not None:
            await asyncio.wait([self._worker], timeout=within_s)

    async def _work(self) -> None:
        """Whatever one of the jobs meets, the next one is done."""
        while self._jobs:
            job = self._jobs.pop(0)
            turn_id = job.turn_id if isinstance(job, TurnJob) else None
            try:
                await (self.take(job) if isinstance(job, TurnJob) else job.run())
            except SessionMoved:
                await self._line.say_goodbye("superseded", "done")
            except SessionNotFound:
                await self._line.refuse("not_found", "done", turn_id=turn_id)
            except StoreError as error:
                log.warning("the store failed: %s", type(error).__name__)
                await self._line.refuse("unavailable", "restart", turn_id=turn_id)
            except Exception as error:  # the session's edge: an error's text may quote the shopper
                log.error("a job failed: %s", type(error).__name__)
                await self._line.refuse("internal", "restart", turn_id=turn_id)
            finally:
                self._current = None
        self._worker = None

    async def take(self, job: TurnJob) -> None:
        """Takes the turn, or tells the client why not. Raises StoreError."""
        self._current = job
        if job.stop_reason and not job.is_promised:
            await self._line.send(ReplyCancelled(turn_id=job.turn_id, reason=job.stop_reason))
            return
        if not await self._reserve(job):
            return
        job.running = self._counter.runner.run(
            lambda running: take_turn(self.place, job.turn_id, job.make_record, running, is_accepted=job.is_promised)
        )
        with self._counter.metrics.waiting.track_inprogress():
            await self._follow(job, job.running)
        if not job.is_over and job.state is not None and job.stop_reason:
            self._counter.metrics.cancelled.labels(job.stop_reason).inc()
            work = partial(finish_stopped, self.place, job.turn_id, job.text, job.state, job.parts, job.stop_reason)
            await self._show(job, await self._counter.on_thread(work))

    async def _follow(self, job: TurnJob, running: RunningTurn[Any]) -> None:
        try:
            async for step in running.steps():
                await self._show(job, step)
        except TurnFailed as error:
            if not isinstance(error.__cause__, PhotoError):
                raise error.__cause__ or error from None
            await self._line.complain("bad_image", turn_id=job.turn_id, detail=error.__cause__.fault)

    async def _reserve(self, job: TurnJob) -> bool:
        """A place in the pool. A turn that was promised waits for one; of any other the client is told the truth."""
        while True:
            try:
                self._counter.runner.reserve()
            except Busy:
                if not job.is_promised:
                    await self._line.complain("busy", turn_id=job.turn_id)
                    return False
                await asyncio.sleep(BUSY_POLL_S)
            else:
                return True

    async def _show(self, job: TurnJob, step: Accepted | Refused | Step) -> None:
        match step:
            case Refused():
                job.is_over = True
                await self._line.complain("duplicate", turn_id=job.turn_id)
            case Accepted(state, record):
                job.text = record.text
                await self._line.send(TurnAccepted(turn_id=job.turn_id))
                job.state = state
                if job.stop_reason and job.running:
                    job.running.stop()
            case Step(events, part, state):
                if part is not None:
                    job.parts.append(part)
                if state is not None:
                    job.is_over = True
                    self._counter.states.put(self._opened.keys, state)
                for event in events:
                    await self._line.send(event)
                    if isinstance(event, Cards):
                        self._counter.metrics.first_cards.observe(self._counter.clock() - job.asked_at_s)
                if isinstance(part, TurnDone):
                    self._count(job, part)

    def _count(self, job: TurnJob, done: TurnDone) -> None:
        turn, metrics, shop = done.turn, self._counter.metrics, self._opened.shop.id
        self._line.protocol.language = turn.understanding.language
        metrics.count_turn(shop, turn.outcome.kind, turn.understanding.language, turn.timings_ms)
        metrics.turn_seconds.observe(self._counter.clock() - job.asked_at_s)
        if turn.n_ungrounded:
            metrics.ungrounded.labels(shop).inc(turn.n_ungrounded)
        if turn.outcome.kind == "failed":
            metrics.errors.labels("turn_failed").inc()
        trace_turn(turn, shop)

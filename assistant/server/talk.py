"""One connection's conversation: what the protocol lets through is done here, one thing after the other.

Turns run on the counter's pool and come back in steps; a new turn stops the one that runs. When the connection is lost,
what was promised is still done: the client finds it when it comes back.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Literal

from assistant.dialogue_state import DialogueState, fold
from assistant.errors import AssistantError, SessionMoved, SessionNotFound, StoreError, TokenRefused
from assistant.messages import Language
from assistant.security.uploads import read_upload
from assistant.server.counter import Counter
from assistant.server.edits import EditRefused, cart_edit, ledger_edit
from assistant.server.events import (
    AudioCancel,
    AudioStart,
    AudioStop,
    Cards,
    CartChange,
    CartUpdated,
    ClientMessage,
    Error,
    ErrorCode,
    Feedback,
    FeedbackAccepted,
    Handoff,
    HandoffRequest,
    InputImage,
    InputText,
    LedgerEdit,
    LedgerUpdated,
    ReplyCancel,
    ReplyCancelled,
    ServerMessage,
    SessionClosing,
    SessionErase,
    SessionErased,
    SessionStart,
    SpeechActivity,
    Transcript,
    TurnAccepted,
)
from assistant.server.faults import fault
from assistant.server.hearing import Ear
from assistant.server.opening import Opened, open_session
from assistant.server.protocol import CLOSE_CODES, AudioFrame, Close, CounterProtocol, Effect, Send
from assistant.server.turn_runner import Busy, RunningTurn, TurnFailed
from assistant.server.turns import Accepted, Place, Record, Refused, Step, finish_stopped, take_turn
from assistant.session import TurnDone, TurnEvent
from assistant.sessions.records import SessionKeys, TurnInputRecord
from retrieval.errors import PhotoError

log = logging.getLogger(__name__)

MAX_JOBS = 8
"""Messages of one client that wait for those before them."""

RECONNECT_AFTER_MS = 500
BUSY_POLL_S = 0.1
"""How often a promised turn asks again for a place in the pool."""

StopReason = Literal["cancelled", "new_turn", "barge_in", "edited"]


@dataclass(eq=False, slots=True)
class TurnJob:
    """A turn to be taken. `stop_reason` is set once it is no longer wanted; `state` once it is stored."""

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
        """Stops it for real; one that is about to be stored, as soon as it is."""
        self.stop_reason = self.stop_reason or reason
        if self.running is not None and self.state is not None:
            self.running.stop()


Job = TurnJob | Callable[[], Awaitable[None]]


class Talk:
    """The conversation of one connection. `send_text` and `hang_up` are the socket's; they may wait, and never raise."""

    __slots__ = ("_counter", "_current", "_ear", "_hang_up", "_jobs", "_lock", "_opened", "_origin", "_send_text",
                 "_tasks", "_worker", "address", "is_gone", "protocol")  # fmt: skip

    def __init__(
        self,
        counter: Counter,
        *,
        origin: str,
        address: str,
        send_text: Callable[[str], Awaitable[None]],
        hang_up: Callable[[int, str], Awaitable[None]],
    ) -> None:
        self.protocol = CounterProtocol(counter.limits, now_s=counter.clock())
        self.address = address
        self.is_gone = False
        self._counter = counter
        self._origin = origin
        self._send_text = send_text
        self._hang_up = hang_up
        self._opened: Opened | None = None
        self._jobs: list[Job] = []
        self._current: TurnJob | None = None
        self._worker: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._ear: Ear | None = None
        self._lock = asyncio.Lock()

    async def receive(self, message: str | bytes) -> None:
        """A message from the socket."""
        for effect in self.protocol.receive(message, self._counter.clock()):
            await self._do(effect)

    async def tick(self) -> None:
        """Time has passed."""
        for effect in self.protocol.tick(self._counter.clock()):
            await self._do(effect)

    async def lost(self) -> None:
        """The connection is gone. What runs is finished for the store; what was not promised is dropped."""
        self.is_gone = True
        self.protocol.closed()
        if self._ear is not None:
            self._ear.is_cancelled = True
            await self._ear.stop()
        self._jobs = [job for job in self._jobs if isinstance(job, TurnJob) and job.is_promised]
        if self._opened and self._counter.talks.get(self._keys.session_id) is self:
            del self._counter.talks[self._keys.session_id]

    async def drain(self, within_s: float) -> None:
        """Takes nothing more, ends the turn that runs if that does not take too long, and sends the client elsewhere."""
        self._jobs.clear()
        if self._worker is not None:
            await asyncio.wait([self._worker], timeout=within_s)
        await self._close_with("drain", CLOSE_CODES["restart"])

    async def supersede(self) -> None:
        """The conversation goes on over another connection."""
        self._jobs.clear()
        await self._close_with("superseded", CLOSE_CODES["done"])

    async def send(self, event: ServerMessage) -> None:
        """An event for the client, in the order of the calls."""
        if isinstance(event, Error):
            self._counter.metrics.errors.labels(event.code).inc()
        async with self._lock:
            if not self.is_gone:
                await self._send_text(self.protocol.encode(event))

    @property
    def _keys(self) -> SessionKeys:
        assert self._opened is not None, "the protocol lets nothing through before the session is open"
        return self._opened.keys

    async def _do(self, effect: Effect) -> None:
        match effect:
            case Send(event):
                await self.send(event)
            case Close(code, reason):
                await self._hang_up(code, reason)
            case SessionStart():
                await self._open(effect)
            case InputText() | InputImage():
                await self._ask(effect)
            case AudioFrame(pcm):
                if self._ear is not None:
                    await self._ear.hear(pcm)
            case AudioStart() | AudioStop() | AudioCancel():
                await self._listen(effect)
            case ReplyCancel():
                self._stop_turns("cancelled")
            case HandoffRequest():
                await self._hand_off()
            case _:
                await self._ask_for_change(effect)

    async def _open(self, message: SessionStart) -> None:
        counter = self._counter
        try:
            opened = await counter.on_thread(
                partial(open_session, counter, message, self._origin, now_s=time.time())
            )
        except TokenRefused as error:
            counter.metrics.refused.labels(error.reason).inc()
            await self._refuse("unauthorized", "unauthorized", detail=error.reason)
            return
        except SessionNotFound:
            await self._refuse("not_found", "unauthorized")
            return
        except StoreError as error:
            log.warning("a session could not be opened: %s", error)
            await self._refuse("unavailable", "restart")
            return
        if self.is_gone or self.protocol.state != "starting":
            return
        self._opened = opened
        earlier = counter.talks.get(opened.keys.session_id)
        counter.talks[opened.keys.session_id] = self
        self.protocol.opened(
            opened.language, has_voice=opened.shop.new_listener is not None, last_seq=message.last_seq or 0
        )
        counter.metrics.sessions.labels(opened.shop.id, opened.event.type.partition(".")[2]).inc()
        await self.send(opened.event)
        for turn in opened.pending:
            job = TurnJob(turn.turn_id, partial(_same, turn.input), counter.clock(), is_promised=True)
            self._add(job)
        if earlier is not None:
            await earlier.supersede()

    async def _ask(self, message: InputText | InputImage) -> None:
        if isinstance(message, InputText):
            record: Record = partial(TurnInputRecord, "text", message.text)
        else:
            if not self._shop.sees_photos:
                await self.send(fault("unsupported", self._language, turn_id=message.turn_id, detail="no photos here"))
                return
            record = partial(_photo_record, message)
        await self._ask_for_turn(TurnJob(message.turn_id, record, self._counter.clock()))

    async def _ask_for_turn(self, job: TurnJob) -> None:
        counter = self._counter
        waiting = [other for other in (self._current, *self._jobs) if isinstance(other, TurnJob)]
        if any(other.turn_id == job.turn_id for other in waiting):
            await self.send(fault("duplicate", self._language, turn_id=job.turn_id))
            return
        wait_s = counter.address_turns.take(self.address, 1, job.asked_at_s)
        wait_s = wait_s or counter.shop_turns.take(self._shop.id, 1, job.asked_at_s)
        if wait_s:
            await self.send(fault("rate_limited", self._language, turn_id=job.turn_id, retry_after_s=wait_s))
        elif len(self._jobs) >= MAX_JOBS:
            await self.send(fault("busy", self._language, turn_id=job.turn_id))
        else:
            self._stop_turns("new_turn")
            self._add(job)

    async def _ask_for_change(self, message: ClientMessage) -> None:
        asked: Callable[[], Awaitable[None]]
        match message:
            case LedgerEdit():
                asked = partial(self._edit_ledger, message)
                self._stop_turns("edited")
            case CartChange():
                asked = partial(self._edit_cart, message)
            case Feedback():
                asked = partial(self._rate, message)
            case SessionErase():
                asked = self._erase
                self._stop_turns("cancelled")
            case _:
                raise AssertionError(f"nobody handles {type(message).__name__}")
        if len(self._jobs) >= MAX_JOBS:
            await self.send(fault("busy", self._language))
        else:
            self._add(asked)

    def _add(self, job: Job) -> None:
        self._jobs.append(job)
        if self._worker is None:
            self._worker = asyncio.create_task(self._work())

    def _stop_turns(self, reason: StopReason) -> None:
        for job in (self._current, *self._jobs):
            if isinstance(job, TurnJob) and not job.is_over:
                job.stop(reason)

    async def _work(self) -> None:
        """Does the jobs in order; whatever one of them meets, the next one is done."""
        while self._jobs:
            job = self._jobs.pop(0)
            turn_id = job.turn_id if isinstance(job, TurnJob) else None
            try:
                await (self._take(job) if isinstance(job, TurnJob) else job())
            except SessionMoved:
                await self.supersede()
            except SessionNotFound:
                await self._refuse("not_found", "done", turn_id=turn_id)
            except StoreError as error:
                log.warning("the store failed: %s", error)
                await self._refuse("unavailable", "restart", turn_id=turn_id)
            except Exception as error:  # the edge of the conversation: nothing of the shopper's goes into the log
                log.error("a job failed: %s", type(error).__name__)
                await self._refuse("internal", "restart", turn_id=turn_id)
            finally:
                self._current = None
        self._worker = None

    async def _take(self, job: TurnJob) -> None:
        self._current = job
        if job.stop_reason and not job.is_promised:
            await self.send(ReplyCancelled(turn_id=job.turn_id, reason=job.stop_reason))
            return
        if not await self._reserve(job):
            return
        place = self._place
        job.running = self._counter.runner.run(
            lambda running: take_turn(place, job.turn_id, job.make_record, running, is_accepted=job.is_promised)
        )
        self._counter.metrics.waiting.inc()
        try:
            async for step in job.running.steps():
                await self._show(job, step)
        except TurnFailed as error:
            if not isinstance(error.__cause__, PhotoError):
                raise error.__cause__ or error from None
            detail = error.__cause__.fault
            await self.send(fault("bad_image", self._language, turn_id=job.turn_id, detail=detail))
            return
        finally:
            self._counter.metrics.waiting.dec()
        if not job.is_over and job.state is not None and job.stop_reason:
            reason = job.stop_reason
            self._counter.metrics.cancelled.labels(reason).inc()
            work = partial(finish_stopped, place, job.turn_id, job.text, job.state, job.parts, reason)
            await self._show(job, await self._counter.on_thread(work))

    async def _reserve(self, job: TurnJob) -> bool:
        """A place in the pool. A turn that was promised waits for one; of any other the client is told the truth."""
        while True:
            try:
                self._counter.runner.reserve()
            except Busy:
                if not job.is_promised:
                    await self.send(fault("busy", self._language, turn_id=job.turn_id))
                    return False
                await asyncio.sleep(BUSY_POLL_S)
            else:
                return True

    async def _show(self, job: TurnJob, step: Accepted | Refused | Step) -> None:
        match step:
            case Refused():
                job.is_over = True
                await self.send(fault("duplicate", self._language, turn_id=job.turn_id))
            case Accepted(state, record):
                job.text = record.text
                await self.send(TurnAccepted(turn_id=job.turn_id))
                job.state = state
                if job.stop_reason and job.running:
                    job.running.stop()
            case Step(events, part, state):
                if part is not None:
                    job.parts.append(part)
                if state is not None:
                    job.is_over = True
                    self._counter.states.put(self._keys, state)
                for event in events:
                    await self.send(event)
                    if isinstance(event, Cards):
                        self._counter.metrics.first_cards.observe(self._counter.clock() - job.asked_at_s)
                if isinstance(part, TurnDone):
                    self._count(job, part)

    def _count(self, job: TurnJob, done: TurnDone) -> None:
        turn, metrics = done.turn, self._counter.metrics
        self.protocol.language = turn.understanding.language
        metrics.count_turn(self._shop.id, turn.outcome.kind, turn.understanding.language, turn.timings_ms)
        metrics.turn_seconds.observe(self._counter.clock() - job.asked_at_s)
        if turn.n_ungrounded:
            metrics.ungrounded.labels(self._shop.id).inc(turn.n_ungrounded)
        if turn.outcome.kind == "failed":
            metrics.errors.labels("turn_failed").inc()

    async def _edit_ledger(self, message: LedgerEdit) -> None:
        """The edit, then a turn that searches by it: both stored under the id of the edit."""
        state = await self._state()
        try:
            edit = ledger_edit(message, state, self._shop.shop)
        except EditRefused as error:
            await self.send(fault("not_found", self._language, turn_id=message.edit_id, detail=error.problem))
            return
        if await self._record(f"{message.edit_id}.edit", TurnInputRecord("edit"), edit):
            state = fold(state, edit)
            self._counter.states.put(self._keys, state)
        ledger = self._presenter.ledger(state.printed_ledger, self._language)
        await self.send(LedgerUpdated(ledger=ledger))
        record = partial(TurnInputRecord, "search")
        await self._take(TurnJob(message.edit_id, record, self._counter.clock()))

    async def _edit_cart(self, message: CartChange) -> None:
        state = await self._state()
        try:
            edit = await self._counter.on_thread(partial(cart_edit, message, state, self._shop.shop))
        except EditRefused as error:
            await self.send(fault("not_found", self._language, turn_id=message.edit_id, detail=error.problem))
            return
        if not await self._record(message.edit_id, TurnInputRecord("cart"), edit):
            await self.send(fault("duplicate", self._language, turn_id=message.edit_id))
            return
        state = fold(state, edit)
        self._counter.states.put(self._keys, state)
        view = self._presenter.cart(state.cart, state.cart_products, self._language)
        await self.send(CartUpdated(**dict(view), edit_id=message.edit_id))

    async def _record(self, edit_id: str, record: TurnInputRecord, event: Any) -> bool:
        keys = self._keys
        work = partial(self._counter.store.record, keys.session_id, edit_id, record, event, {}, epoch=keys.epoch)
        return await self._counter.on_thread(work)

    async def _rate(self, message: Feedback) -> None:
        keys = self._keys
        work = partial(
            self._counter.store.feedback,
            keys.session_id,
            message.turn_id,
            message.rating,
            message.reason or "",
            epoch=keys.epoch,
        )
        try:
            await self._counter.on_thread(work)
        except SessionNotFound:
            await self.send(fault("not_found", self._language, turn_id=message.turn_id))
        else:
            await self.send(FeedbackAccepted(turn_id=message.turn_id))

    async def _hand_off(self) -> None:
        book = self._shop.labels[self._language].book
        is_known = any(self._shop.contact.model_dump().values())
        words = book.say("handoff.known" if is_known else "handoff.unknown", {}, turn_index=0)
        await self.send(Handoff(message=words, contact=self._shop.contact))

    async def _erase(self) -> None:
        await self._counter.on_thread(partial(self._counter.store.erase, self._keys.session_id))
        self._counter.states.forget(self._keys)
        await self.send(SessionErased())
        await self._hang_up(CLOSE_CODES["done"], "erased")

    async def _listen(self, message: AudioStart | AudioStop | AudioCancel) -> None:
        if isinstance(message, AudioStart):
            assert self._shop.new_listener is not None, "the protocol lets no audio through where nobody listens"
            ear = self._ear = Ear(self._shop.new_listener(), message.turn_id, self._counter.on_speech_thread)
            task = asyncio.create_task(self._hear(ear))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        elif self._ear is not None:
            self._ear.is_cancelled = isinstance(message, AudioCancel)
            await self._ear.stop()
            if self._ear.is_cancelled:
                await self.send(ReplyCancelled(turn_id=self._ear.turn_id, reason="audio_cancelled"))
            self._ear = None

    async def _hear(self, ear: Ear) -> None:
        """What is heard goes to the client; the final words are a turn."""
        try:
            async for event in ear.events():
                if ear.is_cancelled:
                    return
                if await self._heard(ear, event):
                    return
            await self.send(ReplyCancelled(turn_id=ear.turn_id, reason="nothing_heard"))
        except Exception as error:  # the edge of the conversation: a listener may fail as it likes
            log.error("listening failed: %s", type(error).__name__)
            await self.send(fault("internal", self._language, turn_id=ear.turn_id))
        finally:
            if self._ear is ear:
                self._ear = None
                self.protocol.audio_over()

    async def _heard(self, ear: Ear, event: Any) -> bool:
        """Tells the client; True once the words are final."""
        match type(event).__name__:
            case "SpeechStarted":
                self._stop_turns("barge_in")
                await self.send(SpeechActivity(type="speech.started", turn_id=ear.turn_id, at_ms=event.at_ms))
            case "SpeechStopped":
                await self.send(SpeechActivity(type="speech.stopped", turn_id=ear.turn_id, at_ms=event.at_ms))
            case "InterimTranscript":
                await self.send(_transcript("transcript.interim", ear, event))
            case "FinalTranscript" if event.text.strip():
                await self.send(_transcript("transcript.final", ear, event))
                record = partial(TurnInputRecord, "voice", event.text)
                await self._ask_for_turn(TurnJob(ear.turn_id, record, self._counter.clock()))
                return True
        return False

    async def _refuse(
        self, code: ErrorCode, hang_up: str, *, turn_id: str | None = None, detail: str | None = None
    ) -> None:
        await self.send(fault(code, self.protocol.language, turn_id=turn_id, detail=detail))
        self.protocol.closed()
        await self._hang_up(CLOSE_CODES[hang_up], code)

    async def _close_with(self, reason: Literal["drain", "superseded"], code: int) -> None:
        if not self.is_gone:
            await self.send(SessionClosing(reason=reason, reconnect_after_ms=RECONNECT_AFTER_MS))
            self.protocol.closed()
            await self._hang_up(code, reason)

    async def _state(self) -> DialogueState:
        return await self._counter.on_thread(self._place.load_state)

    @property
    def _place(self) -> Place:
        opened = self._opened
        assert opened is not None, "the protocol lets nothing through before the session is open"
        load = partial(self._counter.load_state, opened.keys, opened.language)
        return Place(opened.shop, opened.presenter, self._counter.store, opened.keys, load)

    @property
    def _shop(self) -> Any:
        return self._place.shop

    @property
    def _presenter(self) -> Any:
        return self._place.presenter

    @property
    def _language(self) -> Language:
        return self.protocol.language


def _same(record: TurnInputRecord) -> TurnInputRecord:
    return record


def _photo_record(message: InputImage) -> TurnInputRecord:
    return TurnInputRecord("photo", message.text, image=read_upload(message.data))


def _transcript(kind: Literal["transcript.interim", "transcript.final"], ear: Ear, event: Any) -> Transcript:
    return Transcript(type=kind, turn_id=ear.turn_id, text=event.text, language=event.language)

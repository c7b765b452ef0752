"""One connection: opens its session, and passes on what the protocol lets through."""

import asyncio
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

from assistant.errors import SessionNotFound, StoreCorrupt, StoreError, TokenRefused
from assistant.security.uploads import read_upload
from assistant.server.changes import Changes
from assistant.server.counter import Counter
from assistant.server.events import (
    AudioCancel,
    AudioStart,
    AudioStop,
    CartChange,
    Feedback,
    HandoffRequest,
    InputImage,
    InputText,
    LedgerEdit,
    ReplyCancel,
    ReplyCancelled,
    SessionErase,
    SessionStart,
    SpeechActivity,
    Transcript,
)
from assistant.server.hearing import Ear
from assistant.server.line import HangUp, Line, SendText
from assistant.server.opening import Opened, open_session
from assistant.server.protocol import AudioFrame, Close, CounterProtocol, Effect, Send
from assistant.server.turn_queue import Chore, TurnJob, TurnQueue
from assistant.server.turns import Record
from assistant.sessions.records import TurnInputRecord
from assistant.speech.events import FinalTranscript, InterimTranscript, SpeechEvent, SpeechStarted, SpeechStopped
from assistant.speech.transcriber import hearing_details

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Session:
    """What there is once the session is open."""

    opened: Opened
    queue: TurnQueue
    changes: Changes


class Talk:
    """The conversation of one connection; `receive`, `tick` and `lost` are called by its socket."""

    __slots__ = ("_counter", "_ear", "_origin", "_session", "_tasks", "address", "line")

    def __init__(self, counter: Counter, *, origin: str, address: str, send_text: SendText, hang_up: HangUp) -> None:
        protocol = CounterProtocol(counter.limits, now_s=counter.clock())
        self.line = Line(protocol, counter.metrics, send_text=send_text, hang_up=hang_up)
        self.address = address
        self._counter = counter
        self._origin = origin
        self._session: _Session | None = None
        self._ear: Ear | None = None
        self._tasks: set[asyncio.Task[None]] | None = None

    async def receive(self, message: str | bytes) -> None:
        """A message from the socket."""
        await self._do_all(self.line.protocol.receive(message, self._counter.clock()))

    def tick(self) -> None:
        """Time has passed. Whatever that calls for is done in a task of its own: a client that is slow to take its leave
        must not keep the time from the others.
        """
        if effects := self.line.protocol.tick(self._counter.clock()):
            self._spawn(self._do_all(effects))

    async def lost(self) -> None:
        """The connection is gone. What was promised is ended for the store, the rest is dropped."""
        self.line.is_gone = True
        self.line.protocol.closed()
        if self._ear is not None:
            await self._ear.cancel()
        if self._session is not None:
            self._session.queue.drop_unpromised()
            session_id = self._session.opened.keys.session_id
            if self._counter.talks.get(session_id) is self:
                del self._counter.talks[session_id]

    async def drain(self, within_s: float) -> None:
        """Takes nothing more, ends the turn that runs if that takes no longer, and sends the client elsewhere."""
        if self._session is not None:
            self._session.queue.drop_unpromised()
            await self._session.queue.wait(within_s)
        await self.line.say_goodbye("drain", "restart")

    async def supersede(self) -> None:
        """The conversation goes on over another connection."""
        if self._session is not None:
            self._session.queue.drop_unpromised()
        await self.line.say_goodbye("superseded", "done")

    async def _do_all(self, effects: Sequence[Effect]) -> None:
        for effect in effects:
            await self._do(effect)

    async def _do(self, effect: Effect) -> None:
        match effect:
            case Send(event):
                await self.line.send(event)
            case Close(code, reason):
                await self.line.hang_up(code, reason)
            case SessionStart():
                await self._open(effect)
            case AudioFrame(pcm):
                if self._ear is not None:
                    await self._ear.hear(pcm)
            case _ if self._counter.is_draining:
                pass  # not promised, so that the client sends it again to the next server
            case _:
                assert self._session is not None, "the protocol lets nothing through before the session is open"
                await self._do_in(self._session, effect)

    async def _do_in(self, session: _Session, effect: Effect) -> None:
        queue = session.queue
        match effect:
            case InputText() | InputImage():
                await self._ask(session, effect)
            case AudioStart() | AudioStop() | AudioCancel():
                await self._listen(session, effect)
            case ReplyCancel():
                queue.stop_turns("cancelled")
            case HandoffRequest():
                await session.changes.hand_off()
            case LedgerEdit() | CartChange() | Feedback() | SessionErase():
                if queue.is_full:
                    await self.line.complain("busy", turn_id=getattr(effect, "edit_id", None))
                    return
                if isinstance(effect, LedgerEdit | SessionErase):
                    queue.stop_turns("edited")
                # Who asks to be forgotten may close the window at once.
                queue.add(Chore(session.changes.job(effect), is_promised=isinstance(effect, SessionErase)))

    async def _open(self, message: SessionStart) -> None:
        counter, line = self._counter, self.line
        if message.session_id is None and counter.address_sessions.take(self.address, 1, counter.clock()):
            await line.refuse("rate_limited", "rate")
            return
        try:
            opened = await counter.on_thread(partial(open_session, counter, message, self._origin, now_s=time.time()))
        except TokenRefused as error:
            counter.metrics.refused.labels(error.reason).inc()
            await line.refuse("unauthorized", "unauthorized", detail=error.reason)
        except SessionNotFound:
            await line.refuse("not_found", "unauthorized")
        except StoreCorrupt:  # it will not be read the next time either
            log.error("a stored session cannot be read")
            await line.refuse("not_found", "unauthorized")
        except StoreError as error:
            log.warning("a session could not be opened: %s", type(error).__name__)
            await line.refuse("unavailable", "restart")
        else:
            if line.protocol.state == "starting":  # else it was lost meanwhile
                await self._begin(message, opened)

    async def _begin(self, message: SessionStart, opened: Opened) -> None:
        counter, line = self._counter, self.line
        queue = TurnQueue(counter, line, opened)
        self._session = _Session(opened, queue, Changes(counter, line, opened, queue))
        earlier = counter.talks.get(opened.keys.session_id)
        counter.talks[opened.keys.session_id] = self
        has_voice = opened.shop.new_listener is not None
        line.protocol.opened(opened.language, has_voice=has_voice, last_seq=message.last_seq or 0)
        counter.metrics.sessions.labels(opened.shop.id, opened.event.type.partition(".")[2]).inc()
        await line.send(opened.event)
        for turn in opened.pending:
            record = partial(_as_it_is, turn.input)
            queue.add(TurnJob(turn.turn_id, record, counter.clock(), is_promised=True))
        if earlier is not None:
            await earlier.supersede()

    async def _ask(self, session: _Session, message: InputText | InputImage) -> None:
        if isinstance(message, InputText):
            record: Record = partial(TurnInputRecord, "text", message.text)
        elif session.opened.shop.sees_photos:
            record = partial(_photo_record, message)
        else:
            await self.line.complain("unsupported", turn_id=message.turn_id, detail="this shop looks at no photos")
            return
        await self._ask_for_turn(session, TurnJob(message.turn_id, record, self._counter.clock()))

    async def _ask_for_turn(self, session: _Session, job: TurnJob) -> None:
        counter, shop, queue = self._counter, session.opened.shop, session.queue
        if queue.has(job.turn_id):
            await self.line.complain("duplicate", turn_id=job.turn_id)
            return
        wait_s = counter.address_turns.take(self.address, 1, job.asked_at_s)
        wait_s = wait_s or counter.session_turns.take(session.opened.keys.session_id, 1, job.asked_at_s)
        wait_s = wait_s or counter.shop_turns.take(shop.id, 1, job.asked_at_s)
        if wait_s:
            await self.line.complain("rate_limited", turn_id=job.turn_id, retry_after_s=wait_s)
        elif queue.is_full:
            await self.line.complain("busy", turn_id=job.turn_id)
        else:
            queue.stop_turns("new_turn")
            queue.add(job)

    async def _listen(self, session: _Session, message: AudioStart | AudioStop | AudioCancel) -> None:
        if isinstance(message, AudioStart):
            assert session.opened.shop.new_listener is not None, "the protocol knows whether the shop listens"
            listener = session.opened.shop.new_listener()
            self._ear = Ear(listener, message.turn_id, self._counter.on_speech_thread)
            self._spawn(self._hear(session, self._ear))
        elif self._ear is not None:
            ear, self._ear = self._ear, None
            if isinstance(message, AudioStop):
                await ear.stop()
            else:
                await ear.cancel()
                await self.line.send(ReplyCancelled(turn_id=ear.turn_id, reason="audio_cancelled"))

    def _spawn(self, work: Any) -> None:
        self._tasks = self._tasks or set()
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _hear(self, session: _Session, ear: Ear) -> None:
        """What is heard goes to the client; the final words are a turn."""
        try:
            async for event in ear.events():
                if await self._heard(session, ear, event):
                    return
            if not ear.is_cancelled:
                silence = Transcript(type="transcript.final", turn_id=ear.turn_id, text="", language=self.line.language)
                await self.line.send(silence)
        except Exception as error:  # the session's edge: a listener may fail as it likes
            log.error("listening failed: %s", type(error).__name__)
            await self.line.complain("internal", turn_id=ear.turn_id)
        finally:
            ear.close()
            if self._ear is ear:
                self._ear = None
                self.line.protocol.audio_over()

    async def _heard(self, session: _Session, ear: Ear, event: SpeechEvent) -> bool:
        """Tells the client; True once the words are final."""
        match event:
            case SpeechStarted(at_ms):
                session.queue.stop_turns("barge_in")
                await self.line.send(SpeechActivity(type="speech.started", turn_id=ear.turn_id, at_ms=at_ms))
            case SpeechStopped(at_ms):
                await self.line.send(SpeechActivity(type="speech.stopped", turn_id=ear.turn_id, at_ms=at_ms))
            case InterimTranscript():
                await self.line.send(_transcript("transcript.interim", ear, event))
            case FinalTranscript():
                await self.line.send(_transcript("transcript.final", ear, event))
                if event.text.strip():
                    details = hearing_details(event.hearing)
                    record = partial(TurnInputRecord, "voice", event.text, details=details)
                    await self._ask_for_turn(session, TurnJob(ear.turn_id, record, self._counter.clock()))
                return True
        return False


def _as_it_is(record: TurnInputRecord) -> TurnInputRecord:
    return record


def _photo_record(message: InputImage) -> TurnInputRecord:
    return TurnInputRecord("photo", message.text, image=read_upload(message.data))


def _transcript(
    kind: Literal["transcript.interim", "transcript.final"], ear: Ear, event: InterimTranscript | FinalTranscript
) -> Transcript:
    return Transcript(type=kind, turn_id=ear.turn_id, text=event.text, language=event.language)

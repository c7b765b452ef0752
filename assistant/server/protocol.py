"""The protocol as a state machine without I/O: messages in, what is to be done about them out. Time is an argument.

awaiting ── session.start ──▶ starting ── `opened` ──▶ open ── … ──▶ closed
A client sends nothing while the session is being opened. Whatever a client does, `receive` raises nothing: it answers
with an error event, and hangs up on those who go on like that.
"""

from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ValidationError

from assistant.messages import Language
from assistant.server.events import (
    CLIENT_EVENTS,
    MAX_IMAGE_CHARS,
    MAX_MESSAGE_CHARS,
    PROTOCOL_VERSION,
    AudioCancel,
    AudioStart,
    AudioStop,
    CartChange,
    ClientEvent,
    ClientMessage,
    ErrorCode,
    InputImage,
    InputText,
    LedgerEdit,
    Ping,
    Pong,
    Replacement,
    ServerMessage,
    SessionStart,
)
from assistant.server.faults import fault
from assistant.server.limits import Rate, SocketLimits, TokenBucket

BYTES_PER_S = 32_000
"""PCM of 16 bits at 16 kHz."""

MAX_FRAME_BYTES = BYTES_PER_S
"""One second of sound; clients send a twentieth of it."""

CLOSE_CODES = {
    "done": 1000, "restart": 1012, "full": 1013, "protocol": 4400, "unauthorized": 4401, "origin": 4403,
    "silent": 4408, "slow": 4409, "too_large": 4413, "rate": 4429,
}  # fmt: skip
"""Why the server hangs up. 4400 and above are ours (RFC 6455, section 7.4.2)."""

MAX_ENVELOPE_CHARS = MAX_IMAGE_CHARS + MAX_MESSAGE_CHARS
"""Of any text message; the WebSocket layer refuses longer ones before they are read."""


@dataclass(frozen=True, slots=True)
class Send:
    """An event for the client."""

    event: ServerMessage


@dataclass(frozen=True, slots=True)
class Close:
    """The connection is over."""

    code: int
    reason: str


@dataclass(frozen=True, slots=True)
class AudioFrame:
    """A piece of the open audio: PCM16, an even number of bytes."""

    pcm: bytes


Effect = Send | Close | AudioFrame | ClientEvent
"""What is to be done; a client's message means that it is in order and within the limits."""

State = Literal["awaiting", "starting", "open", "closed"]
Audio = Literal["closed", "open", "over"]
"""Over: the server has heard enough, and the client, which may not know yet, still sends."""

_Kind = Literal["messages", "frames", "turns", "images", "edits", "audio"]


class CounterProtocol:
    """The server's side of one connection."""

    __slots__ = ("_audio", "_audio_bytes", "_buckets", "_heard_s", "_limits", "_n_faults", "_seq", "has_voice",
                 "language", "state")  # fmt: skip

    def __init__(self, limits: SocketLimits, *, now_s: float) -> None:
        self._limits = limits
        self._heard_s = now_s
        self._seq = 0
        self._n_faults = 0
        self._audio: Audio = "closed"
        self._audio_bytes = 0
        self._buckets: dict[_Kind, TokenBucket] = {}
        self.state: State = "awaiting"
        self.has_voice = False
        self.language: Language = "en"

    def opened(self, language: Language, *, has_voice: bool, last_seq: int = 0) -> None:
        """The application has opened the session; events are numbered on from `last_seq`."""
        assert self.state == "starting", f"opened while {self.state}"
        self.state, self.language, self.has_voice, self._seq = "open", language, has_voice, last_seq

    def closed(self) -> None:
        """Nothing is received or sent any more."""
        self.state = "closed"

    def audio_over(self) -> None:
        """The speaker has finished, by the application's ear: what is still under way of this audio is dropped."""
        self._audio = "over"

    def encode(self, event: ServerMessage) -> str:
        """The event as it goes out, numbered."""
        self._seq += 1
        body = event.model_dump_json(exclude_none=False)
        return f'{{"seq":{self._seq},{body[1:]}'

    def receive(self, message: str | bytes, now_s: float) -> list[Effect]:
        """What a text or binary message calls for, in order."""
        if self.state == "closed":
            return []
        self._heard_s = now_s
        effects = self._receive_audio(message, now_s) if isinstance(message, bytes) else self._receive(message, now_s)
        if any(isinstance(effect, Close) for effect in effects):
            self.state = "closed"
        return effects

    def tick(self, now_s: float) -> list[Effect]:
        """What the passing of time calls for; to be called every second or so."""
        silent_s = now_s - self._heard_s
        if self.state in ("awaiting", "starting") and silent_s > self._limits.start_within_s:
            effects = self._refuse("unauthorized", "unauthorized", detail="no session.start in time")
        elif self.state == "open" and silent_s > self._limits.silent_for_s:
            effects = [Close(CLOSE_CODES["silent"], "no ping")]
        else:
            return []
        self.state = "closed"
        return effects

    def _receive(self, text: str, now_s: float) -> list[Effect]:
        if wait_s := self._take("messages", 1, now_s):
            return self._complain("rate_limited", retry_after_s=wait_s, hang_up="rate")
        if len(text) > MAX_ENVELOPE_CHARS or (len(text) > MAX_MESSAGE_CHARS and '"input.image"' not in text):
            return self._complain("too_large", detail=f"{len(text)} characters", hang_up="too_large")
        try:
            message = CLIENT_EVENTS.validate_json(text)
        except ValidationError as error:
            return self._complain(*_explain(error))
        except ValueError as error:  # surrogates
            return self._complain("bad_message", detail=type(error).__name__)
        return self._in_order(message, now_s)

    def _in_order(self, message: ClientEvent, now_s: float) -> list[Effect]:
        if isinstance(message, SessionStart):
            return self._start(message)
        if self.state == "awaiting":
            return self._refuse("out_of_order", "protocol", detail="the first message must be session.start")
        if self.state == "starting":
            return self._complain("out_of_order", detail="wait for session.created", turn_id=_id_of(message))
        match message:
            case Ping():
                return [Send(Pong())]
            case AudioStart() | AudioStop() | AudioCancel():
                return self._about_audio(message, now_s)
            case InputText() | InputImage():
                return self._input(message, now_s)
            case LedgerEdit() | CartChange():
                return self._limited("edits", message, now_s)
        return [message]

    def _start(self, message: SessionStart) -> list[Effect]:
        if self.state != "awaiting":
            return self._complain("out_of_order", detail="session.start was sent before")
        self.language = message.language or self.language
        if message.protocol != PROTOCOL_VERSION:
            detail = f"this server speaks protocol {PROTOCOL_VERSION}"
            return self._refuse("unsupported_protocol", "protocol", detail=detail)
        if (message.session_id is None) != (message.resume_token is None):
            return self._refuse("bad_message", "protocol", detail="session_id and resume_token belong together")
        self.state = "starting"
        return [message]

    def _input(self, message: InputText | InputImage, now_s: float) -> list[Effect]:
        if isinstance(message, InputImage) and (wait_s := self._take("images", 1, now_s)):
            return self._complain("rate_limited", retry_after_s=wait_s, turn_id=message.turn_id)
        effects = self._limited("turns", message, now_s)
        if effects == [message] and self._audio == "open":
            self._audio = "over"
            return [AudioCancel(type="input_audio.cancel"), message]
        return effects

    def _about_audio(self, message: AudioStart | AudioStop | AudioCancel, now_s: float) -> list[Effect]:
        is_start = isinstance(message, AudioStart)
        if not self.has_voice:
            return self._complain("unsupported", turn_id=_id_of(message), detail="this shop does not listen")
        if self._audio == "over" and not is_start:
            self._audio = "closed"
            return []
        if is_start == (self._audio == "open"):
            detail = "audio is open already" if is_start else "no audio is open"
            return self._complain("out_of_order", turn_id=_id_of(message), detail=detail)
        if is_start and (wait_s := self._take("turns", 1, now_s)):
            return self._complain("rate_limited", retry_after_s=wait_s, turn_id=_id_of(message))
        self._audio, self._audio_bytes = "open" if is_start else "closed", 0
        return [message]

    def _receive_audio(self, pcm: bytes, now_s: float) -> list[Effect]:
        if wait_s := self._take("frames", 1, now_s):
            return self._complain("rate_limited", retry_after_s=wait_s, hang_up="rate")
        if self.state != "open":
            return self._refuse("out_of_order", "protocol", detail="a binary message before the session is open")
        if self._audio == "over":
            return []
        if self._audio == "closed":
            return self._complain("out_of_order", detail="a binary message while no audio is open")
        if not pcm or len(pcm) % 2 or len(pcm) > MAX_FRAME_BYTES:
            return self._complain("bad_message", detail=f"a frame of {len(pcm)} bytes")
        if wait_s := self._take("audio", len(pcm) / BYTES_PER_S, now_s):
            return self._complain("rate_limited", retry_after_s=wait_s)
        self._audio_bytes += len(pcm)
        if self._audio_bytes > self._limits.max_audio_s * BYTES_PER_S:
            self._audio = "over"
            return [AudioFrame(pcm), AudioStop(type="input_audio.stop")]
        return [AudioFrame(pcm)]

    def _limited(self, kind: _Kind, message: ClientEvent, now_s: float) -> list[Effect]:
        if wait_s := self._take(kind, 1, now_s):
            return self._complain("rate_limited", retry_after_s=wait_s, turn_id=_id_of(message))
        return [message]

    def _take(self, kind: _Kind, n: float, now_s: float) -> float:
        bucket = self._buckets.get(kind)
        if bucket is None:
            rate: Rate = getattr(self._limits, kind)
            bucket = self._buckets[kind] = TokenBucket(rate, now_s)
        return bucket.take(n, now_s)

    def _complain(
        self,
        code: ErrorCode,
        detail: str | None = None,
        *,
        turn_id: str | None = None,
        retry_after_s: float | None = None,
        hang_up: str = "protocol",
    ) -> list[Effect]:
        """An error event, and the end of the connection for those who cause too many; before a start, for all."""
        self._n_faults += 1
        error = fault(code, self.language, turn_id=turn_id, retry_after_s=retry_after_s, detail=detail)
        if self.state == "awaiting" or self._n_faults > self._limits.max_faults:
            return [Send(error), Close(CLOSE_CODES[hang_up], code)]
        return [Send(error)]

    def _refuse(self, code: ErrorCode, hang_up: str, *, detail: str) -> list[Effect]:
        return [Send(fault(code, self.language, detail=detail)), Close(CLOSE_CODES[hang_up], code)]


def _id_of(message: ClientEvent) -> str | None:
    return getattr(message, "turn_id", None) or getattr(message, "edit_id", None)


def _explain(error: ValidationError) -> tuple[ErrorCode, str]:
    """The code and what is wrong, by the names of our own fields; never a value, for it may be the shopper's words."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    if first["type"] == "union_tag_invalid":
        return "unknown_type", "no such type"
    kind = str(first["type"])
    where = ".".join(str(part) for part in first["loc"][1:] if isinstance(part, int) or part in _FIELDS)
    code: ErrorCode = "too_large" if kind in ("string_too_long", "too_long") else "bad_message"
    return code, f"{where or 'message'}: {kind}"


_MODELS: tuple[type[BaseModel], ...] = (*ClientMessage.__subclasses__(), Replacement)
_FIELDS = frozenset(name for model in _MODELS for name in model.model_fields)
"""Every name of ours: what may be repeated to a developer."""

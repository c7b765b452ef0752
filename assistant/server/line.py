"""The line to one client: events go out numbered and in order, and it is hung up in one way only."""

import asyncio
from collections.abc import Awaitable, Callable

from assistant.messages import Language
from assistant.server.events import ClosingReason, Error, ErrorCode, ServerMessage, SessionClosing
from assistant.server.faults import fault
from assistant.server.metrics import Metrics
from assistant.server.protocol import CLOSE_CODES, CounterProtocol

RECONNECT_AFTER_MS = 500

SendText = Callable[[str], Awaitable[None]]
HangUp = Callable[[int, str], Awaitable[None]]


class Line:
    """`send_text` and `hang_up` are the socket's; they may wait, and raise nothing. `is_gone`: nobody listens any more."""

    __slots__ = ("_hang_up", "_lock", "_metrics", "_send_text", "is_gone", "protocol")

    def __init__(self, protocol: CounterProtocol, metrics: Metrics, *, send_text: SendText, hang_up: HangUp) -> None:
        self.protocol = protocol
        self.is_gone = False
        self._metrics = metrics
        self._send_text = send_text
        self._hang_up = hang_up
        self._lock = asyncio.Lock()

    @property
    def language(self) -> Language:
        """What the shopper reads."""
        return self.protocol.language

    async def send(self, event: ServerMessage) -> None:
        """An event for the client, in the order of the calls."""
        if isinstance(event, Error):
            self._metrics.errors.labels(event.code).inc()
        async with self._lock:
            if not self.is_gone:
                await self._send_text(self.protocol.encode(event))

    async def complain(
        self,
        code: ErrorCode,
        *,
        turn_id: str | None = None,
        detail: str | None = None,
        retry_after_s: float | None = None,
    ) -> None:
        """An error event."""
        await self.send(fault(code, self.language, turn_id=turn_id, detail=detail, retry_after_s=retry_after_s))

    async def refuse(
        self, code: ErrorCode, close: str, *, turn_id: str | None = None, detail: str | None = None
    ) -> None:
        """An error event, and the end."""
        await self.complain(code, turn_id=turn_id, detail=detail)
        await self.hang_up(CLOSE_CODES[close], code)

    async def say_goodbye(self, reason: ClosingReason, close: str) -> None:
        """Tells the client why, and whether to come back, and hangs up."""
        if not self.is_gone:
            await self.send(SessionClosing(reason=reason, reconnect_after_ms=RECONNECT_AFTER_MS))
            await self.hang_up(CLOSE_CODES[close], reason)

    async def hang_up(self, code: int, reason: str) -> None:
        """Ends the connection; nothing is received or sent after it."""
        self.protocol.closed()
        if not self.is_gone:
            self.is_gone = True
            await self._hang_up(code, reason)

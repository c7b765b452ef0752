"""The WebSocket's edge: who may connect, messages in, messages out within a deadline, and an orderly end."""

import asyncio
import logging
from contextlib import suppress

from starlette.responses import JSONResponse
from starlette.websockets import WebSocket, WebSocketDisconnect

from assistant.errors import OriginRefused
from assistant.security.headers import api_headers
from assistant.server.counter import Counter
from assistant.server.faults import fault
from assistant.server.limits import network_of
from assistant.server.protocol import CLOSE_CODES
from assistant.server.talk import Talk

log = logging.getLogger(__name__)

SEND_WITHIN_S = 10.0
"""A client that takes nothing for so long, with its buffers full, is slow beyond help."""

SWEEP_EVERY_S = 1.0


async def serve_socket(socket: WebSocket, counter: Counter) -> None:
    """One connection, from its handshake to its end."""
    address = network_of(socket.client.host) if socket.client else "unknown"
    try:
        origin = counter.all_origins.check(socket.headers.getlist("origin"))
    except OriginRefused as error:
        counter.metrics.refused.labels(f"origin_{error.reason}").inc()
        await socket.send_denial_response(_denial("origin_refused", 403))
        return
    if counter.is_draining or len(counter.connections) >= counter.settings.max_connections:
        counter.metrics.refused.labels("full").inc()
        await socket.send_denial_response(_denial("full", 503))
        return
    if not counter.occupancy.enter(address):
        counter.metrics.refused.labels("address").inc()
        await socket.send_denial_response(_denial("rate_limited", 429))
        return
    try:
        await socket.accept()
        await _converse(socket, counter, origin, address)
    finally:
        counter.occupancy.leave(address)


async def _converse(socket: WebSocket, counter: Counter, origin: str, address: str) -> None:
    async def send_text(text: str) -> None:
        try:
            async with asyncio.timeout(SEND_WITHIN_S):
                await socket.send_text(text)
        except TimeoutError:
            talk.line.is_gone = True
            await hang_up(CLOSE_CODES["slow"], "too slow")
        except (WebSocketDisconnect, RuntimeError):  # it is gone; `receive` says so, too
            talk.line.is_gone = True

    async def hang_up(code: int, reason: str) -> None:
        with suppress(WebSocketDisconnect, RuntimeError, TimeoutError):
            async with asyncio.timeout(SEND_WITHIN_S):
                await socket.close(code, reason)

    talk = Talk(counter, origin=origin, address=address, send_text=send_text, hang_up=hang_up)
    counter.connections.add(talk)
    counter.metrics.connections.inc()
    try:
        while not talk.line.is_gone:
            message = await socket.receive()
            if message["type"] == "websocket.disconnect":
                break
            text = message.get("text")
            await talk.receive(message["bytes"] if text is None else text)
    except WebSocketDisconnect:
        pass
    finally:
        counter.connections.discard(talk)
        counter.metrics.connections.dec()
        await talk.lost()


def _denial(code: str, status: int) -> JSONResponse:
    body = {"error": fault(code, "en").model_dump(mode="json")}  # type: ignore[arg-type]
    return JSONResponse(body, status, api_headers())


async def sweep(counter: Counter) -> None:
    """Tells every connection that time passes, for as long as the server runs."""
    while True:
        await asyncio.sleep(SWEEP_EVERY_S)
        for talk in list(counter.connections):
            talk.tick()


async def drain(counter: Counter, within_s: float) -> None:
    """No new connection; every open one ends its turn if it can in that time, and is told to come back elsewhere."""
    counter.is_draining = True
    talks = list(counter.connections)
    log.info("draining %d connections", len(talks))
    await asyncio.gather(*(talk.drain(within_s) for talk in talks))

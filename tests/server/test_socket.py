"""The edge of the socket: time passes for everybody."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from assistant.server import socket
from assistant.server.counter import Counter
from assistant.server.talk import Talk
from tests.server.caller import ORIGIN, play

pytestmark = pytest.mark.unit


def test_client_that_is_slow_to_leave_does_not_keep_the_time_from_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both have been silent for too long: the second is hung up on while the first still is being."""
    monkeypatch.setattr(socket, "SWEEP_EVERY_S", 0.01)
    second_left = asyncio.Event()

    async def send(text: str) -> None: ...

    async def never(code: int, reason: str) -> None:
        await asyncio.Event().wait()

    async def leave(code: int, reason: str) -> None:
        second_left.set()

    async def scenario(counter: Counter) -> None:
        talks: list[Any] = [
            Talk(counter, origin=ORIGIN, address="here", send_text=send, hang_up=hang_up) for hang_up in (never, leave)
        ]
        counter.connections = talks  # type: ignore[assignment]  # in this order
        now_s = counter.clock()
        counter.clock = lambda: now_s + 3600
        sweeping = asyncio.create_task(socket.sweep(counter))
        async with asyncio.timeout(20):
            await second_left.wait()
        sweeping.cancel()

    play(tmp_path, scenario)

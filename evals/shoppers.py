"""Scripted shoppers of a server: they know what the right answers are, and note how long each took. Adapter: websockets.

The right answers are those that the same conversation gets in this process, without a server: the same offers in the same
order, and the same words.
"""

import asyncio
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from random import Random
from time import perf_counter
from typing import Any
from uuid import uuid4

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Origin

from assistant.conversation import Conversation
from assistant.session import TurnDone
from evals.served import ServedShop

ANSWER_WITHIN_S = 60.0
"""A turn that takes longer counts as lost."""

ENDS = ("reply.done", "reply.cancelled", "error")


@dataclass(frozen=True, slots=True)
class Line:
    """What a shopper says, and the right answer: the ids of the offers shown, in order, and the reply."""

    text: str
    offers: tuple[str, ...]
    reply: str


Script = Sequence[Line]


@dataclass(slots=True)
class Tally:
    """What came of all turns: milliseconds from the message to the cards and to the end of the reply, and faults.

    `wrong` are answers other than the right ones, `lost` turns without an answer, `refused` those told to come back.
    Times are noted of turns that begin after `from_s` (as `perf_counter` counts), once everybody has come in.
    """

    from_s: float = 0.0
    first_card_ms: list[float] = field(default_factory=list)
    done_ms: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    lost: int = 0
    refused: int = 0


def play(conversation: Conversation, scripts: Iterable[Sequence[str]]) -> list[Script]:
    """The scripts with their right answers."""
    return [_play_one(conversation, texts) for texts in scripts]


def _play_one(conversation: Conversation, texts: Sequence[str]) -> Script:
    conversation.assistant.restore(())
    lines = []
    for text in texts:
        for event in conversation.take_turn(text):
            if isinstance(event, TurnDone):
                offers = tuple(card.offer.offer_id for card in event.turn.outcome.cards)
                lines.append(Line(text, offers, event.turn.reply))
    return lines


class Shopper:
    """One connection with one session."""

    def __init__(self, server: ServedShop) -> None:
        self._server = server
        self._socket: ClientConnection | None = None
        self.keys: dict[str, str] = {}

    async def open(self) -> dict[str, Any]:
        """Opens the session, or takes it up; the event that says so. Raises OSError and WebSocketException."""
        server = self._server
        token = await asyncio.to_thread(server.token)
        self._socket = await connect(
            f"ws://127.0.0.1:{server.port}/ws",
            origin=Origin(server.origin),
            compression=None,
            proxy=None,
            max_size=None,
            open_timeout=ANSWER_WITHIN_S,
            ping_interval=None,
            close_timeout=1,
        )
        await self.send({"type": "session.start", "protocol": 1, "shop": "demo", "token": token, **self.keys})
        opened = await self.receive()
        if opened["type"] == "error":
            raise ConnectionError(opened["code"])
        self.keys = {name: opened[name] for name in ("session_id", "resume_token")}
        return opened

    async def ask(self, line: Line, tally: Tally) -> bool:
        """Takes one turn and notes what came of it; False where the right answers to what follows are others now."""
        turn_id, started = str(uuid4()), perf_counter()
        offers: tuple[str, ...] = ()
        first_card_ms = 0.0
        await self.send({"type": "input.text", "turn_id": turn_id, "text": line.text})
        while True:
            event = await self.receive()
            if event.get("turn_id") != turn_id:
                continue
            elapsed_ms = (perf_counter() - started) * 1000
            if event["type"] == "cards":
                first_card_ms = elapsed_ms
                offers = tuple(card["offer_id"] for card in event["cards"])
            elif event["type"] in ENDS:
                break
        if event["type"] == "error" and event["code"] in ("busy", "rate_limited"):
            tally.refused += 1
            return False
        if event["type"] != "reply.done" or (offers, event["text"]) != (line.offers, line.reply):
            tally.wrong.append(f"{line.text!r}: {event['type']} {offers} instead of {line.offers}")
            return False
        if started >= tally.from_s:
            tally.first_card_ms.append(first_card_ms)
            tally.done_ms.append(elapsed_ms)
        return True

    async def send(self, message: dict[str, Any]) -> None:
        """Sends a message."""
        assert self._socket is not None, "it was opened"
        await self._socket.send(json.dumps(message))

    async def receive(self) -> dict[str, Any]:
        """The next event. Raises TimeoutError."""
        assert self._socket is not None, "it was opened"
        async with asyncio.timeout(ANSWER_WITHIN_S):
            event: dict[str, Any] = json.loads(await self._socket.recv())
        return event

    async def close(self) -> None:
        """Says goodbye."""
        if self._socket is not None:
            await self._socket.close()


async def shop_for(
    server: ServedShop, scripts: Sequence[Script], tally: Tally, *, rng: Random, think_s: float, until: float
) -> None:
    """One shopper after another in the same place until `until` (as `perf_counter` counts), each with another script.

    They think `think_s` seconds on average before each turn, at least half and at most one and a half times as long.
    """
    while perf_counter() < until:
        shopper = Shopper(server)
        try:
            await asyncio.sleep(rng.uniform(0, think_s))  # before the door, so that not all come in at once
            await shopper.open()
            for line in rng.choice(scripts):
                await asyncio.sleep(rng.uniform(0.5, 1.5) * think_s)
                if perf_counter() >= until or not await shopper.ask(line, tally):
                    break
        except (OSError, TimeoutError, WebSocketException):
            tally.lost += 1
        finally:
            await shopper.close()

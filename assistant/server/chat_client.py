"""A talk with a server from a terminal: `shopkeeper chat --connect ws://127.0.0.1:8000`. Adapter: websockets.

It speaks the protocol as the widget does: a token for its origin, then one socket, and where that is lost another one
that takes the session up.
"""

import json
import urllib.request
from base64 import b64encode
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from uuid import uuid4

from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from assistant.errors import AssistantError
from assistant.server.events import PROTOCOL_VERSION
from assistant.turn_input import TurnInput

Event = dict[str, Any]

ANSWER_WITHIN_S = 60.0
N_ATTEMPTS = 5
"""Connections tried for one turn, before it is given up."""

_ENDS = ("reply.done", "reply.cancelled", "error")


class ServerUnreachable(AssistantError):
    """There is no server, or none that lets us in."""


class RemoteTalk:
    """One shopper's session with a server. Every method raises ServerUnreachable."""

    def __init__(self, url: str, *, shop: str = "demo") -> None:
        parts = urlsplit(url if "://" in url else f"ws://{url}")
        if parts.scheme not in ("ws", "wss") or not parts.netloc:
            raise ServerUnreachable(f"{url} is no address of a server.", remedy="Write ws://HOST:PORT.")
        self._origin = f"{'https' if parts.scheme == 'wss' else 'http'}://{parts.netloc}"
        self._url = f"{parts.scheme}://{parts.netloc}/ws"
        self._shop = shop
        self._keys: dict[str, Any] = {}
        self._socket: ClientConnection | None = None
        self.opened: Event = {}

    def open(self) -> Event:
        """Starts the session, or takes it up; what the server says of it."""
        try:
            self._socket = connect(self._url, origin=Origin(self._origin), max_size=None, legacy=True)
            start = {"type": "session.start", "protocol": PROTOCOL_VERSION, "shop": self._shop, "token": self._token()}
            self._socket.send(json.dumps({**start, **self._keys}))
            opened = self._receive()
        except (OSError, InvalidHandshake, ConnectionClosed, TimeoutError) as error:
            raise ServerUnreachable(
                f"{self._url} does not answer ({type(error).__name__}).", remedy="Start it with `shopkeeper serve`."
            ) from error
        if opened["type"] == "error":
            raise ServerUnreachable(f"{self._url}: {opened['message']}", remedy=opened["remedy"])
        self._keys = {name: opened[name] for name in ("session_id", "resume_token")}
        self.opened = opened
        return opened

    def take_turn(self, given: TurnInput) -> Iterator[Event]:
        """The events of a turn up to its end; where the connection is lost in between, it is taken up again."""
        turn_id = str(uuid4())
        message = json.dumps(_message(turn_id, given))
        is_sent = False
        for _ in range(N_ATTEMPTS):
            try:
                if self._socket is None:
                    opened = self.open()
                    if told := [entry for entry in opened["history"] if entry["turn_id"] == turn_id]:
                        yield from _told(told[0])
                        return
                    is_sent = turn_id in opened["pending"]
                assert self._socket is not None, "it was opened"
                if not is_sent:
                    self._socket.send(message)
                    is_sent = True
                while True:
                    event = self._receive()
                    yield event
                    if event["type"] in _ENDS and event.get("turn_id") in (turn_id, None):
                        return
            except (ConnectionClosed, OSError):
                self._socket, is_sent = None, False
        raise ServerUnreachable(f"{self._url} was lost {N_ATTEMPTS} times.", remedy="Look at the server's log.")

    def take_turns(self, inputs: Iterable[TurnInput]) -> Iterator[Event]:
        """All events of all turns."""
        for given in inputs:
            yield from self.take_turn(given)

    def close(self) -> None:
        """Says goodbye."""
        if self._socket is not None:
            self._socket.close()

    def _receive(self) -> Event:
        assert self._socket is not None, "it was opened"
        event: Event = json.loads(self._socket.recv(timeout=ANSWER_WITHIN_S))
        return event

    def _token(self) -> str:
        body = json.dumps({"shop": self._shop}).encode()
        request = urllib.request.Request(f"{self._origin}/token", data=body, headers={"Origin": self._origin})
        try:
            with urllib.request.urlopen(request, timeout=ANSWER_WITHIN_S) as answer:
                return str(json.load(answer)["token"])
        except HTTPError as error:
            raise ServerUnreachable(
                f"{self._origin} gives no token ({error.code}).",
                remedy="Use the address that the server was started with.",
            ) from error
        except (URLError, ValueError, KeyError) as error:
            raise ServerUnreachable(f"{self._origin} does not answer.", remedy="Start `shopkeeper serve`.") from error


def _message(turn_id: str, given: TurnInput) -> Event:
    """What is sent of a typed line. Raises OSError for a photo that cannot be read."""
    if given.photo is None:
        return {"type": "input.text", "turn_id": turn_id, "text": given.text}
    data = b64encode(given.photo.read_bytes()).decode("ascii")
    return {"type": "input.image", "turn_id": turn_id, "data": data, "text": given.text}


def _told(entry: Event) -> Iterator[Event]:
    """A turn of the history as the events that a client would have seen."""
    if entry["cards"]:
        yield entry["cards"]
    if entry["reply"]:
        yield {"type": "reply.delta", "turn_id": entry["turn_id"], "text": entry["reply"]["text"]}
        yield entry["reply"]

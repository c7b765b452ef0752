"""A small real server for the panel alone: the widget's files under the house's headers, and a socket that plays a script.

What the real server would have to be brought into with difficulty (a busy counter, a lost line, a microphone) a script
says in a few lines. It keeps what the panel sent: messages, and how much sound.
"""

import asyncio
import io
import json
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import uvicorn
from PIL import Image
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket, WebSocketDisconnect

from assistant.security.headers import panel_headers

Json = dict[str, Any]
Script = Callable[[Json, "Line"], Iterable[Json]]
"""What is answered to a message; `Line` tells what came before it."""

WIDGET = Path(__file__).parents[2] / "assistant" / "widget"
START_DEADLINE_S = 10


class Line:
    """One connection: what came over it."""

    def __init__(self) -> None:
        self.messages: list[Json] = []
        self.audio = bytearray()
        self.turn_id = ""


class ScriptedServer:
    """Serves in a thread of its own; `script` may be changed while it runs."""

    def __init__(self, script: Script, *, pages: dict[str, str] | None = None) -> None:
        self.script = script
        self.pages = pages or {}
        self.lines: list[Line] = []
        self.tokens = 0
        self.is_refusing = False
        self._server = uvicorn.Server(uvicorn.Config(self._app(), port=0, log_level="error", ws="websockets-sansio"))
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._sockets: set[WebSocket] = set()
        self._loop: asyncio.AbstractEventLoop | None = None

    def __enter__(self) -> "ScriptedServer":
        self._thread.start()
        while not self._server.started:
            self._thread.join(0.01)
            assert self._thread.is_alive(), "the server did not start"
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self.hang_up()
        self._thread.join(START_DEADLINE_S)

    @property
    def origin(self) -> str:
        """Where it is, on a free port of the loopback."""
        [server] = self._server.servers
        return f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"

    @property
    def messages(self) -> list[Json]:
        """All that was sent over all lines."""
        return [message for line in self.lines for message in line.messages]

    def sent(self, kind: str) -> list[Json]:
        """The messages of a type."""
        return [message for message in self.messages if message["type"] == kind]

    def hang_up(self) -> None:
        """Cuts every line."""
        if self._loop:
            for socket in list(self._sockets):
                asyncio.run_coroutine_threadsafe(socket.close(1012), self._loop)

    def say(self, *events: Json) -> None:
        """Sends events over the newest line, unasked."""
        assert self._loop
        socket = list(self._sockets)[-1]
        for event in events:
            asyncio.run_coroutine_threadsafe(socket.send_json(event), self._loop).result(START_DEADLINE_S)

    def _app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/panel", self._panel),
                Route("/widget.js", lambda _: FileResponse(WIDGET / "loader.js")),
                Route("/token", self._token, methods=["POST"]),
                Route("/images/{name}", _image),
                Route("/page/{name}", self._page),
                Mount("/assets", StaticFiles(directory=WIDGET)),
                WebSocketRoute("/ws", self._talk),
            ]
        )

    def _panel(self, request: Request) -> Response:
        origins = ["http://127.0.0.1:*", "http://localhost:*"]
        return FileResponse(WIDGET / "panel.html", headers=panel_headers(origins, [], [self.origin]))

    def _page(self, request: Request) -> Response:
        return HTMLResponse(self.pages[request.path_params["name"]].replace("{server}", self.origin))

    async def _token(self, request: Request) -> Response:
        assert json.loads(await request.body())["shop"] == "demo"
        self.tokens += 1
        answer = {"token": f"token-{self.tokens}", "expires_in_s": 120}
        return JSONResponse(answer, 403 if self.is_refusing else 200, {"Access-Control-Allow-Origin": "*"})

    async def _talk(self, socket: WebSocket) -> None:
        self._loop = asyncio.get_running_loop()
        await socket.accept()
        line = Line()
        self.lines.append(line)
        self._sockets.add(socket)
        try:
            while True:
                received = await socket.receive()
                if received["type"] == "websocket.disconnect":
                    return
                if received.get("bytes") is not None:
                    line.audio += received["bytes"]
                    message: Json = {"type": "audio"}
                else:
                    message = json.loads(received["text"])
                    line.messages.append(message)
                    line.turn_id = message.get("turn_id", line.turn_id)
                for event in self.script(message, line):
                    await socket.send_json(event)
        except WebSocketDisconnect:
            return
        finally:
            self._sockets.discard(socket)


def _image(request: Request) -> Response:
    """A flat picture in the colour of its name: "red.png"."""
    file = io.BytesIO()
    Image.new("RGB", (64, 64), request.path_params["name"].split(".")[0]).save(file, "PNG")
    return Response(file.getvalue(), media_type="image/png")


def opened(session_id: str = "s1", **more: Any) -> Json:
    """The first event of a session."""
    return {
        "type": "session.created", "session_id": session_id, "resume_token": "r1", "protocol": 1, "language": "en",
        "shop": {"id": "demo", "name": "Demo Store", "currency": "USD"},
        "features": {"photos": True, "voice": False, "handoff": True},
        "limits": {"text_chars": 4000, "image_bytes": 8_000_000, "audio_s": 30},
        "history": [], "pending": [], "ledger": [], "cart": {"lines": [], "total": 0, "total_label": ""}, "starters": [],
        **more,
    }  # fmt: skip


def card(rank: int, title: str, color: str, **more: Any) -> Json:
    """A product card."""
    return {
        "rank": rank, "product_id": f"p{rank}", "offer_id": f"p{rank}-m", "title": title, "variant": f"{color} · size M",
        "price": 50.0 + rank, "price_label": f"${50 + rank}", "list_price": None, "list_price_label": None,
        "rating": 4.5, "rating_count": 231, "availability": "in_stock", "stock_label": "In stock",
        "image": f"/images/{color}.png", "reasons": [color, "size M", "within your budget", "best rated of these"],
        "attributes": [{"slot": "material", "label": "material", "text": "cotton"}, {"slot": "brand", "label": "brand", "text": title}],
        **more,
    }  # fmt: skip


def cards(turn_id: str, *items: Json, **more: Any) -> Json:
    """The cards of a turn."""
    return {
        "type": "cards", "turn_id": turn_id, "action": "search", "n_matching": len(items), "relaxed": [],
        "cards": list(items), "comparison": None, "elapsed_ms": 12.0, **more,
    }  # fmt: skip


def done(turn_id: str, text: str, **more: Any) -> Json:
    """The end of a turn."""
    return {
        "type": "reply.done", "turn_id": turn_id, "text": text, "language": "en", "spoken": None, "quick_replies": [],
        "clarify": None, "n_ungrounded": 0, "timings_ms": {}, **more,
    }  # fmt: skip


def answer(turn_id: str, *items: Json, text: str = "Here you are.", **more: Any) -> list[Json]:
    """A whole turn."""
    pieces = [{"type": "reply.delta", "turn_id": turn_id, "text": piece} for piece in (text[:6], text[6:])]
    return [{"type": "turn.accepted", "turn_id": turn_id}, cards(turn_id, *items), *pieces, done(turn_id, text, **more)]


def entry(label: str, *, slot: str = "color", provenance: str = "said", **more: Any) -> Json:
    """An entry of the ledger."""
    return {
        "id": f"{slot}-in", "slot": slot, "slot_label": slot, "op": "in", "value": [label], "label": label,
        "is_hard": True, "provenance": provenance, "words": label, "turn": 1, "choices": None, **more,
    }  # fmt: skip

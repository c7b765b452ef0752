"""The server as a real process on a free loopback port, a client of its protocol, and a language model that waits."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from uuid import uuid4

from websockets.sync.client import ClientConnection, connect

PROGRAM = "import sys; from assistant.cli import main; sys.argv[0] = 'shopkeeper'; main()"
ROOT = Path(__file__).parents[2]
STORE_ORIGIN = "https://store.example"
WITHIN_S = 60.0
"""A deadline that a healthy server never meets, however busy the machine is."""

START_S = 180.0

Json = dict[str, Any]


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


class Server:
    """`shopkeeper serve`, which can be stopped, killed and started again at the same port."""

    def __init__(self, home: Path, shop: Path, **settings: str) -> None:
        self.port = free_port()
        self.origin = f"http://127.0.0.1:{self.port}"
        shops = {
            "demo": {"directory": str(shop), "name": "Demo", "origins": [STORE_ORIGIN], "email": "help@store.example"}
        }
        self._environment = {
            **os.environ,
            "SHOPKEEPER_HOME": str(home),
            "SHOPKEEPER_SERVER__SHOPS": json.dumps({**shops, "other": {"directory": str(shop)}}),
            **{f"SHOPKEEPER_{name.upper()}": value for name, value in settings.items()},
        }
        self.log_path = home / f"serve-{self.port}.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-c", PROGRAM, "serve", "--port", str(self.port)]
        with self.log_path.open("ab") as log:
            self.process = subprocess.Popen(command, env=self._environment, cwd=ROOT, stderr=log, stdout=log)
        deadline = time.monotonic() + START_S
        while not self._is_up():
            assert self.process.poll() is None, self.log_path.read_text()
            assert time.monotonic() < deadline, self.log_path.read_text()

    def stop(self, number: int = signal.SIGTERM) -> int:
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(timeout=30)

    def get(self, path: str, **headers: str) -> tuple[int, Mapping[str, str], bytes]:
        return self._open(urllib.request.Request(self.origin + path, headers=headers))

    def post(self, path: str, body: bytes, **headers: str) -> tuple[int, Mapping[str, str], bytes]:
        return self._open(urllib.request.Request(self.origin + path, data=body, headers=headers))

    def token(self, shop: str = "demo", origin: str = "") -> str:
        status, _, body = self.post("/token", json.dumps({"shop": shop}).encode(), Origin=origin or self.origin)
        assert status == 200, body
        token: str = json.loads(body)["token"]
        return token

    def metric(self, name: str) -> float:
        text = self.get("/metrics")[2].decode()
        return sum(float(line.rsplit(" ", 1)[1]) for line in text.splitlines() if line.startswith(name))

    def _open(self, request: urllib.request.Request) -> tuple[int, Mapping[str, str], bytes]:
        try:
            with urllib.request.urlopen(request, timeout=WITHIN_S) as response:
                return response.status, response.headers, response.read()
        except HTTPError as error:
            return error.code, error.headers, error.read()

    def _is_up(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.origin}/healthz", timeout=1):
                return True
        except (URLError, ConnectionError, TimeoutError):
            return False


class Shopper:
    """A client: every wait has a deadline, and every event that came is kept in `events`."""

    def __init__(self, server: Server, *, origin: str = "", **options: Any) -> None:
        self.server = server
        self.socket: ClientConnection = connect(
            f"ws://127.0.0.1:{server.port}/ws",
            origin=origin or server.origin,
            compression=None,
            max_size=None,
            legacy=True,
            **options,
        )
        self.events: list[Json] = []
        self.keys: Json = {}

    def open(self, *, shop: str = "demo", keys: Json | None = None, **fields: Any) -> Json:
        """Starts or resumes a session."""
        fields = {"protocol": 1, "token": self.server.token(shop), "shop": shop, **(keys or {}), **fields}
        self.send("session.start", **fields)
        opened = self.until("session.created", "session.resumed")
        self.keys = {name: opened[name] for name in ("session_id", "resume_token")}
        return opened

    def send(self, type: str, **fields: Any) -> None:
        self.socket.send(json.dumps({"type": type, **fields}))

    def say(self, text: str, **fields: Any) -> str:
        """Sends words; returns the id of their turn."""
        turn_id = fields.pop("turn_id", None) or str(uuid4())
        self.send("input.text", turn_id=turn_id, text=text, **fields)
        return turn_id

    def ask(self, text: str) -> Json:
        """Takes a turn to its end: its cards, and its reply."""
        return self.follow(self.say(text))

    def follow(self, turn_id: str) -> Json:
        """What comes of a turn, by type; deltas joined."""
        came: Json = {"deltas": ""}
        while True:
            event = self.next()
            if event["type"] == "reply.delta":
                came["deltas"] += event["text"]
            came[event["type"]] = event
            if event["type"] in ("reply.done", "reply.cancelled", "error") and event.get("turn_id") == turn_id:
                return came

    def until(self, *types: str) -> Json:
        while (event := self.next())["type"] not in types:
            pass
        return event

    def next(self) -> Json:
        event: Json = json.loads(self.socket.recv(timeout=WITHIN_S))
        self.events.append(event)
        return event

    def close(self) -> None:
        self.socket.close()

    def drop(self) -> None:
        """As a broken line does: without a word."""
        self.socket.socket.close()


class WaitingModel:
    """A loopback OpenAI server that understands nothing, and writes its replies only while `gate` is open.

    `writing` is set once a reply has begun, `hung_up` once somebody stopped reading one.
    """

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.writing = threading.Event()
        self.hung_up = threading.Event()
        self.url = ""

    @contextmanager
    def serving(self) -> Iterator["WaitingModel"]:
        model = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                is_stream = bool(request.get("stream"))
                self.send_response(200)
                self.send_header("Content-Type", "text/event-stream" if is_stream else "application/json")
                self.end_headers()
                try:
                    if is_stream:
                        self._write_slowly()
                    else:
                        message = {"role": "assistant", "content": "no"}
                        choice = {"index": 0, "message": message, "finish_reason": "stop"}
                        self.wfile.write(
                            json.dumps(
                                {
                                    "id": "1",
                                    "object": "chat.completion",
                                    "created": 0,
                                    "model": "m",
                                    "choices": [choice],
                                }
                            ).encode()
                        )
                except OSError:
                    model.hung_up.set()

            def _write_slowly(self) -> None:
                self._chunk("Here is what I found. ")
                self._chunk("Have a look. ")
                model.writing.set()
                while not model.gate.wait(0.02):
                    self._chunk(" ")
                self._chunk("Enjoy. ")
                self.wfile.write(b"data: [DONE]\n\n")

            def _chunk(self, words: str) -> None:
                chunk = {
                    "id": "1",
                    "object": "chat.completion.chunk",
                    "created": 0,
                    "model": "m",
                    "choices": [{"index": 0, "delta": {"role": "assistant", "content": words}}],
                }
                self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
                self.wfile.flush()

            def log_message(self, format: str, *args: object) -> None:
                """Keeps the tests' output clean."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
        try:
            yield self
        finally:
            self.gate.set()
            server.shutdown()
            server.server_close()

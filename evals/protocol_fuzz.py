"""Mutated messages and frames against the counter: `python -m evals.protocol_fuzz --n 1000000`.

Most go to the state machine itself, `--live` of them over sockets to a server of the configured shop that this starts.
Counted are exceptions that nobody caught, connections and turns that were left behind, and how much the memory grew.
The exit status is 1 where anything but 0 came out, or where the memory grew by more than `MAX_GROWTH_MIB`.
"""

import argparse
import json
import logging
import os
import random
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psutil
from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from assistant.server.limits import Rate, SocketLimits
from assistant.server.protocol import Close, CounterProtocol, Send

MAX_GROWTH_MIB = 16.0
"""What an allocator may keep after a warm-up; a leak of 20 bytes a message would be more."""

WARM_UP = 0.1
"""The part of the messages after which the memory is measured for the first time."""

MESSAGES_A_CONNECTION = 40
GARBAGE = 0.01
"""The part of the live messages that are no frames; each of them ends its connection."""

START_S = 180.0

SEEDS: tuple[dict[str, Any], ...] = (
    {"type": "session.start", "protocol": 1, "shop": "demo", "token": "a.b.c", "language": "en"},
    {
        "type": "session.start",
        "protocol": 1,
        "shop": "demo",
        "session_id": "0" * 32,
        "resume_token": "x",
        "last_seq": 3,
    },
    {"type": "input.text", "turn_id": "t-1", "text": "a red dress under $50, 红色连衣裙"},
    {"type": "input.image", "turn_id": "t-2", "data": "iVBORw0KGgo=", "text": "like this"},
    {"type": "input_audio.start", "turn_id": "t-3"},
    {"type": "input_audio.stop"},
    {"type": "input_audio.cancel"},
    {"type": "ledger.edit", "edit_id": "e-1", "remove": ["a"], "replace": [{"entry_id": "b", "value": 50}]},
    {"type": "cart.edit", "edit_id": "e-2", "offer_id": "o-1", "quantity": 2},
    {"type": "reply.cancel"},
    {"type": "feedback", "turn_id": "t-1", "rating": "up", "reason": "good"},
    {"type": "handoff.request"},
    {"type": "session.erase"},
    {"type": "ping"},
)
ODD: tuple[Any, ...] = (
    None, True, -1, 0, 2**63, 10**400, 1e308, float("nan"), float("inf"), "", "x" * 5_000, "\ud800", "\u0000", "\u202e", [],
    {}, [[[[[[]]]]]], {"a": {"b": {}}}, "__proto__", "../../etc/passwd", "<script>", "' OR 1=1 --", "${jndi:ldap://x}",
)  # fmt: skip
LIMITS = SocketLimits(
    messages=Rate(1e9, 1e9), frames=Rate(1e9, 1e9), turns=Rate(1e9, 1e9), max_faults=MESSAGES_A_CONNECTION
)


@dataclass
class Findings:
    """What came of a fuzzing run."""

    n: int = 0
    n_uncaught: int = 0
    n_left_behind: int = 0
    growth_mib: float = 0.0
    seconds: float = 0.0
    answers: Counter[str] = field(default_factory=Counter)

    @property
    def is_clean(self) -> bool:
        """Whether everything was as it must be."""
        return not (self.n_uncaught or self.n_left_behind) and self.growth_mib <= MAX_GROWTH_MIB


def mutate(chance: random.Random) -> str | bytes:
    """A message that some client might send: sound of some type, odd in a value, damaged as text, or no text at all."""
    message = dict(chance.choice(SEEDS))
    kind = chance.randrange(10)
    if kind == 0:
        return chance.randbytes(chance.choice((0, 1, 2, 640, 641, 3_200)))
    if kind <= 4:
        for _ in range(chance.randrange(3)):
            _change(message, chance)
    text = json.dumps(message, ensure_ascii=chance.random() < 0.5)
    if kind >= 6:
        text = _damage(text, chance)
    return text


def _change(message: dict[str, Any], chance: random.Random) -> None:
    name = chance.choice([*message, "extra"])
    what = chance.randrange(4)
    if what == 0:
        message.pop(name, None)
    elif what == 1:
        message[name] = chance.choice(SEEDS).get(name, "x")
    else:
        message[name] = chance.choice(ODD)


def _damage(text: str, chance: random.Random) -> str:
    for _ in range(chance.randrange(1, 5)):
        at, to = sorted((chance.randrange(len(text) + 1), chance.randrange(len(text) + 1)))
        what = chance.randrange(5)
        if what == 0:
            text = text[:at] + text[to:]
        elif what == 1:
            text = text[:at] + chr(chance.randrange(0x110000)) + text[at:]
        elif what == 2:
            text = text[:to] + text[at:to] * chance.randrange(1, 4) + text[to:]
        elif what == 3:
            text = text[:at] + chance.choice('{}[]",:\\0e-') + text[at + 1 :]
        else:
            text = text[:at]
        if len(text) > 20_000:
            return text[:20_000]
    return text


def fuzz_machine(n: int, seed: int) -> Findings:
    """Feeds `n` messages to the state machine, a new one for every connection that ends."""
    chance, found, process = random.Random(seed), Findings(), psutil.Process()
    started, warm_mib = time.perf_counter(), 0.0
    protocol = _connection(chance)
    for number in range(n):
        message = mutate(chance)
        try:
            effects = protocol.receive(message, now_s=number * 0.01)
            for effect in effects:
                if isinstance(effect, Send):
                    json.loads(protocol.encode(effect.event))
                    found.answers[getattr(effect.event, "code", effect.event.type)] += 1
                else:
                    found.answers[type(effect).__name__] += 1
            if protocol.state == "starting":
                protocol.opened("en", has_voice=True)
            is_over = any(isinstance(effect, Close) for effect in effects)
            found.n_left_behind += is_over != (protocol.state == "closed")
        except Exception as error:  # what this run is for
            found.n_uncaught += 1
            print(f"uncaught {type(error).__name__} after {message[:200]!r}", file=sys.stderr)
            is_over = True
        if is_over or chance.random() < 1 / MESSAGES_A_CONNECTION:
            protocol = _connection(chance)
        if number == int(n * WARM_UP):
            warm_mib = _mib(process)
    found.n, found.seconds, found.growth_mib = (
        n,
        time.perf_counter() - started,
        _mib(process) - (warm_mib or _mib(process)),
    )
    return found


def _connection(chance: random.Random) -> CounterProtocol:
    protocol = CounterProtocol(LIMITS, now_s=0.0)
    if chance.random() < 0.9:
        protocol.receive(json.dumps(SEEDS[0]), 0.0)
        protocol.opened("en", has_voice=True)
    return protocol


def fuzz_server(n: int, seed: int) -> Findings:
    """Sends `n` messages, and damaged frames in between, to a server, over one connection after the other."""
    chance, found = random.Random(seed), Findings()
    with FuzzedServer() as (port, process, log):
        origin = f"http://127.0.0.1:{port}"
        before = _connections(origin)
        started, warm_mib = time.perf_counter(), 0.0
        while found.n < n:
            found.n += _connect_and_send(port, origin, chance, found)
            if not warm_mib and found.n > n * WARM_UP:
                warm_mib = _mib(process)
        found.seconds = time.perf_counter() - started
        found.n_left_behind = _settled(origin, before)
        found.growth_mib = _mib(process) - warm_mib
        found.n_uncaught = len(re.findall(r'"level": "(?:error|critical)"|Traceback', log.read_text(encoding="utf-8")))
    return found


def _connect_and_send(port: int, origin: str, chance: random.Random, found: Findings) -> int:
    n_sent = 0
    try:
        with connect(f"ws://127.0.0.1:{port}/ws", origin=Origin(origin), compression=None, max_size=None) as client:
            if chance.random() < 0.9:
                start = {**SEEDS[0], "token": _token(origin)}
                client.send(json.dumps(start))
                client.recv(timeout=START_S)
            for _ in range(MESSAGES_A_CONNECTION):
                n_sent += 1
                _send_one(client, chance)
            client.send(json.dumps({"type": "ping"}))
            for answer in _answers(client):
                found.answers[answer] += 1
    except (WebSocketException, OSError, UnicodeEncodeError):
        found.answers["hung up"] += 1
    return n_sent


def _send_one(client: ClientConnection, chance: random.Random) -> None:
    message = mutate(chance)
    if isinstance(message, str):
        message = message.encode("utf-8", "replace").decode()
    if chance.random() < GARBAGE:
        client.socket.sendall(chance.randbytes(chance.randrange(1, 200)))  # no frame, or half of one
    else:
        client.send(message)


def _answers(client: ClientConnection) -> Iterator[str]:
    """All that came, up to the answer to the last message or the end of the connection."""
    while True:
        event = json.loads(client.recv(timeout=START_S))
        yield event.get("code", event["type"])
        if event["type"] == "pong":
            return


def _token(origin: str) -> str:
    request = urllib.request.Request(f"{origin}/token", data=b'{"shop": "demo"}', headers={"Origin": origin})
    with urllib.request.urlopen(request, timeout=START_S) as answer:
        return str(json.load(answer)["token"])


def _connections(origin: str) -> float:
    with urllib.request.urlopen(f"{origin}/metrics", timeout=START_S) as answer:
        text = answer.read().decode()
    names = ("shopkeeper_connections ", "shopkeeper_turns_in_flight ")
    return sum(float(line.rsplit(" ", 1)[1]) for line in text.splitlines() if line.startswith(names))


def _settled(origin: str, before: float) -> int:
    """Connections and turns that are there still when the server had time to end them."""
    deadline = time.monotonic() + START_S
    while (left := int(_connections(origin) - before)) and time.monotonic() < deadline:
        time.sleep(0.5)
    return left


class FuzzedServer:
    """`shopkeeper serve` at a free port, with a store of its own, for as long as the block lasts."""

    def __enter__(self) -> tuple[int, psutil.Process, Path]:
        self._folder = TemporaryDirectory(prefix="shopkeeper-fuzz-")
        log = Path(self._folder.name) / "log"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = int(free.getsockname()[1])
        environment = {
            **os.environ,
            "SHOPKEEPER_DATABASE_URL": f"sqlite:///{self._folder.name}/sessions.db",
            "SHOPKEEPER_SERVER__TURNS_PER_ADDRESS": "1000000",
        }
        program = "import sys; from assistant.cli import main; sys.argv[0] = 'shopkeeper'; main()"
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-c", program, "serve", "--port", str(port)],
                env=environment,
                stderr=output,
                stdout=output,
            )
        deadline = time.monotonic() + START_S
        while not self._is_up(port):
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"The server did not start:\n{log.read_text()}")
            time.sleep(0.2)
        return port, psutil.Process(self._process.pid), log

    def __exit__(self, *error: object) -> None:
        self._process.terminate()
        self._process.wait(timeout=60)
        self._folder.cleanup()

    def _is_up(self, port: int) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1):
                return True
        except OSError:
            return False


def _mib(process: psutil.Process) -> float:
    return float(process.memory_info().rss) / 2**20


def _reported(name: str, found: Findings) -> Findings:
    print(
        f"{name}: {found.n:,} messages in {found.seconds:.0f} s: {found.n_uncaught} uncaught, {found.n_left_behind} left "
        f"behind, memory {found.growth_mib:+.1f} MiB after the warm-up"
    )
    print(
        "  " + ", ".join(f"{answer} {count:,}" for answer, count in found.answers.most_common()),
        flush=True,
    )
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--n", type=int, default=1_000_000, help="messages in all")
    parser.add_argument("--live", type=int, default=20_000, help="how many of them over sockets to a server")
    parser.add_argument("--seed", type=int, default=5)
    given = parser.parse_args()
    logging.getLogger("websockets").setLevel(logging.CRITICAL)  # of its own client, which meets our garbage's answer
    n_live = min(given.live, given.n)
    found = [_reported("state machine", fuzz_machine(given.n - n_live, given.seed))]
    if n_live:
        found.append(_reported("server", fuzz_server(n_live, given.seed + 1)))
    raise SystemExit(0 if all(one.is_clean for one in found) else 1)


if __name__ == "__main__":
    main()

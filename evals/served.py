"""`shopkeeper serve` as a process of its own on a free loopback port, to be measured, killed and started again."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError

import psutil

PROGRAM = "import sys; from assistant.cli import main; sys.argv[0] = 'shopkeeper'; main()"
START_S = 180.0
"""A deadline for the models to be loaded on a busy machine."""

NO_LIMITS = {
    "MAX_CONNECTIONS": "100000",
    "MAX_CONNECTIONS_PER_ADDRESS": "100000",
    "TURNS_PER_ADDRESS": "1000000",
    "TURNS_PER_SHOP": "1000000",
}
"""All shoppers of a benchmark come from one address, which a server would otherwise take for one shopper."""


@dataclass
class ServedShop:
    """The server of one shop. Its conversations lie under `home`, which outlives its processes."""

    shop: Path
    home: Path
    workers: int = 1
    port: int = field(default_factory=lambda: _free_port())
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def origin(self) -> str:
        """Where its own pages are."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Starts it and waits until it is ready. Raises RuntimeError, with what it wrote, where it ends instead."""
        settings = {f"SHOPKEEPER_SERVER__{name}": value for name, value in NO_LIMITS.items()}
        environment = {**os.environ, **settings, "SHOPKEEPER_HOME": str(self.home), "SHOPKEEPER_SHOP": str(self.shop)}
        log = self.home / "serve.log"
        with log.open("ab") as written:
            command = [sys.executable, "-c", PROGRAM, "serve", "--port", str(self.port), "--workers", str(self.workers)]
            self.process = subprocess.Popen(command, env=environment, stdout=written, stderr=written)
        deadline = time.monotonic() + START_S
        while not self._is_ready():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(log.read_text(encoding="utf-8"))
            time.sleep(0.05)

    def stop(self, number: int = signal.SIGTERM) -> None:
        """Ends it, by SIGTERM in peace."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)
            self.process.wait(timeout=60)

    @property
    def memory_bytes(self) -> int:
        """What of it and its workers is in memory and shared with nobody."""
        return sum(int(process.memory_full_info().uss) for process in self._processes())

    @property
    def cpu_s(self) -> float:
        """Processor seconds that it and its workers have used so far."""
        times = [process.cpu_times() for process in self._processes()]
        return float(sum(one.user + one.system for one in times))

    def token(self) -> str:
        """An entrance token for its own page."""
        request = urllib.request.Request(
            f"{self.origin}/token", data=json.dumps({"shop": "demo"}).encode(), headers={"Origin": self.origin}
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return str(json.load(answer)["token"])

    def _processes(self) -> list[psutil.Process]:
        assert self.process is not None, "it was started"
        supervisor = psutil.Process(self.process.pid)
        return [supervisor, *supervisor.children(recursive=True)]

    def _is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.origin}/readyz", timeout=5) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False


@contextmanager
def served(shop: Path, home: Path, *, workers: int = 1) -> Iterator[ServedShop]:
    """A server that runs for as long as the block does."""
    server = ServedShop(shop, home, workers)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])

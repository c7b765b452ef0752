"""A forked process that tells its parent what it does, line by line, and may be killed at any moment."""

import os
import select
import signal
from collections.abc import Callable
from dataclasses import dataclass, field

from retrieval.errors import RetrievalError

Tell = Callable[[str], None]
"""Sends the parent a line; it has arrived when this returns, even if the child is killed next."""


@dataclass
class Child:
    """A forked process and the lines it has written so far."""

    pid: int
    pipe: int
    unread: bytes = b""
    lines: list[str] = field(default_factory=list)
    is_done: bool = False

    def read(self, wait_s: float = 0.0) -> bool:
        """Takes in what is there; False once the process has ended."""
        if not self.is_done and select.select([self.pipe], [], [], wait_s)[0]:
            chunk = os.read(self.pipe, 65536)
            self.is_done = not chunk
            *complete, self.unread = (self.unread + chunk).split(b"\n")
            self.lines += [line.decode() for line in complete]
        return not self.is_done

    def wait_for(self, line: str) -> None:
        while line not in self.lines and self.read(1.0):
            pass

    def end(self, *, kill: bool) -> int:
        """Kills the process or waits for it, and reads the rest; returns its wait status."""
        if kill:
            os.kill(self.pid, signal.SIGKILL)
        while self.read(1.0):
            pass
        os.close(self.pipe)
        return os.waitpid(self.pid, 0)[1]


def fork(work: Callable[[Tell], None]) -> Child:
    """Runs `work` in a child; what it passes to its argument arrives as lines."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        return Child(pid, reading)
    status = 1

    def tell(line: str) -> None:
        os.write(writing, f"{line}\n".encode())

    try:
        os.close(reading)
        work(tell)
        status = 0
    except RetrievalError as error:
        tell(f"error {error}")
    finally:
        os._exit(status)

"""The end of a server: whoever is told to end does, in time, and not in the middle of what it has promised."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import pytest

from assistant.server import serve
from assistant.server.counter import Counter
from tests.server.caller import play
from tests.server.conftest import new_home
from tests.server.live import PROGRAM, ROOT, free_port

ENDS_WITHIN_S = 40.0
"""Under a load that makes a worker take half a minute to start; one that waits for the dead takes longer."""


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.mark.model
@pytest.mark.parametrize("is_for_all", [True, False], ids=["to all processes", "to the first process"])
def test_server_that_is_told_to_end_while_its_workers_start_does(
    small_shop: Path, tmp_path: Path, is_for_all: bool
) -> None:
    """A terminal and systemd tell the workers themselves as well, and those die at once."""
    settings = {
        "SHOPKEEPER_HOME": str(new_home(small_shop, tmp_path)),
        "SHOPKEEPER_SHOP": str(small_shop / "shop"),
        "SHOPKEEPER_SERVER__WORKERS": "2",
    }
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "serve", "--port", str(free_port())],
        env={**os.environ, **settings},
        cwd=ROOT,
        start_new_session=True,
    )
    try:
        while len(workers := _children(process.pid)) < 3:  # with multiprocessing's own helper
            assert process.poll() is None
            time.sleep(0.01)
        time.sleep(1.0)  # the first process looks after them by now, and they still load their libraries
        (os.killpg if is_for_all else os.kill)(process.pid, signal.SIGTERM)
        process.wait(ENDS_WITHIN_S)
        deadline = time.monotonic() + 10  # for the helper, which ends when it finds itself alone
        while any(Path(f"/proc/{worker}").exists() for worker in workers):
            assert time.monotonic() < deadline
            time.sleep(0.01)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)


@pytest.fixture
def ended() -> Iterator[list[int]]:
    """The signals by which a server would have been shut down; the handlers are put back."""
    came: list[int] = []

    def shut_down(number: int, frame: FrameType | None) -> None:
        came.append(number)

    numbers = (signal.SIGTERM, signal.SIGINT)
    before = {number: signal.signal(number, shut_down) for number in numbers}
    yield came
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.unit
@pytest.mark.parametrize(("echo_s", "is_cut_short"), [(60.0, False), (0.0, True)], ids=["an echo", "somebody insists"])
def test_second_signal_cuts_the_draining_short_only_if_somebody_insists(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ended: list[int], echo_s: float, is_cut_short: bool
) -> None:
    """A worker gets the signal twice where its whole group is told: from the terminal, and from its own first process."""
    monkeypatch.setattr(serve, "ECHO_S", echo_s)
    go_on = asyncio.Event()

    async def drain(counter: Counter, within_s: float) -> None:
        await go_on.wait()

    monkeypatch.setattr(serve, "drain", drain)

    async def scenario(counter: Counter) -> None:
        serve._drain_on_signal(counter, within_s=5)
        signal.raise_signal(signal.SIGINT)
        await asyncio.sleep(0.01)
        assert (counter.is_draining, ended) == (True, [])
        signal.raise_signal(signal.SIGTERM)
        assert ended == ([signal.SIGTERM] if is_cut_short else [])
        go_on.set()
        await asyncio.sleep(0.01)
        assert ended[-1] == signal.SIGINT

    play(tmp_path, scenario)

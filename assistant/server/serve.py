"""`shopkeeper serve`: uvicorn over the site, with one worker or several, and an end at which nobody loses anything.

On SIGTERM a worker takes no new connection, ends the turns that run, tells its clients to come back, and goes. They come
back to another worker or to the next server with their resume token. Adapter: uvicorn.
"""

import asyncio
import logging
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from types import FrameType

import uvicorn
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors.multiprocess import Multiprocess, Process

from assistant.config import ServerSettings
from assistant.server.counter import Counter
from assistant.server.events import MAX_IMAGE_CHARS, MAX_MESSAGE_CHARS
from assistant.server.metrics import MULTIPROCESS_FOLDER, Metrics
from assistant.server.site import make_site
from assistant.server.socket import drain

log = logging.getLogger(__name__)

BACKLOG = 2_048
"""Connections that wait to be accepted: a whole store's, coming back after a restart."""

MAX_MESSAGE_BYTES = MAX_IMAGE_CHARS + 4 * MAX_MESSAGE_CHARS
"""Base64 has a byte a character, what else a message says up to four. Nobody has to say who they are to send as much."""

ECHO_S = 2.0
"""A signal that comes so soon after another is the same one: a terminal and systemd send it to every process, and then
the first process sends it to its workers."""

END_WITHIN_S = 30.0
"""After the draining: a worker that has not ended by then, waiting for a database for example, is killed."""

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "assistant.server.logs.JsonLines"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"level": "WARNING", "handlers": ["stderr"]},
    "loggers": {"assistant": {"level": "INFO"}, "retrieval": {"level": "INFO"}},
}
"""No line for each request: it would name the shopper's address and page. What happened is in the metrics."""


def serve(settings: ServerSettings, open_counter: Callable[[], Counter]) -> None:
    """Serves until SIGTERM or SIGINT. `open_counter` is called in each worker, and can be pickled."""
    config = uvicorn.Config(
        partial(make_site, open_counter, on_open=partial(_drain_on_signal, within_s=settings.drain_s)),
        factory=True,
        host=settings.host,
        port=settings.port,
        workers=settings.workers,
        backlog=BACKLOG,
        log_config=LOGGING,
        access_log=False,
        server_header=False,
        forwarded_allow_ips=settings.forwarded_allow_ips,
        ws="websockets-sansio",
        ws_max_size=MAX_MESSAGE_BYTES,
        ws_per_message_deflate=False,  # 64 kB and more for each connection, idle or not
        ws_ping_interval=None,  # clients send `ping`: half-open connections are found by that, and proxies see traffic
        timeout_graceful_shutdown=2,
    )
    if settings.workers == 1:
        uvicorn.Server(config).run()
        return
    with tempfile.TemporaryDirectory(prefix="shopkeeper-metrics-") as folder:
        os.environ[MULTIPROCESS_FOLDER] = folder
        workers = Workers(config, end_within_s=settings.drain_s + END_WITHIN_S)
        workers.run()
    if workers.has_failed:
        sys.exit(STARTUP_FAILURE)


class Workers(Multiprocess):
    """uvicorn's workers, of which the dead are noticed at once, forgotten by the metrics, and replaced.

    uvicorn asks each worker for a sign of life and waits for it for as long as one may take to start: whoever was asked
    when it died is waited for in vain, and SIGTERM with it.
    """

    def __init__(self, config: uvicorn.Config, *, end_within_s: float) -> None:
        super().__init__(config, sockets=[config.bind_socket()])
        self.has_failed = False
        self._end_within_s = end_within_s

    def keep_subprocess_alive(self) -> None:
        """Replaces who has died, unless one could not even start: the next one could not either."""
        for at, worker in enumerate(self.processes):
            if self.signal_queue:  # the end, perhaps, which the workers may have been told of as well
                return
            if worker.process.is_alive():
                continue
            worker.join()
            Metrics.forget_worker(worker.pid or 0)
            if worker.exitcode == STARTUP_FAILURE:
                log.error("a worker could not start")
                self.has_failed = True
                self.should_exit.set()
                return
            log.warning("a worker died (exit status %s)", worker.exitcode)
            self.processes[at] = Process(self.config, self.sockets)
            self.processes[at].start()

    def join_all(self) -> None:
        """Waits for the workers to end, but not for ever."""
        give_up_at_s = time.monotonic() + self._end_within_s
        for worker in self.processes:
            worker.process.join(max(0.0, give_up_at_s - time.monotonic()))
            if worker.process.is_alive():
                log.error("a worker does not end, and is killed")
                worker.kill()
        super().join_all()


def _drain_on_signal(counter: Counter, *, within_s: float) -> None:
    """Puts the draining before whatever the server does about SIGTERM and SIGINT; who insists does not wait."""
    loop = asyncio.get_running_loop()
    chores: list[asyncio.Task[None]] = []  # the loop itself would let them be collected
    began_s = 0.0
    for number in (signal.SIGTERM, signal.SIGINT):
        shut_down = signal.getsignal(number)
        if not callable(shut_down):
            continue

        def handle(
            received: int, frame: FrameType | None, shut_down: Callable[[int, FrameType | None], object] = shut_down
        ) -> None:
            nonlocal began_s
            if counter.is_draining:
                if time.monotonic() - began_s > ECHO_S:
                    shut_down(received, frame)
                return
            counter.is_draining, began_s = True, time.monotonic()
            loop.call_soon_threadsafe(start, received, shut_down)

        signal.signal(number, handle)

    def start(received: int, shut_down: Callable[[int, FrameType | None], object]) -> None:
        chore = loop.create_task(drain(counter, within_s))
        chores.append(chore)
        chore.add_done_callback(lambda _: shut_down(received, None))

"""`shopkeeper serve`: uvicorn over the site, with one worker or several, and an end at which nobody loses anything.

On SIGTERM a worker takes no new connection, ends the turns that run, tells its clients to come back, and goes. They come
back to another worker or to the next server with their resume token. Adapter: uvicorn.
"""

import asyncio
import logging
import os
import signal
import tempfile
from collections.abc import Callable
from functools import partial
from types import FrameType

import uvicorn
from uvicorn.supervisors import Multiprocess

from assistant.config import ServerSettings
from assistant.server.counter import Counter
from assistant.server.metrics import MULTIPROCESS_FOLDER
from assistant.server.protocol import MAX_ENVELOPE_CHARS
from assistant.server.site import make_site
from assistant.server.socket import drain

log = logging.getLogger(__name__)

BACKLOG = 2_048
"""Connections that wait to be accepted: a whole store's, coming back after a restart."""

WORKER_START_S = 60
"""A worker that says nothing for so long is replaced; opening a large shop on a busy machine takes a while."""

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
        ws_max_size=4 * MAX_ENVELOPE_CHARS,  # in bytes; the protocol counts characters
        ws_per_message_deflate=False,  # 64 kB and more for each connection, idle or not
        ws_ping_interval=None,  # clients send `ping`: half-open connections are found by that, and proxies see traffic
        timeout_graceful_shutdown=2,
        timeout_worker_healthcheck=WORKER_START_S,
    )
    if settings.workers == 1:
        uvicorn.Server(config).run()
        return
    with tempfile.TemporaryDirectory(prefix="shopkeeper-metrics-") as folder:
        os.environ[MULTIPROCESS_FOLDER] = folder
        Multiprocess(config, sockets=[config.bind_socket()]).run()


def _drain_on_signal(counter: Counter, *, within_s: float) -> None:
    """Puts the draining before whatever the server does about SIGTERM and SIGINT; a second signal does not wait."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        shut_down = signal.getsignal(number)
        if not callable(shut_down):
            continue

        def handle(
            received: int, frame: FrameType | None, shut_down: Callable[[int, FrameType | None], object] = shut_down
        ) -> None:
            if counter.is_draining:
                shut_down(received, frame)
                return
            counter.is_draining = True
            loop.call_soon_threadsafe(start, received, shut_down)

        signal.signal(number, handle)

    def start(received: int, shut_down: Callable[[int, FrameType | None], object]) -> None:
        chore = loop.create_task(drain(counter, within_s))
        chore.add_done_callback(lambda _: shut_down(received, None))

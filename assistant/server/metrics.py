"""What the counter counts, for Prometheus. Labels are words of ours only, never a shopper's or a seller's.

With several workers each writes its numbers to files of PROMETHEUS_MULTIPROC_DIR, and whichever is asked adds them up.
Adapter: prometheus-client.
"""

import os
from collections.abc import Mapping

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

MULTIPROCESS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
CONTENT_TYPE = CONTENT_TYPE_LATEST

disable_created_metrics()  # type: ignore[no-untyped-call]  # they double the number of series, and nobody asks

_SECONDS = (0.005, 0.01, 0.02, 0.04, 0.06, 0.1, 0.15, 0.2, 0.3, 0.5, 1.0, 2.0, 5.0, 10.0)
"""Bounds of the buckets: the targets for first cards (40, 100, 300 ms) are among them."""


class Metrics:
    """The numbers of one process."""

    def __init__(self) -> None:
        registry = self._registry = CollectorRegistry()

        def counter(name: str, help: str, *labels: str) -> Counter:
            return Counter(f"shopkeeper_{name}", help, labels, registry=registry)

        def histogram(name: str, help: str, *labels: str) -> Histogram:
            return Histogram(f"shopkeeper_{name}", help, labels, registry=registry, buckets=_SECONDS)

        def gauge(name: str, help: str) -> Gauge:
            return Gauge(f"shopkeeper_{name}", help, registry=registry, multiprocess_mode="livesum")

        self.turns = counter("turns", "Turns that are over", "shop", "action", "language")
        self.cancelled = counter("turns_cancelled", "Turns that were stopped", "reason")
        self.stages = histogram("stage_seconds", "Time in each stage of a turn", "stage")
        self.first_cards = histogram("first_card_seconds", "From a turn's message to its cards on their way")
        self.turn_seconds = histogram("turn_seconds", "From a turn's message to the end of its reply")
        self.tokens = counter("model_tokens", "Tokens of the language model", "direction")
        self.ungrounded = counter("ungrounded_sentences", "Sentences that were left out for want of evidence", "shop")
        self.errors = counter("errors", "Error events sent, and failures that sent none", "code")
        self.refused = counter("refused", "Connections and tokens refused", "reason")
        self.sessions = counter("sessions", "Sessions created and resumed", "shop", "how")
        self.connections = gauge("connections", "Open connections")
        self.waiting = gauge("turns_in_flight", "Turns that run or wait for a thread")

    def count_turn(self, shop: str, action: str, language: str, timings_ms: Mapping[str, float]) -> None:
        """A turn is over; "cards" and "total" of the timings are marks, the others stages."""
        self.turns.labels(shop, action, language).inc()
        for stage, ms in timings_ms.items():
            if stage not in ("cards", "total"):
                self.stages.labels(stage).observe(ms / 1000)

    def count_tokens(self, n_read: int, n_written: int) -> None:
        """A call of the language model is over."""
        self.tokens.labels("input").inc(n_read)
        self.tokens.labels("output").inc(n_written)

    def text(self) -> bytes:
        """All numbers in Prometheus' text format, of all workers where there are several."""
        if os.environ.get(MULTIPROCESS_FOLDER):
            together = CollectorRegistry()
            MultiProcessCollector(together)  # type: ignore[no-untyped-call]
            return generate_latest(together)
        return generate_latest(self._registry)

    @staticmethod
    def forget_worker(pid: int) -> None:
        """A worker is gone: its gauges no longer count."""
        if os.environ.get(MULTIPROCESS_FOLDER):
            mark_process_dead(pid)  # type: ignore[no-untyped-call]

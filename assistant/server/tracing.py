"""Traces of turns for OpenTelemetry, where the extra `telemetry` is installed and an exporter is configured.

A turn is one span with a child for each of its stages, put together when it is over from the times that it took: a trace
costs nothing before the cards are out. Names follow OpenTelemetry's semantic conventions for generative AI. No span
holds a word of the shopper's or of the reply.

Adapter: opentelemetry. Source: https://opentelemetry.io/docs/specs/semconv/gen-ai/
"""

import logging
import os
import time
from functools import lru_cache
from typing import Any

from assistant.messages import Turn

log = logging.getLogger(__name__)

ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"
"""OpenTelemetry's own variable: traces are sent where it says, and made only where it is set."""

_MARKS = ("cards", "total")
_MODEL_STAGES = {"understand": "chat", "explain": "chat", "see": "embeddings"}
"""Stages in which a model works, as the conventions call its operation."""


def trace_turn(turn: Turn, shop: str) -> None:
    """Records a turn that has just ended."""
    tracer = _tracer()
    if tracer is None:
        return
    ended_ns = time.time_ns()
    at_ns = ended_ns - _ns(turn.timings_ms.get("total", 0.0))
    attributes = {
        "gen_ai.operation.name": "invoke_agent",
        "gen_ai.agent.name": "shopkeeper",
        "shopkeeper.shop": shop,
        "shopkeeper.action": turn.outcome.kind,
        "shopkeeper.intent": turn.understanding.intent,
        "shopkeeper.language": turn.understanding.language,
        "shopkeeper.cards": len(turn.outcome.cards),
        "shopkeeper.ungrounded": turn.n_ungrounded,
    }
    from opentelemetry import trace

    root = tracer.start_span("invoke_agent shopkeeper", start_time=at_ns, attributes=attributes)
    inside = trace.set_span_in_context(root)
    for stage, ms in turn.timings_ms.items():
        if stage in _MARKS:
            continue
        named = {"gen_ai.operation.name": _MODEL_STAGES[stage]} if stage in _MODEL_STAGES else {}
        span = tracer.start_span(stage, context=inside, start_time=at_ns, attributes=named)
        at_ns += _ns(ms)
        span.end(at_ns)
    root.end(ended_ns)


@lru_cache(maxsize=1)
def _tracer() -> Any:
    """The tracer, None where nobody asked for traces or nothing is there to make them."""
    if not os.environ.get(ENDPOINT):
        return None
    try:
        from opentelemetry import trace
        from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:  # a cluster may set the variable for everybody
        log.warning("%s is set, but no traces are made: install shopkeeper[telemetry]", ENDPOINT)
        return None
    provider = TracerProvider(resource=Resource.create({"service.name": "shopkeeper"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)
    return trace.get_tracer("shopkeeper")


def _ns(ms: float) -> int:
    return int(ms * 1_000_000)

"""Traces of turns: what they say, and that nobody misses them where they cannot be made."""

import sys
from collections.abc import Iterator

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from assistant.messages import Outcome, Turn, Understanding
from assistant.server import tracing
from assistant.server.tracing import ENDPOINT, trace_turn

pytestmark = pytest.mark.unit

TURN = Turn(
    1,
    "a dress for Ann",
    Understanding("zh", "search"),
    Outcome("search"),
    "Here you are, Ann.",
    {"understand": 4.0, "act": 10.0, "cards": 14.5, "explain": 6.0, "total": 25.0},
    n_ungrounded=2,
)


@pytest.fixture(autouse=True)
def _anew() -> Iterator[None]:
    """Whether traces are made is found out once a process."""
    remembered = tracing._tracer
    remembered.cache_clear()
    yield
    remembered.cache_clear()


def test_turn_is_a_span_with_a_child_for_each_stage(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stages follow each other within the turn's time, marks are none, and no word of anybody's is in it."""
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(tracing, "_tracer", lambda: provider.get_tracer("test"))
    trace_turn(TURN, "demo")
    *stages, turn = exporter.get_finished_spans()
    assert [span.name for span in stages] == ["understand", "act", "explain"]
    assert [span.end_time - span.start_time for span in (*stages, turn)] == [
        4_000_000,
        10_000_000,
        6_000_000,
        25_000_000,
    ]
    assert [span.start_time - turn.start_time for span in stages] == [0, 4_000_000, 14_000_000]
    assert all(span.parent.span_id == turn.context.span_id for span in stages)
    assert turn.attributes["gen_ai.operation.name"] == "invoke_agent"
    assert stages[0].attributes["gen_ai.operation.name"] == "chat"
    assert (turn.attributes["shopkeeper.language"], turn.attributes["shopkeeper.ungrounded"]) == ("zh", 2)
    assert "Ann" not in "".join(span.to_json() for span in (*stages, turn))


def test_nothing_is_traced_where_nobody_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(ENDPOINT, raising=False)
    provider = trace.get_tracer_provider()
    trace_turn(TURN, "demo")
    assert trace.get_tracer_provider() is provider


def test_turn_goes_on_where_the_extra_is_not_installed(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A cluster may set the variable for every process; it is said once."""
    monkeypatch.setenv(ENDPOINT, "http://127.0.0.1:4317")
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.resources", None)
    for _ in range(2):
        trace_turn(TURN, "demo")
    assert [record.message for record in caplog.records] == [
        f"{ENDPOINT} is set, but no traces are made: install shopkeeper[telemetry]"
    ]

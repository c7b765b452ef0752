"""What the turn benchmark is made of; how fast a turn is, is not a test's business."""

import json
from pathlib import Path

import pytest

from evals.bench_turn import N_CONVERSATIONS, N_WARM_UP, TurnBench, bench_json, conversations, percentile, write_feed

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [([3.0, 1.0, 2.0], 0.5, 2.0), ([1.0, 2.0, 3.0, 4.0], 0.5, 2.0), ([7.0], 0.95, 7.0), ([1.0, 2.0], 0.0, 1.0)],
)
def test_percentile_is_a_value_of_the_sample(values: list[float], share: float, expected: float) -> None:
    """Nearest rank: at least this share is not above it."""
    assert percentile(values, share) == expected


def test_ninety_fifth_percentile_of_a_hundred_is_the_ninety_fifth_value() -> None:
    """Not the ninety-sixth."""
    assert percentile([float(n) for n in range(1, 101)], 0.95) == 95.0


def test_conversations_are_the_same_in_every_run_and_in_both_languages() -> None:
    """About two hundred measured turns, with every blank filled in."""
    first, second = list(conversations()), list(conversations())
    assert first == second
    assert sum(len(texts) for texts in first[N_WARM_UP:]) == 10 * N_CONVERSATIONS == 200
    assert not any("{" in text for texts in first for text in texts)
    assert {any("\u4e00" <= char <= "\u9fff" for char in "".join(texts)) for texts in first} == {True, False}


def test_feed_has_as_many_products_as_asked(tmp_path: Path) -> None:
    """One JSON object a line."""
    lines = write_feed(tmp_path / "deeper" / "products.jsonl", 120).read_text(encoding="utf-8").splitlines()
    assert len({json.loads(line)["product_id"] for line in lines}) == 120


def test_stages_are_reported_in_the_order_of_a_turn() -> None:
    """A stage that the benchmark does not know comes last."""
    bench = TurnBench(500, 2, 0.5, {"total": [2.0, 4.0], "new": [1.0], "understand": [1.0, 3.0]})
    assert list(bench_json(bench)["stages_ms"]) == ["understand", "total", "new"]
    assert bench_json(bench)["stages_ms"]["total"] == {"p50": 2.0, "p95": 4.0}

"""What Prometheus reads."""

import pytest

from assistant.server.metrics import Metrics

pytestmark = pytest.mark.unit


def test_turn_is_counted_with_its_stages() -> None:
    """Marks are no stages; tokens have a direction."""
    metrics = Metrics()
    metrics.count_turn("demo", "search", "zh", {"understand": 4.0, "cards": 9.0, "total": 20.0})
    metrics.count_tokens(120, 30)
    text = metrics.text().decode()
    assert 'shopkeeper_turns_total{action="search",language="zh",shop="demo"} 1.0' in text
    assert 'shopkeeper_stage_seconds_count{stage="understand"} 1.0' in text
    assert 'stage="cards"' not in text
    assert 'shopkeeper_model_tokens_total{direction="input"} 120.0' in text

"""Wishes and demands."""

import pytest

from assistant.understanding.weights import find_weights

pytestmark = pytest.mark.unit


def wished(text: str, *words: str) -> list[str]:
    """Which of the words, in order of appearance, are only wished for."""
    starts = sorted(text.index(word) for word in words)
    weights = find_weights(text, starts)
    return [word for word in words if weights.is_soft(text.index(word))]


@pytest.mark.parametrize(
    ("text", "words", "soft"),
    [
        ("red dress, ideally silk, size m", ["red", "silk", "size"], ["silk"]),
        ("ideally, in silk", ["silk"], ["silk"]),
        ("red dress in silk if possible", ["red", "silk"], ["silk"]),
        ("silk would be nice, in red", ["silk", "red"], ["silk"]),
        ("preferably silk but red", ["silk", "red"], ["silk"]),
        ("silk, preferably", ["silk"], ["silk"]),
        ("最好是真丝的，红色", ["真丝", "红色"], ["真丝"]),
        ("真丝更好", ["真丝"], ["真丝"]),
        ("red silk", ["red", "silk"], []),
    ],
)
def test_wish_reaches_its_clause(text: str, words: list[str], soft: list[str]) -> None:
    """Forward to the end of the clause, or back to what stands just before."""
    assert wished(text, *words) == soft


def test_demand_reaches_its_clause() -> None:
    """ "Must be" makes what follows a demand."""
    weights = find_weights("it must be for hiking, casual", [14, 23])
    assert [weights.is_demanded(14), weights.is_demanded(23)] == [True, False]
    assert weights.cues == ((3, 10),)

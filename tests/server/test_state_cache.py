"""What is remembered of conversations, and what is forgotten."""

import pytest

from assistant.dialogue_state import DialogueState
from assistant.server.state_cache import StateCache
from assistant.sessions.records import SessionKeys

pytestmark = pytest.mark.unit


def keys(name: str, epoch: int = 1) -> SessionKeys:
    return SessionKeys(name, "secret", epoch)


def test_state_of_another_epoch_is_another_one() -> None:
    """A conversation that went on elsewhere has to be read anew."""
    cache = StateCache()
    cache.put(keys("a"), DialogueState(n_turns=3))
    assert cache.get(keys("a")) == DialogueState(n_turns=3)
    assert cache.get(keys("a", epoch=2)) is None


def test_state_used_longest_ago_is_forgotten_first() -> None:
    """Asking for one is using it."""
    cache = StateCache(2)
    for name in ("a", "b"):
        cache.put(keys(name), DialogueState())
    cache.get(keys("a"))
    cache.put(keys("c"), DialogueState())
    assert [cache.get(keys(name)) is not None for name in ("a", "b", "c")] == [True, False, True]
    cache.forget(keys("a"))
    assert cache.get(keys("a")) is None

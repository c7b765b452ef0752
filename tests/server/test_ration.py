"""The ration of a language model, on a clock that stands still until it is told to move."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest

from assistant.chat_model import ChatMessage
from assistant.errors import ChatModelError
from assistant.server.ration import Ration, RationedModel

pytestmark = pytest.mark.unit


class Clock:
    now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


class WordyModel:
    """Takes 400 tokens a call."""

    name = "wordy"

    def __init__(self, ration: Ration) -> None:
        self._ration = ration

    def complete_json(
        self, messages: Sequence[ChatMessage], schema: Mapping[str, Any], *, deadline_s: float
    ) -> Mapping[str, Any]:
        self._ration.spend(300, 100)
        return {"intent": "search"}

    def stream(self, messages: Sequence[ChatMessage], *, deadline_s: float) -> Iterator[str]:
        self._ration.spend(300, 100)
        yield "Here."


def test_call_beyond_the_ration_is_refused_until_the_debt_is_paid_back() -> None:
    """600 a minute are 10 a second: after two calls of 400 there are 200 owed, which 20 seconds pay back."""
    clock = Clock()
    ration = Ration(600, clock=clock)
    model = RationedModel(WordyModel(ration), ration)
    assert model.complete_json([], {}, deadline_s=1) == {"intent": "search"}
    assert list(model.stream([], deadline_s=1)) == ["Here."]
    with pytest.raises(ChatModelError, match="ration of wordy is used up"):
        model.complete_json([], {}, deadline_s=1)
    clock.now_s += 20
    with pytest.raises(ChatModelError):
        list(model.stream([], deadline_s=1))
    clock.now_s += 0.1
    assert list(model.stream([], deadline_s=1)) == ["Here."]


def test_ration_that_nobody_uses_does_not_grow_beyond_a_minute() -> None:
    """An hour later there are still 600."""
    clock = Clock()
    ration = Ration(600, clock=clock)
    clock.now_s += 3600
    ration.spend(599, 0)
    assert not ration.is_spent
    ration.spend(1, 0)
    assert ration.is_spent

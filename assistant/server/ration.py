"""A shop's ration of language model: when it is used up, turns are answered without the model until it has grown back."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from threading import Lock
from typing import Any

from assistant.chat_model import ChatMessage, ChatModel
from assistant.errors import ChatModelError
from assistant.server.limits import Rate, TokenBucket


class Ration:
    """So many tokens a minute, read and written together; shared by the threads of a process.

    What a call takes is only known at its end, so that the last one may take more than was left; it is paid back first.
    """

    def __init__(self, tokens_per_minute: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._bucket = TokenBucket(Rate(per_s=tokens_per_minute / 60, burst=tokens_per_minute), clock())

    def spend(self, n_read: int, n_written: int) -> None:
        """A call is over."""
        with self._lock:
            self._bucket.spend(n_read + n_written, self._clock())

    @property
    def is_spent(self) -> bool:
        """Whether no further call may begin now."""
        with self._lock:
            return not self._bucket.has_any(self._clock())


class RationedModel:
    """A chat model that refuses calls while the ration is spent; every caller can do without it."""

    def __init__(self, model: ChatModel, ration: Ration) -> None:
        self._model = model
        self._ration = ration

    @property
    def name(self) -> str:
        """See `ChatModel`."""
        return self._model.name

    def complete_json(
        self, messages: Sequence[ChatMessage], schema: Mapping[str, Any], *, deadline_s: float
    ) -> Mapping[str, Any]:
        """See `ChatModel`. Raises `ChatModelError` where the ration is spent."""
        self._check()
        return self._model.complete_json(messages, schema, deadline_s=deadline_s)

    def stream(self, messages: Sequence[ChatMessage], *, deadline_s: float) -> Iterator[str]:
        """See `ChatModel`. Raises `ChatModelError` where the ration is spent."""
        self._check()
        yield from self._model.stream(messages, deadline_s=deadline_s)

    def _check(self) -> None:
        if self._ration.is_spent:
            raise ChatModelError(
                f"The shop's ration of {self.name} is used up.", remedy="Raise server.model_tokens_per_shop."
            )

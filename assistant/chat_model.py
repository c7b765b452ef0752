"""What the assistant asks of a language model: one JSON object by a schema, or a stream of words, within a deadline."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """One message of a prompt."""

    role: Literal["system", "user", "assistant"]
    content: str


class ChatModel(Protocol):
    """Every failure is a `ChatModelError`; the caller answers without the model then."""

    @property
    def name(self) -> str:
        """Provider and model, for logs and `shopkeeper models`."""
        ...

    def complete_json(
        self, messages: Sequence[ChatMessage], schema: Mapping[str, Any], *, deadline_s: float
    ) -> Mapping[str, Any]:
        """One JSON object by `schema`. Raises `ChatModelTimeout`, `ChatModelInvalid`, `ChatModelError`."""
        ...

    def stream(self, messages: Sequence[ChatMessage], *, deadline_s: float) -> Iterator[str]:
        """Pieces of text as they come. Raises `ChatModelTimeout` when the whole takes longer, `ChatModelError`."""
        ...

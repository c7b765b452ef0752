"""Adapter: any LangChain chat model as a `ChatModel`, held to a deadline."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from queue import Empty, Queue
from typing import Any

from langchain.chat_models import init_chat_model
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.exceptions import OutputParserException
from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.outputs import LLMResult
from langchain_core.runnables import RunnableConfig

from assistant.chat_model import ChatMessage
from assistant.errors import ChatModelError, ChatModelInvalid, ChatModelTimeout, SettingsError
from assistant.interruption import is_interrupted

IN_PROCESS = "transformers:"
"""Prefix of a model that runs in this process: a directory, or a name of the Hugging Face hub."""


INTERRUPTION_POLL_S = 0.05
"""How long a turn that was stopped goes on waiting for a model that says nothing."""

OnUsage = Callable[[int, int], None]
"""Told the tokens that a call read and wrote, where the provider counts them."""


def load_chat_model(
    name: str, *, base_url: str | None = None, api_key: str | None = None, on_usage: OnUsage | None = None
) -> "LangChainModel":
    """`name` is "provider:model" as LangChain knows it, or "transformers:PATH". Raises `SettingsError`."""
    if name.startswith(IN_PROCESS):
        from assistant.transformers_model import load_transformers_model  # torch: seconds to import

        return LangChainModel(load_transformers_model(name.removeprefix(IN_PROCESS)), name=name, on_usage=on_usage)
    options: dict[str, Any] = {"temperature": 0}
    if base_url:
        options["base_url"] = base_url
    if api_key:
        options["api_key"] = api_key
    try:
        model = init_chat_model(name, **options)
    # Providers raise what they like (openai an error of its own where the key is missing), and each means the same here.
    except Exception as error:
        reason = str(error).strip().split("\n")[0].split(". ")[0].rstrip(".")
        raise SettingsError(
            f"The chat model {name!r} cannot be set up: {reason}.",
            remedy="Set SHOPKEEPER_CHAT_MODEL to provider:model and SHOPKEEPER_CHAT_API_KEY where it needs a key, "
            "and install langchain-<provider>.",
        ) from error
    return LangChainModel(model, name=name, on_usage=on_usage)


class _UsageReader(BaseCallbackHandler):
    """Passes on how many tokens each call took, as far as the provider says."""

    def __init__(self, on_usage: OnUsage) -> None:
        self._on_usage = on_usage

    def on_llm_end(self, response: LLMResult, **kwargs: Any) -> None:
        for generations in response.generations:
            for generation in generations:
                usage = getattr(getattr(generation, "message", None), "usage_metadata", None)
                if usage:
                    self._on_usage(usage["input_tokens"], usage["output_tokens"])


class LangChainModel:
    """Calls run in a thread of their own, since not every provider can be stopped: a late answer is thrown away."""

    def __init__(self, model: BaseChatModel, *, name: str, on_usage: OnUsage | None = None) -> None:
        self._model = model
        self.name = name
        self._config = RunnableConfig(callbacks=[_UsageReader(on_usage)] if on_usage else [])

    def complete_json(
        self, messages: Sequence[ChatMessage], schema: Mapping[str, Any], *, deadline_s: float
    ) -> Mapping[str, Any]:
        """See `ChatModel`."""
        runnable = self._model.with_structured_output(dict(schema))
        prompt = _as_prompt(messages)
        answer = next(_run_within(lambda: iter([runnable.invoke(prompt, self._config)]), deadline_s=deadline_s))
        if not isinstance(answer, Mapping):
            raise ChatModelInvalid(f"{self.name} did not answer with an object.")
        return answer

    def stream(self, messages: Sequence[ChatMessage], *, deadline_s: float) -> Iterator[str]:
        """See `ChatModel`."""
        prompt = _as_prompt(messages)
        for chunk in _run_within(lambda: self._model.stream(prompt, self._config), deadline_s=deadline_s):
            yield str(chunk.text)


def _as_prompt(messages: Sequence[ChatMessage]) -> list[tuple[str, str]]:
    return [(message.role, message.content) for message in messages]


_END = object()


def _run_within(produce: Callable[[], Iterator[Any]], *, deadline_s: float) -> Iterator[Any]:
    """What `produce` yields, from a thread, until the deadline; the one place that translates foreign exceptions."""
    queue: Queue[Any] = Queue()
    abandoned = threading.Event()

    def work() -> None:
        try:
            for item in produce():
                if abandoned.is_set():
                    return
                queue.put(item)
            queue.put(_END)
        except (OutputParserException, json.JSONDecodeError) as error:
            queue.put(ChatModelInvalid(f"The chat model's answer cannot be read: {type(error).__name__}."))
        # Providers raise what they like (httpx, openai, ollama, a plain RuntimeError), and each means the same here.
        except Exception as error:
            queue.put(ChatModelError(f"The chat model failed: {type(error).__name__}."))

    threading.Thread(target=work, name="chat-model", daemon=True).start()
    ends_at = time.monotonic() + deadline_s
    try:
        while (item := _await_item(queue, ends_at, deadline_s=deadline_s)) is not _END:
            if isinstance(item, ChatModelError):
                raise item
            yield item
    finally:
        abandoned.set()


def _await_item(queue: Queue[Any], ends_at: float, *, deadline_s: float) -> Any:
    """The next item; raises ChatModelTimeout, and ChatModelError once nobody waits for it any more."""
    while True:
        left_s = ends_at - time.monotonic()
        try:
            item = queue.get(timeout=min(max(0.0, left_s), INTERRUPTION_POLL_S))
        except Empty:
            item = None
        if is_interrupted():
            raise ChatModelError("Nobody waits for the chat model any more.")
        if item is not None:
            return item
        if left_s <= 0:
            raise ChatModelTimeout(f"The chat model took longer than {deadline_s:g} s.")

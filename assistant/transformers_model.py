"""Adapter: a transformers causal language model in this process, as a LangChain chat model.

Structured output is constrained while decoding (xgrammar masks every token that would leave the schema), so that even
a small model answers with a valid object.
"""

import json
from collections.abc import Iterator, Mapping
from threading import Thread
from typing import Any

import torch
import transformers
import xgrammar
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable, RunnableLambda
from xgrammar.contrib.hf import LogitsProcessor

from assistant.errors import SettingsError

MAX_NEW_TOKENS = 512
"""Twice the longest understanding that was seen (30 constraints); the deadline usually ends a slow model earlier."""


def load_transformers_model(path: str) -> "TransformersChatModel":
    """Loads a model and its tokenizer, half precision on a GPU. Raises `SettingsError`."""
    device = "cuda" if torch.cuda.is_available() else "cpu"
    model: Any
    try:
        tokenizer = transformers.AutoTokenizer.from_pretrained(path)
        dtype = torch.bfloat16 if device == "cuda" else torch.float32
        model = transformers.AutoModelForCausalLM.from_pretrained(path, dtype=dtype)
    except (OSError, ValueError) as error:
        raise SettingsError(
            f"The model {path!r} cannot be loaded: {error}.",
            remedy="Point transformers:PATH at a directory with a causal language model and its tokenizer.",
        ) from error
    return TransformersChatModel(model=model.to(device).eval(), tokenizer=tokenizer)


class TransformersChatModel(BaseChatModel):
    """Greedy decoding; the tokenizer's chat template where it has one, else one "role: text" line a message."""

    model: Any
    tokenizer: Any
    max_new_tokens: int = MAX_NEW_TOKENS

    @property
    def _llm_type(self) -> str:
        return "transformers"

    def with_structured_output(
        self, schema: dict[str, Any] | type, *, include_raw: bool = False, **kwargs: Any
    ) -> Runnable[Any, Any]:
        """A runnable that answers with the object itself; `schema` is a JSON schema."""
        assert isinstance(schema, dict), "only JSON schemas are used here"
        return self.bind(json_schema=schema) | RunnableLambda(_read_object)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        inputs = self._encode(messages)
        output = self.model.generate(**inputs, **self._options(kwargs.get("json_schema")))
        text = self.tokenizer.decode(output[0, inputs["input_ids"].shape[1] :], skip_special_tokens=True)
        return ChatResult(generations=[ChatGeneration(message=AIMessage(content=text))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        streamer = transformers.TextIteratorStreamer(self.tokenizer, skip_prompt=True, skip_special_tokens=True)
        options = {**self._encode(messages), **self._options(None), "streamer": streamer}
        worker = Thread(target=self.model.generate, kwargs=options, daemon=True)
        worker.start()
        for text in streamer:
            yield ChatGenerationChunk(message=AIMessageChunk(content=text))
        worker.join()

    def _encode(self, messages: list[BaseMessage]) -> dict[str, torch.Tensor]:
        prompt = self._write_prompt(messages)
        encoded = self.tokenizer(prompt, return_tensors="pt", add_special_tokens=self.tokenizer.chat_template is None)
        names = ("input_ids", "attention_mask")
        return {name: encoded[name].to(self.model.device) for name in names}

    def _write_prompt(self, messages: list[BaseMessage]) -> str:
        roles = {"human": "user", "ai": "assistant"}
        turns = [{"role": roles.get(message.type, message.type), "content": str(message.text)} for message in messages]
        if self.tokenizer.chat_template is not None:
            return str(self.tokenizer.apply_chat_template(turns, tokenize=False, add_generation_prompt=True))
        return "\n".join(f"{turn['role']}: {turn['content']}" for turn in turns) + "\nassistant: "

    def _options(self, schema: Mapping[str, Any] | None) -> dict[str, Any]:
        options: dict[str, Any] = {"max_new_tokens": self.max_new_tokens, "do_sample": False}
        if self.tokenizer.pad_token_id is None:
            options["pad_token_id"] = self.tokenizer.eos_token_id
        if schema is not None:
            options["logits_processor"] = [self._constrain(schema)]
        return options

    def _constrain(self, schema: Mapping[str, Any]) -> LogitsProcessor:
        vocabulary = xgrammar.TokenizerInfo.from_huggingface(self.tokenizer, vocab_size=self.model.config.vocab_size)
        compiler = xgrammar.GrammarCompiler(vocabulary)
        # Without free white space a weak model cannot spend its tokens on blanks.
        return LogitsProcessor(compiler.compile_json_schema(json.dumps(schema), any_whitespace=False))


def _read_object(message: Any) -> Any:
    return json.loads(message.text)

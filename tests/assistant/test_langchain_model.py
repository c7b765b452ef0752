"""LangChain's own OpenAI client against a server on the loopback interface."""

import pytest

from assistant.chat_model import ChatMessage
from assistant.errors import ChatModelError, ChatModelInvalid
from assistant.langchain_model import LangChainModel, load_chat_model
from tests.chat_fakes import openai_server

pytestmark = pytest.mark.model

PROMPT = (ChatMessage("system", "Read."), ChatMessage("user", "a red dress"))
SCHEMA = {
    "title": "choice",
    "description": "A choice.",
    "type": "object",
    "properties": {"intent": {"enum": ["search", "greet"]}},
    "required": ["intent"],
    "additionalProperties": False,
}


def _model(base_url: str) -> LangChainModel:
    return load_chat_model("openai:any", base_url=base_url, api_key="not-a-key")


def test_structured_answer_of_openai_compatible_server_is_an_object() -> None:
    """A base URL is all it takes to use a compatible server."""
    with openai_server('{"intent": "search"}') as url:
        assert _model(url).complete_json(PROMPT, SCHEMA, deadline_s=30) == {"intent": "search"}


def test_words_of_openai_compatible_server_stream() -> None:
    """Words arrive as the server sends them."""
    with openai_server("the red one") as url:
        assert "".join(_model(url).stream(PROMPT, deadline_s=30)).split() == ["the", "red", "one"]


def test_answer_that_is_no_json_is_invalid() -> None:
    """Nonsense is told apart from failure."""
    with openai_server("certainly! here you go") as url, pytest.raises(ChatModelInvalid):
        _model(url).complete_json(PROMPT, SCHEMA, deadline_s=30)


def test_refusal_of_server_is_a_chat_model_error_without_the_shoppers_words() -> None:
    """A provider's exception is translated, and does not carry the utterance along."""
    with openai_server("no", status=401) as url, pytest.raises(ChatModelError) as caught:
        _model(url).complete_json(PROMPT, SCHEMA, deadline_s=30)
    assert "dress" not in str(caught.value)

"""A tiny language model, made here: it knows one answer, so any other valid object is the constraint's doing."""

import threading
from pathlib import Path

import pytest

from assistant.chat_model import ChatMessage
from assistant.errors import ChatModelTimeout, SettingsError
from assistant.langchain_model import LangChainModel, load_chat_model

pytestmark = pytest.mark.model

SCHEMA = {
    "title": "choice",
    "description": "A choice.",
    "type": "object",
    "properties": {
        "intent": {"enum": ["search", "greet"]},
        "values": {"type": "array", "items": {"enum": ["red", "blue"]}, "maxItems": 2},
        "is_hard": {"type": "boolean"},
    },
    "required": ["intent", "values", "is_hard"],
    "additionalProperties": False,
}
PROMPT = (ChatMessage("system", "Read."), ChatMessage("user", "a red dress 红色"))


ANSWER = (
    '{"intent": "search", "sentiment": "neutral", "constraints": [{"slot": "color", "op": "in", "values": ["red"], '
    '"number": 0.0, "unit": "", "is_hard": true, "words": "red"}], "query": "", "references": [], "retracted": [], '
    '"sort": "relevance", "comparative": "", "quantity": 1, "asks_availability": false}'
)


@pytest.fixture(scope="module")
def model_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A two-layer Llama that has read one answer a few times: enough to end its objects, far from knowing anything."""
    import torch
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    path = tmp_path_factory.mktemp("tiny-llama")
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=400, special_tokens=["<eos>"], initial_alphabet=pre_tokenizers.ByteLevel.alphabet()
    )
    tokenizer.train_from_iterator([ANSWER, "a blue dress"], trainer)
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token="<eos>").save_pretrained(path)
    torch.manual_seed(1)
    config = LlamaConfig(
        vocab_size=tokenizer.get_vocab_size(), hidden_size=64, intermediate_size=128, num_hidden_layers=2,
        num_attention_heads=2, num_key_value_heads=2, max_position_embeddings=4096, bos_token_id=0, eos_token_id=0,
    )  # fmt: skip
    model = LlamaForCausalLM(config)
    prompt = "system: Read.\nuser: a red dress 红色\nassistant: "
    tokens = torch.tensor([[*tokenizer.encode(prompt + ANSWER).ids, 0]])
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    for _ in range(120):
        optimizer.zero_grad()
        model(input_ids=tokens, labels=tokens).loss.backward()
        optimizer.step()
    model.save_pretrained(path)
    return path


@pytest.fixture(scope="module")
def model(model_path: Path) -> LangChainModel:
    return load_chat_model(f"transformers:{model_path}")


def test_model_held_to_another_schema_answers_valid_object(model: LangChainModel) -> None:
    """Constrained decoding makes a valid object of a schema that the model never saw."""
    answer = model.complete_json(PROMPT, SCHEMA, deadline_s=60)
    assert answer.keys() == {"intent", "values", "is_hard"}
    assert answer["intent"] in ("search", "greet")
    assert set(answer["values"]) <= {"red", "blue"}
    assert isinstance(answer["is_hard"], bool)


def test_understanding_is_decoded_by_its_schema(model: LangChainModel) -> None:
    """The schema of the LLM parser can be decoded by, and what comes out is a valid draft."""
    from assistant.llm_parser import UnderstandingDraft, understanding_schema

    draft = UnderstandingDraft.model_validate(model.complete_json(PROMPT, understanding_schema(), deadline_s=120))
    assert draft.intent == "search"


def test_stream_yields_text_in_pieces(model: LangChainModel) -> None:
    """Words come piece by piece."""
    assert len(list(model.stream(PROMPT, deadline_s=60))) > 1


def test_missing_model_directory_is_a_settings_error(tmp_path: Path) -> None:
    """A wrong path says so."""
    with pytest.raises(SettingsError, match="cannot be loaded"):
        load_chat_model(f"transformers:{tmp_path / 'nothing'}")


def test_unknown_provider_is_a_settings_error() -> None:
    """A wrong provider says so."""
    with pytest.raises(SettingsError, match="cannot be set up"):
        load_chat_model("nosuchprovider:model")


def test_late_answer_is_a_timeout() -> None:
    """A model that does not answer in time is given up, and its thread does not hold the turn."""
    from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
    from langchain_core.messages import AIMessage

    gate = threading.Event()

    def answers():  # type: ignore[no-untyped-def]
        gate.wait(30)
        yield AIMessage("too late")

    model = LangChainModel(GenericFakeChatModel(messages=answers()), name="late")
    with pytest.raises(ChatModelTimeout):
        list(model.stream(PROMPT, deadline_s=0.05))
    gate.set()

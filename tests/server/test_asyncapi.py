"""The committed AsyncAPI document is the one that the models make, and describes what is really sent."""

import json
import re
from typing import Any, get_args

import pytest
from jsonschema import Draft202012Validator

from assistant.server import asyncapi
from assistant.server.events import CLIENT_EVENTS, ClientEvent, Error, Pong, ServerEvent, Transcript
from assistant.server.limits import SocketLimits
from assistant.server.protocol import CounterProtocol

pytestmark = pytest.mark.unit

DOCUMENT = json.loads(asyncapi.PATH.read_text(encoding="utf-8"))
MESSAGES: dict[str, Any] = DOCUMENT["components"]["messages"]


def validator(name: str) -> Draft202012Validator:
    """For the payloads of a message, with the document's schemas at hand."""
    return Draft202012Validator({**MESSAGES[name]["payload"], "components": DOCUMENT["components"]})


def test_committed_document_is_the_generated_one() -> None:
    """Otherwise: python -m assistant.server.asyncapi."""
    assert asyncapi.PATH.read_text(encoding="utf-8") == asyncapi.text()


def test_every_message_of_both_sides_is_described() -> None:
    """By its type, with a sentence, and in the operation of the side that sends it."""
    types = {
        side: {name for model in models for name in get_args(model.model_fields["type"].annotation)}
        for side, models in (("hear", get_args(get_args(ClientEvent)[0])), ("answer", get_args(ServerEvent)))
    }
    types["hear"].add(asyncapi.AUDIO_FRAME)
    for operation, names in types.items():
        listed = [reference["$ref"].rpartition("/")[2] for reference in DOCUMENT["operations"][operation]["messages"]]
        assert sorted(listed) == sorted(names)
    assert set(MESSAGES) == types["hear"] | types["answer"] == set(DOCUMENT["channels"]["counter"]["messages"])
    assert all(message["summary"].endswith(".") for message in MESSAGES.values())


def test_every_reference_leads_somewhere() -> None:
    """And every schema is used."""
    references = set(re.findall(r'"\$ref": "#/([^"]+)"', asyncapi.text()))
    for reference in references:
        found: Any = DOCUMENT
        for part in reference.split("/"):
            found = found[part]
    assert {f"components/schemas/{name}" for name in DOCUMENT["components"]["schemas"]} <= references


@pytest.mark.parametrize("name", [name for name in MESSAGES if name != asyncapi.AUDIO_FRAME])
def test_payload_is_a_valid_schema_of_its_own_type(name: str) -> None:
    Draft202012Validator.check_schema(MESSAGES[name]["payload"])
    assert MESSAGES[name]["payload"]["properties"]["type"] == {"const": name}
    assert not validator(name).is_valid({"type": "something.else"})


@pytest.mark.parametrize(
    ("message", "is_valid"),
    [
        ({"type": "input.text", "turn_id": "a-1", "text": "jackets"}, True),
        ({"type": "input.text", "turn_id": "a 1", "text": "jackets"}, False),
        ({"type": "input.text", "turn_id": "a-1", "text": "x" * 4_001}, False),
        ({"type": "cart.edit", "edit_id": "e", "offer_id": "o", "quantity": 2}, True),
        ({"type": "cart.edit", "edit_id": "e", "offer_id": "o", "quantity": -1}, False),
        ({"type": "ledger.edit", "edit_id": "e", "replace": [{"entry_id": "x", "value": 50.0}]}, True),
        ({"type": "ledger.edit", "edit_id": "e", "replace": [{"entry_id": "x", "value": []}]}, False),
        ({"type": "ping", "more": 1}, False),
        ({"type": "ping"}, True),
    ],
)
def test_document_and_server_agree_on_what_a_client_may_send(message: dict[str, object], is_valid: bool) -> None:
    """What the document allows is read, what it forbids is refused."""
    assert validator(str(message["type"])).is_valid(message) == is_valid
    try:
        CLIENT_EVENTS.validate_json(json.dumps(message))
    except ValueError:
        assert not is_valid
    else:
        assert is_valid


@pytest.mark.parametrize(
    "event",
    [
        Pong(),
        Error(code="busy", message="Too many at once.", remedy="Wait.", retryable=True, retry_after_ms=500),
        Transcript(type="transcript.interim", turn_id="t", text="红色", language="zh"),
    ],
    ids=lambda event: event.type,
)
def test_what_the_server_writes_is_as_described(event: ServerEvent) -> None:
    """With its number, as it goes over the wire."""
    sent = json.loads(CounterProtocol(SocketLimits(), now_s=0.0).encode(event))
    validator(sent["type"]).validate(sent)
    assert sent["seq"] == 1

"""The protocol as an AsyncAPI 3 document, made from the models: `python -m assistant.server.asyncapi` writes it anew.

Source: https://www.asyncapi.com/docs/reference/specification/v3.0.0. The document speaks as the server: it receives what
clients send.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel

from assistant.server import events
from assistant.server.events import PROTOCOL_VERSION, ClientEvent, ServerEvent
from assistant.server.protocol import MAX_FRAME_BYTES

PATH = Path(__file__).with_name("asyncapi.json")

AUDIO_FRAME = "input_audio.frame"
"""The name of binary messages in the document; on the wire they have none."""

Json = dict[str, Any]

_SCHEMAS = "#/components/schemas/"


def document() -> Json:
    """The whole document, as JSON."""
    received = dict(_messages(get_args(get_args(ClientEvent)[0])))
    sent = dict(_messages(get_args(ServerEvent)))
    schemas: Json = {}
    messages = {
        name: _message(name, model, is_sent=name in sent, schemas=schemas) for name, model in (received | sent).items()
    }
    messages[AUDIO_FRAME] = _audio_frame()
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Shopkeeper's counter",
            "version": f"{PROTOCOL_VERSION}.0.0",
            "description": _summary(events.__doc__),
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "channels": {
            "counter": {
                "address": "/ws",
                "description": "One WebSocket a conversation; its first message is session.start.",
                "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in messages},
                "bindings": {"ws": {"method": "GET", "bindingVersion": "0.1.0"}},
            }
        },
        "operations": {
            "hear": _operation("receive", [*received, AUDIO_FRAME], "What a client may send."),
            "answer": _operation("send", list(sent), "What the server sends."),
        },
        "components": {"messages": messages, "schemas": dict(sorted(schemas.items()))},
    }


def text() -> str:
    """The document as it is committed."""
    return json.dumps(document(), indent=2, ensure_ascii=False) + "\n"


def _messages(models: tuple[type[BaseModel], ...]) -> Iterator[tuple[str, type[BaseModel]]]:
    """Each type of message with its model; a few models have two types."""
    for model in models:
        for name in get_args(model.model_fields["type"].annotation):
            yield name, model


def _message(name: str, model: type[BaseModel], *, is_sent: bool, schemas: Json) -> Json:
    """A message; the models that its own model is made of are put among the schemas."""
    mode = "serialization" if is_sent else "validation"
    schema = model.model_json_schema(ref_template=_SCHEMAS + "{model}", mode=mode)  # type: ignore[arg-type]
    schemas.update(schema.pop("$defs", {}))
    schema["properties"]["type"] = {"const": name}
    schema["required"] = sorted({*schema.get("required", ()), "type", *(["seq"] if is_sent else [])})
    if is_sent:
        schema["properties"]["seq"] = {"type": "integer", "minimum": 1}
    return {"name": name, "summary": _summary(model.__doc__), "payload": schema}


def _audio_frame() -> Json:
    return {
        "name": AUDIO_FRAME,
        "summary": "A binary message while audio is open: PCM of 16 bits, mono, 16 kHz, little-endian.",
        "contentType": "audio/L16;rate=16000;channels=1",
        "payload": {"type": "string", "format": "binary", "maxLength": MAX_FRAME_BYTES},
    }


def _operation(action: str, names: list[str], summary: str) -> Json:
    return {
        "action": action,
        "channel": {"$ref": "#/channels/counter"},
        "summary": summary,
        "messages": [{"$ref": f"#/channels/counter/messages/{name}"} for name in names],
    }


def _summary(docstring: str | None) -> str:
    return " ".join((docstring or "").split())


if __name__ == "__main__":
    PATH.write_text(text(), encoding="utf-8")

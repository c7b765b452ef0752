"""`shopkeeper chat --connect`: the same talk from a terminal."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.server.chat_client import RemoteTalk, ServerUnreachable
from assistant.turn_input import TurnInput
from tests.server.live import PROGRAM, ROOT, Server, free_port

pytestmark = pytest.mark.model


def test_remote_talk_takes_turns_and_survives_a_broken_line(server: Server) -> None:
    """A line that breaks between two turns is opened again, and the conversation goes on."""
    talk = RemoteTalk(f"ws://127.0.0.1:{server.port}")
    assert talk.open()["type"] == "session.created"
    first = list(talk.take_turn(TurnInput("a red dress")))
    assert first[-1]["type"] == "reply.done"
    assert talk._socket is not None
    talk._socket.socket.close()
    second = list(talk.take_turn(TurnInput("under $300")))
    assert talk.opened["type"] == "session.resumed"
    slots = {entry["slot"] for event in second if event["type"] == "ledger.updated" for entry in event["ledger"]}
    assert slots >= {"category", "color", "price"}
    talk.close()


def test_chat_on_a_pipe_prints_events(server: Server, tmp_path: Path) -> None:
    """One JSON object a line."""
    command = [sys.executable, "-c", PROGRAM, "chat", "--json", "--connect", f"127.0.0.1:{server.port}"]
    environment = {**os.environ, "SHOPKEEPER_HOME": str(tmp_path)}
    said = subprocess.run(
        command,
        input="a red dress\n",
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=180,
        check=True,
    )
    types = [json.loads(line)["type"] for line in said.stdout.splitlines()]
    assert (types[0], types[-1], "cards" in types) == ("session.created", "reply.done", True)


@pytest.mark.parametrize("url", ["http://x", "ftp://x", "ws://", "ws://127.0.0.1:PORT"])
def test_server_that_is_not_there_is_said_in_one_line(url: str) -> None:
    """With what to do."""
    with pytest.raises(ServerUnreachable) as refused:
        RemoteTalk(url.replace("PORT", str(free_port()))).open()
    assert refused.value.remedy

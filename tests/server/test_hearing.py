"""The ear: nobody waits for a listener who has gone."""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.server.counter import Counter
from assistant.server.hearing import MAX_PIECES
from assistant.speech.events import FinalTranscript, SpeechEvent
from tests.server.caller import Caller, play, small_open_shop
from tests.server.live import WITHIN_S

pytestmark = pytest.mark.unit

FRAME = b"\1\0" * 320


class SlowListener:
    """Is sure of the words as soon as it hears anything, but takes its time."""

    go_on = threading.Event()
    hears = threading.Event()

    def feed(self, pcm: bytes) -> Iterator[SpeechEvent]:
        self.hears.set()
        assert self.go_on.wait(WITHIN_S)
        yield FinalTranscript("a dress", "en")

    def finish(self) -> Iterator[SpeechEvent]:
        yield from ()


def test_client_that_speaks_on_while_its_words_are_made_out_is_heard_again(tmp_path: Path) -> None:
    """More pieces than are taken in and may wait come before the words are final: the connection must not wait for ever to be rid of
    the next one.
    """

    async def scenario(counter: Counter) -> None:
        caller = Caller(counter)
        await caller.open()
        await caller.send(type="input_audio.start", turn_id="v1")

        async def speak() -> None:
            for _ in range(2 * MAX_PIECES + 20):
                await caller.talk.receive(FRAME)

        speaking = asyncio.create_task(speak())
        assert await asyncio.to_thread(SlowListener.hears.wait, WITHIN_S)
        await asyncio.sleep(0.2)
        assert not speaking.done()
        SlowListener.go_on.set()
        assert (await caller.until("transcript.final"))["text"] == "a dress"
        async with asyncio.timeout(20):
            await speaking
        assert (await caller.follow("v1"))["reply.done"]
        await caller.send(type="ping")
        await caller.until("pong")

    play(tmp_path, scenario, shop=small_open_shop(new_listener=SlowListener))

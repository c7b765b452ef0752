"""Audio over the counter: a small listener in the place of the speech model, the rest is real."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.app_server import open_counter, open_store
from assistant.config import ServerSettings, load_settings
from assistant.speech.events import FinalTranscript, InterimTranscript, SpeechEvent, SpeechStarted, SpeechStopped
from tests.server.caller import Caller
from tests.server.conftest import new_home
from tests.server.live import WITHIN_S

pytestmark = pytest.mark.model

FRAME = b"\1\0" * 320


class CountingListener:
    """Hears a word in each 640 bytes, and is sure of them at the end, or after five."""

    WORDS = ("a", "red", "dress", "under", "300")

    def __init__(self) -> None:
        self._n = 0

    def feed(self, pcm: bytes) -> Iterator[SpeechEvent]:
        for _ in range(len(pcm) // 640):
            if self._n == 0:
                yield SpeechStarted(0)
            self._n += 1
            yield InterimTranscript(" ".join(self.WORDS[: self._n]), "en")
            if self._n == len(self.WORDS):
                yield SpeechStopped(self._n * 20)
                yield FinalTranscript(" ".join(self.WORDS), "en")

    def finish(self) -> Iterator[SpeechEvent]:
        yield FinalTranscript(" ".join(self.WORDS[: self._n]), "en")


class DeafListener(CountingListener):
    """Breaks as soon as it hears anything."""

    def feed(self, pcm: bytes) -> Iterator[SpeechEvent]:
        raise RuntimeError("no ear")


@pytest.fixture
def call(small_shop: Path, tmp_path: Path) -> Callable[..., None]:
    """Plays a scenario against a counter whose shop listens."""
    settings = load_settings(
        home=new_home(small_shop, tmp_path), shop=small_shop / "shop", image_model="none", server=ServerSettings()
    )

    def play(
        scenario: Callable[[Caller], Awaitable[None]], listener: type[CountingListener] = CountingListener
    ) -> None:
        async def run() -> None:
            open_store(settings).migrate()
            counter = open_counter(settings)
            counter.shops = {"demo": replace(counter.shops["demo"], new_listener=listener)}
            try:
                await scenario(Caller(counter))
            finally:
                counter.close()

        asyncio.run(run())

    return play


def test_what_is_said_is_a_turn(call: Callable[..., None]) -> None:
    """Interim words, final words, then the turn as if it had been typed, under the id of the audio."""

    async def scenario(caller: Caller) -> None:
        assert (await caller.open())["features"]["voice"] is True
        await caller.send(type="input_audio.start", turn_id="v1")
        for _ in range(3):
            await caller.talk.receive(FRAME)
        await caller.send(type="input_audio.stop")
        assert (await caller.until("transcript.final"))["text"] == "a red dress"
        done = await caller.until("reply.done")
        assert done["turn_id"] == "v1"
        for kind in ("speech.started", "transcript.interim", "turn.accepted", "cards"):
            assert kind in caller.types

    call(scenario)


def test_end_of_speech_ends_the_audio_and_drops_what_follows(call: Callable[..., None]) -> None:
    """The speaker has finished before the client stops sending."""

    async def scenario(caller: Caller) -> None:
        await caller.open()
        await caller.send(type="input_audio.start", turn_id="v1")
        for _ in range(5):
            await caller.talk.receive(FRAME)
        assert (await caller.until("transcript.final"))["text"].endswith("300")
        await caller.until("reply.done")
        await caller.talk.receive(FRAME)
        await caller.send(type="input_audio.stop")
        await caller.send(type="ping")
        await caller.until("pong")
        assert "error" not in caller.types

    call(scenario)


def test_silence_is_no_turn(call: Callable[..., None]) -> None:
    """A final transcript without words, and that is all."""

    async def scenario(caller: Caller) -> None:
        await caller.open()
        await caller.send(type="input_audio.start", turn_id="v1")
        await caller.send(type="input_audio.stop")
        assert (await caller.until("transcript.final"))["text"] == ""
        await caller.send(type="ping")
        await caller.until("pong")
        assert "turn.accepted" not in caller.types

    call(scenario)


def test_cancelled_audio_is_forgotten(call: Callable[..., None]) -> None:
    """And typing cancels it, too."""

    async def scenario(caller: Caller) -> None:
        await caller.open()
        await caller.send(type="input_audio.start", turn_id="v1")
        await caller.talk.receive(FRAME)
        await caller.send(type="input_audio.cancel")
        assert (await caller.until("reply.cancelled"))["reason"] == "audio_cancelled"
        await caller.send(type="input_audio.start", turn_id="v2")
        await caller.send(type="input.text", turn_id="t1", text="a black dress")
        assert (await caller.until("reply.cancelled"))["turn_id"] == "v2"
        assert (await caller.until("reply.done"))["turn_id"] == "t1"

    call(scenario)


def test_listener_that_fails_is_told_and_the_talk_goes_on(call: Callable[..., None]) -> None:
    """An error for the audio; words are still read."""

    async def scenario(caller: Caller) -> None:
        await caller.open()
        await caller.send(type="input_audio.start", turn_id="v1")
        await caller.talk.receive(FRAME)
        error = await caller.until("error")
        assert (error["code"], error["turn_id"]) == ("internal", "v1")
        await caller.send(type="input.text", turn_id="t1", text="a dress")
        assert (await caller.until("reply.done"))["turn_id"] == "t1"

    call(scenario, DeafListener)


def test_line_that_is_lost_while_listening_leaves_nothing_behind(call: Callable[..., None]) -> None:
    """No task goes on."""

    async def scenario(caller: Caller) -> None:
        await caller.open()
        await caller.send(type="input_audio.start", turn_id="v1")
        await caller.talk.receive(FRAME)
        await caller.until("transcript.interim")
        await caller.talk.lost()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        async with asyncio.timeout(WITHIN_S):
            await asyncio.gather(*others)

    call(scenario)

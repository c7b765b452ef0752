"""The counter's ear: sound goes in piece by piece, what is heard comes out, on a thread that may be slow."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Protocol

from assistant.speech.events import SpeechEvent

MAX_PIECES = 100
"""Pieces of sound that wait to be heard: some seconds; who sends faster is not read from meanwhile."""


class Listener(Protocol):
    """Hears one utterance: PCM16, mono, 16 kHz, little-endian. It is fed by one thread at a time."""

    def feed(self, pcm: bytes) -> Iterator[SpeechEvent]:
        """What is heard of this piece of sound and those before it."""
        ...

    def finish(self) -> Iterator[SpeechEvent]:
        """What is heard now that nothing more comes."""
        ...


OnThread = Callable[[Callable[[], list[SpeechEvent]]], Awaitable[list[SpeechEvent]]]


class Ear:
    """One utterance being heard, for one reading task."""

    def __init__(self, listener: Listener, turn_id: str, on_thread: OnThread) -> None:
        self._listener = listener
        self._on_thread = on_thread
        self._pieces: asyncio.Queue[bytes | None] = asyncio.Queue(MAX_PIECES)
        self.turn_id = turn_id
        self.is_cancelled = False
        self._is_closed = False

    async def hear(self, pcm: bytes) -> None:
        """Takes a piece of sound in; waits where too many wait already. What comes too late is dropped."""
        if not self._is_closed:
            await self._pieces.put(pcm)

    async def stop(self) -> None:
        """Nothing more comes."""
        await self._pieces.put(None)

    async def cancel(self) -> None:
        """What was heard is to be forgotten."""
        self.is_cancelled = True
        if not self._pieces.full():  # else whoever waits wakes up anyway
            self._pieces.put_nowait(None)

    def close(self) -> None:
        """Nobody listens any more. Whoever waits for a place for a piece of sound gets one, else it would wait for ever."""
        self._is_closed = True
        while not self._pieces.empty():
            self._pieces.get_nowait()

    async def events(self) -> AsyncIterator[SpeechEvent]:
        """What is heard, as it is heard, until the sound is over or cancelled."""
        while not self.is_cancelled:
            piece = await self._pieces.get()
            if self.is_cancelled:
                return
            if piece is None:
                for event in await self._on_thread(lambda: list(self._listener.finish())):
                    yield event
                return
            sound = piece + self._waiting()
            for event in await self._on_thread(lambda sound=sound: list(self._listener.feed(sound))):  # type: ignore[misc]
                yield event

    def _waiting(self) -> bytes:
        """All that has come in meanwhile, up to the end of it."""
        pieces = []
        while not self._pieces.empty():
            piece = self._pieces.get_nowait()
            if piece is None:
                self._pieces.put_nowait(None)
                break
            pieces.append(piece)
        return b"".join(pieces)

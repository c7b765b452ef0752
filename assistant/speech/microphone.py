"""Adapter: sound as it comes, from a microphone (sounddevice, an optional extra), or from a recording at its own pace."""

import time
from collections.abc import Iterator
from queue import Queue

from assistant.errors import SpeechUnavailable
from assistant.speech.audio import RATE_HZ
from assistant.speech.recordings import CHUNK_MS, chunks

MAX_WAITING = 3000 // CHUNK_MS
"""Pieces that wait while a reply is worked out: three seconds; what is said beyond that is lost."""


def microphone() -> Iterator[bytes]:
    """PCM16 mono 16 kHz in pieces of `CHUNK_MS`, without end. Raises `SpeechUnavailable` where there is no microphone."""
    try:
        import sounddevice  # optional, and it looks for sound cards when it is imported
    except (ImportError, OSError) as error:  # OSError: PortAudio is missing
        raise SpeechUnavailable(
            "The microphone needs the extra 'microphone'.",
            remedy="pip install 'shopkeeper[microphone]' (and PortAudio); or name a recording: shopkeeper listen FILE.",
        ) from error
    waiting: Queue[bytes] = Queue(MAX_WAITING)

    def keep(data: object, n_frames: int, times: object, status: object) -> None:
        if not waiting.full():
            waiting.put(bytes(data))  # type: ignore[call-overload]  # a buffer of PortAudio's

    try:
        with sounddevice.RawInputStream(RATE_HZ, RATE_HZ * CHUNK_MS // 1000, channels=1, dtype="int16", callback=keep):
            while True:
                yield waiting.get()
    except sounddevice.PortAudioError as error:
        raise SpeechUnavailable(f"No microphone can be opened ({error}).", remedy="Connect one.") from error


def at_real_time(pcm: bytes) -> Iterator[bytes]:
    """A recording in the place of a microphone: pieces of `CHUNK_MS`, each when it would have been spoken."""
    started_s = time.monotonic()
    for n, chunk in enumerate(chunks(pcm), 1):
        time.sleep(max(0.0, started_s + n * CHUNK_MS / 1000 - time.monotonic()))
        yield chunk

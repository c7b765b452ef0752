"""Sound as this package passes it on: PCM16 mono little-endian at 16 kHz, and the lengths that follow from that."""

from collections.abc import Iterator

import numpy as np

from assistant.speech.transcriber import Samples

RATE_HZ = 16_000
"""What Whisper and silero-vad were trained on."""

BYTES_PER_MS = 2 * RATE_HZ // 1000

FRAME_SAMPLES = 512
"""What silero-vad looks at at a time; it takes no other number at 16 kHz."""

FRAME_BYTES = 2 * FRAME_SAMPLES
FRAME_MS = FRAME_SAMPLES * 1000 // RATE_HZ
"""32 ms."""

MAX_SEGMENT_MS = 28_000
"""The longest stretch of speech that is recognised at once: Whisper's window of 30 s, less the silence around it."""

MAX_TURN_S = 60
"""The longest recording that is one turn."""


def to_samples(pcm: bytes | bytearray) -> Samples:
    """PCM16 as numbers from -1 to 1."""
    return np.frombuffer(pcm, dtype="<i2").astype(np.float32) / np.float32(32768)


def to_pcm(samples: Samples) -> bytes:
    """Numbers as PCM16; what is beyond -1 and 1 is clipped."""
    return (np.clip(samples, -1, 1 - 1 / 32768) * 32768).astype("<i2").tobytes()


class Framer:
    """Cuts a stream of bytes of any length into frames; what is left, half a sample too, waits for the next bytes."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, pcm: bytes) -> Iterator[bytes]:
        """The frames that are complete, in order, without copying all of `pcm` at once."""
        start = 0
        if self._rest:
            start = min(FRAME_BYTES - len(self._rest), len(pcm))
            self._rest += pcm[:start]
            if len(self._rest) < FRAME_BYTES:
                return
            frame, self._rest = self._rest, b""
            yield frame
        while start + FRAME_BYTES <= len(pcm):
            yield pcm[start : start + FRAME_BYTES]
            start += FRAME_BYTES
        self._rest = pcm[start:]

    def flush(self) -> Iterator[bytes]:
        """The rest as a frame, silence added; half a sample at the very end is none."""
        rest, self._rest = self._rest[: len(self._rest) // 2 * 2], b""
        if rest:
            yield rest.ljust(FRAME_BYTES, b"\0")

"""Frames and samples."""

import numpy as np
import pytest

from assistant.speech.audio import FRAME_BYTES, Framer, to_pcm, to_samples

pytestmark = pytest.mark.unit


def test_samples_and_pcm_are_inverse_and_clip() -> None:
    """All 16-bit values; what is too loud is as loud as can be."""
    pcm = np.arange(-32768, 32768).astype("<i2").tobytes()
    assert to_pcm(to_samples(pcm)) == pcm
    assert np.frombuffer(to_pcm(np.array([2.0, -2.0], dtype=np.float32)), "<i2").tolist() == [32767, -32768]


@pytest.mark.parametrize("size", [1, 3, 1023, 1024, 1025, 5000])
def test_frames_are_the_stream_however_it_is_cut(size: int) -> None:
    """Nothing is lost or said twice; half a sample at the very end is none."""
    stream = bytes(n % 251 for n in range(5001))
    framer = Framer()
    frames = [frame for start in range(0, len(stream), size) for frame in framer.feed(stream[start : start + size])]
    frames += framer.flush()
    assert {len(frame) for frame in frames} == {FRAME_BYTES}
    assert b"".join(frames)[:5000] == stream[:5000]
    assert b"".join(frames)[5000:] == bytes(5 * FRAME_BYTES - 5000)
    assert list(framer.flush()) == []

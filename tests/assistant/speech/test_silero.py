"""The real voice detector: speech is a voice, everything else that people's rooms are full of is none."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import SpeechUnavailable
from assistant.speech import silero
from assistant.speech.audio import FRAME_BYTES, FRAME_SAMPLES, to_samples
from assistant.speech.audio_files import read_audio
from assistant.speech.silero import SileroVoice

pytestmark = pytest.mark.model

RECORDINGS = Path(__file__).with_name("recordings")


@pytest.mark.parametrize("name", ["en.flac", "zh.ogg"])
def test_speech_is_a_voice(name: str) -> None:
    """In most of the frames."""
    pcm, voice = read_audio(RECORDINGS / name), SileroVoice()
    frames = [pcm[n : n + FRAME_BYTES] for n in range(0, len(pcm) - FRAME_BYTES, FRAME_BYTES)]
    p = np.array([voice.probability(to_samples(frame)) for frame in frames])
    assert (p > 0.5).mean() > 0.6


def test_silence_is_none_and_reset_forgets() -> None:
    """The same frame after a reset has the same probability."""
    voice = SileroVoice()
    frame = np.random.default_rng(0).normal(0, 0.1, FRAME_SAMPLES).astype(np.float32)
    first = voice.probability(frame)
    for _ in range(5):
        assert voice.probability(np.zeros(FRAME_SAMPLES, dtype=np.float32)) < 0.3
    voice.reset()
    assert voice.probability(frame) == pytest.approx(first)


def test_model_that_is_another_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The checksum is of the version that was tested."""
    other = tmp_path / "silero.onnx"
    other.write_bytes(b"another model")
    monkeypatch.setattr(silero, "_model_path", lambda: other)
    silero._session.cache_clear()
    with pytest.raises(SpeechUnavailable, match="not the model"):
        SileroVoice()
    silero._session.cache_clear()


def test_package_itself_is_not_imported() -> None:
    """Its code would import torch."""
    code = "import sys; from assistant.speech.silero import SileroVoice; SileroVoice(); print('torch' in sys.modules, 'silero_vad' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]

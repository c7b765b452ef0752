"""onnxruntime adapter: silero-vad, whose wheel carries its model. Its Python code is not imported: it would import torch."""

import hashlib
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import onnxruntime

from assistant.errors import SpeechUnavailable
from assistant.speech.audio import RATE_HZ
from assistant.speech.transcriber import Samples

MODEL = "data/silero_vad.onnx"
SHA256 = "1a153a22f4509e292a94e67d6f9b85e8deb25b4988682b7e174c65279d8788e3"
"""Of silero-vad 6.2's file."""

CONTEXT_SAMPLES = 64
"""The end of the frame before, which the model wants in front of each frame at 16 kHz."""

STATE_SHAPE = (2, 1, 128)


class SileroVoice:
    """A `VoiceDetector` for one stream; the network is shared, its memory is not. 0.2 ms a frame on one core."""

    def __init__(self) -> None:
        self._session = _session()
        self.reset()

    def reset(self) -> None:
        """Forgets the frames before."""
        self._state = np.zeros(STATE_SHAPE, dtype=np.float32)
        self._context = np.zeros(CONTEXT_SAMPLES, dtype=np.float32)

    def probability(self, frame: Samples) -> float:
        """How probable a voice is in `frame`, after those before."""
        given = {
            "input": np.concatenate([self._context, frame])[None],
            "state": self._state,
            "sr": np.array(RATE_HZ, dtype=np.int64),
        }
        p, self._state = self._session.run(None, given)
        self._context = frame[-CONTEXT_SAMPLES:]
        return float(p[0, 0])


@cache
def _session() -> onnxruntime.InferenceSession:
    path = _model_path()
    if hashlib.sha256(path.read_bytes()).hexdigest() != SHA256:
        raise SpeechUnavailable(
            f"{path} is not the model of silero-vad that was tested.", remedy="Install silero-vad 6.2 again."
        )
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # more only get in each other's way
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def _model_path() -> Path:
    """Where the wheel put it. `find_spec` runs no code of the package."""
    spec = find_spec("silero_vad")
    path = Path(spec.origin).parent / MODEL if spec and spec.origin else None
    if path is None or not path.is_file():
        raise SpeechUnavailable("silero-vad is not installed.", remedy="Install it: pip install 'silero-vad>=6.2'.")
    return path

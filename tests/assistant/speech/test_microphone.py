"""Sound as it comes: a recording at its own pace, and a microphone that isn't there."""

import sys
import time

import pytest

from assistant.errors import SpeechUnavailable
from assistant.speech.microphone import at_real_time, microphone

pytestmark = pytest.mark.unit


def test_recording_comes_at_its_own_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a second in five pieces, each when it would have been spoken; nothing is slept for twice."""
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    monkeypatch.setattr(time, "sleep", lambda seconds: now.__setitem__(0, now[0] + seconds))
    times = []
    for piece in at_real_time(bytes(16_000)):
        assert len(piece) == 3200
        times.append(round(now[0] - 100, 3))
        now[0] += 0.05  # the listener works meanwhile
    assert times == [0.1, 0.2, 0.3, 0.4, 0.5]


def test_without_the_extra_the_error_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    with pytest.raises(SpeechUnavailable, match=r"shopkeeper\[microphone\]"):
        next(microphone())

"""Voice activity by arithmetic: probabilities in, named states out."""

import pytest

from assistant.speech.audio import FRAME_MS
from assistant.speech.vad import VoiceActivity, VoiceRules

pytestmark = pytest.mark.unit


def states(*probabilities: float) -> list[str]:
    activity = VoiceActivity()
    return [activity.feed(p) for p in probabilities]


def test_voice_starts_after_200_ms() -> None:
    """Seven frames of 32 ms."""
    assert states(*[0.9] * 7) == ["starting"] * 6 + ["speaking"]


def test_hysteresis_keeps_a_voice_that_fades() -> None:
    """0.4 is no voice that begins, and still one that goes on."""
    assert states(0.4, 0.4) == ["silent", "silent"]
    assert states(*[0.9] * 7, 0.4, 0.4, 0.3)[-3:] == ["speaking", "speaking", "pausing"]


def test_pause_ends_with_a_voice_that_is_clear() -> None:
    """Once it paused, 0.4 is not enough."""
    assert states(*[0.9] * 7, 0.1, 0.4, 0.6)[-3:] == ["pausing", "pausing", "speaking"]


def test_beginning_with_a_long_gap_was_none() -> None:
    """96 ms of gap are forgiven, 128 ms are not."""
    assert states(0.9, 0.9, 0.1, 0.1, 0.1, 0.9)[-1] == "starting"
    assert states(0.9, 0.9, 0.1, 0.1, 0.1, 0.1)[-1] == "silent"


def test_times_are_counted_in_frames() -> None:
    """Since the start, of voice, and of quiet."""
    activity = VoiceActivity(VoiceRules(min_speech_ms=64))
    for p in (0.0, 0.9, 0.1, 0.9, 0.1, 0.1):
        activity.feed(p)
    counted = activity.since_start_ms, activity.voiced_ms, activity.quiet_ms
    assert counted == (5 * FRAME_MS, 2 * FRAME_MS, 2 * FRAME_MS)
    activity.reset()
    assert (activity.state, activity.voiced_ms, activity.since_start_ms) == ("silent", 0, 0)

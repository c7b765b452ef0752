"""No speech, no words: the real voice detector on every kind of sound."""

import numpy as np
import pytest

from assistant.speech.transcriber import Hearing, Samples
from evals.invented_utterances import CertainTranscriber, measure
from evals.odd_sounds import KINDS, PER_KIND, odd_sounds

pytestmark = pytest.mark.model


class Rambler:
    """Writes a phantom phrase for whatever it hears."""

    def transcribe(self, samples: Samples) -> Hearing:
        return Hearing("Thank you for watching!", "en", mean_log_p=-0.1)


def test_clips_are_many_loud_enough_and_the_same_every_time() -> None:
    """A hundred and twenty, each between -40 dB and full scale."""
    clips = list(odd_sounds())
    assert len(clips) == PER_KIND * len(KINDS) >= 100
    assert all(0.009 < np.abs(clip.samples).max() < 1 for clip in clips)
    assert all(np.array_equal(a.samples, b.samples) for a, b in zip(clips[::17], list(odd_sounds())[::17], strict=True))


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_invented(kind: str) -> None:
    """Not even with a recogniser that is sure of a sentence whatever it hears."""
    clips = [clip for clip in odd_sounds() if clip.kind == kind][::4]
    row = measure(kind, clips, None)
    assert (row.n_started, row.n_invented) == (0, 0)


def test_gates_stop_what_a_recogniser_writes_by_itself() -> None:
    """The second line of defence, counted apart."""
    clips = list(odd_sounds())[:2]
    assert (measure("silence", clips, Rambler()).n_written, measure("silence", clips, Rambler()).n_passed) == (2, 0)
    assert measure("silence", clips, CertainTranscriber()).n_passed == 2

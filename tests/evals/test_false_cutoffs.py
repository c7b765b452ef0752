"""Patience, measured on a sound made by hand: what counts as a cut-off, and how the delay is counted."""

import json

import pytest

from assistant.speech.audio import to_samples
from assistant.speech.audio_files import read_audio
from assistant.speech.endpointing import ENDPOINT_RULES, ending_of
from evals.false_cutoffs import delay_ms, measure, plain_timer
from evals.paused_speech import LEAD_MS, PAUSED, TAIL_MS, KnowingTranscriber, PausedUtterance
from tests.assistant.speech.test_audio_files import RECORDINGS
from tests.assistant.speech.voices import silence

pytestmark = pytest.mark.model


def utterance(first: str, pause_ms: int) -> PausedUtterance:
    """A recording, a pause, and the recording again; what its words are is claimed."""
    speech = read_audio(RECORDINGS / "en.flac")[: 2000 * 32]
    pcm = silence(LEAD_MS) + speech + silence(pause_ms) + speech + silence(TAIL_MS)
    return PausedUtterance("en", ((first, LEAD_MS + 2000), ("fifty dollars", LEAD_MS + 4000 + pause_ms)), pcm)


def test_pause_after_an_open_phrase_is_waited_through() -> None:
    """A second after "under" is no end for the endpointing, and one for a timer of 600 ms."""
    paused = utterance("a red jacket under", 1000)
    delay = delay_ms(paused, ENDPOINT_RULES)
    assert delay is not None
    assert 300 < delay < 800
    assert delay_ms(paused, plain_timer(600)) is None


def test_share_of_cutoffs_is_over_all_utterances() -> None:
    """One of two."""
    row = measure("timer", plain_timer(600), [utterance("a", 300), utterance("a", 1500)])
    assert row.cutoffs == 0.5
    assert 400 < row.median_ms < 900


def test_knowing_transcriber_knows_what_was_spoken_so_far() -> None:
    """The sound up to the pause is the first part."""
    paused = utterance("a red jacket under", 1000)
    samples = paused.pcm[LEAD_MS * 32 : (LEAD_MS + 2600) * 32]
    assert KnowingTranscriber(paused).transcribe(to_samples(samples)).text == "a red jacket under"


def test_bundled_utterances_are_many_in_both_languages_with_open_and_complete_pauses() -> None:
    """At least fifty each, and at least an eighth of the pauses where nothing in the words tells that more will come."""
    rows = [json.loads(line) for line in PAUSED.read_text(encoding="utf-8").splitlines()]
    for language in ("en", "zh"):
        texts = [row["text"] for row in rows if row["language"] == language]
        assert len(texts) >= 50
        before = [part.strip() for text in texts for part in text.split("|")[:-1]]
        assert sum(ending_of(part) == "complete" for part in before) >= len(before) / 8

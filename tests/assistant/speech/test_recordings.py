"""A recording as one hearing, and why there is none."""

import pytest

from assistant.errors import NothingHeard
from assistant.speech.events import FinalTranscript, SpeechEvent, SpeechStarted, SpeechStopped
from assistant.speech.listener import Listener
from assistant.speech.recordings import chunks, events_of, hearing_of
from assistant.speech.transcriber import HeardWord
from tests.assistant.speech.voices import LevelDetector, LevelTranscriber, silence, spoken

pytestmark = pytest.mark.unit


def test_two_speakers_and_two_sentences_are_one_hearing() -> None:
    """All that was said, in order, with times of the recording."""
    listener = Listener(LevelTranscriber(("red", "jackets", "cheap", "ones")), LevelDetector())
    sound = spoken(1, 400) + spoken(2, 400) + silence(1500) + spoken(3, 400) + spoken(4, 400)
    hearing = hearing_of(events_of(listener, sound))
    assert hearing.text == "red jackets cheap ones"
    assert [word.start_ms for word in hearing.words] == [0, 400, 2300, 2700]


def test_language_is_that_of_most_words() -> None:
    words = tuple(HeardWord(letter, 0.9, 0, 1) for letter in "红色的夹克")
    events: list[SpeechEvent] = [FinalTranscript("hello", "en", words[:1]), FinalTranscript("红色的夹克", "zh", words)]
    assert hearing_of(events).language == "zh"


@pytest.mark.parametrize(
    ("events", "problem"),
    [
        ([], "Nobody speaks"),
        ([SpeechStarted(0), SpeechStopped(1), FinalTranscript("", "en", unheard="unclear")], "make out"),
        ([FinalTranscript("", "en", unheard="foreign")], "language"),
        ([FinalTranscript("", "en", unheard="no_speech")], "no words"),
    ],
)
def test_nothing_heard_says_why(events: list[SpeechEvent], problem: str) -> None:
    with pytest.raises(NothingHeard, match=problem):
        hearing_of(events)


def test_chunks_are_the_recording() -> None:
    assert b"".join(chunks(bytes(10_001))) == bytes(10_001)


def test_recording_is_recognised_at_its_pauses_only() -> None:
    """Nobody reads the interim transcripts of what was recorded before: 20 s of talk cost two recognitions, not thirty."""
    transcriber = LevelTranscriber(("red", "jackets"))
    sound = spoken(1, 10_000) + silence(1500) + spoken(2, 10_000) + silence(1500)
    hearing = hearing_of(events_of(Listener(transcriber, LevelDetector()), sound))
    assert hearing.text == "red jackets"
    assert len(transcriber.lengths) == 2

"""A listener on a virtual timeline: the sound is made of bursts, and the time is the number of samples."""

import random
import tracemalloc

import pytest

from assistant.speech.audio import BYTES_PER_MS, MAX_SEGMENT_MS
from assistant.speech.events import FinalTranscript, InterimTranscript, SpeechEvent, SpeechStarted, SpeechStopped
from assistant.speech.listener import MAX_INTERIM_COST_S, Listener
from tests.assistant.speech.voices import LevelDetector, LevelTranscriber, hear, silence, spoken

pytestmark = pytest.mark.unit

WORDS = ("red", "jacket", "under", "fifty", "dollars")


def listener(transcriber: LevelTranscriber | None = None, **rest: object) -> Listener:
    return Listener(transcriber or LevelTranscriber(WORDS), LevelDetector(), **rest)  # type: ignore[arg-type]


def finals(events: list[SpeechEvent]) -> list[FinalTranscript]:
    return [event for event in events if isinstance(event, FinalTranscript)]


def test_utterance_gives_start_interim_stop_and_final_in_order() -> None:
    """One utterance is one segment, and its words have the times of the stream."""
    sound = silence(1024) + spoken(1, 480) + spoken(2, 480) + silence(1024)
    events = hear(listener(), sound)
    assert [type(event) for event in events if not isinstance(event, InterimTranscript)] == [
        SpeechStarted, SpeechStopped, FinalTranscript,
    ]  # fmt: skip
    started, stopped = events[0], next(event for event in events if isinstance(event, SpeechStopped))
    assert started == SpeechStarted(1024)
    assert stopped == SpeechStopped(1984)
    final = finals(events)[0]
    assert final.text == "red jacket"
    assert [(word.text, word.start_ms, word.end_ms) for word in final.words] == [
        ("red", 1024, 1504),
        ("jacket", 1504, 1984),
    ]
    assert final.hearing.words == final.words


def test_interim_transcripts_come_while_the_shopper_speaks() -> None:
    """What is shown while speaking grows, and arrives before the end is known."""
    sound = b"".join(spoken(number, 640) for number in (1, 2, 3, 4, 5)) + silence(2000)
    events = hear(listener(), sound)
    interims = [event.text for event in events if isinstance(event, InterimTranscript)]
    assert interims[0] in ("red", "red jacket")
    assert len(interims) >= 4
    assert all(finals(events)[0].text.startswith(text) for text in interims)


def test_final_transcript_costs_nothing_more_than_the_last_interim() -> None:
    """What was recognised at the beginning of the pause is the final transcript; it isn't recognised again."""
    transcriber = LevelTranscriber(WORDS)
    events = hear(listener(transcriber), silence(320) + spoken(1, 416) + silence(1600))
    assert finals(events)[0].text == "red"
    assert len(transcriber.lengths) == 1


def test_incomplete_sentence_waits_through_a_pause() -> None:
    """ "red jacket under … fifty dollars" with a pause of a second is one utterance; a complete one ends at half of that."""
    waits = spoken(1, 320) + spoken(2, 320) + spoken(3, 320) + silence(1024) + spoken(4, 320) + spoken(5, 320)
    assert [final.text for final in finals(hear(listener(), waits + silence(2000)))] == [
        "red jacket under fifty dollars"
    ]
    ends = spoken(1, 320) + spoken(2, 320) + silence(1024) + spoken(3, 320) + spoken(4, 320)
    assert [final.text for final in finals(hear(listener(), ends + silence(2000)))] == ["red jacket", "under fifty"]


@pytest.mark.parametrize("seed", range(8))
def test_transcripts_do_not_depend_on_how_the_stream_is_cut(seed: int) -> None:
    """Chunks of one byte, odd numbers of bytes and everything at once give the same segments."""
    sound = (
        silence(500) + spoken(1, 300) + spoken(2, 420) + silence(900) + spoken(3, 350) + silence(333) + spoken(4, 700)
    )
    sound += silence(1500) + spoken(5, 260) + b"\0"

    def final_events(chunk: int) -> list[SpeechEvent]:
        return [e for e in hear(listener(), sound, chunk=chunk) if not isinstance(e, InterimTranscript)]

    chunk = random.Random(seed).choice([1, 7, 333, 1023, 1025, 4096, 50_001])
    assert final_events(chunk) == final_events(len(sound))


def test_click_is_no_speech() -> None:
    """100 ms of sound start nothing."""
    assert hear(listener(), silence(500) + spoken(1, 96) + silence(1000)) == []


def test_stream_that_ends_in_a_word_is_heard_to_there() -> None:
    """Frames that stop mid-word end the segment; what was said is not lost."""
    events = hear(listener(), silence(320) + spoken(1, 480) + spoken(3, 250))
    assert finals(events)[0].text == "red under"


def test_speech_without_end_is_cut_at_the_cap_and_goes_on() -> None:
    """A minute without a pause gives several segments; every word is in one of them and memory stays bounded."""
    transcriber = LevelTranscriber([str(n) for n in range(1, 49)])
    sound = b"".join(spoken(1 + n % 48, 1024) for n in range(70))
    events = hear(listener(transcriber), sound + silence(2000))
    said = " ".join(final.text for final in finals(events)).split()
    assert len(finals(events)) == 3
    assert [n for i, n in enumerate(said) if i == 0 or n != said[i - 1]] == [str(1 + n % 48) for n in range(70)]
    assert max(transcriber.lengths) <= (MAX_SEGMENT_MS + 1500) * BYTES_PER_MS // 2


def test_hour_of_sound_is_heard_in_bounded_memory() -> None:
    """Ten minutes of talk at once, six times over: what the listener keeps does not grow."""
    minute = (spoken(1, 400) + spoken(2, 400) + silence(5200)) * 10
    ear = listener()
    tracemalloc.start()
    n_heard = sum(isinstance(event, FinalTranscript) for _ in range(10) for event in ear.feed(minute))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert n_heard == 100
    assert peak < 8 * 1024 * 1024


def test_slow_recogniser_makes_no_interim_transcripts() -> None:
    """A recogniser that takes seconds is asked once an utterance, so that the final transcript never waits."""
    times = iter(range(1000))
    transcriber = LevelTranscriber(WORDS)
    ear = listener(transcriber, clock=lambda: float(next(times)))  # each look at the clock is a second later
    assert MAX_INTERIM_COST_S < 1
    sound = b"".join(spoken(number, 640) for number in (1, 2, 3, 4, 5)) + silence(1500)
    hear(ear, sound)
    n_first = len(transcriber.lengths)
    hear(ear, sound)
    assert len(transcriber.lengths) - n_first == 1


def test_segment_that_a_gate_refuses_ends_with_an_empty_transcript() -> None:
    """Noise that passes for a voice gives no words, and says why."""
    doubtful = LevelTranscriber(WORDS, mean_log_p=-1.4)
    events = hear(listener(doubtful), spoken(1, 480) + silence(2500))
    assert [type(event) for event in events] == [SpeechStarted, SpeechStopped, FinalTranscript]
    assert finals(events)[0] == FinalTranscript("", "en", unheard="unclear")


def test_finish_without_speech_says_nothing() -> None:
    """Nothing was fed, or silence."""
    assert hear(listener(), b"") == []
    assert hear(listener(), silence(3000) + b"\1") == []


def test_listener_goes_on_after_its_end() -> None:
    """After `finish` the next words are heard as well, and the time goes on."""
    ear = listener()
    hear(ear, spoken(1, 512))
    events = hear(ear, spoken(2, 512) + silence(1600))
    assert finals(events)[0].text == "jacket"
    assert events[0] == SpeechStarted(512)


def test_detector_forgets_a_stream_that_is_over() -> None:
    """The next recording begins without the memory of the one before."""
    n_resets = 0

    class CountingDetector(LevelDetector):
        def reset(self) -> None:
            nonlocal n_resets
            n_resets += 1

    hear(Listener(LevelTranscriber(WORDS), CountingDetector()), spoken(1, 512))
    assert n_resets == 1

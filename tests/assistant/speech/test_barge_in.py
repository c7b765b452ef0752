"""Barge-in on a virtual timeline: when speaking is held, resumed and stopped, in milliseconds."""

import pytest

from assistant.messages import Language
from assistant.speech.audio import BYTES_PER_MS, FRAME_MS
from assistant.speech.barge_in import MAX_HELD_MS, BargeIn
from assistant.speech.events import FinalTranscript, InterimTranscript, SpeechStarted
from assistant.speech.listener import Listener
from assistant.speech.voice import Playback, SilentVoice
from tests.assistant.speech.voices import LevelDetector, LevelTranscriber, silence, spoken

pytestmark = pytest.mark.unit


def speaking() -> BargeIn:
    barge_in = BargeIn()
    barge_in.speaking_started()
    return barge_in


class TimedVoice:
    """Says each sentence for a second of the timeline, and notes when it spoke and fell silent."""

    def __init__(self) -> None:
        self.now_ms = 0
        self.log: list[tuple[int, str]] = []
        self._until_ms = 0

    def start(self, sentence: str, language: Language) -> None:
        self._until_ms = self.now_ms + 1000
        self.log.append((self.now_ms, sentence))

    def stop(self) -> None:
        if self.is_speaking:
            self.log.append((self.now_ms, "(silent)"))
        self._until_ms = 0

    @property
    def is_speaking(self) -> bool:
        return self.now_ms < self._until_ms


def play(sound: bytes, sentences: list[str], words: tuple[str, ...]) -> list[tuple[int, str]]:
    """A reply that is spoken while there is sound: what the voice did, and when."""
    voice, listener = TimedVoice(), Listener(LevelTranscriber(words), LevelDetector())
    playback = Playback(voice)
    for sentence in sentences:
        playback.say(sentence, "en")
    for start in range(0, len(sound), FRAME_MS * BYTES_PER_MS):
        voice.now_ms += FRAME_MS
        for event in listener.feed(sound[start : start + FRAME_MS * BYTES_PER_MS]):
            if isinstance(event, SpeechStarted):
                voice.log.append((voice.now_ms, "(started)"))
            playback.hear(event, voice.now_ms)
        playback.tick(voice.now_ms)
    return voice.log


def test_speaking_is_held_at_the_event_that_speech_started() -> None:
    """Within 150 ms of it on the timeline: in the same frame."""
    log = play(silence(512) + spoken(1, 800) + silence(2000), ["one", "two"], ("stop",))
    started = next(at for at, what in log if what == "(started)")
    silent = next(at for at, what in log if what == "(silent)")
    assert silent - started <= 150
    assert started - 512 <= 200 + 2 * FRAME_MS  # and it comes after 200 ms of voice


def test_real_words_stop_it_for_good() -> None:
    """Nothing more of that reply is said."""
    log = play(silence(512) + spoken(1, 800) + silence(3000), ["one", "two"], ("wait",))
    assert [what for _, what in log] == ["one", "(started)", "(silent)"]


@pytest.mark.parametrize("word", ["uh-huh", "mm-hmm", "okay", "嗯", "好的", "对"])
def test_backchannel_lets_it_go_on(word: str) -> None:
    """The sentence that was held is said again, and then the rest."""
    log = play(silence(512) + spoken(1, 320) + silence(4000), ["one", "two"], (word,))
    assert [what for _, what in log] == ["one", "(started)", "(silent)", "one", "two"]


def test_click_does_not_even_hold_it() -> None:
    """100 ms of sound are no speech."""
    log = play(silence(512) + spoken(1, 96) + silence(2500), ["one", "two"], ("x",))
    assert [what for _, what in log] == ["one", "two"]


def test_false_start_without_words_resumes() -> None:
    """A cough has no transcript."""
    barge_in = speaking()
    assert barge_in.hear(SpeechStarted(100), 300) == "hold"
    assert barge_in.hear(FinalTranscript("", "en", unheard="unclear"), 1200) == "resume"
    assert not barge_in.is_held


def test_television_does_not_keep_it_silent_for_ever() -> None:
    """Three seconds of voice without a word, and it goes on; the same voice does not hold it again."""
    barge_in = speaking()
    barge_in.hear(SpeechStarted(0), 0)
    assert barge_in.tick(MAX_HELD_MS - 1) is None
    assert barge_in.tick(MAX_HELD_MS) == "resume"
    assert barge_in.hear(SpeechStarted(4000), 4000) is None
    assert barge_in.hear(FinalTranscript("turn it off", "en"), 6000) == "stop"  # words count all the same


def test_interim_words_stop_it_before_the_shopper_has_finished() -> None:
    """And an interim backchannel doesn't yet."""
    barge_in = speaking()
    barge_in.hear(SpeechStarted(0), 200)
    assert barge_in.hear(InterimTranscript("okay", "en"), 500) is None
    assert barge_in.hear(InterimTranscript("okay but in blue", "en"), 900) == "stop"
    assert barge_in.hear(FinalTranscript("okay but in blue", "en"), 1500) is None


def test_nothing_is_interrupted_while_nothing_is_said() -> None:
    """Before and after speaking, events mean nothing to it."""
    barge_in = BargeIn()
    assert barge_in.hear(SpeechStarted(0), 0) is None
    barge_in.speaking_started()
    barge_in.speaking_ended()
    assert barge_in.hear(SpeechStarted(0), 0) is None
    assert barge_in.tick(10_000) is None


def test_silent_voice_gets_through_a_reply() -> None:
    """Where nothing can speak, nothing waits."""
    playback = Playback(SilentVoice())
    playback.say("one", "en")
    for at_ms in range(0, 500, 100):
        playback.tick(at_ms)
    assert playback.is_over

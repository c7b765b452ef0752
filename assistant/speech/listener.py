"""Hears a stream of sound as a shopper speaks: when they begin and end, and what they say meanwhile and in the end.

frame → voice? → segment → pause? recognise → over? final transcript. Time is counted in samples, never by a clock, so
that a recording fed at once gives the transcripts that the same words give live.
"""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from time import perf_counter

from assistant.speech.audio import FRAME_MS, Framer, to_samples
from assistant.speech.endpointing import ENDPOINT_RULES, Endpointing, EndpointRules
from assistant.speech.events import FinalTranscript, InterimTranscript, SpeechEvent, SpeechStarted, SpeechStopped
from assistant.speech.hallucinations import why_unheard
from assistant.speech.transcriber import Hearing, Transcriber
from assistant.speech.vad import VOICE_RULES, VoiceActivity, VoiceDetector, VoiceRules

PRE_ROLL_MS = 320
"""Kept from before a voice was noticed: a first consonant is quieter than that."""

MAX_START_MS = 800
"""What a beginning with all the gaps that one may have can last before it counts as speech."""

SETTLE_MS = 160
"""A silence this long is worth recognising what came before it: what is recognised then is the final transcript unless
the voice goes on, so that nothing is left to do when the turn is over."""

INTERIM_EVERY_MS = 640
"""Of speech between two interim transcripts, at least."""

MAX_INTERIM_COST_S = 0.4
"""A recogniser that takes longer than this makes no interim transcripts: the final one would have to wait for them."""


@dataclass(slots=True)
class _Segment:
    """A stretch of speech that is still going on. Times in ms of the stream."""

    first_ms: int
    """Where `pcm` begins."""

    started_ms: int
    voice_end_ms: int
    voiced_ms: int
    endpointing: Endpointing
    pcm: bytearray = field(default_factory=bytearray)
    heard: Hearing | None = None
    heard_until_ms: int = 0
    """What `heard` covers."""

    @property
    def is_heard(self) -> bool:
        """Whether all of the voice was recognised, with enough silence after it for its last consonant."""
        return self.heard is not None and self.heard_until_ms >= self.voice_end_ms + SETTLE_MS


class Listener:
    """One stream of one shopper; not for two threads at once. What its generators are not read to, is not done."""

    def __init__(
        self,
        transcriber: Transcriber,
        detector: VoiceDetector,
        *,
        voice_rules: VoiceRules = VOICE_RULES,
        endpoint_rules: EndpointRules = ENDPOINT_RULES,
        clock: Callable[[], float] = perf_counter,
    ) -> None:
        self._transcriber = transcriber
        self._detector = detector
        self._activity = VoiceActivity(voice_rules)
        self._endpoint_rules = endpoint_rules
        self._clock = clock
        self._framer = Framer()
        self._recent: deque[bytes] = deque(maxlen=(PRE_ROLL_MS + MAX_START_MS) // FRAME_MS)
        self._now_ms = 0
        self._segment: _Segment | None = None
        self._cost_s = 0.0

    def feed(self, pcm: bytes) -> Iterator[SpeechEvent]:
        """What happens in the next bytes of PCM16 mono 16 kHz, of any number, odd ones too, at any speed."""
        for frame in self._framer.feed(pcm):
            yield from self._hear(frame)
        yield from self._interim()

    def finish(self) -> Iterator[SpeechEvent]:
        """The stream ends: what was being said is heard to here, and the listener is as new; time goes on."""
        for frame in self._framer.flush():
            yield from self._hear(frame)
        if self._segment is not None:
            yield from self._close(self._segment)
        self._forget()
        self._detector.reset()

    def _hear(self, frame: bytes) -> Iterator[SpeechEvent]:
        self._now_ms += FRAME_MS
        self._recent.append(frame)
        was_voiced_ms = self._activity.voiced_ms
        state = self._activity.feed(self._detector.probability(to_samples(frame)))
        segment = self._segment
        if segment is None:
            if state == "speaking":
                yield self._open()
            return
        segment.pcm += frame
        if self._activity.voiced_ms > was_voiced_ms:
            segment.voiced_ms += FRAME_MS
            segment.voice_end_ms = self._now_ms
            segment.endpointing.voice(self._now_ms)
        elif self._is_worth_recognising(segment):
            yield from self._recognise_pause(segment)
        if segment.endpointing.is_over(self._now_ms):
            yield from self._close(segment)
            if self._now_ms == segment.voice_end_ms:
                yield self._go_on()
            else:
                self._forget()

    def _open(self) -> SpeechStarted:
        """A segment begins where the voice did, and its sound a little before."""
        started_ms = self._now_ms - self._activity.since_start_ms
        n_frames = min(len(self._recent), (self._now_ms - started_ms + PRE_ROLL_MS) // FRAME_MS)
        self._segment = _Segment(
            first_ms=self._now_ms - n_frames * FRAME_MS,
            started_ms=started_ms,
            voice_end_ms=self._now_ms,
            voiced_ms=self._activity.voiced_ms,
            endpointing=Endpointing(started_ms, self._endpoint_rules),
            pcm=bytearray(b"".join(list(self._recent)[-n_frames:])),
        )
        self._segment.endpointing.voice(self._now_ms)
        return SpeechStarted(started_ms)

    def _go_on(self) -> SpeechStarted:
        """Somebody speaks for longer than a segment may be: the next one begins with the next sample."""
        now_ms = self._now_ms
        self._segment = _Segment(now_ms, now_ms, now_ms, 0, Endpointing(now_ms, self._endpoint_rules))
        return SpeechStarted(now_ms)

    def _forget(self) -> None:
        """Silence again; nothing of what was heard is kept for a segment to come."""
        self._segment = None
        self._activity.reset()
        self._recent.clear()

    def _is_worth_recognising(self, segment: _Segment) -> bool:
        is_settled = self._now_ms - segment.voice_end_ms >= SETTLE_MS
        return is_settled and not segment.is_heard and self._cost_s <= MAX_INTERIM_COST_S

    def _recognise_pause(self, segment: _Segment) -> Iterator[SpeechEvent]:
        hearing = self._recognise(segment)
        unheard = why_unheard(hearing, voiced_ms=segment.voiced_ms)
        segment.endpointing.transcript("" if unheard else hearing.text)
        if not unheard:
            yield InterimTranscript(hearing.text, hearing.language)

    def _interim(self) -> Iterator[SpeechEvent]:
        """Once for all that was fed, so that frames which come faster than they are spoken are not held up."""
        segment = self._segment
        if segment is None or self._activity.state != "speaking" or self._cost_s > MAX_INTERIM_COST_S:
            return
        heard_until_ms = max(segment.heard_until_ms, segment.started_ms)
        if self._now_ms - heard_until_ms < INTERIM_EVERY_MS:
            return
        hearing = self._recognise(segment)
        if not why_unheard(hearing, voiced_ms=segment.voiced_ms):
            yield InterimTranscript(hearing.text, hearing.language)

    def _recognise(self, segment: _Segment) -> Hearing:
        started_s = self._clock()
        segment.heard = self._transcriber.transcribe(to_samples(segment.pcm))
        segment.heard_until_ms = self._now_ms
        self._cost_s = self._clock() - started_s
        return segment.heard

    def _close(self, segment: _Segment) -> Iterator[SpeechEvent]:
        yield SpeechStopped(segment.voice_end_ms)
        heard = segment.heard if segment.is_heard else None
        yield self._final(segment, heard or self._recognise(segment))

    def _final(self, segment: _Segment, heard: Hearing) -> FinalTranscript:
        unheard = why_unheard(heard, voiced_ms=segment.voiced_ms)
        if unheard:
            return FinalTranscript("", heard.language, unheard=unheard)
        shift = segment.first_ms
        words = tuple(replace(word, start_ms=word.start_ms + shift, end_ms=word.end_ms + shift) for word in heard.words)
        return FinalTranscript(heard.text, heard.language, words)

"""What is said in a recording: all of its segments as one hearing, or a clear answer why there is none."""

from collections.abc import Iterable, Iterator

from assistant.errors import NothingHeard
from assistant.messages import Language
from assistant.speech.audio import BYTES_PER_MS
from assistant.speech.events import FinalTranscript, SpeechEvent, Unheard
from assistant.speech.listener import Listener
from assistant.speech.transcriber import Hearing

CHUNK_MS = 100
"""As a microphone or a browser delivers sound."""

_WHY: dict[Unheard | None, tuple[str, str]] = {
    None: ("Nobody speaks in that.", "Speak for a moment, close to the microphone."),
    "no_speech": ("There is a sound in that, but no words.", "Say it again, close to the microphone."),
    "unclear": ("I couldn't make out the words.", "Say it again, more slowly or in a quieter place."),
    "repetitive": ("I couldn't make out the words.", "Say it again, more slowly or in a quieter place."),
    "phantom": ("I couldn't make out the words.", "Say it again, more slowly or in a quieter place."),
    "foreign": ("That seems to be in a language that this shop doesn't speak.", "Set SHOPKEEPER_SPEECH_LANGUAGES."),
}


def chunks(pcm: bytes) -> Iterator[bytes]:
    """The sound in pieces of `CHUNK_MS`."""
    step = CHUNK_MS * BYTES_PER_MS
    return (pcm[start : start + step] for start in range(0, len(pcm), step))


def events_of(listener: Listener, pcm: bytes) -> Iterator[SpeechEvent]:
    """Everything that the listener reports of a recording, which is there already: nobody watches the words grow, so that
    it is fed at once and recognised at its pauses only."""
    yield from listener.feed(pcm)
    yield from listener.finish()


def hearing_of(events: Iterable[SpeechEvent]) -> Hearing:
    """All that was said, in the language of most of it. Raises `NothingHeard` where that is nothing."""
    finals = [event for event in events if isinstance(event, FinalTranscript)]
    said = [final for final in finals if final.text]
    if not said:
        problem, remedy = _WHY[finals[-1].unheard if finals else None]
        raise NothingHeard(problem, remedy=remedy)
    n_words: dict[Language, int] = {final.language: 0 for final in said}
    for final in said:
        n_words[final.language] += len(final.words)
    language = max(n_words, key=lambda name: n_words[name])
    text = " ".join(final.text for final in said)
    return Hearing(text, language, tuple(word for final in said for word in final.words))

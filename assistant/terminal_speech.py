"""What a person sees and hears of speech in a terminal: words as they are recognised, and replies that are spoken."""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len
from rich.text import Text

from assistant import terminal
from assistant.messages import Language
from assistant.phrases import load_phrases
from assistant.session import ReplyDelta, TurnDone, TurnEvent, Understood
from assistant.speech.audio import BYTES_PER_MS
from assistant.speech.events import FinalTranscript, InterimTranscript, SpeechEvent, SpeechStarted
from assistant.speech.listener import Listener
from assistant.speech.spoken import SpokenReply
from assistant.speech.voice import Playback, Voice
from assistant.turn_input import TurnInput
from assistant.understanding.mishearing import DOUBTFUL_P

if TYPE_CHECKING:
    from assistant.conversation import Conversation

PROMPT = "you ♪ "
BACK_TO_START = "\r\x1b[2K"


class HeardLine:
    """The line that the shopper's words grow on, rewritten as they are recognised; on no terminal, the final ones only."""

    def __init__(self) -> None:
        self._is_live = terminal.console.is_terminal

    def show(self, event: SpeechEvent) -> None:
        """What an event changes of it."""
        match event:
            case SpeechStarted():
                self._rewrite(Text("…", style="dim"))
            case InterimTranscript(text):
                self._rewrite(Text(_fitting(text), style="dim"))
            case FinalTranscript(text, unheard=None):
                self._rewrite(_confident(event) if event.words else Text(text))
                self._end(Text(text))
            case FinalTranscript(language=language):
                excuse = load_phrases()[language].say(_excuse_of(event), {}, turn_index=0)
                self._rewrite(Text(excuse, style="dim"))
                self._end(Text(excuse))

    def _rewrite(self, words: Text) -> None:
        if self._is_live:
            terminal.console.file.write(BACK_TO_START)
            terminal.console.print(Text(PROMPT, style="bold cyan") + words, end="")

    def _end(self, words: Text) -> None:
        terminal.console.print() if self._is_live else terminal.console.print(Text(PROMPT) + words)


def _excuse_of(final: FinalTranscript) -> str:
    """The phrase for a sound that is not answered: what was no words, nobody has to say again."""
    excuses = {"no_speech": "unheard.silent", "phantom": "unheard.silent", "foreign": "unheard.foreign"}
    return excuses.get(final.unheard or "", "unheard.unclear")


def _fitting(text: str) -> str:
    """The end of a text that is wider than the line: what is new is there."""
    width = terminal.console.width - cell_len(PROMPT) - 2
    while text and cell_len(text) > width:
        text = text[1:]
    return text


def _confident(final: FinalTranscript) -> Text:
    """The text, its doubtful words marked."""
    shown = Text(final.text)
    position = 0
    for word in final.words:
        start = final.text.find(word.text, position)
        if start >= 0:
            position = start + len(word.text)
            shown.stylize("yellow italic" if word.p < DOUBTFUL_P else "", start, position)
    return shown


def hear(listener: Listener, frames: Iterable[bytes]) -> list[SpeechEvent]:
    """A recording to its end, shown as it is recognised; its events."""
    line, events = HeardLine(), []
    for event in _events(listener, frames):
        line.show(event)
        events.append(event)
    return events


def _events(listener: Listener, frames: Iterable[bytes]) -> Iterator[SpeechEvent]:
    for frame in frames:
        yield from listener.feed(frame)
    yield from listener.finish()


def listen(conversation: "Conversation", listener: Listener, frames: Iterable[bytes], voice: Voice) -> None:
    """A conversation by voice, until the sound ends: what is said is answered, shown and spoken, and may be interrupted."""
    line, playback, now_ms = HeardLine(), Playback(voice), 0

    def take(event: SpeechEvent) -> None:
        playback.hear(event, now_ms)
        line.show(event)
        if isinstance(event, FinalTranscript) and event.text and playback.is_over:
            given = TurnInput(event.text, hearing=event.hearing)
            terminal.play_turn(conversation, given, echo=False, on_event=_speaker(playback))

    try:
        for frame in frames:
            now_ms += len(frame) // BYTES_PER_MS
            for event in listener.feed(frame):
                take(event)
            playback.tick(now_ms)
        for event in listener.finish():
            take(event)
    finally:
        voice.stop()


def _speaker(playback: Playback) -> Callable[[TurnEvent], None]:
    """Hands a turn's sentences to playback as they are written."""
    language: Language = "en"
    reply = SpokenReply(language)

    def take(event: TurnEvent) -> None:
        nonlocal language, reply
        match event:
            case Understood(understanding):
                language = understanding.language
                reply = SpokenReply(language)
            case ReplyDelta(piece):
                for sentence in reply.feed(piece):
                    playback.say(sentence, language)
            case TurnDone():
                for sentence in reply.finish():
                    playback.say(sentence, language)

    return take


def show_transcript(heard: dict[str, Any]) -> None:
    """What `transcribe` prints: the text, and each word with how sure it is."""
    terminal.console.print(Text(heard["text"]))
    words = Text("  ")
    for word in heard["words"]:
        words.append(f"{word['text']}/", style="dim")  # no space, at which the line might break
        words.append(f"{word['p']:.2f}  ", style="yellow" if word["p"] < DOUBTFUL_P else "dim green")
    terminal.console.print(words)
    terminal.console.print(Text(f"  {heard['language']}, {heard['seconds']:.1f} s of sound", style="dim"))

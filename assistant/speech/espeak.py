"""espeak-ng as the assistant's voice in a terminal, where the program is installed."""

import logging
import shutil
import subprocess

from assistant.messages import Language
from assistant.speech.voice import SilentVoice, Voice

log = logging.getLogger(__name__)

PROGRAM = "espeak-ng"
VOICES: dict[Language, str] = {"en": "en-us", "zh": "cmn-latn-pinyin"}
"""The plain Mandarin voice of versions up to 1.51 reads characters as English spells their pinyin."""

WORDS_PER_MINUTE = 165


class EspeakVoice:
    """A `Voice`: one process a sentence, the text on its standard input, where no shell and no option can see it."""

    def __init__(self, program: str) -> None:
        self._program = program
        self._process: subprocess.Popen[bytes] | None = None
        self._has_warned = False

    def start(self, sentence: str, language: Language) -> None:
        """Begins to say the sentence; one that is being said is broken off."""
        self.stop()
        command = [self._program, "-b", "1", "-v", VOICES[language], "-s", str(WORDS_PER_MINUTE), "--stdin"]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        assert self._process.stdin is not None, "a pipe was asked for"
        try:
            self._process.stdin.write(sentence.encode())  # a sentence fits into the pipe
            self._process.stdin.close()
        except BrokenPipeError:  # it ended at once; `is_speaking` says so
            pass

    def stop(self) -> None:
        """Falls silent at once."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            self._process.wait()
        self._process = None

    @property
    def is_speaking(self) -> bool:
        """Whether the process still runs."""
        if self._process is None:
            return False
        code = self._process.poll()
        if code and not self._has_warned:  # no sound card, say
            self._has_warned = True
            log.warning("%s cannot speak here (exit code %d)", PROGRAM, code)
        return code is None


def open_voice() -> Voice:
    """espeak-ng where it is installed, else a voice that says nothing."""
    program = shutil.which(PROGRAM)
    return EspeakVoice(program) if program else SilentVoice()

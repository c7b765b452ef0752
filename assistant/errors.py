"""The error tree of `assistant`.

AssistantError
├── SettingsError       the configuration is wrong
├── PromptError         a file under prompts/ is missing, malformed, or misses a variable
├── ChatModelError      the chat model (retryable: the embedded parser and renderer answer instead)
│   ├── ChatModelTimeout    it missed its deadline
│   └── ChatModelInvalid    it answered something that is not what was asked for
├── SpeechError         something about sound or speech
│   ├── SpeechUnavailable   there is no recogniser, or none that can be loaded
│   ├── AudioUnreadable     a file that is no sound, is damaged, or is too long
│   └── NothingHeard        there is sound, but nothing was said that could be made out
└── TurnError           a turn that cannot be taken (too long, not text)
"""


class AssistantError(Exception):
    """Base of the tree; `str()` is "problem. remedy"."""

    retryable = False

    def __init__(self, problem: str, *, remedy: str = "") -> None:
        super().__init__(problem, remedy)
        self.problem = problem
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.problem} {self.remedy}".strip()


class SettingsError(AssistantError):
    """The configuration is wrong."""


class PromptError(AssistantError):
    """A file under prompts/ is missing, malformed, or misses a variable."""


class ChatModelError(AssistantError):
    """The chat model failed; the embedded parser and renderer answer instead."""

    retryable = True


class ChatModelTimeout(ChatModelError):
    """The chat model missed its deadline."""


class ChatModelInvalid(ChatModelError):
    """The chat model answered something that is not what was asked for."""


class SpeechError(AssistantError):
    """Something about sound or speech."""


class SpeechUnavailable(SpeechError):
    """There is no recogniser, or none that can be loaded."""


class AudioUnreadable(SpeechError):
    """A file that is no sound, is damaged, or is too long."""


class NothingHeard(SpeechError):
    """There is sound, but nothing was said that could be made out."""


class TurnError(AssistantError):
    """A turn that cannot be taken."""

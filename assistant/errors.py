"""The error tree of `assistant`.

AssistantError
├── SettingsError       the configuration is wrong
├── PromptError         a file under prompts/ is missing, malformed, or misses a variable
├── ChatModelError      the chat model (retryable: the embedded parser and renderer answer instead)
│   ├── ChatModelTimeout    it missed its deadline
│   └── ChatModelInvalid    it answered something that is not what was asked for
├── TurnError           a turn that cannot be taken (too long, not text)
├── SpeechError         something about sound or speech
│   ├── SpeechUnavailable   there is no recogniser, or none that can be loaded
│   ├── AudioUnreadable     a file that is no sound, is damaged, or is too long
│   └── NothingHeard        there is sound, but nothing was said that could be made out
├── StoreError          the store of conversations
│   ├── StoreUnavailable    locked too long, unreachable, not migrated (retryable)
│   ├── StoreCorrupt        something in it cannot be read
│   ├── SessionNotFound     no such conversation, or not for whoever asks
│   └── SessionMoved        the conversation goes on over another connection
└── SecurityError       who or what may not pass
    ├── TokenRefused        an entrance token
    └── OriginRefused       the page that a request comes from
"""

from typing import Any


class AssistantError(Exception):
    """Base of the tree; `str()` is "problem. remedy"."""

    retryable = False

    def __init__(self, problem: str, *, remedy: str = "") -> None:
        super().__init__(problem, remedy)
        self.problem = problem
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.problem} {self.remedy}".strip()

    def __reduce__(self) -> tuple[Any, ...]:
        """From another process it comes back as it was, whatever its class is made with."""
        return Exception.__new__, (type(self), *self.args), self.__dict__


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


class StoreError(AssistantError):
    """Something about the store of conversations."""


class StoreUnavailable(StoreError):
    """The store cannot be used now: locked too long, unreachable, or not migrated."""

    retryable = True


class StoreCorrupt(StoreError):
    """Something in the store cannot be read."""


class SessionNotFound(StoreError):
    """There is no such conversation, it is over, or whoever asks has no right to it: nobody is told which."""


class SessionMoved(StoreError):
    """The conversation was resumed over another connection, which alone may write now."""


class SecurityError(AssistantError):
    """Something or somebody that may not pass; `reason` is a word for logs and metrics."""

    def __init__(self, reason: str, problem: str, *, remedy: str = "") -> None:
        super().__init__(problem, remedy=remedy)
        self.reason = reason


class TokenRefused(SecurityError):
    """An entrance token is missing, forged, used, too old, or for somewhere else."""


class OriginRefused(SecurityError):
    """The page that a request comes from is none of the shop's."""

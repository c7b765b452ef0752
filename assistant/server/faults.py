"""What could not be done, told to the shopper: the errors of the protocol in both languages."""

from assistant.messages import Language
from assistant.phrases import load_phrases
from assistant.server.events import Error, ErrorCode

RETRYABLE: frozenset[ErrorCode] = frozenset({"rate_limited", "busy", "full", "unavailable", "internal", "unauthorized"})
"""What may well work if the client does the same again later."""

BUSY_RETRY_MS = 2_000
"""When to come back where nobody can tell: a few turns later."""


def fault(
    code: ErrorCode,
    language: Language,
    *,
    turn_id: str | None = None,
    retry_after_s: float | None = None,
    detail: str | None = None,
) -> Error:
    """The error event. `detail` is for developers, in English; it never holds what the shopper wrote."""
    book = load_phrases()[language]
    if retry_after_s is None and code in ("busy", "full", "unavailable"):
        retry_after_s = BUSY_RETRY_MS / 1000
    return Error(
        code=code,
        message=book.say(f"fault.{code}", {}, turn_index=0),
        remedy=book.say(f"fault_remedy.{code}", {}, turn_index=0),
        retryable=code in RETRYABLE,
        retry_after_ms=None if retry_after_s is None else max(1, round(retry_after_s * 1000)),
        turn_id=turn_id,
        detail=detail,
    )

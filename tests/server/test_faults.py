"""Every error has words in both languages, and says what to do."""

from typing import get_args

import pytest

from assistant.messages import Language
from assistant.server.events import ErrorCode
from assistant.server.faults import fault

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("language", get_args(Language))
@pytest.mark.parametrize("code", get_args(ErrorCode))
def test_error_says_what_is_wrong_and_what_to_do(code: ErrorCode, language: Language) -> None:
    """In the shopper's language; what may be tried again says when, if anybody knows."""
    error = fault(code, language)
    assert error.message
    assert error.remedy
    assert ("\u4e00" <= error.message[0] <= "\u9fff") == (language == "zh")
    assert (error.retry_after_ms is not None) == (code in ("busy", "full", "unavailable"))
    assert fault("rate_limited", language, retry_after_s=0.0001).retry_after_ms == 1

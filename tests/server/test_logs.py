"""Log lines: one JSON object each, and of an exception never its text."""

import json
import logging
import sys

import pytest

from assistant.server.logs import JsonLines

pytestmark = pytest.mark.unit


def test_exception_is_logged_without_its_text() -> None:
    """It may quote the shopper; its type and place are enough."""
    try:
        raise ValueError("I want a red dress\nfor Ann")
    except ValueError:
        record = logging.LogRecord("a.b", logging.ERROR, __file__, 1, "a turn of %s failed", ("demo",), sys.exc_info())
    line = JsonLines().format(record)
    said = json.loads(line)
    assert (said["level"], said["message"], said["error"]) == ("error", "a turn of demo failed", "ValueError")
    assert "red dress" not in line
    assert "\n" not in line
    assert "test_exception_is_logged" in said["at"]


def test_complaint_of_asyncio_is_logged_without_the_task_that_it_prints() -> None:
    """Its message goes on with the task, and that with its exception's text."""
    said = "Task exception was never retrieved\nfuture: <Task finished exception=ValueError('a red dress for Ann')>"
    line = JsonLines().format(logging.LogRecord("asyncio", logging.ERROR, __file__, 1, said, (), None))
    assert json.loads(line)["message"] == "Task exception was never retrieved"
    assert "Ann" not in line

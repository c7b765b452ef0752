"""Errors cross processes whole."""

import pickle

import pytest

from assistant.errors import AssistantError, OriginRefused, SpeechUnavailable

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    "error", [SpeechUnavailable("No voice.", remedy="Install one."), OriginRefused("null", "Not here.")]
)
def test_error_comes_back_from_another_process(error: AssistantError) -> None:
    """Problem, remedy and whatever else it carries; an error that cannot be unpickled breaks a pool without a word."""
    back = pickle.loads(pickle.dumps(error))
    assert (type(back), str(back), vars(back)) == (type(error), str(error), vars(error))

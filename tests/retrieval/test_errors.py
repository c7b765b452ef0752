"""Errors cross processes whole."""

import pickle

import pytest

from retrieval.errors import FeedError, PhotoError, RetrievalError

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("error", [FeedError("No rows.", remedy="Add some."), PhotoError("empty", "Nothing.")])
def test_error_comes_back_from_another_process(error: RetrievalError) -> None:
    """Problem, remedy and whatever else it carries; an error that cannot be unpickled breaks a pool without a word."""
    back = pickle.loads(pickle.dumps(error))
    assert (type(back), str(back), vars(back)) == (type(error), str(error), vars(error))

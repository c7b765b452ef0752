"""Whether anybody still waits for what this thread is doing: asked by those who wait long for somebody else.

A turn's work is an iterator, which ends where it is not read on. But while it waits for a language model it gives nothing
to be read; so whoever runs it says here how to ask.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_is_interrupted: ContextVar[Callable[[], bool]] = ContextVar("is_interrupted")


@contextmanager
def interruptible(is_interrupted: Callable[[], bool]) -> Iterator[None]:
    """What is done within the block, on this thread, may be given up once this is true; it is asked often."""
    token = _is_interrupted.set(is_interrupted)
    try:
        yield
    finally:
        _is_interrupted.reset(token)


def is_interrupted() -> bool:
    """True where nobody waits any more."""
    return _is_interrupted.get(lambda: False)()

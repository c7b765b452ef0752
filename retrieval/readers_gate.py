"""A gate for what many threads read and one changes now and then: nobody sees a change half done."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition, Lock


class ReadersGate:
    """Any number read at a time, or one changes something. Who wants to change goes before those who come to read later,
    so that it waits no longer than a read takes; so a thread that reads must not come to read again.
    """

    def __init__(self) -> None:
        self._entrance = Lock()
        self._left = Condition()
        self._n_reading = 0

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Nothing changes within the block."""
        with self._entrance, self._left:
            self._n_reading += 1
        try:
            yield
        finally:
            with self._left:
                self._n_reading -= 1
                self._left.notify_all()

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Nobody reads within the block."""
        with self._entrance, self._left:
            self._left.wait_for(lambda: not self._n_reading)
            yield

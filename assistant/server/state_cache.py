"""The states of the conversations that were active last. The store is the truth; what is not here is replayed from it."""

import threading
from collections import OrderedDict

from assistant.dialogue_state import DialogueState
from assistant.sessions.records import SessionKeys

MAX_STATES = 512
"""States kept in a process, of some 100 kB each with the products on the table; replaying one takes milliseconds."""


class StateCache:
    """Keyed by session and epoch: a conversation that went on elsewhere is another one. Safe between threads."""

    def __init__(self, most: int = MAX_STATES) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._states: OrderedDict[tuple[str, int], DialogueState] = OrderedDict()

    def get(self, keys: SessionKeys) -> DialogueState | None:
        """The state, where it is still known."""
        with self._lock:
            state = self._states.get((keys.session_id, keys.epoch))
            if state is not None:
                self._states.move_to_end((keys.session_id, keys.epoch))
            return state

    def put(self, keys: SessionKeys, state: DialogueState) -> None:
        """Remembers the state; the one that was used longest ago is forgotten for it."""
        with self._lock:
            self._states[keys.session_id, keys.epoch] = state
            self._states.move_to_end((keys.session_id, keys.epoch))
            if len(self._states) > self._most:
                self._states.popitem(last=False)

    def forget(self, keys: SessionKeys) -> None:
        """The conversation is over, or has gone elsewhere."""
        with self._lock:
            self._states.pop((keys.session_id, keys.epoch), None)

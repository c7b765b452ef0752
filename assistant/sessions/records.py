"""The values that go into the store of conversations and come out of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from assistant.dialogue_state import Event
from assistant.messages import Language

Json = Mapping[str, Any]

InputKind = Literal["text", "photo", "voice", "search", "edit", "cart"]
"""What a client sent; "search" is the turn that follows an edit of the ledger, "edit" and "cart" are edits by hand."""

Rating = Literal["up", "down"]


@dataclass(frozen=True, slots=True)
class SessionKeys:
    """What holds a session: its id (128 random bits), the secret to resume it with, and the epoch of this holding.

    Each resume raises the epoch; what is written in the name of an older one is refused.
    """

    session_id: str
    resume_token: str
    epoch: int

    def __repr__(self) -> str:
        return f"SessionKeys({self.session_id[:6]}…, epoch {self.epoch})"


@dataclass(frozen=True, slots=True)
class TurnInputRecord:
    """What a client sent of a turn, all that is needed to answer it after a crash.

    `image` is a picture's file, `audio` PCM of 16 bits, mono, 16 kHz, little-endian; both None in what history gives
    back. `details` is whatever else the edit or search needs, as a small JSON object.
    """

    kind: InputKind
    text: str = ""
    image: bytes | None = None
    audio: bytes | None = None
    language: Language | None = None
    details: Json = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"TurnInputRecord({self.kind}, {len(self.text)} characters)"


@dataclass(frozen=True, slots=True)
class PendingTurn:
    """A turn that was acknowledged and not answered yet."""

    turn_id: str
    input: TurnInputRecord


@dataclass(frozen=True, slots=True)
class HistoryItem:
    """A turn or edit that is over: what was sent, without picture and sound, and what the client was shown.

    `rating` is the shopper's thumb, None where there was none.
    """

    turn_id: str
    input: TurnInputRecord
    shown: Json
    rating: Rating | None = None


@dataclass(frozen=True, slots=True)
class StoredSession:
    """A conversation as it was left: `events` give its state again, `pending` turns are still to be answered."""

    keys: SessionKeys
    shop: str
    language: Language
    events: tuple[Event, ...]
    pending: tuple[PendingTurn, ...]
    history: tuple[HistoryItem, ...]


@dataclass(frozen=True, slots=True)
class SessionSummary:
    """What an operator may see of a conversation: no word of it. Times in seconds since 1970, UTC."""

    session_id: str
    shop: str
    language: Language
    created_at_s: float
    active_at_s: float
    n_turns: int
    n_pending: int

"""The store of conversations. Blocking and thread-safe; several processes may use one database.

What is accepted is on the disk when `accept` returns, so that whatever happens the turn can be answered; what is finished
stays finished, whatever happens to the process (after a power failure SQLite may ask for the last answers again). A
conversation has one writer, the one that resumed it last (`SessionKeys.epoch`).
"""

import hmac
import secrets
import time
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, Select, Table, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from assistant.dialogue_state import Event
from assistant.errors import SessionMoved, SessionNotFound
from assistant.messages import Language
from assistant.sessions import erase, reading
from assistant.sessions.codec import dump, encode_event, encode_input
from assistant.sessions.database import open_database
from assistant.sessions.records import (
    HistoryItem,
    Json,
    PendingTurn,
    Rating,
    SessionKeys,
    SessionSummary,
    StoredSession,
    TurnInputRecord,
)
from assistant.sessions.schema import feedback, media, products, sessions, turns, used_tokens

TTL_S = 30 * 24 * 3600.0
"""A conversation that nobody takes up for so long is over."""

MAX_AGE_S = 90 * 24 * 3600.0
"""And so is one that began so long ago (OWASP ASVS 5.0, 7.3.2)."""

MAX_TURNS = 2_000
"""Turns and edits of a conversation. All of them are replayed to take it up, so that somebody who went on for ever would
have the server do so, too."""

_ID_BYTES = 16
_RESUME_TOKEN_BYTES = 32


class SessionStore:
    """Conversations in the database that `url` names.

    `ttl_s` seconds after its last turn a conversation is over. Pictures and sound are dropped when their turn is
    finished, unless `keep_media`. Every method raises StoreUnavailable; those that name an epoch raise SessionNotFound,
    and SessionMoved where the conversation was resumed since.
    """

    def __init__(
        self,
        url: str,
        *,
        ttl_s: float = TTL_S,
        keep_media: bool = False,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Raises SettingsError for a URL that is not understood."""
        self._database = open_database(url)
        self._ttl_s = ttl_s
        self._keep_media = keep_media
        self._clock = clock

    def close(self) -> None:
        """Gives the connections back."""
        self._database.close()

    def migrate(self) -> None:
        """Brings the database to this version's form: once, before anybody uses it."""
        self._database.migrate()

    def check(self) -> None:
        """Returns where conversations can be read."""
        with self._database.reading() as connection:
            connection.execute(select(sessions.c.session_id).limit(1)).all()

    def create(self, shop: str, language: Language) -> SessionKeys:
        """A new conversation."""
        keys = SessionKeys(secrets.token_hex(_ID_BYTES), secrets.token_urlsafe(_RESUME_TOKEN_BYTES), epoch=1)
        now = self._clock()
        row = {
            "session_id": keys.session_id,
            "shop": shop,
            "language": language,
            "token_hash": _hash(keys.resume_token),
            "epoch": keys.epoch,
            "created_at": now,
            "active_at": now,
        }
        with self._database.writing(is_urgent=False) as connection:
            connection.execute(insert(sessions).values(row))
        return keys

    def resume(
        self, session_id: str, resume_token: str, *, shop: str, language: Language | None = None
    ) -> StoredSession:
        """Takes a conversation up: with a new token, a new epoch, and all that is stored of it.

        The token given stays valid until the new one is used, since the answer may never arrive. `language` changes the
        conversation's. Raises SessionNotFound, also for a wrong token and for another shop's conversation.
        """
        new_token = secrets.token_urlsafe(_RESUME_TOKEN_BYTES)
        now = self._clock()
        with self._database.writing() as connection:
            row = connection.execute(
                select(sessions).where(sessions.c.session_id == session_id).with_for_update()
            ).one_or_none()
            given = _hash(resume_token)
            if row is None or not self._may_resume(row, given, shop=shop, now_s=now):
                raise _not_found()
            keys = SessionKeys(session_id, new_token, row.epoch + 1)
            connection.execute(
                update(sessions)
                .where(sessions.c.session_id == session_id)
                .values(
                    token_hash=_hash(new_token),
                    previous_hash=given,
                    epoch=keys.epoch,
                    active_at=now,
                    language=language or row.language,
                )
            )
        with self._database.reading() as connection:
            return StoredSession(
                keys,
                shop,
                language or row.language,
                events=reading.events(connection, session_id),
                pending=reading.pending_turns(connection, session_id),
                history=reading.history(connection, session_id),
            )

    def accept(self, session_id: str, turn_id: str, record: TurnInputRecord, *, epoch: int) -> bool:
        """Takes a turn in for good; False where that turn id is there already.

        Raises SessionNotFound, too, for a conversation that has as many turns as it may have.
        """
        with self._database.writing() as connection:
            self._hold(connection, session_id, epoch)
            return self._accept(connection, session_id, turn_id, record)

    def finish(self, session_id: str, turn_id: str, event: Event | None, shown: Json, *, epoch: int) -> bool:
        """Ends a turn that was accepted; False where it is over already, or was never accepted.

        `event` is None where nothing moved the state. `shown` is what the client was shown, any JSON object.
        """
        with self._database.writing(is_urgent=False) as connection:
            self._hold(connection, session_id, epoch)
            return self._finish(connection, session_id, turn_id, event, shown)

    def record(
        self,
        session_id: str,
        turn_id: str,
        record: TurnInputRecord,
        event: Event,
        shown: Json,
        *,
        epoch: int,
        then: tuple[str, TurnInputRecord] | None = None,
    ) -> bool:
        """Accepts and finishes at once what takes no time, such as an edit; False where that id is there already.

        `then` is the turn that follows from it, which is accepted with it.
        """
        with self._database.writing() as connection:
            self._hold(connection, session_id, epoch)
            if not self._accept(connection, session_id, turn_id, record):
                return False
            self._finish(connection, session_id, turn_id, event, shown)
            if then is not None:
                self._accept(connection, session_id, *then)
            return True

    def feedback(self, session_id: str, turn_id: str, rating: Rating, reason: str = "", *, epoch: int) -> None:
        """What the shopper thinks of an answer; the last word counts. Raises SessionNotFound for an unknown turn."""
        values = {"rating": rating, "reason": reason, "given_at": self._clock()}
        with self._database.writing(is_urgent=False) as connection:
            self._hold(connection, session_id, epoch)
            known = select(turns.c.turn_id).where(turns.c.session_id == session_id, turns.c.turn_id == turn_id)
            if connection.execute(known).one_or_none() is None:
                raise _not_found()
            connection.execute(
                self._insert(feedback)
                .values(session_id=session_id, turn_id=turn_id, **values)
                .on_conflict_do_update(index_elements=["session_id", "turn_id"], set_=values)
            )

    def pending(self, session_id: str) -> tuple[PendingTurn, ...]:
        """The turns that were accepted and not finished, the oldest first, with their pictures and sound."""
        with self._database.reading() as connection:
            return reading.pending_turns(connection, session_id)

    def events(self, session_id: str) -> tuple[Event, ...]:
        """What moved the state of a conversation, in order. Raises StoreCorrupt."""
        with self._database.reading() as connection:
            return reading.events(connection, session_id)

    def history(self, session_id: str) -> tuple[HistoryItem, ...]:
        """What the client was shown, in order."""
        with self._database.reading() as connection:
            return reading.history(connection, session_id)

    def claim_token(self, token_id: str, expires_at_s: float) -> bool:
        """Marks an entrance token as used, for all workers; False where it was."""
        with self._database.writing(is_urgent=False) as connection:
            return self._add(connection, used_tokens, {"token_id": token_id, "expires_at": expires_at_s})

    def erase(self, session_id: str) -> bool:
        """Removes everything of a conversation, see `erase.erase_session`; False where there was none."""
        return erase.erase_session(self._database, session_id)

    def expire(self, now_s: float) -> int:
        """Removes the conversations that are over and the tokens that have expired; returns how many conversations."""
        return erase.expire_sessions(
            self._database, idle_since_s=now_s - self._ttl_s, begun_before_s=now_s - MAX_AGE_S, now_s=now_s
        )

    def scrub(self) -> None:
        """Drops the bytes that removed conversations have left in the database's files, see `erase.scrub`."""
        erase.scrub(self._database)

    def list_sessions(self) -> tuple[SessionSummary, ...]:
        """All conversations, the last active first, without a word of them."""
        with self._database.reading() as connection:
            return reading.summaries(connection)

    def _may_resume(self, row: Row[Any], given: bytes, *, shop: str, now_s: float) -> bool:
        is_secret_known = hmac.compare_digest(given, row.token_hash)
        is_secret_known |= row.previous_hash is not None and hmac.compare_digest(given, row.previous_hash)
        is_over = now_s - row.active_at > self._ttl_s or now_s - row.created_at > MAX_AGE_S
        return is_secret_known and row.shop == shop and not is_over

    def _hold(self, connection: Connection, session_id: str, epoch: int) -> None:
        """Makes sure that the conversation is still this connection's, and keeps it so until the transaction ends."""
        held = connection.execute(
            update(sessions)
            .where(sessions.c.session_id == session_id, sessions.c.epoch == epoch)
            .values(active_at=self._clock())
        )
        if held.rowcount:
            return
        if connection.execute(select(sessions.c.epoch).where(sessions.c.session_id == session_id)).one_or_none():
            raise SessionMoved("The conversation goes on in another window.", remedy="Go on there, or reload this one.")
        raise _not_found()

    def _accept(self, connection: Connection, session_id: str, turn_id: str, record: TurnInputRecord) -> bool:
        n_accepted = connection.scalar(_highest(turns.c.accepted_number, session_id))
        if n_accepted >= MAX_TURNS:
            raise _not_found()
        row = {
            "session_id": session_id,
            "turn_id": turn_id,
            "accepted_number": n_accepted + 1,
            "accepted_at": self._clock(),
            "input": encode_input(record),
        }
        if not self._add(connection, turns, row):
            return False
        files = (("image", record.image), ("audio", record.audio))
        rows = [
            {"session_id": session_id, "turn_id": turn_id, "kind": kind, "data": data}
            for kind, data in files
            if data is not None
        ]
        if rows:
            connection.execute(insert(media), rows)
        return True

    def _finish(self, connection: Connection, session_id: str, turn_id: str, event: Event | None, shown: Json) -> bool:
        encoded = encode_event(event) if event is not None else None
        finished = connection.execute(
            update(turns)
            .where(turns.c.session_id == session_id, turns.c.turn_id == turn_id, turns.c.finished_at.is_(None))
            .values(
                finished_number=_highest(turns.c.finished_number, session_id).scalar_subquery() + 1,
                finished_at=self._clock(),
                event=encoded.body if encoded else None,
                shown=dump(shown),
            )
        )
        if finished.rowcount == 0:
            return False
        if encoded and encoded.facts:
            connection.execute(
                self._insert(products).on_conflict_do_nothing(index_elements=["session_id", "digest"]),
                [
                    {"session_id": session_id, "digest": digest, "facts": facts}
                    for digest, facts in encoded.facts.items()
                ],
            )
        if not self._keep_media:
            connection.execute(delete(media).where(media.c.session_id == session_id, media.c.turn_id == turn_id))
        return True

    def _add(self, connection: Connection, table: Table, row: dict[str, Any]) -> bool:
        """Adds a row; False where there is one with its key."""
        key = [column.name for column in table.primary_key]
        added = self._insert(table).values(row).on_conflict_do_nothing(index_elements=key).returning(*table.primary_key)
        return connection.execute(added).one_or_none() is not None

    def _insert(self, table: Table) -> Any:
        """An insert that may say what to do about a row that is there already."""
        return sqlite.insert(table) if self._database.is_sqlite else postgresql.insert(table)


def _highest(column: Any, session_id: str) -> Select[Any]:
    """The highest number of a conversation, 0 if there is none; its row is locked, so that nobody else counts meanwhile."""
    return select(func.coalesce(func.max(column), 0)).where(column.table.c.session_id == session_id)


def _hash(token: str) -> bytes:
    """A resume token has 256 random bits, so that nothing slower than SHA-256 is called for."""
    return sha256(token.encode("utf-8", "replace")).digest()


def _not_found() -> SessionNotFound:
    return SessionNotFound("This conversation is over.", remedy="Start a new one.")

"""Conversations removed: every row, and on SQLite every byte.

SQLite overwrites what it deletes (secure_delete), but the write-ahead log holds older copies of the pages until it is
written back and cut to nothing, which `scrub` does. PostgreSQL keeps deleted rows until a vacuum and never overwrites
them; there `scrub` rewrites the tables, and what is in its own write-ahead log and backups is the database's to keep
and to drop.
"""

import time

from sqlalchemy import delete, or_, select, text

from assistant.errors import StoreUnavailable
from assistant.sessions.database import Database
from assistant.sessions.schema import OF_A_SESSION, sessions, used_tokens

EXPIRED_AT_ONCE = 500
"""Conversations removed in one transaction: others wait for it, and a statement takes only so many parameters."""

SCRUB_TIMEOUT_S = 10.0
"""How long to wait for the readers of the write-ahead log; a read takes milliseconds."""


def erase_session(database: Database, session_id: str) -> bool:
    """Removes everything of a conversation; False where there was none. Raises StoreUnavailable where bytes may be left.

    On PostgreSQL the rows are gone at once, and their bytes after `scrub`.
    """
    with database.writing() as connection:
        counts = [
            connection.execute(delete(table).where(table.c.session_id == session_id)).rowcount for table in OF_A_SESSION
        ]
    if database.is_sqlite:
        scrub(database)
    return counts[-1] > 0


def expire_sessions(database: Database, *, idle_since_s: float, begun_before_s: float, now_s: float) -> int:
    """Removes conversations that are over, and tokens that have expired; returns how many conversations."""
    is_over = or_(sessions.c.active_at < idle_since_s, sessions.c.created_at < begun_before_s)
    some_over = select(sessions.c.session_id).where(is_over).limit(EXPIRED_AT_ONCE).with_for_update(skip_locked=True)
    n_expired = 0
    while True:
        with database.writing() as connection:
            over = connection.scalars(some_over).all()
            for table in OF_A_SESSION if over else ():
                connection.execute(delete(table).where(table.c.session_id.in_(over)))
        n_expired += len(over)
        if len(over) < EXPIRED_AT_ONCE:
            break
    with database.writing() as connection:
        connection.execute(delete(used_tokens).where(used_tokens.c.expires_at < now_s))
    if database.is_sqlite:  # for the pictures of turns that are over, too
        scrub(database)
    return n_expired


def scrub(database: Database) -> None:
    """Drops the bytes that deleted rows have left in the database's own files. Raises StoreUnavailable."""
    if database.is_sqlite:
        _cut_log(database)
    else:
        _rewrite_tables(database)


def _cut_log(database: Database) -> None:
    give_up_at = time.monotonic() + SCRUB_TIMEOUT_S
    with database.maintaining() as connection:
        while True:
            is_busy, _, _ = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
            if not is_busy:
                return
            if time.monotonic() > give_up_at:
                raise StoreUnavailable(
                    "Traces of erased conversations are left in the database's log, which is being read.",
                    remedy="Run: shopkeeper sessions expire",
                )
            time.sleep(0.05)


def _rewrite_tables(database: Database) -> None:
    with database.maintaining() as connection:
        for table in OF_A_SESSION:
            connection.execute(text(f"VACUUM (FULL) {table.name}"))

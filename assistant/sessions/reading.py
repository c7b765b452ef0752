"""What is stored of conversations, read within a transaction that the caller has opened."""

import json

from sqlalchemy import Connection, and_, func, select

from assistant.dialogue_state import Event
from assistant.sessions.codec import decode_events, decode_input
from assistant.sessions.records import HistoryItem, PendingTurn, SessionSummary
from assistant.sessions.schema import feedback, media, products, sessions, turns


def pending_turns(connection: Connection, session_id: str) -> tuple[PendingTurn, ...]:
    """The turns that were accepted and not finished, the oldest first, with their pictures and sound."""
    rows = connection.execute(
        select(turns.c.turn_id, turns.c.input)
        .where(turns.c.session_id == session_id, turns.c.finished_at.is_(None))
        .order_by(turns.c.accepted_number)
    ).all()
    found = connection.execute(select(media).where(media.c.session_id == session_id)).all() if rows else []
    data = {(row.turn_id, row.kind): row.data for row in found}
    return tuple(
        PendingTurn(
            row.turn_id,
            decode_input(row.input, image=data.get((row.turn_id, "image")), audio=data.get((row.turn_id, "audio"))),
        )
        for row in rows
    )


def events(connection: Connection, session_id: str) -> tuple[Event, ...]:
    """What moved the state of a conversation, in order. Raises StoreCorrupt."""
    bodies = connection.scalars(
        select(turns.c.event)
        .where(turns.c.session_id == session_id, turns.c.event.is_not(None))
        .order_by(turns.c.finished_number)
    ).all()
    facts = connection.execute(
        select(products.c.digest, products.c.facts).where(products.c.session_id == session_id)
    ).all()
    return decode_events((body for body in bodies if body), {row.digest: row.facts for row in facts})


def history(connection: Connection, session_id: str) -> tuple[HistoryItem, ...]:
    """What the client was shown, in order."""
    of_turn = and_(feedback.c.session_id == turns.c.session_id, feedback.c.turn_id == turns.c.turn_id)
    rows = connection.execute(
        select(turns.c.turn_id, turns.c.input, turns.c.shown, feedback.c.rating)
        .outerjoin_from(turns, feedback, of_turn)
        .where(turns.c.session_id == session_id, turns.c.finished_at.is_not(None))
        .order_by(turns.c.finished_number)
    ).all()
    return tuple(HistoryItem(row.turn_id, decode_input(row.input), json.loads(row.shown), row.rating) for row in rows)


def summaries(connection: Connection) -> tuple[SessionSummary, ...]:
    """All conversations, the last active first, without a word of them."""
    n_turns = func.count(turns.c.turn_id)
    n_pending = n_turns - func.count(turns.c.finished_at)
    rows = connection.execute(
        select(sessions, n_turns.label("n_turns"), n_pending.label("n_pending"))
        .outerjoin_from(sessions, turns, turns.c.session_id == sessions.c.session_id)
        .group_by(sessions.c.session_id)
        .order_by(sessions.c.active_at.desc())
    ).all()
    return tuple(
        SessionSummary(
            row.session_id, row.shop, row.language, row.created_at, row.active_at, row.n_turns, row.n_pending
        )
        for row in rows
    )

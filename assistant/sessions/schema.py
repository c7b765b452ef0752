"""The tables of stored conversations: one schema for SQLite and PostgreSQL. Times are seconds since 1970, UTC.

JSON is kept as text: what a shopper said can then be looked for, and found gone, in the bytes of the database.
"""

from sqlalchemy import (
    Column,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)

SESSION_ID = String(32)
TURN_ID = String(80)
DIGEST = String(32)

sessions = Table(
    "sessions",
    metadata,
    Column("session_id", SESSION_ID, primary_key=True),
    Column("shop", String(64), nullable=False),
    Column("language", String(2), nullable=False),
    Column("token_hash", LargeBinary(32), nullable=False),
    Column("previous_hash", LargeBinary(32)),
    Column("epoch", Integer, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("active_at", Double, nullable=False),
)
"""`token_hash` is the SHA-256 of the resume token, `previous_hash` that of the one it was made from."""
Index("ix_sessions_active_at", sessions.c.active_at)

_OF_SESSION = "sessions.session_id"

turns = Table(
    "turns",
    metadata,
    Column("session_id", SESSION_ID, ForeignKey(_OF_SESSION, ondelete="CASCADE"), primary_key=True),
    Column("turn_id", TURN_ID, primary_key=True),
    Column("accepted_number", Integer, nullable=False),
    Column("accepted_at", Double, nullable=False),
    Column("input", Text, nullable=False),
    Column("finished_number", Integer),
    Column("finished_at", Double),
    Column("event", Text),
    Column("shown", Text),
    UniqueConstraint("session_id", "accepted_number", name="uq_turns_accepted_number"),
    UniqueConstraint("session_id", "finished_number", name="uq_turns_finished_number"),
)
"""Turns and edits. `finished_number` counts from 1 in the order in which their events moved the state; null: pending."""

media = Table(
    "media",
    metadata,
    Column("session_id", SESSION_ID, primary_key=True),
    Column("turn_id", TURN_ID, primary_key=True),
    Column("kind", String(8), primary_key=True),
    Column("data", LargeBinary, nullable=False),
    ForeignKeyConstraint(["session_id", "turn_id"], ["turns.session_id", "turns.turn_id"], ondelete="CASCADE"),
)
"""Pictures and sound, of pending turns only, unless the store is told to keep them."""

products = Table(
    "products",
    metadata,
    Column("session_id", SESSION_ID, ForeignKey(_OF_SESSION, ondelete="CASCADE"), primary_key=True),
    Column("digest", DIGEST, primary_key=True),
    Column("facts", Text, nullable=False),
)
"""The facts of products as a conversation was shown them, each once, however many turns speak of them."""

feedback = Table(
    "feedback",
    metadata,
    Column("session_id", SESSION_ID, primary_key=True),
    Column("turn_id", TURN_ID, primary_key=True),
    Column("rating", String(4), nullable=False),
    Column("reason", Text, nullable=False),
    Column("given_at", Double, nullable=False),
    ForeignKeyConstraint(["session_id", "turn_id"], ["turns.session_id", "turns.turn_id"], ondelete="CASCADE"),
)

used_tokens = Table(
    "used_tokens",
    metadata,
    Column("token_id", SESSION_ID, primary_key=True),
    Column("expires_at", Double, nullable=False),
)
"""Entrance tokens that were used and have not expired: one list for all workers. Nothing of a shopper."""
Index("ix_used_tokens_expires_at", used_tokens.c.expires_at)

OF_A_SESSION = (feedback, media, products, turns, sessions)
"""Every table with something of a shopper, those that refer to others first."""

"""Sessions, their turns, media, products and feedback, and the tokens that were used."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_WORDS = (("turns", "input"), ("turns", "event"), ("turns", "shown"), ("feedback", "reason"), ("products", "facts"))


def upgrade() -> None:
    """Creates the tables."""
    op.create_table(
        "sessions",
        sa.Column("session_id", sa.String(32), nullable=False),
        sa.Column("shop", sa.String(64), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("previous_hash", sa.LargeBinary(32)),
        sa.Column("epoch", sa.Integer, nullable=False),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.Column("active_at", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("session_id", name="pk_sessions"),
    )
    op.create_index("ix_sessions_active_at", "sessions", ["active_at"])
    op.create_table(
        "turns",
        sa.Column("session_id", sa.String(32), nullable=False),
        sa.Column("turn_id", sa.String(80), nullable=False),
        sa.Column("accepted_number", sa.Integer, nullable=False),
        sa.Column("accepted_at", sa.Double, nullable=False),
        sa.Column("input", sa.Text, nullable=False),
        sa.Column("finished_number", sa.Integer),
        sa.Column("finished_at", sa.Double),
        sa.Column("event", sa.Text),
        sa.Column("shown", sa.Text),
        sa.PrimaryKeyConstraint("session_id", "turn_id", name="pk_turns"),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.session_id"], name="fk_turns_sessions", ondelete="CASCADE"),
        sa.UniqueConstraint("session_id", "accepted_number", name="uq_turns_accepted_number"),
        sa.UniqueConstraint("session_id", "finished_number", name="uq_turns_finished_number"),
    )
    _create_of_turn("media", sa.Column("kind", sa.String(8)), sa.Column("data", sa.LargeBinary, nullable=False))
    op.create_table(
        "products",
        sa.Column("session_id", sa.String(32), nullable=False),
        sa.Column("digest", sa.String(32), nullable=False),
        sa.Column("facts", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("session_id", "digest", name="pk_products"),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.session_id"], name="fk_products_sessions", ondelete="CASCADE"
        ),
    )
    _create_of_turn(
        "feedback",
        sa.Column("rating", sa.String(4), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("given_at", sa.Double, nullable=False),
    )
    op.create_table(
        "used_tokens",
        sa.Column("token_id", sa.String(32), nullable=False),
        sa.Column("expires_at", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("token_id", name="pk_used_tokens"),
    )
    op.create_index("ix_used_tokens_expires_at", "used_tokens", ["expires_at"])
    if op.get_bind().dialect.name == "postgresql":
        for table, column in _WORDS:  # ANALYZE would keep samples of what shoppers said, erased or not
            op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS 0")


def downgrade() -> None:
    """Drops them with everything in them."""
    for table in ("used_tokens", "feedback", "products", "media", "turns", "sessions"):
        op.drop_table(table)


def _create_of_turn(name: str, *columns: "sa.Column[object]") -> None:
    """A table with what belongs to a turn; a turn has one picture and one sound at most, and one rating."""
    key = ["session_id", "turn_id", *(column.name for column in columns if column.name == "kind")]
    op.create_table(
        name,
        sa.Column("session_id", sa.String(32), nullable=False),
        sa.Column("turn_id", sa.String(80), nullable=False),
        *columns,
        sa.PrimaryKeyConstraint(*key, name=f"pk_{name}"),
        sa.ForeignKeyConstraint(
            ["session_id", "turn_id"],
            ["turns.session_id", "turns.turn_id"],
            name=f"fk_{name}_turns",
            ondelete="CASCADE",
        ),
    )

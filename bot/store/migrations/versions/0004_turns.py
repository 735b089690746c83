"""A row for each conversation: whose turn was stored last, and from where on it is read back."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0004", "0003"


def upgrade() -> None:
    """Conversations of before have no row yet; they get one with their next message."""
    op.create_table(
        "conversations",
        sa.Column("sender", sa.String(255), primary_key=True),
        sa.Column("stamp", sa.String(32), nullable=False),
        sa.Column("since", sa.Integer, nullable=True),
        sa.Column("head", sa.Text, nullable=True),
        sa.Column("at", sa.Float, nullable=False),
        if_not_exists=True,
    )
    op.create_index("ix_conversations_at", "conversations", ["at"], if_not_exists=True)
    _events()


def _events() -> None:
    """Rasa's table, as Rasa would make it, with an index by which a long conversation's end is
    found without its beginning.
    """
    op.create_table(
        "events",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("sender_id", sa.String(255), nullable=False),
        sa.Column("type_name", sa.String(255), nullable=False),
        sa.Column("timestamp", sa.Float),
        sa.Column("intent_name", sa.String(255)),
        sa.Column("action_name", sa.String(255)),
        sa.Column("data", sa.Text),
        if_not_exists=True,
    )
    op.create_index("ix_events_sender_id", "events", ["sender_id"], if_not_exists=True)
    op.create_index("ix_events_sender_id_id", "events", ["sender_id", "id"], if_not_exists=True)

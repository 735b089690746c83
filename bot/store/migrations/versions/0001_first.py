"""Replies, questions, verdicts, versions: what was there before revisions were counted."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0001", None


def upgrade() -> None:
    """Makes the tables; those of a database that is older than this are left as they are."""
    _conversations()
    _questions()
    _versions()


def _conversations() -> None:
    op.create_table(
        "replies",
        sa.Column("session", sa.String(128), primary_key=True),
        sa.Column("message", sa.String(64), primary_key=True),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        if_not_exists=True,
    )
    op.create_index("ix_replies_at", "replies", ["at"], if_not_exists=True)


def _questions() -> None:
    op.create_table(
        "asked",
        sa.Column("message", sa.String(64), primary_key=True),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("topic", sa.String(64), nullable=True),
        sa.Column("nearest", sa.String(64), nullable=True),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("confidence", sa.Float, nullable=False),
        sa.Column("urgent", sa.Boolean, nullable=False),
        sa.Column("version", sa.Integer, nullable=True),
        sa.Column("milliseconds", sa.Integer, nullable=False),
        sa.Column("rephrased", sa.Boolean, nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "handled", sa.Column("text", sa.String(500), primary_key=True), if_not_exists=True
    )
    op.create_table(
        "feedback",
        sa.Column("message", sa.String(64), primary_key=True),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("topic", sa.String(64), nullable=True),
        sa.Column("useful", sa.Boolean, nullable=False),
        if_not_exists=True,
    )
    for table in ("asked", "feedback"):
        for column in ("day", "topic"):
            op.create_index(f"ix_{table}_{column}", table, [column], if_not_exists=True)


def _versions() -> None:
    op.create_table(
        "blobs",
        sa.Column("hash", sa.String(64), primary_key=True),
        sa.Column("data", sa.LargeBinary, nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "versions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.String(19), nullable=False),
        sa.Column("who", sa.String(100), nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("forced", sa.Text, nullable=True),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("answers", sa.String(64), nullable=False),
        sa.Column("files", sa.String(64), nullable=False),
        sa.Column("model", sa.String(64), nullable=False),
        sa.Column("model_name", sa.String(64), nullable=False),
        sa.Column("figures", sa.JSON, nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "switches",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("version", sa.Integer, sa.ForeignKey("versions.id"), nullable=False),
        sa.Column("at", sa.String(19), nullable=False),
        sa.Column("who", sa.String(100), nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        if_not_exists=True,
    )

"""The trainers' console: accounts, sessions, who did what, what was changed and approved, jobs."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0003", "0002"


def upgrade() -> None:
    """Makes the tables; what was done can only be added to."""
    _accounts()
    _trail()
    _jobs()
    _only_added_to("audit")


def _accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("password", sa.Text, nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("locked_until", sa.Float, nullable=True),
        sa.Column("created", sa.String(19), nullable=False),
    )
    op.create_table(
        "sessions",
        sa.Column("hash", sa.String(64), primary_key=True),
        sa.Column("account", sa.String(40), sa.ForeignKey("accounts.name"), nullable=False),
        sa.Column("created", sa.Float, nullable=False),
        sa.Column("seen", sa.Float, nullable=False),
        sa.Column("csrf", sa.String(64), nullable=False),
        sa.Column("notices", sa.JSON, nullable=False),
    )
    op.create_index("ix_sessions_account", "sessions", ["account"])


def _trail() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.String(19), nullable=False),
        sa.Column("who", sa.String(100), nullable=False),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("what", sa.String(200), nullable=False),
        sa.Column("detail", sa.JSON, nullable=False),
    )
    for column in ("at", "who", "action"):
        op.create_index(f"ix_audit_{column}", "audit", [column])
    op.create_table(
        "changes",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.String(19), nullable=False),
        sa.Column("who", sa.String(100), nullable=False),
        sa.Column("file", sa.String(200), nullable=False),
        sa.Column("before", sa.String(64), nullable=True),
        sa.Column("after", sa.String(64), nullable=True),
        sa.Column("why", sa.Text, nullable=False),
    )
    op.create_index("ix_changes_file", "changes", ["file"])
    op.create_table(
        "approvals",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.String(19), nullable=False),
        sa.Column("who", sa.String(100), nullable=False),
        sa.Column("file", sa.String(200), nullable=False),
        sa.Column("hash", sa.String(64), nullable=True),
        sa.Column("override", sa.Text, nullable=True),
    )
    op.create_index("ix_approvals_file", "approvals", ["file"])


def _jobs() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("who", sa.String(100), nullable=False),
        sa.Column("command", sa.JSON, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("turn", sa.Integer, nullable=True, unique=True),
        sa.Column("started", sa.String(19), nullable=False),
        sa.Column("ended", sa.String(19), nullable=True),
        sa.Column("beat", sa.Float, nullable=False),
        sa.Column("code", sa.Integer, nullable=True),
        sa.Column("stopped_by", sa.String(100), nullable=True),
        sa.Column("output", sa.Text, nullable=False),
    )
    op.create_index("ix_jobs_kind", "jobs", ["kind"])


def _only_added_to(table: str) -> None:
    """The database itself refuses to change or delete a row."""
    if op.get_bind().dialect.name == "sqlite":
        for event in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is only added to'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is only added to'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()"
    )

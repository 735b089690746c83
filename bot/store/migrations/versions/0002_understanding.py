"""What was learned is kept beside the Rasa model, not in it alone."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0002", "0001"


def upgrade() -> None:
    """Adds the columns; versions of before have nothing in them."""
    op.add_column("versions", sa.Column("understanding", sa.String(64), nullable=True))
    op.add_column("versions", sa.Column("learned_from", sa.String(64), nullable=True))

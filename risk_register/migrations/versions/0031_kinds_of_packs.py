"""Kinds of packs: a body's are for a board or for monitoring visits."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables forward."""
    op.add_column(
        "body",
        sa.Column("pack_kind", sa.String(length=40), nullable=False, server_default="board"),
    )


def downgrade() -> None:
    """Take the column back."""
    op.drop_column("body", "pack_kind")

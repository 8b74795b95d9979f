"""Versions of people and posts, and second factors that somebody was told to set up."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables forward."""
    for table in ("person", "post"):
        op.add_column(table, sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    op.add_column(
        "second_factor",
        sa.Column("is_demanded", sa.Boolean(), nullable=False, server_default=sa.false()),
    )


def downgrade() -> None:
    """Take the tables back."""
    op.drop_column("second_factor", "is_demanded")
    for table in ("post", "person"):
        op.drop_column(table, "version")

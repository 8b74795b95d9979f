"""Controls with their line of assurance, their gaps and their end."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables forward."""
    # Said in SQL, because SQLite can add a column with its check but no check to a column.
    op.execute(
        "ALTER TABLE control ADD COLUMN assurance_line INTEGER "
        "CONSTRAINT ck_control_line_from_1_to_3 CHECK (assurance_line BETWEEN 1 AND 3)"
    )
    op.add_column("control", sa.Column("gaps", sa.Text(), nullable=True))
    op.add_column("control", sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("control", sa.Column("retire_reason", sa.Text(), nullable=True))
    op.add_column("control", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))


def downgrade() -> None:
    """Take the tables back."""
    for name in ("version", "retire_reason", "retired_at", "gaps", "assurance_line"):
        op.drop_column("control", name)

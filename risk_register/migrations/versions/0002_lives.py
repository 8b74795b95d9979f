"""A risk's whole life: proposed, occurred, merged."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001b"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables forward."""
    # Said in SQL, because SQLite can add a column with its key but no key to a column.
    for name, table in (("proposed_as_id", "post"), ("merged_into_id", "risk")):
        op.execute(
            f"ALTER TABLE risk ADD COLUMN {name} INTEGER "
            f"CONSTRAINT fk_risk_{name} REFERENCES {table} (id)"
        )
    op.add_column("risk", sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_risk_merged_into_id", "risk", ["merged_into_id"])


def downgrade() -> None:
    """Take the tables back."""
    op.drop_index("ix_risk_merged_into_id", "risk")
    for name in ("occurred_at", "merged_into_id", "proposed_as_id"):
        op.drop_column("risk", name)

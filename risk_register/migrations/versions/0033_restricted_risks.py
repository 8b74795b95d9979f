"""Restricted risks, which only those named may read."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables forward."""
    op.add_column("risk", sa.Column("restricted_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("risk", sa.Column("restrict_reason", sa.Text(), nullable=True))
    for name in ("open_to_agencies", "open_to_people"):
        op.add_column("risk", sa.Column(name, sa.JSON(), nullable=False, server_default="[]"))
    op.create_index("ix_risk_restricted", "risk", ["programme_id", "restricted_at"])


def downgrade() -> None:
    """Take the tables back."""
    op.drop_index("ix_risk_restricted", "risk")
    for name in ("open_to_people", "open_to_agencies", "restrict_reason", "restricted_at"):
        op.drop_column("risk", name)

"""What a heat map is counted from, so that it need not read the rows of the risks."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_CELL = (
    "programme_id",
    "kind",
    "status",
    "current_likelihood",
    "current_impact",
    "current_score",
    "current_band",
    "number",
)


def upgrade() -> None:
    """Bring the tables forward."""
    op.create_index("ix_risk_by_cell", "risk", list(_CELL))
    op.create_index("ix_assessment_by_basis", "assessment", ["basis", "risk_id", "id"])


def downgrade() -> None:
    """Take the tables back."""
    op.drop_index("ix_assessment_by_basis", table_name="assessment")
    op.drop_index("ix_risk_by_cell", table_name="risk")

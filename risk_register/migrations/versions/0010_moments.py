"""Ways to find lines by kind and by moment, and judgements by moment."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables forward."""
    op.create_index("ix_event_kind", "event", ["chain", "kind", "sequence"])
    op.create_index("ix_event_moment", "event", ["chain", "at", "sequence"])
    op.create_index("ix_assessment_moment", "assessment", ["basis", "assessed_at", "risk_id", "id"])


def downgrade() -> None:
    """Take the tables back."""
    op.drop_index("ix_assessment_moment", "assessment")
    op.drop_index("ix_event_moment", "event")
    op.drop_index("ix_event_kind", "event")

"""Escalations to bodies, and acceptances for a while."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables forward."""
    op.create_table(
        "escalation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("risk_id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("escalated_by_id", sa.Integer(), nullable=False),
        sa.Column("escalated_as_id", sa.Integer(), nullable=True),
        sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("returned_as_id", sa.Integer(), nullable=True),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("return_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["risk_id"], ["risk.id"], name="fk_escalation_risk_id"),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name="fk_escalation_body_id"),
        sa.ForeignKeyConstraint(
            ["escalated_by_id"], ["person.id"], name="fk_escalation_escalated_by_id"
        ),
        sa.ForeignKeyConstraint(
            ["escalated_as_id"], ["post.id"], name="fk_escalation_escalated_as_id"
        ),
        sa.ForeignKeyConstraint(
            ["returned_as_id"], ["post.id"], name="fk_escalation_returned_as_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_escalation"),
    )
    op.create_index("ix_escalation_risk_id", "escalation", ["risk_id"])
    op.create_index("ix_escalation_body_id", "escalation", ["body_id"])
    op.create_table(
        "acceptance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("risk_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("accepted_by_id", sa.Integer(), nullable=False),
        sa.Column("accepted_as_id", sa.Integer(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdraw_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["risk_id"], ["risk.id"], name="fk_acceptance_risk_id"),
        sa.ForeignKeyConstraint(
            ["accepted_by_id"], ["person.id"], name="fk_acceptance_accepted_by_id"
        ),
        sa.ForeignKeyConstraint(
            ["accepted_as_id"], ["post.id"], name="fk_acceptance_accepted_as_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_acceptance"),
    )
    op.create_index("ix_acceptance_risk_id", "acceptance", ["risk_id"])


def downgrade() -> None:
    """Take the tables back."""
    op.drop_table("acceptance")
    op.drop_table("escalation")

"""Questions to owners and their answers."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables forward."""
    op.create_table(
        "moderation_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("risk_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_as_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_as_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["risk_id"], ["risk.id"], name="fk_moderation_note_risk_id"),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["person.id"], name="fk_moderation_note_asked_by_id"
        ),
        sa.ForeignKeyConstraint(
            ["asked_as_id"], ["post.id"], name="fk_moderation_note_asked_as_id"
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["person.id"], name="fk_moderation_note_answered_by_id"
        ),
        sa.ForeignKeyConstraint(
            ["answered_as_id"], ["post.id"], name="fk_moderation_note_answered_as_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_moderation_note"),
    )
    op.create_index("ix_moderation_note_risk_id", "moderation_note", ["risk_id"])


def downgrade() -> None:
    """Take the tables back."""
    op.drop_table("moderation_note")

"""Changed scores that the programme manager let stand."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables forward."""
    op.create_table(
        "agreement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("agreed_by_id", sa.Integer(), nullable=False),
        sa.Column("agreed_as_id", sa.Integer(), nullable=True),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name="fk_agreement_assessment_id"
        ),
        sa.ForeignKeyConstraint(["agreed_by_id"], ["person.id"], name="fk_agreement_agreed_by_id"),
        sa.ForeignKeyConstraint(["agreed_as_id"], ["post.id"], name="fk_agreement_agreed_as_id"),
        sa.PrimaryKeyConstraint("id", name="pk_agreement"),
        sa.UniqueConstraint("assessment_id", name="uq_agreement_assessment_id"),
    )


def downgrade() -> None:
    """Take the tables back."""
    op.drop_table("agreement")

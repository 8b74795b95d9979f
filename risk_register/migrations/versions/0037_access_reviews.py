"""That somebody looked, in a quarter, at who has what part in a programme."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables forward."""
    op.create_table(
        "access_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.String(length=7), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("reviewed_by_id", sa.Integer(), nullable=False),
        sa.Column("reviewed_as_id", sa.Integer(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name="fk_access_review_programme_id"
        ),
        sa.ForeignKeyConstraint(
            ["reviewed_by_id"], ["person.id"], name="fk_access_review_reviewed_by_id"
        ),
        sa.ForeignKeyConstraint(
            ["reviewed_as_id"], ["post.id"], name="fk_access_review_reviewed_as_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_access_review"),
    )
    op.create_index("ix_access_review_programme_id", "access_review", ["programme_id"])


def downgrade() -> None:
    """Take the tables back."""
    op.drop_table("access_review")

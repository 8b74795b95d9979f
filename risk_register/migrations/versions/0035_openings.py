"""Openings: an administrator reads a programme in need."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables forward."""
    op.create_table(
        "opening",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("until_at > opened_at", name="ck_opening_lasts"),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name="fk_opening_programme_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_opening_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_opening"),
    )
    op.create_index("ix_opening_until", "opening", ["programme_id", "until_at"])


def downgrade() -> None:
    """Take the tables back."""
    op.drop_table("opening")

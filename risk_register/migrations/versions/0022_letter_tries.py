"""When letters were last tried, so that all processes together keep to a pace."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables forward."""
    op.create_table(
        "letter_try",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tried_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_letter_try"),
    )


def downgrade() -> None:
    """Take the tables back."""
    op.drop_table("letter_try")

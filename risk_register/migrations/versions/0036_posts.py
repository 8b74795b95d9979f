"""Posts that are used no more."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables forward."""
    op.add_column("post", sa.Column("retired_on", sa.Date(), nullable=True))


def downgrade() -> None:
    """Take the tables back."""
    op.drop_column("post", "retired_on")

"""Which parts of an exempt risk are withheld; none named means the whole risk."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables forward."""
    op.add_column(
        "risk", sa.Column("exempt_fields", sa.JSON(), nullable=False, server_default="[]")
    )


def downgrade() -> None:
    """Take the tables back."""
    op.drop_column("risk", "exempt_fields")

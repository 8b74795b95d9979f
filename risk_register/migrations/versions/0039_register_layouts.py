"""How agencies want their risks laid out when they are taken along."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables forward."""
    op.create_table(
        "register_layout",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name="fk_register_layout_programme_id"
        ),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_register_layout_agency_id"),
        sa.PrimaryKeyConstraint("id", name="pk_register_layout"),
    )
    op.create_index("ix_register_layout_programme_id", "register_layout", ["programme_id"])


def downgrade() -> None:
    """Take the tables back."""
    op.drop_table("register_layout")

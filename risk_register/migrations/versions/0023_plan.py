"""Leads of areas, success measures, and the places of actions in the plan."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def _key(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}")


def upgrade() -> None:
    """Bring the tables forward."""
    # Said in SQL, because SQLite can add a column with its key but no key to a column.
    op.execute(
        "ALTER TABLE improvement_area ADD COLUMN lead_id INTEGER "
        "CONSTRAINT fk_improvement_area_lead_id REFERENCES post (id)"
    )
    op.add_column(
        "improvement_area", sa.Column("version", sa.Integer(), nullable=False, server_default="1")
    )
    op.create_table(
        "success_measure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("baseline", sa.Text(), nullable=True),
        sa.Column("target", sa.Text(), nullable=True),
        sa.Column("target_on", sa.Date(), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retire_reason", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _key("success_measure", "area_id", "improvement_area"),
        sa.PrimaryKeyConstraint("id", name="pk_success_measure"),
        sa.UniqueConstraint("area_id", "number", name="uq_success_measure_area_id_number"),
    )
    op.create_table(
        "plan_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("remove_reason", sa.Text(), nullable=True),
        _key("plan_line", "measure_id", "success_measure"),
        _key("plan_line", "action_id", "action"),
        sa.PrimaryKeyConstraint("id", name="pk_plan_line"),
        sa.UniqueConstraint("measure_id", "number", name="uq_plan_line_measure_id_number"),
    )
    op.create_index(
        "ix_plan_line_standing",
        "plan_line",
        ["action_id"],
        unique=True,
        sqlite_where=sa.text("removed_at IS NULL"),
        postgresql_where=sa.text("removed_at IS NULL"),
    )


def downgrade() -> None:
    """Take the tables back."""
    op.drop_table("plan_line")
    op.drop_table("success_measure")
    op.drop_column("improvement_area", "version")
    op.drop_column("improvement_area", "lead_id")

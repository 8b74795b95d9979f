"""Registers taken in from spreadsheets."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables forward."""
    op.create_table(
        "import_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=120), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("cells", sa.LargeBinary(), nullable=False),
        sa.Column("mapping", sa.Text(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_import_draft_person_id"),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name="fk_import_draft_programme_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_import_draft"),
        sa.UniqueConstraint(
            "programme_id", "person_id", name="uq_import_draft_programme_id_person_id"
        ),
    )
    op.create_table(
        "import_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("file_name", sa.String(length=120), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("sheet", sa.String(length=120), nullable=False),
        sa.Column("headings", sa.String(length=64), nullable=False),
        sa.Column("mapping", sa.Text(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.Integer(), nullable=False),
        sa.Column("applied_by_id", sa.Integer(), nullable=False),
        sa.Column("applied_as_id", sa.Integer(), nullable=True),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["applied_as_id"], ["post.id"], name="fk_import_run_applied_as_id"),
        sa.ForeignKeyConstraint(
            ["applied_by_id"], ["person.id"], name="fk_import_run_applied_by_id"
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name="fk_import_run_programme_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_import_run"),
    )
    op.create_index("ix_import_run_programme_id", "import_run", ["programme_id"])
    op.create_table(
        "imported_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("risk_id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=True),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.String(length=120), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name="fk_imported_row_action_id"),
        sa.ForeignKeyConstraint(["risk_id"], ["risk.id"], name="fk_imported_row_risk_id"),
        sa.ForeignKeyConstraint(["run_id"], ["import_run.id"], name="fk_imported_row_run_id"),
        sa.PrimaryKeyConstraint("id", name="pk_imported_row"),
    )
    op.create_index("ix_imported_row_run_id", "imported_row", ["run_id"])
    op.create_index("ix_imported_row_risk_id", "imported_row", ["risk_id"])
    op.create_index("ix_imported_row_action_id", "imported_row", ["action_id"])
    op.create_index("ix_imported_row_key", "imported_row", ["key", "risk_id"])


def downgrade() -> None:
    """Take the tables back."""
    op.drop_table("imported_row")
    op.drop_table("import_run")
    op.drop_table("import_draft")

"""Opportunities, affected agencies, related risks, and who looks at an exemption again."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables forward."""
    op.add_column("risk", sa.Column("kind", sa.String(40), nullable=False, server_default="threat"))
    # Said in SQL, because SQLite can add a column with its key but no key to a column.
    op.execute(
        "ALTER TABLE risk ADD COLUMN exempt_reviewer_id INTEGER "
        "CONSTRAINT fk_risk_exempt_reviewer_id REFERENCES post (id)"
    )
    op.add_column("risk", sa.Column("exempt_review_on", sa.Date(), nullable=True))
    op.create_table(
        "affected_agency",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("risk_id", sa.Integer(), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["risk_id"], ["risk.id"], name="fk_affected_agency_risk_id"),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_affected_agency_agency_id"),
        sa.PrimaryKeyConstraint("id", name="pk_affected_agency"),
        sa.UniqueConstraint("risk_id", "agency_id", name="uq_affected_agency_risk_id_agency_id"),
    )
    op.create_index("ix_affected_agency_agency_id", "affected_agency", ["agency_id"])
    op.create_table(
        "relation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("risk_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("added_as_id", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("remove_reason", sa.Text(), nullable=True),
        sa.CheckConstraint("risk_id <> other_id", name="ck_relation_two_risks"),
        sa.ForeignKeyConstraint(["risk_id"], ["risk.id"], name="fk_relation_risk_id"),
        sa.ForeignKeyConstraint(["other_id"], ["risk.id"], name="fk_relation_other_id"),
        sa.ForeignKeyConstraint(["added_by_id"], ["person.id"], name="fk_relation_added_by_id"),
        sa.ForeignKeyConstraint(["added_as_id"], ["post.id"], name="fk_relation_added_as_id"),
        sa.PrimaryKeyConstraint("id", name="pk_relation"),
    )
    op.create_index("ix_relation_risk_id", "relation", ["risk_id"])
    op.create_index("ix_relation_other_id", "relation", ["other_id"])


def downgrade() -> None:
    """Take the tables back."""
    op.drop_table("relation")
    op.drop_table("affected_agency")
    for name in ("exempt_review_on", "exempt_reviewer_id", "kind"):
        op.drop_column("risk", name)

"""Schemes adopted from a date, and the scheme an agency's own people think in."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables forward."""
    op.create_table(
        "adoption",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("scheme_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("adopted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name="fk_adoption_programme_id"
        ),
        sa.ForeignKeyConstraint(["scheme_id"], ["scheme.id"], name="fk_adoption_scheme_id"),
        sa.PrimaryKeyConstraint("id", name="pk_adoption"),
    )
    op.create_index("ix_adoption_programme_id", "adoption", ["programme_id"])
    # Said in SQL, because SQLite can add a column with its reference but none to a column.
    op.execute(
        "ALTER TABLE agency ADD COLUMN scheme_id INTEGER "
        "CONSTRAINT fk_agency_scheme_id REFERENCES scheme (id)"
    )
    op.execute(
        "ALTER TABLE risk ADD COLUMN current_scheme_id INTEGER "
        "CONSTRAINT fk_risk_current_scheme_id REFERENCES scheme (id)"
    )
    # Until now every judgement was given under the one scheme its programme had.
    op.execute(
        "UPDATE risk SET current_scheme_id = (SELECT programme.scheme_id FROM programme "
        "WHERE programme.id = risk.programme_id) WHERE current_score IS NOT NULL"
    )


def downgrade() -> None:
    """Take the tables back."""
    op.drop_column("risk", "current_scheme_id")
    op.drop_column("agency", "scheme_id")
    op.drop_table("adoption")

"""Who somebody is at a directory, and which visits to it have ended."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables forward."""
    op.create_table(
        "directory_identity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.String(500), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_directory_identity"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_directory_identity_person_id"
        ),
        sa.UniqueConstraint("issuer", "subject", name="uq_directory_identity_issuer_subject"),
        sa.UniqueConstraint("person_id", "issuer", name="uq_directory_identity_person_id_issuer"),
    )
    op.create_table(
        "spent_state",
        sa.Column("state_hash", sa.String(64), nullable=False),
        sa.Column("spent_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("state_hash", name="pk_spent_state"),
    )


def downgrade() -> None:
    """Take the tables back."""
    op.drop_table("spent_state")
    op.drop_table("directory_identity")

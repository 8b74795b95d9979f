"""Letters to the address that publishes a body's public editions."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables forward."""
    op.create_table(
        "publication_letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("publication_id", sa.Integer(), nullable=False),
        sa.Column("asks", sa.String(length=40), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("message_id", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("holder", sa.String(length=80), nullable=True),
        sa.Column("lease_until", sa.Double(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["publication.id"], name="fk_publication_letter_publication_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_publication_letter"),
        sa.UniqueConstraint("message_id", name="uq_publication_letter_message_id"),
        sa.UniqueConstraint(
            "publication_id", "asks", name="uq_publication_letter_publication_id_asks"
        ),
    )
    op.create_index("ix_publication_letter_waiting", "publication_letter", ["state", "next_at"])
    # Nothing was ever written into these two: a letter has them itself.
    op.drop_column("publication", "written_at")
    op.drop_column("publication", "message_id")


def downgrade() -> None:
    """Take the tables back."""
    op.add_column("publication", sa.Column("message_id", sa.String(length=200), nullable=True))
    op.add_column("publication", sa.Column("written_at", sa.DateTime(timezone=True), nullable=True))
    op.drop_table("publication_letter")

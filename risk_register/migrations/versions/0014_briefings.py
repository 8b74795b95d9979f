"""What is written for a meeting's pack, how packs look, and previews of them."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables forward."""
    op.execute("ALTER TABLE programme ADD COLUMN look JSON")
    op.execute("ALTER TABLE programme ADD COLUMN contact TEXT")
    op.create_table(
        "briefing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("commentary", sa.Text(), nullable=False),
        sa.Column("asks", sa.JSON(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.Column("written_as_id", sa.Integer(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name="fk_briefing_meeting_id"),
        sa.ForeignKeyConstraint(["written_by_id"], ["person.id"], name="fk_briefing_written_by_id"),
        sa.ForeignKeyConstraint(["written_as_id"], ["post.id"], name="fk_briefing_written_as_id"),
        sa.PrimaryKeyConstraint("id", name="pk_briefing"),
        sa.UniqueConstraint("meeting_id", name="uq_briefing_meeting_id"),
    )
    op.create_table(
        "preview",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_as_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.Double(), nullable=True),
        sa.Column("progress", sa.Text(), nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("pdf", sa.LargeBinary(), nullable=True),
        sa.Column("html", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name="fk_preview_meeting_id"),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name="fk_preview_asked_by_id"),
        sa.ForeignKeyConstraint(["asked_as_id"], ["post.id"], name="fk_preview_asked_as_id"),
        sa.PrimaryKeyConstraint("id", name="pk_preview"),
        sa.UniqueConstraint("meeting_id", name="uq_preview_meeting_id"),
    )


def downgrade() -> None:
    """Take the tables back."""
    op.drop_table("preview")
    op.drop_table("briefing")
    op.drop_column("programme", "contact")
    op.drop_column("programme", "look")

"""Sessions that say what they are, windows of tries, and keys in letters."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables forward."""
    op.add_column("session", sa.Column("way", sa.String(40), nullable=True))
    op.add_column("session", sa.Column("browser", sa.String(80), nullable=True))
    op.add_column(
        "sign_in_try", sa.Column("rounds", sa.Integer(), nullable=False, server_default="0")
    )
    op.create_table(
        "mailed_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(40), nullable=False),
        sa.Column("nonce", sa.String(64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_mailed_key"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_mailed_key_person_id"),
    )
    op.create_index("ix_mailed_key_person_id", "mailed_key", ["person_id"])
    # Said in SQL, because SQLite can add a column with its key but no key to a column.
    op.execute(
        "ALTER TABLE notice ADD COLUMN key_id INTEGER "
        "CONSTRAINT fk_notice_key_id REFERENCES mailed_key (id)"
    )


def downgrade() -> None:
    """Take the tables back."""
    op.drop_column("notice", "key_id")
    op.drop_table("mailed_key")
    op.drop_column("sign_in_try", "rounds")
    op.drop_column("session", "browser")
    op.drop_column("session", "way")

"""Sessions that say what they are, windows of tries, and keys in letters."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables forward."""
    with op.batch_alter_table("session") as table:
        table.add_column(sa.Column("way", sa.String(40), nullable=True))
        table.add_column(sa.Column("browser", sa.String(80), nullable=True))
    with op.batch_alter_table("sign_in_try") as table:
        table.add_column(sa.Column("rounds", sa.Integer(), nullable=False, server_default="0"))
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
    with op.batch_alter_table("notice") as table:
        table.add_column(sa.Column("key_id", sa.Integer(), nullable=True))
        table.create_foreign_key("fk_notice_key_id", "mailed_key", ["key_id"], ["id"])


def downgrade() -> None:
    """Take the tables back."""
    with op.batch_alter_table("notice") as table:
        table.drop_constraint("fk_notice_key_id", type_="foreignkey")
        table.drop_column("key_id")
    op.drop_table("mailed_key")
    with op.batch_alter_table("sign_in_try") as table:
        table.drop_column("rounds")
    with op.batch_alter_table("session") as table:
        table.drop_column("browser")
        table.drop_column("way")

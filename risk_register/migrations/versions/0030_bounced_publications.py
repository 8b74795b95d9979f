"""Letters to the address that publishes can come back, and can be sent again."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

KEY = "fk_bounce_publication_letter_id"
#: The first rule's name was given its prefix twice.
FIRST_RULE, RULE = "ck_bounce_ck_bounce_of_one_letter", "ck_bounce_of_one_letter"
OF_TWO = "(delivery_id IS NULL) <> (notice_id IS NULL)"
OF_THREE = (
    "CASE WHEN delivery_id IS NULL THEN 0 ELSE 1 END"
    " + CASE WHEN notice_id IS NULL THEN 0 ELSE 1 END"
    " + CASE WHEN publication_letter_id IS NULL THEN 0 ELSE 1 END = 1"
)


def upgrade() -> None:
    """Bring the tables forward."""
    with op.batch_alter_table("bounce") as batch:
        batch.add_column(sa.Column("publication_letter_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(KEY, "publication_letter", ["publication_letter_id"], ["id"])
        batch.drop_constraint(op.f(FIRST_RULE), type_="check")
        batch.create_check_constraint(op.f(RULE), OF_THREE)
    op.create_index("ix_bounce_publication_letter_id", "bounce", ["publication_letter_id"])
    op.add_column("publication_letter", sa.Column("repeat_reason", sa.Text(), nullable=True))


def downgrade() -> None:
    """Take the tables back."""
    op.drop_column("publication_letter", "repeat_reason")
    op.drop_index("ix_bounce_publication_letter_id", "bounce")
    op.execute("DELETE FROM bounce WHERE publication_letter_id IS NOT NULL")
    with op.batch_alter_table("bounce") as batch:
        batch.drop_constraint(KEY, type_="foreignkey")
        batch.drop_constraint(op.f(RULE), type_="check")
        batch.drop_column("publication_letter_id")
        batch.create_check_constraint(op.f(FIRST_RULE), OF_TWO)

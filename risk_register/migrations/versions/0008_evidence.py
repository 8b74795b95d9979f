"""Evidence of actions: files that are kept as they were added."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

#: What was added stays; only its withdrawal is written later, and that once.
ADDED = "action_id, name, kind, size, sha256, content, shows, added_by_id, added_as_id, added_at"
WITHDRAWN = "withdrawn_by_id, withdrawn_as_id, withdrawn_at, withdraw_reason"
SQLITE_REFUSAL = "BEGIN SELECT RAISE(ABORT, 'this is kept as it is'); END"
REFUSAL = "FOR EACH ROW EXECUTE FUNCTION keep_as_it_is()"


def upgrade() -> None:
    """Bring the tables forward."""
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("shows", sa.Text(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("added_as_id", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_as_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdraw_reason", sa.Text(), nullable=True),
        # Last, because SQLite reads its way through a file to what stands behind it in a row.
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("size > 0", name="ck_evidence_is_not_empty"),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name="fk_evidence_action_id"),
        sa.ForeignKeyConstraint(["added_by_id"], ["person.id"], name="fk_evidence_added_by_id"),
        sa.ForeignKeyConstraint(["added_as_id"], ["post.id"], name="fk_evidence_added_as_id"),
        sa.ForeignKeyConstraint(
            ["withdrawn_by_id"], ["person.id"], name="fk_evidence_withdrawn_by_id"
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_as_id"], ["post.id"], name="fk_evidence_withdrawn_as_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_evidence"),
    )
    op.create_index("ix_evidence_action_id", "evidence", ["action_id"])
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgresql()


def _guard_sqlite() -> None:
    op.execute(
        f"CREATE TRIGGER keep_evidence_update BEFORE UPDATE OF {ADDED} ON evidence {SQLITE_REFUSAL}"
    )
    op.execute(
        f"CREATE TRIGGER keep_evidence_withdrawn BEFORE UPDATE OF {WITHDRAWN} ON evidence "
        f"WHEN OLD.withdrawn_at IS NOT NULL {SQLITE_REFUSAL}"
    )
    op.execute(f"CREATE TRIGGER keep_evidence_delete BEFORE DELETE ON evidence {SQLITE_REFUSAL}")


def _guard_postgresql() -> None:
    op.execute(
        f"CREATE TRIGGER keep_evidence BEFORE UPDATE OF {ADDED} OR DELETE ON evidence {REFUSAL}"
    )
    op.execute(
        f"CREATE TRIGGER keep_evidence_withdrawn BEFORE UPDATE OF {WITHDRAWN} ON evidence "
        "FOR EACH ROW WHEN (OLD.withdrawn_at IS NOT NULL) EXECUTE FUNCTION keep_as_it_is()"
    )
    op.execute(
        "CREATE TRIGGER keep_evidence_all BEFORE TRUNCATE ON evidence "
        "FOR EACH STATEMENT EXECUTE FUNCTION keep_as_it_is()"
    )


def downgrade() -> None:
    """Take the tables back."""
    op.drop_table("evidence")

"""Packs that are returned, approved on their cover, withdrawn, and kept in several forms."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

REFERENCES = {
    "returned_by_id": "person",
    "returned_as_id": "post",
    "withdrawn_by_id": "person",
    "withdrawn_as_id": "post",
}
COLUMNS: dict[str, sa.types.TypeEngine[Any]] = {
    "returned_at": sa.DateTime(timezone=True),
    "return_reason": sa.Text(),
    "withdrawn_at": sa.DateTime(timezone=True),
    "withdraw_reason": sa.Text(),
    "manifest": sa.Text(),
    "progress": sa.String(length=200),
}
COUNTS = {"layout": "1", "failures": "0"}

#: What was made; it is drawn anew once, between approval and the drawing with it on the cover.
MADE = "pdf, sha256, size, manifest, layout, snapshot_id, version"
#: What no longer changes once the approved pack is drawn.
SEALED = "state, approved_at, approved_by_id, approved_as_id, meeting_id, edition"
RETURNED = "returned_at, returned_by_id, returned_as_id, return_reason"
WITHDRAWN = "withdrawn_at, withdrawn_by_id, withdrawn_as_id, withdraw_reason"
IS_OPEN = "OLD.approved_at IS NOT NULL AND OLD.state = 'drawing'"
KEEPS_FIGURES = "NEW.snapshot_id = OLD.snapshot_id AND NEW.version = OLD.version"
#: Name of a guard, the columns it guards, and when.
GUARDS = (
    ("keep_pack_update", MADE, f"OLD.pdf IS NOT NULL AND NOT ({IS_OPEN} AND {KEEPS_FIGURES})"),
    ("keep_pack_sealed", SEALED, "OLD.approved_at IS NOT NULL AND OLD.state = 'made'"),
    ("keep_pack_returned", RETURNED, "OLD.returned_at IS NOT NULL"),
    ("keep_pack_withdrawn", WITHDRAWN, "OLD.withdrawn_at IS NOT NULL"),
)
MADE_AT_FIRST = "pdf, sha256, snapshot_id, version"
SQLITE_REFUSAL = "BEGIN SELECT RAISE(ABORT, 'this is kept as it is'); END"
REFUSAL = "EXECUTE FUNCTION keep_as_it_is()"
PACK_IS_OPEN = (
    "EXISTS (SELECT 1 FROM pack WHERE pack.id = OLD.pack_id AND pack.state = 'drawing' "
    "AND pack.approved_at IS NOT NULL)"
)


def upgrade() -> None:
    """Bring the tables forward."""
    for name, kind in COLUMNS.items():
        op.add_column("pack", sa.Column(name, kind, nullable=True))
    for name, first in COUNTS.items():
        op.add_column("pack", sa.Column(name, sa.Integer(), nullable=False, server_default=first))
    for name, table in REFERENCES.items():
        # Said in SQL, because SQLite can add a column with its key but no key to a column.
        op.execute(
            f"ALTER TABLE pack ADD COLUMN {name} INTEGER "
            f"CONSTRAINT fk_pack_{name} REFERENCES {table} (id)"
        )
    op.create_table(
        "pack_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pack_id", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(length=40), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        # Last, because SQLite reads its way through a file to what stands behind it in a row.
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["pack_id"], ["pack.id"], name="fk_pack_file_pack_id"),
        sa.PrimaryKeyConstraint("id", name="pk_pack_file"),
        sa.UniqueConstraint("pack_id", "form", name="uq_pack_file_pack_id_form"),
    )
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgresql()


def _guard_sqlite() -> None:
    op.execute("DROP TRIGGER keep_pack_update")
    for name, columns, when in GUARDS:
        op.execute(
            f"CREATE TRIGGER {name} BEFORE UPDATE OF {columns} ON pack WHEN {when} {SQLITE_REFUSAL}"
        )
    op.execute(
        f"CREATE TRIGGER keep_pack_file_update BEFORE UPDATE ON pack_file "
        f"WHEN NOT ({PACK_IS_OPEN} AND NEW.pack_id = OLD.pack_id AND NEW.form = OLD.form) "
        f"{SQLITE_REFUSAL}"
    )
    op.execute(f"CREATE TRIGGER keep_pack_file_delete BEFORE DELETE ON pack_file {SQLITE_REFUSAL}")


def _guard_postgresql() -> None:
    op.execute("DROP TRIGGER keep_pack ON pack")
    for name, columns, when in GUARDS:
        op.execute(
            f"CREATE TRIGGER {name} BEFORE UPDATE OF {columns} ON pack "
            f"FOR EACH ROW WHEN ({when}) {REFUSAL}"
        )
    op.execute(
        "CREATE TRIGGER keep_pack_delete BEFORE DELETE ON pack "
        f"FOR EACH ROW WHEN (OLD.pdf IS NOT NULL) {REFUSAL}"
    )
    op.execute(
        "CREATE FUNCTION keep_pack_file() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP = 'UPDATE' AND {PACK_IS_OPEN} THEN "
        "IF NEW.pack_id = OLD.pack_id AND NEW.form = OLD.form THEN RETURN NEW; END IF; END IF; "
        "RAISE EXCEPTION 'this is kept as it is'; END $$"
    )
    op.execute(
        "CREATE TRIGGER keep_pack_file BEFORE UPDATE OR DELETE ON pack_file "
        "FOR EACH ROW EXECUTE FUNCTION keep_pack_file()"
    )
    op.execute(
        "CREATE TRIGGER keep_pack_file_all BEFORE TRUNCATE ON pack_file "
        f"FOR EACH STATEMENT {REFUSAL}"
    )


def downgrade() -> None:
    """Take the tables back."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    op.drop_table("pack_file")
    for name, _, _ in GUARDS:
        op.execute(f"DROP TRIGGER {name}" + ("" if is_sqlite else " ON pack"))
    for name in (*REFERENCES, *COLUMNS, *COUNTS):
        op.drop_column("pack", name)
    if is_sqlite:
        op.execute(
            f"CREATE TRIGGER keep_pack_update BEFORE UPDATE OF {MADE_AT_FIRST} ON pack "
            f"WHEN OLD.pdf IS NOT NULL {SQLITE_REFUSAL}"
        )
        return
    op.execute("DROP FUNCTION keep_pack_file()")
    op.execute("DROP TRIGGER keep_pack_delete ON pack")
    op.execute(
        f"CREATE TRIGGER keep_pack BEFORE UPDATE OF {MADE_AT_FIRST} OR DELETE "
        f"ON pack FOR EACH ROW WHEN (OLD.pdf IS NOT NULL) {REFUSAL}"
    )

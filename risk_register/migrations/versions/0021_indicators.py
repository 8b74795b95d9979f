"""Indicators, where they should be by when, and their values."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

#: Rows that are only ever added.
KEPT = ("trajectory", "reading")
SQLITE_REFUSAL = "BEGIN SELECT RAISE(ABORT, 'this is kept as it is'); END"


def _key(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}")


def upgrade() -> None:
    """Bring the tables forward."""
    op.create_table(
        "indicator",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("sector", sa.String(length=40), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("denominator", sa.String(length=200), nullable=True),
        sa.Column("direction", sa.String(length=40), nullable=False),
        sa.Column("period_kind", sa.String(length=40), nullable=False),
        sa.Column("due_days", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("attribution", sa.String(length=300), nullable=True),
        sa.Column("counts_people", sa.Boolean(), nullable=False),
        sa.Column("is_illustrative", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retire_reason", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("number >= 1", name="ck_indicator_number_from_one"),
        _key("indicator", "programme_id", "programme"),
        _key("indicator", "owner_id", "post"),
        sa.PrimaryKeyConstraint("id", name="pk_indicator"),
        sa.UniqueConstraint("programme_id", "number", name="uq_indicator_programme_id_number"),
    )
    op.create_index("ix_indicator_owner_id", "indicator", ["owner_id"])
    op.create_table(
        "trajectory",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("baseline", sa.String(length=30), nullable=True),
        sa.Column("baseline_on", sa.Date(), nullable=True),
        sa.Column("target", sa.String(length=30), nullable=True),
        sa.Column("target_on", sa.Date(), nullable=True),
        sa.Column("tolerance", sa.String(length=30), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("set_by_id", sa.Integer(), nullable=False),
        sa.Column("set_as_id", sa.Integer(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        _key("trajectory", "indicator_id", "indicator"),
        _key("trajectory", "set_by_id", "person"),
        _key("trajectory", "set_as_id", "post"),
        sa.PrimaryKeyConstraint("id", name="pk_trajectory"),
    )
    op.create_index("ix_trajectory_indicator_id", "trajectory", ["indicator_id"])
    _create_readings()
    _create_links()
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgresql()


def _create_readings() -> None:
    op.create_table(
        "reading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("comparator", sa.String(length=60), nullable=True),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("value", sa.String(length=30), nullable=False),
        sa.Column("is_provisional", sa.Boolean(), nullable=False),
        sa.Column("commentary", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_as_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        _key("reading", "indicator_id", "indicator"),
        _key("reading", "recorded_by_id", "person"),
        _key("reading", "recorded_as_id", "post"),
        sa.PrimaryKeyConstraint("id", name="pk_reading"),
    )
    op.create_index("ix_reading_by_period", "reading", ["indicator_id", "period_start"])


def _create_links() -> None:
    for table, column, other in (
        ("indicator_area", "area_id", "improvement_area"),
        ("early_warning", "risk_id", "risk"),
    ):
        op.create_table(
            table,
            sa.Column("id", sa.Integer(), nullable=False),
            sa.Column("indicator_id", sa.Integer(), nullable=False),
            sa.Column(column, sa.Integer(), nullable=False),
            sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
            sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
            _key(table, "indicator_id", "indicator"),
            _key(table, column, other),
            sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        )
        op.create_index(f"ix_{table}_indicator_id", table, ["indicator_id"])
        op.create_index(f"ix_{table}_{column}", table, [column])


def _guard_sqlite() -> None:
    for table in KEPT:
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER keep_{table}_{act.lower()} BEFORE {act} ON {table} "
                f"{SQLITE_REFUSAL}"
            )


def _guard_postgresql() -> None:
    for table in KEPT:
        op.execute(
            f"CREATE TRIGGER keep_{table} BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION keep_as_it_is()"
        )
        op.execute(
            f"CREATE TRIGGER keep_{table}_all BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION keep_as_it_is()"
        )


def downgrade() -> None:
    """Take the tables back."""
    for name in ("early_warning", "indicator_area", "reading", "trajectory", "indicator"):
        op.drop_table(name)

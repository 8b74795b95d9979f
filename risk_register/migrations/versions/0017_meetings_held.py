"""Agendas with papers, who came, what was decided and what came of it, and minutes."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

ADDED = "item_id, name, kind, size, sha256, title, added_by_id, added_as_id, added_at, content"
WITHDRAWN = "withdrawn_by_id, withdrawn_as_id, withdrawn_at, withdraw_reason"
IS_WITHDRAWN = "OLD.withdrawn_at IS NOT NULL"
SQLITE_REFUSAL = "BEGIN SELECT RAISE(ABORT, 'this is kept as it is'); END"
REFUSAL = "EXECUTE FUNCTION keep_as_it_is()"
#: What came of a decision, and who wrote it down.
REFERENCES = {
    "item_id": "agenda_item",
    "assessment_id": "assessment",
    "acceptance_id": "acceptance",
    "action_id": "action",
    "escalation_id": "escalation",
    "note_id": "moderation_note",
    "recorded_by_id": "person",
    "recorded_as_id": "post",
}


def _list_facts() -> list[sa.Column[Any]]:
    """List what a decision may say besides."""
    return [
        sa.Column("kind", sa.String(length=40), nullable=False, server_default="noted"),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdraw_reason", sa.Text(), nullable=True),
    ]


def upgrade() -> None:
    """Bring the tables forward."""
    op.create_table(
        "agenda_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("presenter_id", sa.Integer(), nullable=True),
        sa.Column("minutes_long", sa.Integer(), nullable=True),
        sa.Column("reference", sa.String(length=40), nullable=True),
        sa.Column("is_exempt", sa.Boolean(), nullable=False),
        sa.Column("exempt_paragraph", sa.Integer(), nullable=True),
        sa.Column("late_reason", sa.Text(), nullable=True),
        sa.Column("agreed_by_id", sa.Integer(), nullable=True),
        sa.Column("minute", sa.Text(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agreed_by_id"], ["post.id"], name="fk_agenda_item_agreed_by_id"),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name="fk_agenda_item_meeting_id"),
        sa.ForeignKeyConstraint(["presenter_id"], ["post.id"], name="fk_agenda_item_presenter_id"),
        sa.PrimaryKeyConstraint("id", name="pk_agenda_item"),
    )
    op.create_index("ix_agenda_item_meeting_id", "agenda_item", ["meeting_id"])
    op.create_table(
        "paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("added_as_id", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_as_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdraw_reason", sa.Text(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("size > 0", name="ck_paper_is_not_empty"),
        sa.ForeignKeyConstraint(["added_as_id"], ["post.id"], name="fk_paper_added_as_id"),
        sa.ForeignKeyConstraint(["added_by_id"], ["person.id"], name="fk_paper_added_by_id"),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_item.id"], name="fk_paper_item_id"),
        sa.ForeignKeyConstraint(["withdrawn_as_id"], ["post.id"], name="fk_paper_withdrawn_as_id"),
        sa.ForeignKeyConstraint(
            ["withdrawn_by_id"], ["person.id"], name="fk_paper_withdrawn_by_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_paper"),
    )
    op.create_index("ix_paper_item_id", "paper", ["item_id"])
    op.create_table(
        "attendance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("presence", sa.String(length=40), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=True),
        sa.Column("noted_by_id", sa.Integer(), nullable=False),
        sa.Column("noted_as_id", sa.Integer(), nullable=True),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["deputy_id"], ["seat.id"], name="fk_attendance_deputy_id"),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name="fk_attendance_meeting_id"),
        sa.ForeignKeyConstraint(["noted_as_id"], ["post.id"], name="fk_attendance_noted_as_id"),
        sa.ForeignKeyConstraint(["noted_by_id"], ["person.id"], name="fk_attendance_noted_by_id"),
        sa.ForeignKeyConstraint(["seat_id"], ["seat.id"], name="fk_attendance_seat_id"),
        sa.PrimaryKeyConstraint("id", name="pk_attendance"),
        sa.UniqueConstraint("meeting_id", "seat_id", name="uq_attendance_meeting_id_seat_id"),
    )
    op.create_table(
        "minutes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("opening", sa.Text(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agreed_as_id", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_meeting_id", sa.Integer(), nullable=True),
        sa.Column("corrections", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agreed_as_id"], ["post.id"], name="fk_minutes_agreed_as_id"),
        sa.ForeignKeyConstraint(
            ["approved_meeting_id"], ["meeting.id"], name="fk_minutes_approved_meeting_id"
        ),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name="fk_minutes_meeting_id"),
        sa.PrimaryKeyConstraint("id", name="pk_minutes"),
        sa.UniqueConstraint("meeting_id", name="uq_minutes_meeting_id"),
    )
    with op.batch_alter_table("decision") as batch:
        for column in _list_facts():
            batch.add_column(column)
        for name, other in REFERENCES.items():
            batch.add_column(sa.Column(name, sa.Integer(), nullable=True))
            batch.create_foreign_key(f"fk_decision_{name}", other, [name], ["id"])
        batch.alter_column("risk_id", existing_type=sa.Integer(), nullable=True)
    if op.get_bind().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgresql()


def _guard_sqlite() -> None:
    op.execute(
        f"CREATE TRIGGER keep_paper_update BEFORE UPDATE OF {ADDED} ON paper {SQLITE_REFUSAL}"
    )
    op.execute(
        f"CREATE TRIGGER keep_paper_withdrawn BEFORE UPDATE OF {WITHDRAWN} ON paper "
        f"WHEN {IS_WITHDRAWN} {SQLITE_REFUSAL}"
    )
    op.execute(f"CREATE TRIGGER keep_paper_delete BEFORE DELETE ON paper {SQLITE_REFUSAL}")


def _guard_postgresql() -> None:
    op.execute(
        f"CREATE TRIGGER keep_paper BEFORE UPDATE OF {ADDED} OR DELETE ON paper "
        f"FOR EACH ROW {REFUSAL}"
    )
    op.execute(
        f"CREATE TRIGGER keep_paper_withdrawn BEFORE UPDATE OF {WITHDRAWN} ON paper "
        f"FOR EACH ROW WHEN ({IS_WITHDRAWN}) {REFUSAL}"
    )
    op.execute(
        f"CREATE TRIGGER keep_paper_all BEFORE TRUNCATE ON paper FOR EACH STATEMENT {REFUSAL}"
    )


def downgrade() -> None:
    """Take the tables back."""
    with op.batch_alter_table("decision") as batch:
        batch.alter_column("risk_id", existing_type=sa.Integer(), nullable=False)
        for name in REFERENCES:
            batch.drop_constraint(f"fk_decision_{name}", type_="foreignkey")
            batch.drop_column(name)
        for column in _list_facts():
            batch.drop_column(column.name)
    for name in ("minutes", "attendance", "paper", "agenda_item"):
        op.drop_table(name)

"""The rules of bodies, their own holidays, seats of persons, and meetings that move."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

CANCELLED = {"cancelled_by_id": "person", "cancelled_as_id": "post"}


def _list_rules() -> list[sa.Column[Any]]:
    """List the rules, as a body had them before it could say so."""
    return [
        sa.Column("counted", sa.String(length=40), nullable=False, server_default="working"),
        sa.Column("issue_count", sa.String(length=40), nullable=False, server_default="clear"),
        sa.Column("issue_until", sa.Time(), nullable=True),
        sa.Column(
            "holidays", sa.String(length=40), nullable=False, server_default="england_and_wales"
        ),
        sa.Column("quorum", sa.Integer(), nullable=True),
        sa.Column("usual_time", sa.Time(), nullable=True),
        sa.Column("usual_place", sa.String(length=200), nullable=True),
        sa.Column("recurrence", sa.JSON(), nullable=True),
        sa.Column("deputies_always", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("chase_days", sa.JSON(), nullable=False, server_default="[-2, 0, 1]"),
        sa.Column("escalate_days", sa.Integer(), nullable=False, server_default="2"),
        sa.Column("version", sa.Integer(), nullable=False, server_default="1"),
    ]


def _list_facts() -> list[sa.Column[Any]]:
    """List what a meeting may say besides."""
    return [
        sa.Column("ends_at", sa.Time(), nullable=True),
        sa.Column("quorum", sa.Integer(), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel_reason", sa.Text(), nullable=True),
        sa.Column("rolled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False, server_default="1"),
    ]


def _refer(table: str, columns: dict[str, str]) -> None:
    # Said in SQL, because SQLite can add a column with its key but no key to a column.
    for name, other in columns.items():
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN {name} INTEGER "
            f"CONSTRAINT fk_{table}_{name} REFERENCES {other} (id)"
        )


def upgrade() -> None:
    """Bring the tables forward."""
    for column in _list_rules():
        op.add_column("body", column)
    for column in _list_facts():
        op.add_column("meeting", column)
    _refer("meeting", CANCELLED)
    with op.batch_alter_table("seat") as batch:
        batch.add_column(sa.Column("person_id", sa.Integer(), nullable=True))
        batch.add_column(
            sa.Column("wants_paper", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        batch.alter_column("post_id", existing_type=sa.Integer(), nullable=True)
        batch.create_foreign_key("fk_seat_person_id", "person", ["person_id"], ["id"])
        batch.create_check_constraint("post_or_person", "(post_id IS NULL) <> (person_id IS NULL)")
    with op.batch_alter_table("delivery") as batch:
        batch.alter_column("post_id", existing_type=sa.Integer(), nullable=True)
    op.create_table(
        "holiday",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("added_as_id", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_by_id", sa.Integer(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("remove_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["added_as_id"], ["post.id"], name="fk_holiday_added_as_id"),
        sa.ForeignKeyConstraint(["added_by_id"], ["person.id"], name="fk_holiday_added_by_id"),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name="fk_holiday_body_id"),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name="fk_holiday_programme_id"),
        sa.ForeignKeyConstraint(["removed_by_id"], ["person.id"], name="fk_holiday_removed_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_holiday"),
    )
    op.create_index("ix_holiday_programme_id", "holiday", ["programme_id"])
    op.create_table(
        "meeting_move",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("moved_by_id", sa.Integer(), nullable=False),
        sa.Column("moved_as_id", sa.Integer(), nullable=True),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name="fk_meeting_move_meeting_id"),
        sa.ForeignKeyConstraint(["moved_as_id"], ["post.id"], name="fk_meeting_move_moved_as_id"),
        sa.ForeignKeyConstraint(["moved_by_id"], ["person.id"], name="fk_meeting_move_moved_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_meeting_move"),
    )
    op.create_index("ix_meeting_move_meeting_id", "meeting_move", ["meeting_id"])


def downgrade() -> None:
    """Take the tables back."""
    op.drop_table("meeting_move")
    op.drop_table("holiday")
    with op.batch_alter_table("delivery") as batch:
        batch.alter_column("post_id", existing_type=sa.Integer(), nullable=False)
    with op.batch_alter_table("seat") as batch:
        batch.drop_constraint(op.f("ck_seat_post_or_person"), type_="check")
        batch.drop_constraint("fk_seat_person_id", type_="foreignkey")
        batch.alter_column("post_id", existing_type=sa.Integer(), nullable=False)
        for name in ("version", "wants_paper", "person_id"):
            batch.drop_column(name)
    for name in (*CANCELLED, *(column.name for column in _list_facts())):
        op.drop_column("meeting", name)
    for column in _list_rules():
        op.drop_column("body", column.name)

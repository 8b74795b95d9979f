"""People: who is invited, who looks after an agency's people, who has left and who signs in."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables forward."""
    op.add_column(
        "person",
        sa.Column("keeps_agency", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column("person", sa.Column("left_on", sa.Date(), nullable=True))
    op.add_column("person", sa.Column("signed_in_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("membership", sa.Column("given_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("invited_by_id", sa.Integer(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_invitation_person_id"),
        sa.ForeignKeyConstraint(
            ["invited_by_id"], ["person.id"], name="fk_invitation_invited_by_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_invitation"),
    )
    op.create_index("ix_invitation_person_id", "invitation", ["person_id"])
    _read_sign_ins()
    _read_gifts()


def downgrade() -> None:
    """Take the tables back."""
    op.drop_table("invitation")
    op.drop_column("membership", "given_at")
    op.drop_column("person", "signed_in_at")
    op.drop_column("person", "left_on")
    op.drop_column("person", "keeps_agency")


def _read_sign_ins() -> None:
    """Say when everybody signed in last, as the record has it."""
    op.execute(
        "UPDATE person SET signed_in_at = (SELECT max(event.at) FROM event WHERE "
        "event.person_id = person.id AND event.kind IN ('signed in', 'link opened'))"
    )


def _read_gifts() -> None:
    """Say since when each role is held, as the record has it."""
    event = sa.table(
        "event", sa.column("at", sa.DateTime(timezone=True)), sa.column("body", sa.Text())
    )
    membership = sa.table(
        "membership", sa.column("id"), sa.column("given_at", sa.DateTime(timezone=True))
    )
    connection = op.get_bind()
    told: dict[int, Any] = {}
    lines = sa.select(event.c.at, event.c.body).where(event.c.body.contains('"table":"membership"'))
    for row in connection.execute(lines):
        for change in json.loads(row.body)["changes"]:
            if change["table"] == "membership" and change["before"] is None:
                told[change["id"]] = row.at
    for membership_id, at in told.items():
        connection.execute(
            membership.update().where(membership.c.id == membership_id).values(given_at=at)
        )

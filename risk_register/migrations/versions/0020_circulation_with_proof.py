"""Editions, links, papers and proof of circulations; bounces; publications."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def _refer(table: str, columns: dict[str, str]) -> None:
    # Said in SQL, because SQLite can add a column with its key but no key to a column.
    for name, other in columns.items():
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN {name} INTEGER "
            f"CONSTRAINT fk_{table}_{name} REFERENCES {other} (id)"
        )


def _key(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}")


def upgrade() -> None:
    """Bring the tables forward."""
    for column in (
        sa.Column("sends_by", sa.String(length=40), nullable=False, server_default="attached"),
        sa.Column("link_days", sa.Integer(), nullable=False, server_default="90"),
        sa.Column(
            "when_uncertain", sa.String(length=40), nullable=False, server_default="send_again"
        ),
        sa.Column("publishes", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("publish_address", sa.String(length=254), nullable=True),
    ):
        op.add_column("body", column)
    op.add_column("agency", sa.Column("mail_domains", sa.JSON(), nullable=True))
    _refer("circulation", {"late_agreed_by_id": "post"})
    op.add_column("circulation", sa.Column("supplement", sa.Integer(), nullable=True))
    _refer("delivery", {"edition_id": "pack"})
    op.add_column(
        "delivery", sa.Column("by_link", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_table(
        "circulated_paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("circulation_id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        _key("circulated_paper", "circulation_id", "circulation"),
        _key("circulated_paper", "paper_id", "paper"),
        sa.PrimaryKeyConstraint("id", name="pk_circulated_paper"),
        sa.UniqueConstraint(
            "circulation_id", "paper_id", name="uq_circulated_paper_circulation_id_paper_id"
        ),
    )
    _create_links()
    op.create_table(
        "bounce",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("delivery_id", sa.Integer(), nullable=True),
        sa.Column("notice_id", sa.Integer(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("is_permanent", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(delivery_id IS NULL) <> (notice_id IS NULL)", name="ck_bounce_of_one_letter"
        ),
        _key("bounce", "delivery_id", "delivery"),
        _key("bounce", "notice_id", "notice"),
        _key("bounce", "recorded_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name="pk_bounce"),
        sa.UniqueConstraint("sha256", name="uq_bounce_sha256"),
    )
    op.create_index("ix_bounce_delivery_id", "bounce", ["delivery_id"])
    op.create_index("ix_bounce_notice_id", "bounce", ["notice_id"])
    _create_publications()


def _create_links() -> None:
    op.create_table(
        "reading_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by_id", sa.Integer(), nullable=True),
        _key("reading_link", "delivery_id", "delivery"),
        _key("reading_link", "revoked_by_id", "person"),
        sa.PrimaryKeyConstraint("id", name="pk_reading_link"),
    )
    op.create_index("ix_reading_link_delivery_id", "reading_link", ["delivery_id"])
    op.create_table(
        "link_opening",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("what", sa.String(length=200), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        _key("link_opening", "link_id", "reading_link"),
        sa.PrimaryKeyConstraint("id", name="pk_link_opening"),
    )
    op.create_index("ix_link_opening_link_id", "link_opening", ["link_id"])


def _create_publications() -> None:
    op.create_table(
        "publication",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pack_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=False),
        sa.Column("decided_as_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("late_reason", sa.Text(), nullable=True),
        sa.Column("folder", sa.String(length=300), nullable=True),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("address", sa.String(length=254), nullable=True),
        sa.Column("message_id", sa.String(length=200), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_as_id", sa.Integer(), nullable=True),
        sa.Column("withdraw_reason", sa.Text(), nullable=True),
        _key("publication", "pack_id", "pack"),
        _key("publication", "decided_by_id", "person"),
        _key("publication", "decided_as_id", "post"),
        _key("publication", "withdrawn_by_id", "person"),
        _key("publication", "withdrawn_as_id", "post"),
        sa.PrimaryKeyConstraint("id", name="pk_publication"),
    )
    op.create_index("ix_publication_pack_id", "publication", ["pack_id"])


def downgrade() -> None:
    """Take the tables back."""
    for name in ("publication", "bounce", "link_opening", "reading_link", "circulated_paper"):
        op.drop_table(name)
    op.drop_column("delivery", "by_link")
    op.drop_column("delivery", "edition_id")
    op.drop_column("circulation", "supplement")
    op.drop_column("circulation", "late_agreed_by_id")
    op.drop_column("agency", "mail_domains")
    for name in ("publish_address", "publishes", "when_uncertain", "link_days", "sends_by"):
        op.drop_column("body", name)

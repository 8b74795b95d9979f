"""The index that risks are found by, saved filters, and the record's newest lines by kind.

The index is filled by ``risk-register database upgrade``, which calls what also keeps it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables forward."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE TABLE risk_search (id BIGINT PRIMARY KEY, words TSVECTOR NOT NULL)")
        # Without its waiting list a search takes the same time after many changes as after few.
        op.execute(
            "CREATE INDEX ix_risk_search_words ON risk_search "
            "USING gin (words) WITH (fastupdate = off)"
        )
    else:
        # The texts come as folded words; beyond ASCII every sign belongs to its word.
        op.execute(
            "CREATE VIRTUAL TABLE risk_search USING fts5(words, tokenize = 'ascii', prefix = '3 4')"
        )
    op.create_table(
        "saved_filter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name="fk_saved_filter_programme_id"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_saved_filter_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_saved_filter"),
    )
    op.create_index("ix_saved_filter_programme_id", "saved_filter", ["programme_id"])
    op.create_index("ix_saved_filter_person_id", "saved_filter", ["person_id"])
    op.create_index(
        "ix_risk_by_band",
        "risk",
        ["programme_id", "status", "current_band", "current_score", "number"],
    )
    op.create_index("ix_event_newest", "event", ["chain", "sequence", "kind", "subject"])


def downgrade() -> None:
    """Take the tables back."""
    op.drop_index("ix_event_newest", "event")
    op.drop_index("ix_risk_by_band", "risk")
    op.drop_table("saved_filter")
    op.execute("DROP TABLE risk_search")

"""Milestones, ratings of delivery with their levels, and evidence of impact."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def _key(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}")


def upgrade() -> None:
    """Bring the tables forward."""
    op.create_table(
        "milestone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("original_due_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("met_on", sa.Date(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _key("milestone", "action_id", "action"),
        sa.PrimaryKeyConstraint("id", name="pk_milestone"),
    )
    op.create_index("ix_milestone_action_id", "milestone", ["action_id"])
    op.create_table(
        "impact_statement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("added_as_id", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_as_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdraw_reason", sa.Text(), nullable=True),
        _key("impact_statement", "area_id", "improvement_area"),
        _key("impact_statement", "added_by_id", "person"),
        _key("impact_statement", "added_as_id", "post"),
        _key("impact_statement", "withdrawn_as_id", "post"),
        sa.PrimaryKeyConstraint("id", name="pk_impact_statement"),
    )
    op.create_index("ix_impact_statement_area_id", "impact_statement", ["area_id"])
    _create_ratings()


def _create_ratings() -> None:
    op.create_table(
        "rating_scale",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_rating_scale"),
        sa.UniqueConstraint("key", "version", name="uq_rating_scale_key_version"),
    )
    op.create_table(
        "rating_choice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("scale_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        _key("rating_choice", "programme_id", "programme"),
        _key("rating_choice", "scale_id", "rating_scale"),
        sa.PrimaryKeyConstraint("id", name="pk_rating_choice"),
    )
    op.create_index("ix_rating_choice_programme_id", "rating_choice", ["programme_id"])
    op.create_table(
        "rating",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("scale_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("rated_by_id", sa.Integer(), nullable=False),
        sa.Column("rated_as_id", sa.Integer(), nullable=True),
        sa.Column("rated_at", sa.DateTime(timezone=True), nullable=False),
        _key("rating", "action_id", "action"),
        _key("rating", "scale_id", "rating_scale"),
        _key("rating", "rated_by_id", "person"),
        _key("rating", "rated_as_id", "post"),
        sa.PrimaryKeyConstraint("id", name="pk_rating"),
    )
    op.create_index("ix_rating_action_id", "rating", ["action_id"])


def downgrade() -> None:
    """Take the tables back."""
    for name in ("rating", "rating_choice", "rating_scale", "impact_statement", "milestone"):
        op.drop_table(name)

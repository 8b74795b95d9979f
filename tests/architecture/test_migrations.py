"""The migrations lead to exactly the tables that the models describe."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from risk_register.database import Base, db
from risk_register.migrations import is_up_to_date


def is_described(name, kind, _parents):
    """Leave out the index that risks are found by: each database has its own kind of it."""
    return kind != "table" or not name.startswith("risk_search")


def list_differences():
    """List where the tables are not what the models say."""
    with db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_name": is_described}
        )
        return compare_metadata(context, Base.metadata)


def test_the_migrated_database_is_what_the_models_say(inside):
    assert list_differences() == []


def test_a_migrated_database_is_up_to_date(inside):
    assert is_up_to_date()

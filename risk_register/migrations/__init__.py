"""Bringing the database's tables to what this version of the service needs."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from risk_register.database import db


def upgrade_database() -> None:
    """Run every migration that is missing; does nothing when none is."""
    command.upgrade(_settings(), "head")


def is_up_to_date() -> bool:
    """Say whether the database has all the migrations this version brings."""
    with db.engine.connect() as connection:
        present = MigrationContext.configure(connection).get_current_revision()
    return present == newest_revision()


def newest_revision() -> str | None:
    """Give the revision that this version of the service works with."""
    return ScriptDirectory.from_config(_settings()).get_current_head()


def _settings() -> Config:
    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent))
    return settings

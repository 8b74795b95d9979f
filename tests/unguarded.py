"""Lifting the guard of the record, which nothing in use may do."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text

from risk_register.database import db


@contextmanager
def unguarded() -> Iterator[None]:
    """Let the lines of the record be rewritten, for as long as the block lasts."""
    connection = db.session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(text("ALTER TABLE event DISABLE TRIGGER USER"))
        yield
        connection.execute(text("ALTER TABLE event ENABLE TRIGGER USER"))
        return
    guards = connection.execute(
        text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'event'")
    ).all()
    for name, _ in guards:
        connection.execute(text(f"DROP TRIGGER {name}"))
    yield
    for _, statement in guards:
        connection.exec_driver_sql(statement)

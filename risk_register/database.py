"""The database: one way to read it, one way to write it.

Measured before it was chosen: SQLite's default mode lost most of several
clerks' read-change-writes without an error, and a plain ``BEGIN`` failed most
of them as locked. So a write transaction takes the one write lock as its first
statement, on SQLite and PostgreSQL alike.
"""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Engine, Enum, MetaData, String, event, inspect, text
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

from risk_register.domain.errors import (
    BusyError,
    SettingsError,
    UnrecordedChangeError,
)

log = logging.getLogger(__name__)

#: Every writer on PostgreSQL takes this advisory lock first.
WRITE_LOCK = 7001

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, the same in SQLite and PostgreSQL: stored in UTC, given back in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a moment without a zone and store the rest in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Give the moment back with its zone."""
        return None if value is None else as_utc(value)


class Figure(TypeDecorator[Decimal]):
    """A decimal number, kept as the digits that were given: 36.0 stays 36.0 on both databases."""

    impl = String(30)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, _dialect: Dialect) -> str | None:
        """Write it without an exponent."""
        return None if value is None else f"{value:f}"

    def process_result_value(self, value: str | None, _dialect: Dialect) -> Decimal | None:
        """Read its digits."""
        return None if value is None else Decimal(value)


def as_utc(stored: datetime) -> datetime:
    """Give a moment its zone, as the databases give it back that know none or another."""
    return stored.replace(tzinfo=UTC) if stored.tzinfo is None else stored.astimezone(UTC)


class Base(DeclarativeBase):
    """What every table has in common."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: UtcDateTime, Decimal: Figure}
    #: Whether a change of a row must come with an event.
    is_recorded: ClassVar[bool] = True
    #: Whether a row read before a write may be used within it: nothing is decided by its columns.
    is_settled: ClassVar[bool] = False
    #: Columns that never enter the record: secrets, large bytes, personal data, leases.
    unrecorded: ClassVar[frozenset[str]] = frozenset()


def words(choices: type[StrEnum]) -> Enum:
    """Store a choice as its word, so that a new choice needs no migration."""
    return Enum(
        choices,
        native_enum=False,
        create_constraint=False,
        length=40,
        values_callable=lambda members: [member.value for member in members],
    )


db = SQLAlchemy(metadata=Base.metadata, session_options={"expire_on_commit": False})


@contextmanager
def write_transaction() -> Iterator[None]:
    """Commit when the block ends, undo everything when it raises.

    Doors open one transaction per request or job; services only flush. The
    read that found out who is asking ends first, because a read that turns
    into a write works with stale rows.

    :raises BusyError: if the write lock could not be had in time
    :raises UnrecordedChangeError: if a change has no event
    """
    session = db.session
    if session.new or session.dirty or session.deleted:
        raise UnrecordedChangeError
    _end_read(session)
    session.info["changes"] = []
    try:
        connection = session.connection(execution_options={"takes_write_lock": True})
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({WRITE_LOCK})"))
        yield
        session.flush()
        if session.info["changes"]:
            raise UnrecordedChangeError
        session.commit()
        session.expire_all()
    except OperationalError as error:
        session.rollback()
        # People are asked to try again, whatever it was; who runs the service has to know better.
        # The database's own words hold no value of a row, the statement's parameters would.
        log.warning("Nothing was written: %s", error.orig)
        raise BusyError from error
    except BaseException:
        session.rollback()
        raise


def _end_read(session: Any) -> None:
    """End the read that found out who is asking, and forget every row that might be stale."""
    if not session.is_active:
        session.rollback()
    session.commit()
    for row in list(session):
        if not row.is_settled:
            session.expire(row)


@contextmanager
def read_moment() -> Iterator[None]:
    """Read everything inside as of one moment, whatever others write meanwhile."""
    session = db.session
    session.rollback()
    options: dict[str, Any] = {}
    if db.engine.dialect.name == "postgresql":
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    try:
        session.connection(execution_options=options)
        yield
    finally:
        session.rollback()


def take_changes() -> list[dict[str, Any]]:
    """Flush, and hand over what changed since the last event: table, id, before, after."""
    db.session.flush()
    changes: list[dict[str, Any]] = db.session.info.get("changes", [])
    db.session.info["changes"] = []
    return changes


def database_seconds() -> float:
    """Tell the database's own time in seconds; leases use it because hosts' clocks differ."""
    if db.engine.dialect.name == "postgresql":
        query = "SELECT extract(epoch FROM clock_timestamp())"
    else:
        query = "SELECT (julianday('now') - 2440587.5) * 86400.0"
    return float(db.session.execute(text(query)).scalar_one())


def prepare_engine(engine: Engine) -> None:
    """Set up every new connection; to be called once for an engine.

    :raises SettingsError: if SQLite cannot keep a write-ahead log where its file is
    """
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "connect", _prepare_postgresql)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    cursor = connection.cursor()
    cursor.execute("PRAGMA busy_timeout=5000")  # milliseconds
    mode = cursor.execute("PRAGMA journal_mode=WAL").fetchone()[0]
    if mode != "wal":
        raise SettingsError(
            "The database file is on a disk that cannot keep a write-ahead log. "
            "Put it on a local disk or use PostgreSQL."
        )
    for pragma in ("synchronous=FULL", "foreign_keys=ON", "trusted_schema=OFF"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.execute("PRAGMA recursive_triggers=ON")  # REPLACE must not walk round the guards
    cursor.close()


def _begin_sqlite(connection: Any) -> None:
    takes_lock = connection.get_execution_options().get("takes_write_lock")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if takes_lock else "BEGIN")


def _prepare_postgresql(connection: Any, _record: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET TIME ZONE 'UTC'")
        cursor.execute("SET statement_timeout = '15s'")
        cursor.execute("SET lock_timeout = '5s'")
        cursor.execute("SET idle_in_transaction_session_timeout = '30s'")
    connection.commit()


def is_connection_fault(error: BaseException) -> bool:
    """Say whether the database, not the question, is the trouble."""
    return isinstance(error, OperationalError) or (
        isinstance(error, DBAPIError) and error.connection_invalidated
    )


def as_plain(value: Any) -> Any:
    """Give a column's value the form it has in the record."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return value.value
    return f"{value:f}" if isinstance(value, Decimal) else value


@event.listens_for(Session, "after_flush")
def _note_changes(session: Session, _context: Any) -> None:
    changes = session.info.get("changes")
    if changes is None:
        return
    for row in _recorded(session.new):
        changes.append(_change(row, before=None, after=_columns(row)))
    for row in _recorded(session.dirty):
        before, after = _difference(row)
        if after:
            changes.append(_change(row, before=before, after=after))
    for row in _recorded(session.deleted):
        changes.append(_change(row, before=_columns(row), after=None))


def _recorded(rows: Iterable[Any]) -> list[Base]:
    """List the rows in one order, so that the same act is always recorded in the same words."""
    recorded = [row for row in rows if isinstance(row, Base) and row.is_recorded]
    return sorted(recorded, key=lambda row: (row.__tablename__, _key(row)))


def _key(row: Base) -> list[Any]:
    return list(inspect(type(row)).primary_key_from_instance(row))


def _change(row: Base, *, before: Any, after: Any) -> dict[str, Any]:
    key = _key(row)
    return {
        "table": row.__tablename__,
        "id": key[0] if len(key) == 1 else key,
        "before": before,
        "after": after,
    }


def recorded_columns(model: type[Base]) -> list[str]:
    """List the columns of a table that the record holds."""
    return [
        attribute.key
        for attribute in inspect(model).column_attrs
        if attribute.key not in model.unrecorded
    ]


def _columns(row: Base) -> dict[str, Any]:
    return {name: as_plain(getattr(row, name)) for name in recorded_columns(type(row))}


def _difference(row: Base) -> tuple[dict[str, Any], dict[str, Any]]:
    before, after = {}, {}
    state = inspect(row)
    for name in recorded_columns(type(row)):
        history = state.attrs[name].history
        if history.has_changes():
            before[name] = as_plain(history.deleted[0]) if history.deleted else None
            after[name] = as_plain(history.added[0]) if history.added else None
    return before, after

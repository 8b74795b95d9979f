"""A register as an older version of the service left it, and the way from and to its tables.

``tests/architecture/register_at_0005.json`` was written by the service of revision 0005 itself, by
its own verbs: the small programme with its June pack circulated, and afterwards a score, an edit,
an exemption, an escalation, an acceptance, a question, a control, and risks that were declined and
closed. Its record is real, so ``history verify`` can judge what the migrations make of it. The
pack's file is a line that stands in for it, and the passwords were left out.
"""

import json
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from risk_register import migrations
from risk_register.database import db
from risk_register.services.passwords import hash_password
from tests.registers import PASSWORD

REVISION = "0005"
KEPT = Path(__file__).parent / f"architecture/register_at_{REVISION}.json"
#: What the service uses for a while and nobody misses; and what Alembic keeps for itself.
PASSING = {"alembic_version", "clock_start", "heartbeat", "lease", "session", "sign_in_try"}

Rows = dict[str, list[dict[str, Any]]]


def go_back(revision: str = REVISION) -> None:
    """Take the tables of the application back to what an older version knew."""
    command.downgrade(_migrations(), revision)


def load_older_register() -> None:
    """Fill the application's empty database with the kept register."""
    command.upgrade(_migrations(), REVISION)
    kept = json.loads(KEPT.read_text(encoding="utf-8"))
    password = hash_password(PASSWORD)
    for person in kept["person"]:
        person["password_hash"] = password
    tables = reflect()
    with db.engine.begin() as connection:
        for name, rows in kept.items():
            table = tables[name]
            for row in rows:
                given = {key: _as_stored(value, table.c[key].type) for key, value in row.items()}
                connection.execute(table.insert().values(given))
            if connection.dialect.name == "postgresql" and "id" in table.c:
                connection.execute(_go_on_counting(name))


def reflect() -> dict[str, sa.Table]:
    """Read from the database which tables it has, those that refer to others last."""
    found = sa.MetaData()
    found.reflect(db.engine)
    return {table.name: table for table in found.sorted_tables if table.name not in PASSING}


def read_rows(columns: dict[str, list[str]]) -> Rows:
    """Read the named columns of the named tables, in the order of their keys."""
    tables = reflect()
    rows: Rows = {}
    with db.engine.connect() as connection:
        for name, wanted in columns.items():
            table = tables[name]
            query = sa.select(*(table.c[column] for column in wanted))
            found = connection.execute(query.order_by(*table.primary_key.columns))
            rows[name] = [dict(row) for row in found.mappings()]
    return rows


def _migrations() -> Config:
    settings = Config()
    settings.set_main_option("script_location", str(Path(migrations.__file__).parent))
    return settings


def _as_stored(value: Any, kind: sa.types.TypeEngine[Any]) -> Any:
    if isinstance(kind, sa.DateTime):
        moment = datetime.fromisoformat(value)
        is_sqlite = db.engine.dialect.name == "sqlite"
        return moment.astimezone(UTC).replace(tzinfo=None) if is_sqlite else moment
    if isinstance(kind, sa.Date):
        return date.fromisoformat(value)
    if isinstance(kind, sa.Time):
        return time.fromisoformat(value)
    return value.encode() if isinstance(kind, sa.LargeBinary) else value


def _go_on_counting(table: str) -> sa.TextClause:
    return sa.text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")  # noqa: S608 - a name from the kept file

"""Backups: a copy of the register as of one moment, taken while others write.

SQLite is copied by its own online backup, PostgreSQL by ``pg_dump``; either way the record in the
copy is read through once before the backup counts as made.
"""

import logging
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, create_engine, text

from risk_register.database import db, read_moment
from risk_register.domain.backups import choose_kept
from risk_register.domain.errors import BackupError
from risk_register.services.backup_files import (
    FORMAT,
    KIND,
    Manifest,
    hash_file,
    list_backups,
    workshop,
    write_backup,
)
from risk_register.services.events import GENESIS, SERVICE_CHAIN, seal

log = logging.getLogger(__name__)

#: Tables that a manifest counts.
COUNTED = ("event", "programme", "person", "risk", "pack", "delivery", "evidence")


@dataclass(frozen=True)
class Backup:
    """A backup that was made."""

    path: Path
    manifest: Manifest
    size: int  #: bytes of the file


def make_backup(folder: Path, *, at: datetime) -> Backup:
    """Copy the register as of one moment into a file of its own.

    :raises BackupError: if the copy could not be made, or its record does not hold
    """
    db.session.rollback()  # the copy is not read from the moment that somebody else looks at
    with workshop(folder) as place:
        if db.engine.dialect.name == "sqlite":
            copy, told = _copy_sqlite(place)
        else:
            copy, told = _copy_postgresql(place)
        manifest = Manifest(
            kind=KIND,
            format=FORMAT,
            database=db.engine.dialect.name,
            made_at=at.astimezone(UTC).isoformat(timespec="seconds"),
            copy=copy.name,
            size=copy.stat().st_size,
            sha256=hash_file(copy),
            **told,
        )
        path = write_backup(copy, manifest, folder)
    return Backup(path, manifest, path.stat().st_size)


def thin_out(folder: Path, newest: Manifest, *, keep: int) -> list[Path]:
    """Delete the backups of a register that are not kept; no other file is touched.

    :param newest: the backup that was just made
    :param keep: how many of the newest stay
    """
    found = list_backups(folder, register=newest.register)
    kept = choose_kept((each.moment for each in found.values()), keep=keep)
    dropped = [path for path, manifest in found.items() if manifest.moment not in kept]
    for path in dropped:
        path.unlink(missing_ok=True)
    return dropped


def describe(connection: Connection) -> dict[str, Any]:
    """Read a copy's record through, and say what the copy holds.

    :raises BackupError: if the chain of its record is broken
    """
    heads, register = _check_chains(connection)
    return {
        "revision": connection.scalar(text("SELECT version_num FROM alembic_version")),
        "register": register,
        "heads": heads,
        "counts": {
            table: connection.scalar(text(f"SELECT count(*) FROM {table}"))  # noqa: S608 - our own names
            for table in COUNTED
        },
    }


def find_register(connection: Connection) -> str | None:
    """Find the first line of a register's record, by which its backups are known; None if empty."""
    first = text("SELECT chain, hash FROM event WHERE sequence = 1")
    firsts: dict[str, str] = {row.chain: row.hash for row in connection.execute(first)}
    return _name_register(firsts) if firsts else None


def program_address(url: URL) -> str:
    """Give a database's address as PostgreSQL's own programs read it, without its password."""
    plain = URL.create(
        "postgresql", url.username, None, url.host, url.port, url.database, url.query
    )
    return plain.render_as_string()


def run_program(name: str, *words: str) -> None:
    """Run one of PostgreSQL's programs on the register's database.

    :raises BackupError: if it is not there or does not finish
    """
    program = shutil.which(name)
    if program is None:
        raise BackupError(
            f"The program {name} is not on this machine. Install PostgreSQL's client programs, or "
            "let the database's host make the backups and leave RISK_REGISTER_BACKUP_FOLDER empty."
        )
    password = db.engine.url.password
    environ = {key: value for key, value in os.environ.items() if "RISK_REGISTER" not in key}
    done = subprocess.run(  # noqa: S603 - the words are ours
        [program, f"--dbname={program_address(db.engine.url)}", *words],
        env=environ | ({"PGPASSWORD": str(password)} if password else {}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        log.error("%s: %s", name, done.stderr.strip())
        raise BackupError(f"The program {name} did not finish; the service's log says why.")


def _copy_sqlite(place: Path) -> tuple[Path, dict[str, Any]]:
    copy = place / "register.sqlite"
    try:
        with _opened(db.engine.url.database) as source, _opened(copy) as target:
            source.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")  # all of it in one file
            (found,) = target.execute("PRAGMA integrity_check(1)").fetchone()
    except sqlite3.Error as error:
        raise BackupError(f"The database's copy could not be written: {error}.") from error
    if found != "ok":
        raise BackupError(f"The database's file is damaged: {found}.")
    engine = create_engine(f"sqlite:///{copy}")
    try:
        with engine.connect() as connection:
            return copy, describe(connection)
    finally:
        engine.dispose()


@contextmanager
def _opened(path: Path | str | None) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(str(path), isolation_level=None)) as connection:
        yield connection


def _copy_postgresql(place: Path) -> tuple[Path, dict[str, Any]]:
    copy = place / "register.dump"
    with read_moment():
        connection = db.session.connection()
        # The dump may take longer than a transaction is allowed to sit still.
        connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
        told = describe(connection)
        moment = connection.scalar(text("SELECT pg_export_snapshot()"))
        run_program(
            "pg_dump",
            "--format=custom",
            "--no-owner",
            "--no-privileges",
            f"--snapshot={moment}",
            f"--file={copy}",
        )
    return copy, told


def _check_chains(connection: Connection) -> tuple[dict[str, str], str]:
    """Check that every line follows the one before it.

    :returns: the head of each chain, and the hash of the record's first line
    """
    query = text("SELECT chain, sequence, hash, body FROM event ORDER BY chain, sequence")
    ends: dict[str, tuple[int, str]] = {}
    firsts: dict[str, str] = {}
    with connection.execute(query, execution_options={"yield_per": 500}) as rows:
        for chain, sequence, line, body in rows:
            last, previous = ends.get(chain, (0, GENESIS))
            if sequence != last + 1 or line != seal(sequence, previous, body):
                raise BackupError(f"The record of {chain} is broken at line {sequence}.")
            ends[chain] = (sequence, line)
            firsts.setdefault(chain, line)
    heads = {chain: f"{sequence}:{line}" for chain, (sequence, line) in ends.items()}
    return heads, _name_register(firsts)


def _name_register(firsts: Mapping[str, str]) -> str:
    return firsts.get(SERVICE_CHAIN, min(firsts.values(), default=GENESIS))

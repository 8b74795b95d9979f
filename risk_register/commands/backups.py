"""Commands about backups: making one by hand, and putting the register back from one."""

import argparse
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import mkdtemp

from flask import Flask
from sqlalchemy import inspect, text

from risk_register import clock
from risk_register.commands.parsing import let_run
from risk_register.database import db, read_moment, write_transaction
from risk_register.domain.errors import BackupError, ChangedRecordError
from risk_register.frame import create_frame
from risk_register.migrations import newest_revision
from risk_register.services.backup_files import Manifest, read_copy
from risk_register.services.backups import find_register, make_backup, run_program
from risk_register.services.history import verify_history
from risk_register.services.restores import Held, settle_restored

#: So often the register's write lock is asked for, four times a second, before a restore gives up.
MOST_TRIES = 40


def add_backup(word: argparse.ArgumentParser) -> None:
    """Enter the command that makes a backup."""
    let_run(word, _back_up)
    word.add_argument("--to", type=Path, metavar="FOLDER", help="instead of the settings' folder")


def add_restore(word: argparse.ArgumentParser) -> None:
    """Enter the command that puts the register back."""
    let_run(word, _restore)
    word.add_argument("file", type=Path, help="a file that “backup” or the clock has written")
    word.add_argument(
        "--replace", action="store_true", help="overwrite the register that is there now"
    )


def _back_up(app: Flask, options: argparse.Namespace) -> int:
    folder = options.to or app.config["BACKUP_FOLDER"]
    if not folder:
        raise BackupError("Name a folder with --to, or set RISK_REGISTER_BACKUP_FOLDER.")
    backup = make_backup(Path(folder), at=clock.now())
    print(f"Written: {backup.path}, {backup.size:,} bytes")
    _print_manifest(backup.manifest)
    return 0


def put_back(file: Path, *, may_replace: bool) -> tuple[Manifest, Held]:
    """Let a backup take the register's place; whatever is wrong with it is said before.

    :param may_replace: whether the register that is there now may be lost
    :returns: what the backup is, and what is held until somebody looks
    :raises BackupError: if it is broken, does not fit, or the register is in use
    :raises ChangedRecordError: if its record does not hold
    """
    with _staging() as place:
        copy = place / "copy"
        manifest = read_copy(file, copy)
        _check_fits(manifest, may_replace=may_replace)
        put = _put_back_sqlite if manifest.database == "sqlite" else _put_back_postgresql
        return manifest, put(copy, manifest)


def _restore(_app: Flask, options: argparse.Namespace) -> int:
    manifest, held = put_back(options.file, may_replace=options.replace)
    print(f"The register stands as it did at {manifest.made_at}.")
    _print_manifest(manifest)
    print(f"Held until somebody looks: letters {held.letters}, packs {held.packs}.")
    print(f"Reminders that came since count as gone: {held.reminders}. Nudge whoever has none.")
    return 0


@contextmanager
def _staging() -> Iterator[Path]:
    """Give a place for the unpacked copy: beside SQLite's file, or where temporary files stand."""
    database = db.engine.url.database if db.engine.dialect.name == "sqlite" else None
    near = Path(database).parent if database else None
    try:
        place = Path(mkdtemp(prefix=".restoring-", dir=near))
    except OSError as error:
        raise BackupError(f"There is no room for the copy: {error.strerror}.") from error
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _check_fits(manifest: Manifest, *, may_replace: bool) -> None:
    """Refuse, before anything is touched, what would not become a register that works.

    :raises BackupError: saying what to do instead
    """
    here = db.engine.dialect.name
    if manifest.database != here:
        raise BackupError(f"It is a backup of {manifest.database}, and this register is in {here}.")
    if manifest.revision != newest_revision():
        raise BackupError(
            f"Its tables are of revision {manifest.revision}, and this version works with "
            f"{newest_revision()}. Restore it with the version that made it, then upgrade."
        )
    present = _identify_present()
    if present is None:
        return
    if not may_replace:
        raise BackupError(
            "The database holds a register already. Say --replace to lose it for the backup."
        )
    if present != manifest.register:
        raise BackupError(
            "It is the backup of another register. Restore it into an empty database."
        )


def _identify_present() -> str | None:
    """Give the register that the database holds now; None if it holds none.

    :raises BackupError: if it holds something else
    """
    with db.engine.connect() as connection:
        tables = inspect(connection).get_table_names()
        if not tables:
            return None
        if "event" not in tables:
            raise BackupError("The database holds tables that are not of a register.")
        return find_register(connection)


def _put_back_sqlite(copy: Path, manifest: Manifest) -> Held:
    """Prove and settle the copy first; then let it take the register's place in one step."""
    url = "RISK_REGISTER_DATABASE_URL"
    others = {name: text for name, text in os.environ.items() if name != f"{url}_FILE"}
    staged = create_frame({**others, url: f"sqlite:///{copy}"})
    with staged.app_context():
        held = _prove_and_settle(manifest)
        db.session.remove()
        db.engine.dispose()
    target = db.engine.url.database
    db.session.remove()
    db.engine.dispose()
    tries = 0

    def count_tries(_status: int, _left: int, _total: int) -> None:
        nonlocal tries
        tries += 1
        if tries > MOST_TRIES:
            raise BackupError("The register is in use. Stop the service first; nothing was done.")

    with closing(sqlite3.connect(copy)) as source, closing(sqlite3.connect(str(target))) as here:
        source.backup(here, progress=count_tries)
    return held


def _put_back_postgresql(copy: Path, manifest: Manifest) -> Held:
    db.session.remove()
    db.engine.dispose()
    with db.engine.connect() as connection:
        others = connection.scalar(
            text(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                "AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
            )
        )
    if others:
        raise BackupError("The register is in use. Stop the service first; nothing was done.")
    db.engine.dispose()
    run_program(
        "pg_restore",
        "--clean",
        "--if-exists",
        "--no-owner",
        "--no-privileges",
        "--single-transaction",
        "--exit-on-error",
        str(copy),
    )
    return _prove_and_settle(manifest)


def _prove_and_settle(manifest: Manifest) -> Held:
    """Check the whole record of what was restored, then hold what waited.

    :raises ChangedRecordError: if the record does not hold
    """
    with read_moment():
        findings = verify_history()
    if findings.problems:
        raise ChangedRecordError(" ".join(findings.problems[:10]))
    with write_transaction():
        return settle_restored(made_at=manifest.moment, at=clock.now())


def _print_manifest(manifest: Manifest) -> None:
    print(f"  made at {manifest.made_at}, tables of revision {manifest.revision}")
    for table, count in manifest.counts.items():
        print(f"  {table}: {count}")
    for chain, head in manifest.heads.items():
        print(f"  {chain}: {head}")

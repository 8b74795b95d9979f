"""Registers to test with: loaded once through the real services, then copied for each test."""

import fcntl
import shutil
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from sqlalchemy.engine import make_url

from risk_register.app import create_app, open_post_room
from risk_register.database import db
from risk_register.migrations import upgrade_database
from risk_register.services.demonstration import load_demonstration
from risk_register.services.demonstration_steps import Story

ROOT = Path(__file__).parents[1]
SMALL = ROOT / "tests/small_programme.toml"
DEMONSTRATION = ROOT / "config/demonstration/oxfordshire-send-2018.toml"
PASSWORD = "a password for tests"
CLOCK_START = "2018-06-05T09:00:00+01:00"


def build_app(url: str, folder: Path, **settings: str) -> Flask:
    """Build the application on a database, with its letters in a folder of its own."""
    environ = {
        "RISK_REGISTER_ENVIRONMENT": "testing",
        "RISK_REGISTER_DATABASE_URL": url,
        "RISK_REGISTER_MAIL_FOLDER": str(folder / "mail"),
        "RISK_REGISTER_CLOCK_START": CLOCK_START,
        **{f"RISK_REGISTER_{name}": value for name, value in settings.items()},
    }
    return create_app(environ)


def load_register(url: str, folder: Path, document: Path) -> None:
    """Fill an empty database with a programme."""
    app = build_app(url, folder)
    with app.app_context():
        upgrade_database()
        story = Story(
            tomllib.loads(document.read_text(encoding="utf-8")),
            tomllib.loads((ROOT / "config/schemes/programme-5x5.toml").read_text(encoding="utf-8")),
            open_post_room(app),
        )
        load_demonstration(story, password=PASSWORD)
        # The clock starts when a test does, not when its register was loaded.
        db.session.execute(db.text("DELETE FROM clock_start"))
        db.session.commit()
        if db.engine.dialect.name == "sqlite":
            db.session.execute(db.text("PRAGMA wal_checkpoint(TRUNCATE)"))
        db.session.remove()
        db.engine.dispose()


class Templates:
    """Loaded registers, each kept once for all workers of a test run."""

    def __init__(self, shared: Path, postgres: object) -> None:
        self.shared = shared
        self.postgres = postgres
        self.loaded: dict[str, str | None] = {}

    def copy(self, kind: str, database: str, folder: Path) -> str:
        """Give the URL of a fresh copy of a register."""
        document = DEMONSTRATION if kind == "demonstration" else SMALL
        return getattr(self, f"_copy_{database}")(kind, document, folder)

    def _copy_sqlite(self, kind: str, document: Path, folder: Path) -> str:
        kept = self.shared / f"{kind}.sqlite"
        with only_one(self.shared / f"{kind}.sqlite.lock"):
            if not kept.exists():
                fresh = self.shared / f"{kind}-loading.sqlite"
                load_register(f"sqlite:///{fresh}", self.shared, document)
                fresh.rename(kept)
        copied = folder / "register.sqlite"
        shutil.copyfile(kept, copied)
        return f"sqlite:///{copied}"

    def _copy_postgresql(self, kind: str, document: Path, _folder: Path) -> str:
        # Each worker has a PostgreSQL of its own, so this one is not shared.
        if kind not in self.loaded:
            url = self.postgres.create_database()
            load_register(url, self.shared, document)
            self.loaded[kind] = make_url(url).database
        return self.postgres.create_database(template=self.loaded[kind])


@contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Let one process of the test run in at a time."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield

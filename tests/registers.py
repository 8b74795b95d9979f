"""Registers to test with: loaded once through the real services, then copied for each test."""

import fcntl
import shutil
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import count
from pathlib import Path

import pytest
from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import select
from sqlalchemy.engine import make_url

from risk_register.app import create_app
from risk_register.commands.demonstrations import build_story
from risk_register.database import db, write_transaction
from risk_register.frame import create_frame, open_post_room
from risk_register.migrations import upgrade_database
from risk_register.models import Person
from risk_register.services import circulations
from risk_register.services.demonstration import load_demonstration
from risk_register.services.drawings import claim_due_pack, finish_pack, list_due_meetings
from risk_register.services.packs import approve_pack, find_newest
from risk_register.services.programmes import get_member, get_programme

ROOT = Path(__file__).parents[1]
SMALL = ROOT / "tests/small_programme.toml"
DEMONSTRATION = ROOT / "config/demonstration/oxfordshire-send-2018.toml"
PASSWORD = "a password for tests"
CLOCK_START = "2018-06-05T09:00:00+01:00"


def build_app(url: str, folder: Path, *, has_doors: bool = True, **settings: str) -> Flask:
    """Build the application on a database, with its letters in a folder of its own."""
    environ = {
        "RISK_REGISTER_ENVIRONMENT": "testing",
        "RISK_REGISTER_DATABASE_URL": url,
        "RISK_REGISTER_MAIL_FOLDER": str(folder / "mail"),
        "RISK_REGISTER_CLOCK_START": CLOCK_START,
        **{f"RISK_REGISTER_{name}": value for name, value in settings.items()},
    }
    app = create_app(environ) if has_doors else create_frame(environ)
    app.jinja_env.bytecode_cache = COMPILED
    return app


class Compiled(BytecodeCache):
    """Templates that another application of this process has compiled already."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a template's code, if some test has needed it."""
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template's code; one that was changed has another checksum and is compiled."""
        self._kept[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()


def close_app(app: Flask) -> None:
    """Give the application's connections back."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def load_register(url: str, folder: Path, kind: str) -> None:
    """Fill an empty database with a programme."""
    document = DEMONSTRATION if kind == "demonstration" else SMALL
    app = build_app(url, folder, has_doors=False)
    with app.app_context(), pytest.MonkeyPatch.context() as patch:
        # The record of both databases is then the same, and so are the packs that print its head.
        patch.setattr(circulations, "secrets", Counted())
        upgrade_database()
        story = build_story(
            tomllib.loads(document.read_text(encoding="utf-8")),
            folder=ROOT / "config",
            room=open_post_room(app),
        )
        load_demonstration(story, password=PASSWORD)
        if kind == "approved":
            approve_june()
        # The clock starts when a test does, not when its register was loaded.
        db.session.execute(db.text("DELETE FROM clock_start"))
        db.session.commit()
        if db.engine.dialect.name == "sqlite":
            db.session.execute(db.text("PRAGMA wal_checkpoint(TRUNCATE)"))
        db.session.remove()
        db.engine.dispose()


class Counted:
    """Gives out numbers instead of secrets, the same ones each time."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def token_hex(self, size: int) -> str:
        """Give the next number, as long as a secret of so many bytes."""
        return f"{next(self._numbers):0{2 * size}x}"


def approve_june() -> None:
    """Make the small programme's June pack and let its manager approve it."""
    at = datetime.fromisoformat(CLOCK_START)
    with write_transaction():
        (meeting,) = list_due_meetings(get_programme("send"), at=at)
        claim = claim_due_pack(meeting, at=at)
    assert claim
    assert finish_pack(claim, at=at)
    amira = db.session.scalars(select(Person).where(Person.name == "Amira")).one()
    with write_transaction():
        pack = find_newest(meeting)
        assert pack
        approve_pack(pack, sha256=pack.sha256, by=get_member(amira, "send", on=at.date()), at=at)
        claim = claim_due_pack(meeting, at=at)
    assert claim
    assert finish_pack(claim, at=at)


class Templates:
    """Loaded registers, each kept once for all workers of a test run."""

    def __init__(self, shared: Path, postgres: object) -> None:
        self.shared = shared
        self.postgres = postgres
        self.loaded: dict[str, str | None] = {}

    def copy(self, kind: str, database: str, folder: Path) -> str:
        """Give the URL of a fresh copy of a register."""
        copy: Callable[[str, Path], str] = getattr(self, f"_copy_{database}")
        return copy(kind, folder)

    def drop(self, url: str) -> None:
        """Give a copy back; a file goes with its folder."""
        if url.startswith("postgresql"):
            self.postgres.drop_database(url)

    def _copy_sqlite(self, kind: str, folder: Path) -> str:
        kept = self.shared / f"{kind}.sqlite"
        with only_one(self.shared / f"{kind}.sqlite.lock"):
            if not kept.exists():
                fresh = self.shared / f"{kind}-loading.sqlite"
                load_register(f"sqlite:///{fresh}", self.shared, kind)
                fresh.rename(kept)
        copied = folder / "register.sqlite"
        shutil.copyfile(kept, copied)
        return f"sqlite:///{copied}"

    def _copy_postgresql(self, kind: str, _folder: Path) -> str:
        # Each worker has a PostgreSQL of its own, so this one is not shared.
        if kind not in self.loaded:
            url = self.postgres.create_database()
            load_register(url, self.shared, kind)
            self.loaded[kind] = make_url(url).database
        return self.postgres.create_database(template=self.loaded[kind])


@contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Let one process of the test run in at a time."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield

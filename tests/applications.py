"""One application for all tests of a worker, moved from the register of one test to the next."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import event
from sqlalchemy.engine import Dialect, make_url

from risk_register.database import db
from risk_register.frame import set_clock
from tests.registers import build_app


class Movable:
    """An application that is built once; its engine keeps the statements it has compiled."""

    def __init__(self, url: str, folder: Path, *, has_doors: bool) -> None:
        self.url = url
        self.app = build_app(url, folder, has_doors=has_doors)
        with self.app.app_context():
            self.engine = db.engine
        event.listen(self.engine, "do_connect", self._lead)

    @contextmanager
    def at(self, url: str, folder: Path) -> Iterator[Flask]:
        """Keep the register at a URL and the letters in a folder until the block ends."""
        self.url = url
        found = dict(self.app.config)
        self.app.config.update(
            DATABASE_URL=url,
            SQLALCHEMY_DATABASE_URI=url,
            MAIL_FOLDER=str(folder / "mail"),
            TESTING=True,
        )
        with self.app.app_context():
            self.engine.url = make_url(url)  # backups and restores ask it where the register is
            # Whoever listens to this one is forgotten with it.
            db.engines[None] = self.engine.execution_options()
            set_clock(self.app)
        try:
            yield self.app
        finally:
            self.engine.dispose()
            self.app.config.clear()
            self.app.config.update(found)

    def _lead(
        self, dialect: Dialect, _record: Any, words: list[Any], named: dict[str, Any]
    ) -> None:
        """Connect to where the register is now, not to where the engine was made for."""
        words[:], wanted = dialect.create_connect_args(make_url(self.url))
        named.clear()
        named.update(wanted)


class Applications:
    """The applications of a worker: one for each database, with doors and without."""

    def __init__(self) -> None:
        self._built: dict[tuple[str, bool], Movable] = {}

    def at(self, url: str, folder: Path, *, has_doors: bool) -> AbstractContextManager[Flask]:
        """Lend an application whose register is at a URL and whose letters are in a folder."""
        kind = (make_url(url).drivername, has_doors)
        if kind not in self._built:
            self._built[kind] = Movable(url, folder, has_doors=has_doors)
        return self._built[kind].at(url, folder)

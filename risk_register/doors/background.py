"""Slow work that a button began goes on in a thread; if it dies, the clock takes over."""

import logging
import threading
from collections.abc import Callable

from flask import Flask, Response, current_app

from risk_register.database import db

log = logging.getLogger(__name__)

#: What the names of these threads begin with.
AFTER_REQUEST = "after a request: "


def go_on(work: Callable[[], object], *, name: str) -> None:
    """Run something after this request; the page need not wait for it.

    What is to be done must stand in the database already, because the process
    may end before the thread does.
    """
    _prepare(work, name).start()


def go_on_after(response: Response, work: Callable[[], object], *, name: str) -> None:
    """Run something once an answer has been sent, so that its time does not tell of it."""
    response.call_on_close(_prepare(work, name).start)


def _prepare(work: Callable[[], object], name: str) -> threading.Thread:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - Flask's own way to hand the application to a thread

    def run() -> None:
        with app.app_context():
            try:
                work()
            except Exception:
                log.exception("%s was not finished; the clock will try again.", name)
            finally:
                db.session.remove()

    return threading.Thread(target=run, name=f"{AFTER_REQUEST}{name}", daemon=True)

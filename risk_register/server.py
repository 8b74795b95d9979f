"""Serving: gunicorn with threads, and the clock beside the pages."""

import gc
import logging
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from risk_register.api.limits import Counts
from risk_register.app import create_app
from risk_register.frame import open_post_room
from risk_register.scheduler.clockwork import start_clockwork, stop_clockwork

log = logging.getLogger(__name__)

THREADS = 4
#: Longer than a letter may take; pages take milliseconds.
TIMEOUT_SECONDS = 60


def serve(*, host: str, port: int, workers: int) -> None:
    """Serve until the process is told to stop.

    Every worker starts a clock; a lease in the database lets one of them lead.
    """
    _Server(
        {
            "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
            "workers": workers,
            "worker_class": "gthread",
            "threads": THREADS,
            "timeout": TIMEOUT_SECONDS,
            "graceful_timeout": 30,
            "accesslog": None,
            "loglevel": "warning",
            "worker_exit": lambda _arbiter, worker: _stop_clock(worker.wsgi),
            "when_ready": lambda _arbiter: _say_where(host, port),
        }
    ).run()


class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    def __init__(self, options: dict[str, Any]) -> None:
        self.options = options
        self.counts = Counts()  # made before the workers, so that they share it
        super().__init__()

    def load_config(self) -> None:
        """Hand gunicorn its settings."""
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Build the application in the worker, after the fork."""
        app = create_app()
        app.extensions["api_limits"].share(self.counts)
        # What was loaded stays to the end. Left to the collector, it is walked through again and
        # again while a page makes many rows: a third of the time of a comparison.
        gc.collect()
        gc.freeze()
        if app.config["CLOCK_IN_SERVER"]:
            app.extensions["clockwork"] = start_clockwork(app, lambda: open_post_room(app))
        return app


def _stop_clock(app: Flask | None) -> None:
    """Let the next process lead at once; a killed one leads on until its lease ends."""
    scheduler = app.extensions.get("clockwork") if app else None
    if scheduler is not None:
        stop_clockwork(scheduler)


def _say_where(host: str, port: int) -> None:
    print(f"The risk register is at http://{host}:{port}/ (stop it with Ctrl+C)", flush=True)  # noqa: T201 - for whoever started it

"""APScheduler as a tick, not a memory: once a minute it asks the database what is due."""

import logging
import os
import secrets
import signal
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from apscheduler.events import EVENT_SCHEDULER_SHUTDOWN
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.schedulers.base import BaseScheduler
from apscheduler.schedulers.blocking import BlockingScheduler
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from risk_register import clock
from risk_register.domain.errors import BusyError
from risk_register.scheduler.jobs import hand_over, run_led_round
from risk_register.services.outbox import PostRoom

log = logging.getLogger(__name__)

#: Pages come first when the server starts.
FIRST_TICK_AFTER = timedelta(seconds=2)


def start_clockwork(app: Flask, room: Callable[[], PostRoom]) -> BackgroundScheduler:
    """Tick in a thread of this process for as long as it lives."""
    scheduler = _wind(BackgroundScheduler, app, room)
    scheduler.start()
    return scheduler


def run_clockwork(app: Flask, room: Callable[[], PostRoom]) -> None:
    """Tick until the process is told to stop; a round that has begun is finished first."""
    scheduler = _wind(BlockingScheduler, app, room)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: _end(scheduler))
    scheduler.start()


def stop_clockwork(scheduler: BackgroundScheduler) -> None:
    """Stop ticking, and hand the lead over to whoever ticks next."""
    scheduler.shutdown(wait=False)


def _end(scheduler: BlockingScheduler) -> None:
    # In a thread of its own: the main one is inside the scheduler's lock when the signal comes.
    threading.Thread(target=scheduler.shutdown).start()


def _wind(kind: type[BaseScheduler], app: Flask, room: Callable[[], PostRoom]) -> Any:
    holder = f"{os.uname().nodename}:{os.getpid()}:{secrets.token_hex(4)}"
    scheduler = kind(timezone="UTC")
    scheduler.add_job(
        _tick,
        "interval",
        args=(app, room, holder),
        seconds=app.config["TICK_SECONDS"],
        # APScheduler counts with the machine's time, not with a demonstration's.
        next_run_time=clock.machine_now() + FIRST_TICK_AFTER,
        coalesce=True,
        max_instances=1,
        misfire_grace_time=None,
    )
    scheduler.add_listener(lambda _event: _stop(app, holder), mask=EVENT_SCHEDULER_SHUTDOWN)
    return scheduler


def _tick(app: Flask, room: Callable[[], PostRoom], holder: str) -> None:
    with app.app_context():
        try:
            run_led_round(room(), at=clock.now(), holder=holder)
        except (BusyError, SQLAlchemyError):
            log.exception("The clock's round could not begin; the next one will.")


def _stop(app: Flask, holder: str) -> None:
    with app.app_context():
        try:
            hand_over(holder)
        except (BusyError, SQLAlchemyError):
            log.warning("The clock's lease was not handed back; it ends by itself.")

"""The service's own processes, as an operator starts them: to be raced, stopped and killed."""

import os
import signal
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path

from risk_register.database import db
from tests.nursery import find_nursery
from tests.registers import CLOCK_START

CLOCK = ("risk_register.cli", "tick", "--json")
PATIENCE_SECONDS = 60


@contextmanager
def started(app, module, *words, **settings):
    """Run a module in a process of its own on the register of an application."""
    process = find_nursery().start(module, *words, env=environ_of(app, **settings))
    with process:
        try:
            yield process
        finally:
            process.kill()


def environ_of(app, **settings):
    """Give what a process needs to serve the same register."""
    return {
        "PATH": os.environ["PATH"],
        "RISK_REGISTER_ENVIRONMENT": "testing",
        "RISK_REGISTER_CLOCK_START": CLOCK_START,
        "RISK_REGISTER_DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "RISK_REGISTER_MAIL_FOLDER": app.config["MAIL_FOLDER"],
        **{f"RISK_REGISTER_{name}": value for name, value in settings.items()},
    }


def result_of(process):
    """Wait for a process that has to succeed, and give what it printed."""
    printed, said = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 0, said
    return printed


def race(app, count, module, *words, **settings):
    """Start several processes at once and give what each printed."""
    with ExitStack() as stack:
        racers = [
            stack.enter_context(started(app, module, *words, **settings)) for _ in range(count)
        ]
        return [result_of(racer) for racer in racers]


def wait_until(find, what):
    """Ask until the answer is yes, and give it."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not (found := find()):
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.01)
    return found


def children_of(pid):
    """List the processes that a process has started."""
    try:
        return [
            int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        ]
    except FileNotFoundError:
        return []


def is_alive(pid):
    """Say whether a process still runs; one that only waits to be buried does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def kill(process):
    """Kill a process the way a power cut would: it can do nothing about it."""
    process.send_signal(signal.SIGKILL)
    process.wait(PATIENCE_SECONDS)


def read(query):
    """Read the database as it is now, whoever has written to it."""
    with db.engine.connect() as connection:
        return connection.execute(db.text(query)).all()


def write(statement):
    """Change the database behind the service's back."""
    with db.engine.begin() as connection:
        connection.execute(db.text(statement))

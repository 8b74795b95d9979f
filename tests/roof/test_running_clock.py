"""The clock in a process of its own: it does what is due, and hands its lead over at the end."""

import signal
import subprocess
import sys
import time

import pytest
from sqlalchemy import create_engine, text

from tests.live import free_port, wait_for
from tests.registers import CLOCK_START, ROOT

SECONDS = 60


@pytest.fixture
def register(templates, tmp_path):
    """A small register of its own."""
    return templates.copy("small", "sqlite", tmp_path)


@pytest.fixture
def start(register, tmp_path):
    """Start a command of the service on the register."""
    begun = []

    def run(*words, **settings):
        environ = {
            "PATH": "/usr/bin:/bin",
            "RISK_REGISTER_ENVIRONMENT": "testing",
            "RISK_REGISTER_DATABASE_URL": register,
            "RISK_REGISTER_CLOCK_START": CLOCK_START,
            "RISK_REGISTER_MAIL_FOLDER": str(tmp_path / "mail"),
            **{f"RISK_REGISTER_{name}": value for name, value in settings.items()},
        }
        with (tmp_path / "log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "risk_register.cli", *words],
                env=environ,
                cwd=ROOT,
                stdout=log,
                stderr=log,
            )
        begun.append(process)
        return process

    yield run
    for process in begun:
        if process.poll() is None:
            process.kill()
        process.wait(SECONDS)


def ask(register, question):
    engine = create_engine(register)
    with engine.connect() as connection:
        answer = connection.execute(text(question)).scalar()
    engine.dispose()
    return answer


def until(register, question, process):
    end = time.monotonic() + SECONDS
    while not ask(register, question):
        assert process.poll() is None
        assert time.monotonic() < end, question
        time.sleep(0.1)


def stop(process, number=signal.SIGTERM):
    process.send_signal(number)
    return process.wait(SECONDS)


def test_the_scheduler_makes_the_due_pack_and_hands_its_lead_over(start, register):
    scheduler = start("scheduler")
    until(register, "SELECT count(*) FROM pack WHERE state = 'made'", scheduler)

    assert stop(scheduler) == 0
    assert ask(register, "SELECT count(*) FROM lease") == 0


def test_a_stopped_server_lets_the_next_clock_lead_at_once(start, register, tmp_path):
    port = free_port()
    server = start("serve", "--port", str(port), CLOCK_IN_SERVER="true")
    wait_for(f"http://127.0.0.1:{port}", server, tmp_path / "log")
    until(register, "SELECT count(*) FROM pack WHERE state = 'made'", server)

    assert stop(server) == 0
    assert ask(register, "SELECT count(*) FROM lease") == 0

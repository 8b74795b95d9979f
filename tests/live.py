"""The real service in a process of its own, on the demonstration, with a real mail server."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller

from tests.registers import CLOCK_START, PASSWORD

START_SECONDS = 120


@dataclass
class MailServer:
    """Takes letters on loopback, and refuses the addresses it is told to."""

    port: int = 0
    refused: set[str] = field(default_factory=set)
    letters: list = field(default_factory=list)

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802 - aiosmtpd's name
        """Answer one address."""
        if address in self.refused:
            return "550 5.1.1 There is nobody of that name here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - aiosmtpd's name
        """Keep one letter."""
        letter = message_from_bytes(envelope.content, policy=policy.default)
        self.letters.append((envelope.rcpt_tos[0], letter))
        return "250 2.0.0 Taken"


@contextmanager
def run_mail_server():
    """Run a mail server on a free port."""
    server = MailServer(port=free_port())
    controller = Controller(server, hostname="127.0.0.1", port=server.port)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()


@dataclass
class Service:
    """The running service as people and operators meet it."""

    url: str
    environ: dict
    mail: MailServer

    def command(self, *words):
        """Run ``risk-register …`` as its operator does."""
        return subprocess.run(
            [sys.executable, "-m", "risk_register.cli", *words],
            env=self.environ,
            capture_output=True,
            text=True,
            check=False,
        )

    def sign_in(self, page, email):
        """Sign somebody in at a page."""
        page.goto(f"{self.url}/sign-in")
        page.get_by_label("E-mail address").fill(email)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").press("Enter")
        page.get_by_role("heading", name="My work").wait_for()


@contextmanager
def run_service(database_url, folder, mail, *, has_clock):
    """Serve a register until the block ends."""
    port = free_port()
    environ = {
        **{name: value for name, value in os.environ.items() if "RISK_REGISTER" not in name},
        "RISK_REGISTER_ENVIRONMENT": "testing",
        "RISK_REGISTER_DATABASE_URL": database_url,
        "RISK_REGISTER_CLOCK_START": CLOCK_START,
        "RISK_REGISTER_CLOCK_IN_SERVER": str(has_clock).lower(),
        "RISK_REGISTER_PUBLIC_URL": f"http://localhost:{port}",  # browsers keep passkeys for names
        "RISK_REGISTER_MAIL_TRANSPORT": "smtp",
        "RISK_REGISTER_SMTP_HOST": "127.0.0.1",
        "RISK_REGISTER_SMTP_PORT": str(mail.port),
        "RISK_REGISTER_SMTP_SECURITY": "none",
    }
    service = Service(f"http://127.0.0.1:{port}", environ, mail)
    with (folder / "service.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "risk_register.cli", "serve", "--port", str(port)],
            env=environ,
            stdout=log,
            stderr=log,
        )
        try:
            wait_for(service.url, process, folder / "service.log")
            yield service
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(START_SECONDS)


def wait_for(url, process, log):
    """Wait until the service answers."""
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            urllib.request.urlopen(f"{url}/health", timeout=5).close()  # noqa: S310 - our own address
        except OSError:
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < end, "the service did not start in time"
            time.sleep(0.1)
        else:
            return


def free_port():
    """Find a port on loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def mail_server():
    """A mail server that takes letters."""
    with run_mail_server() as server:
        yield server


@pytest.fixture(scope="module")
def has_clock():
    """Whether a clock runs beside the pages; it begins by drawing the pack that is due."""
    return False


@pytest.fixture(scope="module")
def service(templates, tmp_path_factory, mail_server, has_clock):
    """The service on its demonstration, for all tests of a file."""
    folder = tmp_path_factory.mktemp("service")
    url = templates.copy("demonstration", "sqlite", folder)
    with run_service(url, folder, mail_server, has_clock=has_clock) as running:
        yield running

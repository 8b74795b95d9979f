"""The operator sends a letter by hand, to see whether the mail server takes it."""

import pytest
from aiosmtpd.controller import Controller

from tests.live import MailServer, free_port
from tests.roof.test_commands import run_command

ADDRESS = "operator@example.org"


@pytest.fixture
def server():
    """A mail server on this machine."""
    server = MailServer(port=free_port())
    controller = Controller(server, hostname="127.0.0.1", port=server.port)
    controller.start()
    yield server
    controller.stop()


@pytest.fixture
def send(tmp_path):
    """Send the test letter to an address."""

    def send(address, port):
        return run_command(
            tmp_path,
            "send-test-letter",
            address,
            DATABASE_URL=f"sqlite:///{tmp_path / 'register.sqlite'}",
            MAIL_TRANSPORT="smtp",
            SMTP_HOST="127.0.0.1",
            SMTP_PORT=str(port),
            SMTP_SECURITY="none",
        )

    return send


def test_the_operator_reads_that_the_letter_was_taken(send, server):
    sent = send(ADDRESS, server.port)

    assert sent.returncode == 0, sent.stderr
    assert "The letter was taken: 250 2.0.0 Taken" in sent.stdout
    ((reader, letter),) = server.letters
    assert reader == ADDRESS
    assert letter["Message-ID"] in sent.stdout


def test_the_operator_reads_why_the_letter_was_refused(send, server):
    server.refused.add(ADDRESS)

    sent = send(ADDRESS, server.port)

    assert sent.returncode == 1
    assert "refused for good: 550 5.1.1 There is nobody of that name here" in sent.stdout


def test_what_is_no_address_is_not_sent_to(send, server):
    sent = send("a@example.org\nBcc: b@example.org", server.port)

    assert sent.returncode == 1
    assert "Enter an e-mail address in the right form" in sent.stderr
    assert server.letters == []

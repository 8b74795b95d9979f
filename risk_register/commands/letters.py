"""Commands about letters."""

import argparse
import secrets
import socket

from flask import Flask

from risk_register import clock
from risk_register.commands.parsing import behind, enter, let_run
from risk_register.domain.errors import MailSettingsError
from risk_register.domain.jobs import Job
from risk_register.frame import open_post_room
from risk_register.mail.letters import Letter
from risk_register.mail.receipts import Outcome
from risk_register.scheduler.bounces import read_bounces
from risk_register.scheduler.rounds import Round

_SAYS = {
    Outcome.SENT: "The letter was taken",
    Outcome.RETRY: "The letter was refused for now",
    Outcome.FAILED: "The letter was refused for good",
    Outcome.UNCERTAIN: "The letter may have arrived",
    Outcome.STOP: "No letter can go",
}
_TEXT = """This letter was sent by hand, to see whether letters of the risk register arrive.

If you did not expect it, you need do nothing.
"""


def add_test_letter(word: argparse.ArgumentParser) -> None:
    """Enter the command that sends a letter by hand."""
    let_run(word, _send_test_letter)
    word.add_argument("address", help="where to send it")


def add_bounces(word: argparse.ArgumentParser) -> None:
    """Enter the commands about letters that came back."""
    bounces = behind(word)
    enter(bounces, "read", _read_bounces, "Read the mailboxes that the settings name, now.")


def _send_test_letter(app: Flask, options: argparse.Namespace) -> int:
    room = open_post_room(app)
    domain = room.sender.rpartition("@")[2]
    letter = Letter(
        message_id=f"<test-{secrets.token_hex(16)}@{domain}>",
        written_at=clock.now(),
        sender=room.sender,
        recipient=options.address,
        recipient_name="",
        subject=f"Test letter of the risk register on {socket.gethostname()}",
        text=_TEXT,
    )
    receipt = room.office.deliver(letter)
    print(f"{_SAYS[receipt.outcome]}: {receipt.answer}")
    print(f"Message-ID: {letter.message_id}")
    return 0 if receipt.outcome is Outcome.SENT else 1


def _read_bounces(app: Flask, _options: argparse.Namespace) -> int:
    if not Job.READ_BOUNCES.is_on(app.config):
        raise MailSettingsError("Neither BOUNCE_MAILBOX nor BOUNCE_IMAP_HOST names a mailbox.")
    said = read_bounces(open_post_room(app), Round(), at=clock.now())
    print(f"Letters in the mailboxes: {said.words if said else 'none'}.")
    return 0

"""Commands about letters."""

import argparse
import secrets
import socket

from flask import Flask

from risk_register import clock
from risk_register.app import open_post_room
from risk_register.commands.parsing import Commands, enter
from risk_register.mail.letters import Letter
from risk_register.mail.receipts import Outcome

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


def add_letters(commands: Commands) -> None:
    """Enter the commands about letters."""
    words = "Send one letter to an address and say what the mail server answered."
    test = enter(commands, "send-test-letter", _send_test_letter, words)
    test.add_argument("address", help="where to send it")


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

"""Letters with keys, as they lie in the folder."""

import threading
from email import message_from_bytes, policy
from pathlib import Path

from risk_register.doors.background import AFTER_REQUEST
from tests.conftest import post


def read_letters(app):
    """Give the texts of the letters that have gone, the first first, once all have."""
    for thread in threading.enumerate():
        if thread.name.startswith(AFTER_REQUEST):
            thread.join(60)
    paths = Path(app.config["MAIL_FOLDER"]).glob("**/*.eml")
    return [read_letter(path) for path in sorted(paths, key=lambda path: path.stat().st_mtime_ns)]


def read_letter(path):
    """Give the text of a letter that lies in the folder."""
    letter = message_from_bytes(path.read_bytes(), policy=policy.default)
    return letter.get_body(preferencelist=("plain",)).get_content()


def ask_key(app, address, email="tom@example.org"):
    """Ask for a letter at a page, and give the address that it brings."""
    answer = post(app.test_client(), address, email=email)
    assert "Look at your letters" in answer.text, answer.text
    answer.close()  # the letter is written then
    return "/keys/" + read_letters(app)[-1].split("/keys/")[1].split()[0]

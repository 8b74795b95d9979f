"""A folder as post office: what a developer, a demonstration or a small install needs."""

import hashlib
import os
import re
import tempfile
from pathlib import Path

from risk_register.mail.letters import Letter, as_message
from risk_register.mail.receipts import Outcome, Receipt


class FolderPost:
    """Writes each letter to a file of its own; the same letter again is the same file again.

    The files hold packs, so only the service's own account may read them.
    """

    carries_files = True

    def __init__(self, folder: Path) -> None:
        """Name the folder; it is made when the first letter comes."""
        self.folder = folder

    def deliver(self, letter: Letter) -> Receipt:
        """Write the letter so that after a power cut it is there whole, or not at all."""
        path = self.folder / _file_name(letter.message_id)
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write_whole(path, as_message(letter).as_bytes())
        except OSError as error:
            return Receipt(
                Outcome.STOP, f"The folder for letters cannot be written: {error.strerror}."
            )
        return Receipt(Outcome.SENT, f"Written to the folder as {path.name}.")


def _file_name(message_id: str) -> str:
    words = re.sub(r"[^A-Za-z0-9]+", "-", message_id).strip("-")[:60]
    # Two ids may share their words, or differ in capitals only, which some file systems ignore.
    return f"{words}-{hashlib.sha256(message_id.encode()).hexdigest()[:16]}.eml"


def _write_whole(path: Path, content: bytes) -> None:
    number, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    part = Path(name)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    # Without this the file survives a power cut, but perhaps not its name.
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(number)
    finally:
        os.close(number)

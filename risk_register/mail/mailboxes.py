"""Where reports of letters that came back are fetched: a mailbox file, or a folder on a server.

Sources: RFC 4155 (mbox), RFC 9051 (IMAP4rev2).
"""

import imaplib
import mailbox
import re
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol

from risk_register.domain.errors import MailboxError, MailSettingsError

_MOST_BYTES = 2_000_000  #: of one report; they return headers, or a letter
_MOST_FILE_BYTES = 100_000_000
_MOST_AT_ONCE = 200  #: letters of a folder, so that a round ends
_TIMEOUT_SECONDS = 30.0
_UID = re.compile(rb"\d+")


class Mailbox(Protocol):
    """Holds letters that came for us."""

    source: str  #: as the record calls it

    def read_new(self) -> Iterator[bytes]:
        """Give one letter after the other; each counts as read when the next is asked for.

        :raises MailboxError: if they cannot be read
        """


def list_mailboxes(settings: Mapping[str, Any]) -> list[Mailbox]:
    """List the mailboxes that the settings name.

    :raises MailSettingsError: if they cannot work
    """
    boxes: list[Mailbox] = []
    if settings["BOUNCE_MAILBOX"]:
        boxes.append(FileMailbox(Path(settings["BOUNCE_MAILBOX"])))
    if settings["BOUNCE_IMAP_HOST"]:
        ca_file = settings["BOUNCE_IMAP_CA_FILE"]
        boxes.append(
            ImapMailbox(
                host=settings["BOUNCE_IMAP_HOST"],
                port=settings["BOUNCE_IMAP_PORT"],
                username=settings["BOUNCE_IMAP_USERNAME"],
                password=settings["BOUNCE_IMAP_PASSWORD"],
                folder=settings["BOUNCE_IMAP_FOLDER"],
                ca_file=Path(ca_file) if ca_file else None,
            )
        )
    return boxes


class FileMailbox:
    """A file to which a mail server appends; it is only read, and read whole each time."""

    source = "mailbox file"

    def __init__(self, path: Path) -> None:
        """Name the file; while it is not there it counts as empty."""
        self._path = path

    def read_new(self) -> Iterator[bytes]:
        """Give every letter in it; whoever asks knows those that were there before.

        :raises MailboxError: if it cannot be read, or has grown too large
        """
        try:
            if not self._path.exists():
                return
            if self._path.stat().st_size > _MOST_FILE_BYTES:
                raise MailboxError("The mailbox of BOUNCE_MAILBOX is larger than 100 MB. Empty it.")
            box = mailbox.mbox(self._path, create=False)
            try:
                for key in box.iterkeys():
                    yield box.get_bytes(key)[:_MOST_BYTES]
            finally:
                box.close()
        except (OSError, mailbox.Error) as error:
            raise MailboxError(
                f"The mailbox of BOUNCE_MAILBOX cannot be read: {type(error).__name__}."
            ) from error


class ImapMailbox:
    """A folder on a mail server, over TLS from the first byte; what was read is marked there."""

    source = "IMAP"

    def __init__(
        self,
        *,
        host: str,
        port: int,
        username: str,
        password: str,
        folder: str = "INBOX",
        ca_file: Path | None = None,
        timeout: float = _TIMEOUT_SECONDS,
    ) -> None:
        """Take the settings; nothing is asked yet.

        :param timeout: seconds to wait for any one answer
        :raises MailSettingsError: if the settings cannot work
        """
        if not (username and password):
            raise MailSettingsError(
                "BOUNCE_IMAP_USERNAME and BOUNCE_IMAP_PASSWORD must be given with BOUNCE_IMAP_HOST."
            )
        if not folder.isprintable() or not folder.isascii() or set(folder) & {'"', "\\"}:
            raise MailSettingsError("BOUNCE_IMAP_FOLDER must be the plain name of a folder.")
        self._host, self._port, self._timeout = host, port, timeout
        self._username, self._password, self._folder = username, password, folder
        try:
            self._context = ssl.create_default_context(cafile=ca_file)
        except OSError as error:
            raise MailSettingsError(
                f"BOUNCE_IMAP_CA_FILE {ca_file} cannot be used: {error.strerror}."
            ) from None

    def read_new(self) -> Iterator[bytes]:
        """Give every letter that is not marked as read, and mark it once the next is asked for.

        :raises MailboxError: if the server cannot be reached, proves nothing, or refuses
        """
        try:
            with self._open_folder() as line:
                _, found = line.uid("SEARCH", "UNSEEN")
                numbers = _UID.findall(found[0] or b"") if found else []
                for number in numbers[:_MOST_AT_ONCE]:
                    uid = number.decode()
                    _, answer = line.uid("FETCH", uid, f"(BODY.PEEK[]<0.{_MOST_BYTES}>)")
                    contents = [each[1] for each in answer if isinstance(each, tuple)]
                    if contents:
                        yield contents[0]
                        line.uid("STORE", uid, "+FLAGS.SILENT", r"(\Seen)")
        except (OSError, imaplib.IMAP4.error, ValueError) as error:
            # The reason may quote what was sent, and that may be the password.
            raise MailboxError(
                f"The mailbox on {self._host} cannot be read: {_say_reason(error)}."
            ) from None

    @contextmanager
    def _open_folder(self) -> Iterator[imaplib.IMAP4_SSL]:
        line = imaplib.IMAP4_SSL(
            self._host, self._port, ssl_context=self._context, timeout=self._timeout
        )
        try:
            line.login(self._username, self._password)
            status, _ = line.select(f'"{self._folder}"')
            if status != "OK":
                raise MailboxError(f"There is no folder {self._folder} in the mailbox.")
            yield line
        finally:
            with suppress(OSError, imaplib.IMAP4.error):
                line.logout()
            with suppress(OSError):
                line.shutdown()  # a line that broke at the logout would stay open


def _say_reason(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate proves nothing ({error.verify_message})"
    if isinstance(error, imaplib.IMAP4.error):
        return "the server refused"
    return type(error).__name__

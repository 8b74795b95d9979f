"""Letters as plain values, and the e-mail messages they become.

Sources: RFC 5322 (headers), RFC 2045 and 2046 (parts), RFC 3834 (Auto-Submitted).
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8

from risk_register.domain.errors import BadAddressError, RuleError

_ATOM = r"[^\s()<>\[\]:;@\\,.\"]+"
_ADDRESS = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@[^\W_](?:[\w-]*\w)?(?:\.[^\W_](?:[\w-]*\w)?)*")
_MESSAGE_ID = re.compile(r"<[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+>")
_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+")
#: Signs that have a meaning of their own in an address header.
_ADDRESS_SIGNS = re.compile(r"[()<>\[\]:;@\\,.\"]+")
#: The marking that needs no mark (Government Security Classifications Policy).
UNMARKED = "OFFICIAL"


@dataclass(frozen=True)
class Attachment:
    """A file that travels with a letter; ``name`` is ASCII without spaces, 120 at most."""

    name: str
    media_type: str
    content: bytes

    def __post_init__(self) -> None:
        if not _FILE_NAME.fullmatch(self.name) or len(self.name) > 120:
            raise RuleError("The attachment's name must be letters, digits, dots and hyphens.")
        if not _MEDIA_TYPE.fullmatch(self.media_type):
            raise RuleError("The attachment's media type must look like application/pdf.")


@dataclass(frozen=True)
class Letter:
    """One letter to one reader, complete: whoever holds it can send it, once or again.

    Nothing that could end a header line gets in, so that no letter can grow
    a header or a reader that nobody decided on.
    """

    message_id: str  #: like <words@host>, at most 200 characters
    written_at: datetime  #: with a time zone
    sender: str
    recipient: str
    recipient_name: str  #: a post's title
    subject: str
    text: str
    html: str = ""  #: the same as a page; none if it is empty
    attachments: tuple[Attachment, ...] = ()
    may_have_gone: bool = False  #: an earlier try may have reached its reader

    def __post_init__(self) -> None:
        check_address(self.sender)
        check_address(self.recipient)
        if not _MESSAGE_ID.fullmatch(self.message_id) or len(self.message_id) > 200:
            raise RuleError("The letter's Message-ID must look like <words@host>.")
        if self.written_at.utcoffset() is None:
            raise RuleError("The letter needs a moment with a time zone.")
        for words in (self.recipient_name, self.subject):
            if not words.isprintable():
                raise RuleError("The letter's subject and reader must each be one printable line.")
        if not _can_be_written(self.text + self.html):
            raise RuleError("The letter's text holds a character that cannot be written.")


def file_name_of(
    body: str,
    meeting_on: date,
    version: int,
    *,
    marking: str = UNMARKED,
    edition: str = "full",
    ending: str = "pdf",
) -> str:
    """Name a pack's file, like ``send-programme-board-2018-06-14-risk-pack-v1.pdf``.

    :param marking: any but OFFICIAL stands first, as the marking policy asks
    :param edition: any but the full one is named, so that the two are never taken for each other
    :param ending: of the form it is in
    """
    mark = "" if marking == UNMARKED else f"{_slug(marking)}-"
    kind = "" if edition == "full" else f"-{_slug(edition)}"
    day = f"{meeting_on:%Y-%m-%d}"
    return f"{mark}{_slug(body) or 'board'}-{day}-risk-pack{kind}-v{version}.{ending}"


def paper_name_of(
    item: int, title: str | None, ending: str, *, nth: int = 1, marking: str = UNMARKED
) -> str:
    """Name a paper's file, like ``item-4-education-budget.pdf``.

    :param item: number of the agenda's item
    :param title: None if it is exempt, for letters travel
    :param nth: of those that would be called the same
    :param marking: any but OFFICIAL stands first, as the marking policy asks
    """
    mark = "" if marking == UNMARKED else _slug(marking)
    name = "exempt-paper" if title is None else _slug(title)
    parts = (mark, "item", str(item), name, str(nth) if nth > 1 else "")
    return "-".join(filter(None, parts)) + f".{ending}"


def check_address(address: str) -> None:
    """Refuse what is not one plain address; letters of any script are allowed.

    :raises BadAddressError: if it is too long, quoted, has a display name or a line break
    """
    known = _ADDRESS.fullmatch(address) and address.isprintable() and "=?" not in address
    if not known or len(address.encode()) > 254:
        raise BadAddressError


def as_message(letter: Letter) -> EmailMessage:
    """Write a letter as an e-mail message; the same letter gives the same bytes for ever."""
    plain = (letter.sender + letter.recipient).isascii()
    message = EmailMessage(policy=SMTP if plain else SMTPUTF8)
    message["Date"] = letter.written_at
    message["From"] = _as_header_address(letter.sender)
    message["To"] = _as_header_address(letter.recipient, letter.recipient_name)
    message["Subject"] = _without_encoded_words(letter.subject)
    message["Message-ID"] = letter.message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text, charset="utf-8", cte="quoted-printable")
    if letter.html:
        message.add_alternative(
            letter.html, subtype="html", charset="utf-8", cte="quoted-printable"
        )
    for attachment in letter.attachments:
        main_type, _, sub_type = attachment.media_type.partition("/")
        message.add_attachment(
            attachment.content, maintype=main_type, subtype=sub_type, filename=attachment.name
        )
    _set_boundaries(message, letter.message_id)
    return message


def _set_boundaries(message: EmailMessage, message_id: str) -> None:
    """Part a message by its own Message-ID: Python would draw at random, and no copies be alike."""
    parts = [part for part in message.walk() if part.is_multipart()]
    for depth, part in enumerate(parts):
        digits = hashlib.sha256(f"{message_id}{depth or ''}".encode()).hexdigest()
        part.set_boundary(f"=_{digits[:40]}")


def _as_header_address(address: str, name: str = "") -> Address:
    user, _, host = address.rpartition("@")
    # Python folds a long quoted name without its quotes, and a comma would then part two readers.
    name = " ".join(_ADDRESS_SIGNS.sub(" ", _without_encoded_words(name)).split())
    return Address(display_name=name, username=user, domain=host)


def _without_encoded_words(words: str) -> str:
    # Python decodes "=?utf-8?q?=0A?=" in what it is given, line break and all.
    return words.replace("=?", "= ?")


def _can_be_written(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\x00" not in text


def _slug(words: str) -> str:
    plain = unicodedata.normalize("NFKD", words.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.replace("'", ""))[:40].strip("-")

"""Reports of mail servers that a letter did not arrive.

Sources: RFC 3464 (delivery status notifications), RFC 6522 (multipart/report), RFC 3463 (codes).
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, message_from_string
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime

_MESSAGE_ID = re.compile(r"<[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+>")
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
_ADDRESSES = ("Original-Recipient", "Final-Recipient")
_LONGEST_ANSWER = 500  # characters
_MOST_PARTS = 50


@dataclass(frozen=True)
class Report:
    """What one report says; nothing in it is to be believed that we do not know ourselves."""

    message_ids: tuple[str, ...]  #: that may be those of the letter, the likeliest first
    addresses: frozenset[str]  #: where the letter went, in small letters; empty if it does not say
    is_permanent: bool
    status: str | None  #: like 5.1.1
    answer: str  #: the mail server's words, one printable line
    reported_at: datetime | None
    sha256: str  #: of the report, however its lines end


def read_report(raw: bytes) -> Report | None:
    """Read a report as it came; None if it is none, or none of a letter that did not arrive."""
    plain = raw.replace(b"\r\n", b"\n").strip()
    message = message_from_bytes(plain)
    parts = list(_walk(message))
    fields = [block for part in parts for block in _list_blocks(part)]
    action = _find(fields, "Action").casefold()
    if action not in {"failed", "delayed"}:
        return None
    returned = [each for part in parts if (each := _read_returned(part)) is not None]
    status = _STATUS.search(_find(fields, "Status"))
    return Report(
        message_ids=tuple(dict.fromkeys(_list_message_ids(message, fields, returned))),
        addresses=frozenset(_list_addresses(fields, returned)),
        is_permanent=action == "failed",
        status=status.group() if status else None,
        answer=_read_answer(fields),
        reported_at=_read_moment(message.get("Date")),
        sha256=hashlib.sha256(plain).hexdigest(),
    )


def _walk(message: Message) -> Iterator[Message]:
    for number, part in enumerate(message.walk()):
        if number == _MOST_PARTS:
            return
        yield part


def _list_blocks(part: Message) -> list[Message]:
    """List the groups of fields of a part: first about the letter, then about each reader."""
    if part.get_content_type() not in {
        "message/delivery-status",
        "message/global-delivery-status",
    }:
        return []
    blocks = part.get_payload()
    return [each for each in blocks if isinstance(each, Message)] if type(blocks) is list else []


def _read_returned(part: Message) -> Message | None:
    """Read the headers of the letter that is returned with the report."""
    if part.get_content_type() in {"message/rfc822", "message/global"}:
        inner = part.get_payload()
        return inner[0] if type(inner) is list and isinstance(inner[0], Message) else None
    if part.get_content_type() in {"text/rfc822-headers", "message/global-headers"}:
        content = part.get_payload(decode=True)
        text = content.decode("utf-8", "replace") if isinstance(content, bytes) else ""
        return message_from_string(text)
    return None


def _list_message_ids(
    message: Message, fields: list[Message], returned: list[Message]
) -> Iterator[str]:
    places = [(each, "Message-ID") for each in returned]
    places += [(each, "Original-Message-ID") for each in fields]
    places += [(message, "In-Reply-To"), (message, "References")]
    for where, name in places:
        yield from _MESSAGE_ID.findall(str(where.get(name, "")))


def _list_addresses(fields: list[Message], returned: list[Message]) -> Iterator[str]:
    for block in fields:
        for name in _ADDRESSES:
            address = str(block.get(name, "")).rpartition(";")[2].strip(" <>\t\n")
            if address:
                yield address.casefold()
    for letter in returned:
        address = parseaddr(str(letter.get("To", "")))[1]
        if address:
            yield address.casefold()


def _read_answer(fields: list[Message]) -> str:
    said = _find(fields, "Diagnostic-Code") or _find(fields, "Status")
    words = said.partition(";")[2] or said
    plain = "".join(sign if sign.isprintable() else " " for sign in words)
    return " ".join(plain.split())[:_LONGEST_ANSWER]


def _read_moment(given: object) -> datetime | None:
    try:
        moment = parsedate_to_datetime(str(given))
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def _find(fields: list[Message], name: str) -> str:
    return next((str(each[name]).strip() for each in fields if each.get(name)), "")

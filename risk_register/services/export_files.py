"""The files that people take along: written once, with their sum, whatever they hold."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from tempfile import SpooledTemporaryFile
from typing import IO

from risk_register.clock import LONDON
from risk_register.services.programmes import Member
from risk_register.sheets.registers import Sheet, SheetKind, write_sheet

KEPT_BYTES = 2_000_000  #: of a file in memory; larger ones go to the disk meanwhile


@dataclass(frozen=True)
class Export:
    """A file as it is handed over, with what the record says of it."""

    file: IO[bytes]  #: open, at its beginning; whoever is served last closes it
    kind: SheetKind
    count: int  #: risks, actions or indicators
    exempt: int  #: of them
    sha256: str
    words: str  #: what it is narrowed to


def export_sheet(
    sheet: Sheet, kind: SheetKind, *, count: int, exempt: int = 0, words: str = ""
) -> Export:
    """Write a sheet into a file that is ready to be handed over."""
    write = partial(write_sheet, sheet, kind)
    return write_export(write, kind, count=count, exempt=exempt, words=words)


def write_export(
    write: Callable[..., None], kind: SheetKind, *, count: int, exempt: int, words: str
) -> Export:
    """Let a file be written that is ready to be handed over.

    :param write: writes all of it into the ``file`` it is given
    """
    file: IO[bytes] = SpooledTemporaryFile(max_size=KEPT_BYTES)  # noqa: SIM115 - closed by whoever is served last
    write(file=file)
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]  # it reads like any file
    file.seek(0)
    return Export(file, kind, count, exempt, digest, words)


def describe_making(member: Member, marked: str, *, at: datetime) -> tuple[tuple[str, str], ...]:
    """Say of a file who made it and when, and what a reader has to know of it.

    :param marked: what of it is not for publication; empty if all of it is
    """
    lines = [("Made", f"{say_moment(at)} by {member.title}")]
    if marked:
        lines.append(("Not for publication", marked))
    if member.programme.notice:
        lines.append(("Note", member.programme.notice))
    return tuple(lines)


def say_moment(moment: datetime) -> str:
    """Say a moment as London knows it: 5 June 2018, 09:00."""
    local = moment.astimezone(LONDON)
    return f"{local.day} {local:%B %Y, %H:%M}"

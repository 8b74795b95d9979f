"""Taking the register along: what a list shows, as a file, with a line in the record."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from tempfile import SpooledTemporaryFile
from typing import IO

from sqlalchemy import func, select

from risk_register.clock import LONDON, london_day
from risk_register.database import db
from risk_register.domain.moments import RegisterAt
from risk_register.domain.permissions import Permission
from risk_register.domain.risks import Publication
from risk_register.models import Risk
from risk_register.services.events import Head, record_event
from risk_register.services.export_rows import (
    NOW_COLUMNS,
    OPEN,
    THEN_COLUMNS,
    list_rows_now,
    list_rows_then,
)
from risk_register.services.programmes import Member
from risk_register.services.risk_filters import RiskFilter
from risk_register.services.risks import find_ids
from risk_register.services.working_copy_books import write_copy
from risk_register.sheets.registers import Sheet, SheetKind, write_sheet

KEPT_BYTES = 2_000_000  #: of a file in memory; larger ones go to the disk meanwhile
TITLE = "Risks"


@dataclass(frozen=True)
class Export:
    """A file as it is handed over, with what the record says of it."""

    file: IO[bytes]  #: open, at its beginning; whoever is served last closes it
    kind: SheetKind
    count: int  #: risks
    exempt: int  #: of them
    sha256: str
    words: str  #: what it is narrowed to


def export_list(
    member: Member,
    *,
    narrowed: RiskFilter,
    words: str,
    kind: SheetKind,
    seen_up_to: int,
    at: datetime,
) -> Export:
    """Write every page of a list into a file; must run inside ``read_moment``.

    :param words: what the list is narrowed to, in words
    :param seen_up_to: newest assessment the last circulated pack knew; movement counts from it
    :param at: with a time zone
    :raises NotAllowedError: if the member may not read the register
    """
    member.check(Permission.READ_REGISTER)
    ids: list[int] = [row.id for row in db.session.execute(find_ids(member, narrowed))]
    exempt = _count_exempt(member, narrowed)
    about = _about(member, at=at, words=words, count=len(ids), exempt=exempt, made_at=at)
    if kind is SheetKind.XLSX:
        write = partial(
            write_copy, member=member, ids=ids, about=about, seen_up_to=seen_up_to, at=at
        )
    else:
        scheme, today = member.scheme, london_day(at)
        rows = list_rows_now(ids, scheme=scheme, seen_up_to=seen_up_to, today=today)
        write = partial(write_sheet, Sheet(TITLE, about, NOW_COLUMNS, rows, at), kind)
    return _write(write, kind, count=len(ids), exempt=exempt, words=words)


def export_register_at(
    member: Member, register: RegisterAt, *, kind: SheetKind, at: datetime
) -> Export:
    """Write the register as it stood at a moment into a file; must run inside ``read_moment``.

    :param at: when this is done, with a time zone
    :raises NotAllowedError: if the member may not read the register
    """
    member.check(Permission.READ_REGISTER)
    rows = list_rows_then(member, register)
    exempt = sum(row[-1] != OPEN for row in rows)
    words, count = "all risks that stood in the register", len(rows)
    about = _about(member, at=register.at, words=words, count=count, exempt=exempt, made_at=at)
    sheet = Sheet(TITLE, about, THEN_COLUMNS, rows, at)
    write = partial(write_sheet, sheet, kind)
    return _write(write, kind, count=count, exempt=exempt, words=words)


def record_export(member: Member, export: Export, *, query: str, at: datetime) -> Head:
    """Say in the record who took what along.

    :param query: of the address that was asked for
    """
    return record_event(
        "register exported",
        subject=f"register of {member.programme.key}",
        programme=member.programme,
        by=member.person,
        at=at,
        facts={
            "filter": query,
            "words": export.words,
            "kind": export.kind,
            "risks": export.count,
            "exempt": export.exempt,
            "sha256": export.sha256,
        },
    )


def _count_exempt(member: Member, narrowed: RiskFilter) -> int:
    found = find_ids(member, narrowed).order_by(None).where(Risk.publication == Publication.EXEMPT)
    return db.session.scalar(select(func.count()).select_from(found.subquery())) or 0


def _about(
    member: Member, *, at: datetime, words: str, count: int, exempt: int, made_at: datetime
) -> tuple[tuple[str, str], ...]:
    lines = [
        ("Programme", member.programme.name),
        ("Register as at", f"{_say(at)}, London time"),
        ("What is in it", words),
        ("Risks", str(count)),
        ("Made", f"{_say(made_at)} by {member.title}"),
    ]
    if exempt:
        lines.append(("Not for publication", f"{exempt} of the risks, marked in the last column"))
    if member.programme.notice:
        lines.append(("Note", member.programme.notice))
    return tuple(lines)


def _say(moment: datetime) -> str:
    local = moment.astimezone(LONDON)
    return f"{local.day} {local:%B %Y, %H:%M}"


def _write(
    write: Callable[..., None], kind: SheetKind, *, count: int, exempt: int, words: str
) -> Export:
    file: IO[bytes] = SpooledTemporaryFile(max_size=KEPT_BYTES)  # noqa: SIM115 - closed by whoever is served last
    write(file=file)
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]  # it reads like any file
    file.seek(0)
    return Export(file, kind, count, exempt, digest, words)

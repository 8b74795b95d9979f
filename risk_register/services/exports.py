"""Taking the register along: what a list shows, as a file, with a line in the record."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import Select, func, or_, select

from risk_register.clock import london_day
from risk_register.database import db
from risk_register.domain.moments import RegisterAt
from risk_register.domain.permissions import Permission
from risk_register.domain.register_layouts import LayoutColumn
from risk_register.domain.risks import Publication
from risk_register.models import Post, RegisterLayout, Risk
from risk_register.services.events import Head, record_event
from risk_register.services.export_files import (
    Export,
    describe_making,
    export_sheet,
    say_moment,
    write_export,
)
from risk_register.services.export_rows import (
    MARKING,
    NOW_COLUMNS,
    OPEN,
    THEN_COLUMNS,
    list_rows_now,
    list_rows_then,
)
from risk_register.services.programmes import Member
from risk_register.services.risk_filters import RiskFilter, RiskSort
from risk_register.services.risks import find_ids
from risk_register.services.working_copy_books import write_copy
from risk_register.sheets.registers import Sheet, SheetKind
from risk_register.sheets.workbooks import Cell, Column

TITLE = "Risks"


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
    exempt = _count_exempt(find_ids(member, narrowed))
    about = _about(member, at=at, words=words, count=len(ids), exempt=exempt, made_at=at)
    if kind is SheetKind.XLSX:
        write = partial(
            write_copy, member=member, ids=ids, about=about, seen_up_to=seen_up_to, at=at
        )
        return write_export(write, kind, count=len(ids), exempt=exempt, words=words)
    scheme, today = member.scheme, london_day(at)
    rows = list_rows_now(ids, scheme=scheme, seen_up_to=seen_up_to, today=today)
    sheet = Sheet(TITLE, about, NOW_COLUMNS, rows, at)
    return export_sheet(sheet, kind, count=len(ids), exempt=exempt, words=words)


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
    return export_sheet(sheet, kind, count=count, exempt=exempt, words=words)


def export_layout(
    member: Member, layout: RegisterLayout, *, kind: SheetKind, seen_up_to: int, at: datetime
) -> Export:
    """Write an agency's risks as it lays them out; must run inside ``read_moment``.

    Those are the risks its posts own and those it carries. What is not for publication stays
    marked, also where the agency has no column for it.

    :param seen_up_to: newest assessment the last circulated pack knew; movement counts from it
    :param at: with a time zone
    :raises NotAllowedError: if the member may not read the register
    """
    member.check(Permission.READ_REGISTER)
    posts = select(Post.id).where(Post.agency_id == layout.agency_id)
    theirs = or_(Risk.carrying_agency_id == layout.agency_id, Risk.owner_id.in_(posts))
    found = find_ids(member, RiskFilter(sort=RiskSort.REFERENCE)).where(theirs)
    ids, exempt = [row.id for row in db.session.execute(found)], _count_exempt(found)
    columns = layout.laid_out
    if exempt and all(column.source != MARKING for column in columns):
        columns.append(LayoutColumn(MARKING, MARKING))
    rows = list_rows_now(ids, scheme=member.scheme, seen_up_to=seen_up_to, today=london_day(at))
    words = f"risks that {layout.agency.short} owns or carries, as “{layout.name}” lays them out"
    about = _about(member, at=at, words=words, count=len(ids), exempt=exempt, made_at=at)
    sheet = Sheet(TITLE, about, _lay_out_headings(columns), _lay_out(rows, columns), at)
    return export_sheet(sheet, kind, count=len(ids), exempt=exempt, words=words)


def _lay_out_headings(columns: Sequence[LayoutColumn]) -> tuple[Column, ...]:
    widths = {column.heading: column.width for column in NOW_COLUMNS}
    return tuple(Column(each.heading, widths.get(each.source, 20)) for each in columns)


def _lay_out(
    rows: Iterable[tuple[Cell, ...]], columns: Sequence[LayoutColumn]
) -> Iterator[tuple[Cell, ...]]:
    places = {column.heading: place for place, column in enumerate(NOW_COLUMNS)}
    chosen = [places.get(each.source) for each in columns]
    for row in rows:
        yield tuple(None if place is None else row[place] for place in chosen)


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


def _count_exempt(found: Select[tuple[int]]) -> int:
    exempt = found.order_by(None).where(Risk.publication == Publication.EXEMPT)
    return db.session.scalar(select(func.count()).select_from(exempt.subquery())) or 0


def _about(
    member: Member, *, at: datetime, words: str, count: int, exempt: int, made_at: datetime
) -> tuple[tuple[str, str], ...]:
    marked = f"{exempt} of the risks, marked in the last column" if exempt else ""
    return (
        ("Programme", member.programme.name),
        ("Register as at", f"{say_moment(at)}, London time"),
        ("What is in it", words),
        ("Risks", str(count)),
        *describe_making(member, marked, at=made_at),
    )

"""What rows and values of the record are called, as they were called at the time.

What a column means comes from the tables themselves: a key is a row of another
table, a choice has its label, a date is a date. So a column that is added
later is told in words without being named here.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import Boolean, Column, Date, Enum, Time, func, select

from risk_register.clock import LONDON
from risk_register.database import Base, UtcDateTime, db
from risk_register.domain.controls import AssuranceLine
from risk_register.domain.errors import RuleError
from risk_register.domain.exemptions import say_parts
from risk_register.domain.indicators import say_reference
from risk_register.domain.plan import number_of_area
from risk_register.domain.recurrences import Recurrence
from risk_register.models import (
    Action,
    Agency,
    AgendaItem,
    Body,
    Control,
    Event,
    ImprovementArea,
    Indicator,
    Meeting,
    Pack,
    Person,
    Post,
    Programme,
    RatingVersion,
    Risk,
    SchemeVersion,
    Seat,
    SuccessMeasure,
)
from risk_register.services.events import SERVICE_CHAIN

#: Stands for a row that no query finds.
UNKNOWN = "one that is no longer known"
#: Lines that may rename a post or an agency, besides those about ``post 3`` or ``agency 2``.
RENAMING_SUBJECTS = ("posts", "agencies")
_RENAMED = {"post": "title", "agency": "short"}
_LONGEST_NAME = 60  # characters of a text that names its row

#: The columns from which a row's name is made.
_QUERIES: dict[str, Any] = {
    "post": select(Post.id, Post.title),
    "agency": select(Agency.id, Agency.short),
    "person": select(Person.id, Person.name),
    "programme": select(Programme.id, Programme.name),
    "risk": select(Risk.id, Risk.number),
    "action": select(Action.id, Action.reference),
    "control": select(Control.id, Control.text),
    "improvement_area": select(ImprovementArea.id, ImprovementArea.key, ImprovementArea.short),
    "indicator": select(Indicator.id, Indicator.number),
    "success_measure": select(SuccessMeasure.id, ImprovementArea.key, SuccessMeasure.number).join(
        SuccessMeasure.area
    ),
    "body": select(Body.id, Body.name),
    "seat": select(Seat.id, func.coalesce(Post.title, Person.name))
    .outerjoin(Seat.post)
    .outerjoin(Seat.person),
    "meeting": select(Meeting.id, Meeting.held_on),
    "agenda_item": select(AgendaItem.id, AgendaItem.title),
    "pack": select(Pack.id, Meeting.held_on, Pack.version).join(Pack.meeting),
    "scheme": select(SchemeVersion.id, SchemeVersion.key, SchemeVersion.version),
    "rating_scale": select(RatingVersion.id, RatingVersion.key, RatingVersion.version),
}


def say_day(day: date) -> str:
    """Write a London date: 14 June 2018."""
    return f"{day.day} {day:%B %Y}"


def _shorten(text: str) -> str:
    return text if len(text) <= _LONGEST_NAME else f"{text[: _LONGEST_NAME - 1].rstrip()}…"


_FORMS: dict[str, Callable[..., str]] = {
    "person": lambda name: name.strip() or "somebody who has left",
    "risk": lambda number: f"R-{number:03}",
    "indicator": say_reference,
    "control": lambda text: f"“{_shorten(text)}”",
    "success_measure": lambda key, number: f"{number_of_area(key)}.{number}",
    "meeting": say_day,
    "agenda_item": lambda title: f"“{_shorten(title)}”",
    "pack": lambda held_on, version: f"for {say_day(held_on)}, version {version}",
}


@dataclass
class Names:
    """The names of the rows that some lines of the record speak of."""

    rows: Mapping[str, Mapping[int, str]]
    #: By table and id: until when a row had an earlier name, the oldest first.
    earlier: Mapping[tuple[str, int], Sequence[tuple[datetime, str]]] = field(default_factory=dict)

    def find(self, table: str, row_id: Any, *, at: datetime) -> str:
        """Give what a row was called at a moment; empty if it has no name or nobody knows it."""
        if isinstance(row_id, bool) or not isinstance(row_id, int):
            return ""
        for until, name in self.earlier.get((table, row_id), ()):
            if at < until:
                return name
        return self.rows.get(table, {}).get(row_id, "")

    def say(self, table: str, name: str, value: Any, *, at: datetime) -> str:
        """Say a recorded value as a page does; empty for nothing. Never fails."""
        if value is None:
            return ""
        target = _list_targets().get((table, name))
        if target is not None:
            return self.find(target, value, at=at) or UNKNOWN
        reader = _list_readers().get((table, name))
        try:
            return reader(value) if reader else _say_plain(value)
        except (ArithmeticError, AttributeError, RuleError, TypeError, ValueError):
            return _say_plain(value)  # an old or strange value is still shown


def find_names(
    changes: Iterable[Mapping[str, Any]],
    *,
    also: Mapping[str, Iterable[int]],
    since: datetime,
) -> Names:
    """Find the names of every row that some changes speak of, in a constant number of queries.

    :param also: rows by table that are spoken of besides
    :param since: the oldest moment that is asked about
    """
    wanted = _list_wanted(changes)
    for table, ids in also.items():
        wanted[table].update(ids)
    rows = {table: _load(table, wanted[table]) for table in _QUERIES if wanted[table]}
    return Names(rows=rows, earlier=_find_earlier(wanted, since=since))


def _list_wanted(changes: Iterable[Mapping[str, Any]]) -> dict[str, set[int]]:
    wanted: dict[str, set[int]] = defaultdict(set)
    targets = _list_targets()
    for change in changes:
        table = change["table"]
        _note(wanted, table, change["id"])
        for values in (change["before"] or {}, change["after"] or {}):
            for name, value in values.items():
                if (table, name) in targets:
                    _note(wanted, targets[table, name], value)
    return wanted


def _note(wanted: dict[str, set[int]], table: str, value: Any) -> None:
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**31:
        wanted[table].add(value)


def _load(table: str, ids: set[int]) -> dict[int, str]:
    form = _FORMS.get(table, _join)
    query = _QUERIES[table].where(Base.metadata.tables[table].c.id.in_(ids))
    return {row[0]: form(*row[1:]) for row in db.session.execute(query)}


def _join(*parts: str) -> str:
    return " ".join(parts)


def _find_earlier(
    wanted: Mapping[str, set[int]], *, since: datetime
) -> dict[tuple[str, int], list[tuple[datetime, str]]]:
    """Find what posts and agencies were called before they were renamed, since a moment."""
    subjects = [f"{table} {row_id}" for table in _RENAMED for row_id in wanted.get(table, ())]
    lines = db.session.scalars(
        select(Event)
        .where(
            Event.chain == SERVICE_CHAIN,
            Event.subject.in_([*RENAMING_SUBJECTS, *subjects]),
            Event.at > since,
        )
        .order_by(Event.sequence)
    )
    found: dict[tuple[str, int], list[tuple[datetime, str]]] = defaultdict(list)
    for line in lines:
        for change in json.loads(line.body)["changes"]:
            column = _RENAMED.get(change["table"])
            before = (change["before"] or {}).get(column) if change["after"] else None
            if before is not None:
                found[change["table"], change["id"]].append((line.at, before))
    return dict(found)


@lru_cache(maxsize=1)
def _list_targets() -> dict[tuple[str, str], str]:
    """Say which columns name a row of which table."""
    return {
        (table, column.key): key.column.table.name
        for table, column in _list_columns()
        for key in column.foreign_keys
    }


@lru_cache(maxsize=1)
def _list_readers() -> dict[tuple[str, str], Callable[[Any], str]]:
    """Say which columns need to be read before they can be said."""
    readers = {
        (table, column.key): reader
        for table, column in _list_columns()
        if (reader := _find_reader(column)) is not None
    }
    readers["risk", "category"] = lambda value: f"{value[:1].upper()}{value[1:]}"
    readers["risk", "exempt_fields"] = lambda names: say_parts(names) if names else ""
    readers["body", "recurrence"] = lambda rule: Recurrence.from_document(rule).in_words
    readers["control", "assurance_line"] = lambda value: AssuranceLine(value).label
    return readers


def _list_columns() -> Iterable[tuple[str, Column[Any]]]:
    for mapper in Base.registry.mappers:
        for column in mapper.local_table.columns:
            if isinstance(column, Column):
                yield mapper.class_.__tablename__, column


def _find_reader(column: Column[Any]) -> Callable[[Any], str] | None:
    if isinstance(column.type, Enum) and column.type.enum_class is not None:
        return _choice_reader(column.type.enum_class)
    if isinstance(column.type, UtcDateTime):
        return _say_moment
    readers: dict[type, Callable[[Any], str]] = {
        Date: lambda value: say_day(date.fromisoformat(value)),
        Time: lambda value: str(value)[:5],
        Boolean: lambda value: "yes" if value else "no",
    }
    return next((read for kind, read in readers.items() if isinstance(column.type, kind)), None)


def _choice_reader(choices: Any) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        choice: StrEnum = choices(value)
        label = getattr(choice, "label", choice.value.replace("_", " "))
        return f"{label[:1].upper()}{label[1:]}"

    return read


def _say_moment(value: Any) -> str:
    moment = datetime.fromisoformat(value).astimezone(LONDON)
    return f"{say_day(moment.date())}, {moment:%H:%M}"


def _say_plain(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(_say_plain(part) for part in value)
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_say_plain(part)}" for name, part in value.items())
    return "" if value is None else str(value)

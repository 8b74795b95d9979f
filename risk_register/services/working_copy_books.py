"""Writing a working copy: the register as a workbook that can be changed and brought back."""

from collections.abc import Sequence
from datetime import datetime
from typing import IO

from risk_register.clock import london_day
from risk_register.domain.permissions import Permission, may
from risk_register.domain.schemes import Point, Scheme
from risk_register.domain.working_copies import ORIGIN, REFERENCE, WHY, Field, Part
from risk_register.services.export_rows import NOW_COLUMNS
from risk_register.services.programmes import Member
from risk_register.services.working_copy_readings import RECORDED, list_reading_rows
from risk_register.services.working_copy_rows import (
    HANDED,
    JUDGED,
    WORDED,
    Names,
    list_action_rows,
    list_assessment_rows,
    list_choices,
    list_indicator_rows,
    list_risk_rows,
    read_names,
)
from risk_register.sheets.workbooks import Column, Table
from risk_register.sheets.working_copies import (
    Choice,
    Day,
    EditableTable,
    EditableWorkbook,
    Number,
    Rule,
    Typed,
)

_ORIGIN_COLUMN = Column(ORIGIN, 30)
#: The sheet of actions says what this column of the list would.
_LEFT_OUT = "Actions"


def _list_risk_columns() -> tuple[Column, ...]:
    columns = []
    for column in NOW_COLUMNS:
        if column.heading != _LEFT_OUT:
            columns.append(column)
        if column.heading == Field.PROXIMITY:
            columns.append(Column(Field.TARGET_ON, 13))
        if column.heading == Field.IMPACT:
            columns.append(Column(Field.REASON, 40))
    return (*columns, _ORIGIN_COLUMN)


RISK_COLUMNS = _list_risk_columns()
ACTION_COLUMNS = (
    Column(REFERENCE, 10),
    Column(Field.RISK, 10),
    Column("Risks served", 16),
    Column(Field.ACTION, 60),
    Column(Field.LEAD, 26),
    Column("First due", 13),
    Column(Field.DUE_ON, 13),
    Column(Field.STATUS, 14),
    Column(Field.PROGRESS, 10),
    Column("Latest note", 50),
    Column(Field.NOTE, 50),
    _ORIGIN_COLUMN,
)
ASSESSMENT_COLUMNS = (
    Column("Risk", 10),
    Column("Basis", 12),
    Column("Likelihood", 10),
    Column("Impact", 10),
    Column("Score", 8),
    Column("Band", 12),
    Column("Reason", 60),
    Column("Confidence", 12),
    Column("Judged by", 26),
    Column("Judged on", 13),
)
INDICATOR_COLUMNS = (
    Column("Reference", 10),
    Column("Indicator", 50),
    Column("Unit", 14),
    Column("Latest period", 20),
    Column("Latest value", 12),
    Column("Should be", 12),
    Column("State", 16),
    Column("Next value due", 13),
    Column("Owner post", 26),
)
READING_COLUMNS = (
    Column(REFERENCE, 18),
    Column(Field.INDICATOR, 10),
    Column("What is measured", 40),
    Column(Field.PERIOD, 16),
    Column(Field.VALUE, 12),
    Column("Unit", 14),
    Column(Field.PROVISIONAL, 12),
    Column(Field.COMMENTARY, 50),
    Column(Field.RESTATED, 40),
    _ORIGIN_COLUMN,
)
_HOW = {
    "Changing it offline": (
        "Cells that you may change are open on the sheets Register, Actions and Readings; the "
        "others are locked. A new risk, action or value goes into an empty row below, without a "
        "reference."
    ),
    "New scores and dates": (
        f"A new likelihood or impact needs its “{WHY[Part.REGISTER]}”; a due date that moves "
        f"needs a “{WHY[Part.ACTIONS]}”. The score and its band follow from the two points."
    ),
    "Bringing it back": (
        "Save it as .xlsx or .ods and choose it where the list of risks leads to “Bring a "
        "workbook back” or “Import risks from a spreadsheet”. You see row by row what it would "
        "change before anything is saved. A row that was changed in the register meanwhile is "
        "shown with both texts and left out."
    ),
}


def write_copy(
    file: IO[bytes],
    member: Member,
    ids: Sequence[int],
    *,
    about: Sequence[tuple[str, str]],
    seen_up_to: int,
    at: datetime,
) -> None:
    """Write the risks, what serves them and what is known of them into a file that is open.

    :param about: what the workbook says of itself, each line a name and what it says
    :param seen_up_to: newest assessment the last circulated pack knew; movement counts from it
    :param at: with a time zone
    """
    names, scheme = read_names(member), member.scheme
    choices = list_choices(member, names)
    tones = {band.name: band.tone for band in scheme.bands}
    book = EditableWorkbook(file, title=Part.REGISTER, made_at=at, lists=choices, tones=tones)
    risk_headings = [column.heading for column in RISK_COLUMNS]
    rows = list_risk_rows(
        member,
        ids,
        risk_headings,
        names=names,
        seen_up_to=seen_up_to,
        today=london_day(at),
    )
    book.add_editable(
        EditableTable(
            title=Part.REGISTER,
            columns=RISK_COLUMNS,
            rows=rows,
            rules=_place(risk_headings, _risk_rules(scheme)),
            hidden=risk_headings.index(ORIGIN),
            open_below=_list_open_below(member, risk_headings),
            toned=(risk_headings.index("Score"), risk_headings.index("Band")),
        )
    )
    _add_actions(book, member, ids, names)
    book.add_locked(Table(Part.ASSESSMENTS, ASSESSMENT_COLUMNS, list_assessment_rows(ids, member)))
    book.add_locked(Table(Part.INDICATORS, INDICATOR_COLUMNS, list_indicator_rows(member, at=at)))
    _add_readings(book, member, at)
    book.add_lists()
    book.add_about((*about, *_HOW.items()))
    book.close()


def _add_actions(book: EditableWorkbook, member: Member, ids: Sequence[int], names: Names) -> None:
    headings = [column.heading for column in ACTION_COLUMNS]
    may_add = may(member.roles, Permission.ADD_ACTION, owns=True)
    new = (Field.RISK, Field.ACTION, Field.LEAD, Field.DUE_ON)
    rules: dict[Field, Rule] = {
        Field.LEAD: Choice("Posts"),
        Field.DUE_ON: Day(),
        Field.STATUS: Choice("States of actions"),
        Field.PROGRESS: Number(0, 100),
    }
    book.add_editable(
        EditableTable(
            title=Part.ACTIONS,
            columns=ACTION_COLUMNS,
            rows=list_action_rows(member, ids, headings, names=names),
            rules=_place(headings, rules),
            hidden=headings.index(ORIGIN),
            open_below=frozenset(map(headings.index, new)) if may_add else frozenset(),
        )
    )


def _add_readings(book: EditableWorkbook, member: Member, at: datetime) -> None:
    headings = [column.heading for column in READING_COLUMNS]
    may_add = may(member.roles, Permission.RECORD_READING, owns=True)
    rules: dict[Field, Rule] = {
        Field.INDICATOR: Choice("Indicators"),
        Field.VALUE: Typed("Type a number with its sign, like 61.3 or 47%."),
        Field.PROVISIONAL: Choice("Yes or no"),
    }
    book.add_editable(
        EditableTable(
            title=Part.READINGS,
            columns=READING_COLUMNS,
            rows=list_reading_rows(member, headings, at=at),
            rules=_place(headings, rules),
            hidden=headings.index(ORIGIN),
            open_below=frozenset(map(headings.index, RECORDED)) if may_add else frozenset(),
        )
    )


def _risk_rules(scheme: Scheme) -> dict[Field, Rule]:
    return {
        Field.CATEGORY: Choice("Categories"),
        Field.OWNER: Choice("Posts"),
        Field.CARRIER: Choice("Agencies"),
        Field.TREATMENT: Choice("Treatments"),
        Field.PROXIMITY: Choice("Proximities"),
        Field.TARGET_ON: Day(),
        Field.LIKELIHOOD: Number(1, len(scheme.likelihood), _say_scale(scheme.likelihood)),
        Field.IMPACT: Number(1, len(scheme.impact), _say_scale(scheme.impact)),
    }


def _say_scale(points: Sequence[Point]) -> str:
    return "\n".join(f"{point.point} {point.name}" for point in points)


def _place(headings: Sequence[str], rules: dict[Field, Rule]) -> dict[int, Rule]:
    return {headings.index(name): rule for name, rule in rules.items()}


def _list_open_below(member: Member, headings: Sequence[str]) -> frozenset[int]:
    if not may(member.roles, Permission.PROPOSE_RISK):
        return frozenset()
    return frozenset(headings.index(each) for each in (*WORDED, *HANDED, *JUDGED, Field.REASON))

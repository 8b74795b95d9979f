"""Values of indicators in a working copy: the rows that leave, and what those that return record.

A value has no version: another one takes its place as a row of its own. So a row that is behind
the register is known by the mark of what it held.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from risk_register.domain.copied_values import read_words
from risk_register.domain.errors import RuleError
from risk_register.domain.periods import Period, read_period
from risk_register.domain.permissions import Permission
from risk_register.domain.readings import Value, read_number
from risk_register.domain.sheet_cells import Cell, plain
from risk_register.domain.working_copies import (
    REFERENCE,
    CopiedRow,
    Field,
    Origin,
    mark_of,
    say_exactly,
)
from risk_register.models import Indicator
from risk_register.services.import_weighings import RowOutcome
from risk_register.services.indicators import list_indicators
from risk_register.services.measures import read_measures
from risk_register.services.programmes import Member
from risk_register.services.reading_batches import Line, Weighed, weigh_readings
from risk_register.services.readings import Entry, check_commentary
from risk_register.services.working_copy_changes import (
    Change,
    WeighedRow,
    check_origin,
    compare,
    list_new,
)
from risk_register.services.working_copy_rows import NO, YES, Fields, build_row, by_heading
from risk_register.sheets.working_copies import EditableRow

#: What can be changed of a value that stands, and what a new one says.
RESTATED = (Field.VALUE, Field.PROVISIONAL, Field.COMMENTARY, Field.RESTATED)
RECORDED = (
    Field.INDICATOR,
    Field.PERIOD,
    Field.VALUE,
    Field.PROVISIONAL,
    Field.COMMENTARY,
)
_YES = {"yes", "y", "true", "1", "provisional"}
_NO = {"", "no", "n", "false", "0"}
_VERSION = 1


def reading_fields(indicator: Indicator, value: Value) -> Fields:
    """Give what a row says of a value."""
    return {
        Field.INDICATOR: indicator.reference,
        Field.PERIOD: value.period.label,
        Field.VALUE: _as_cell(value.number),
        Field.PROVISIONAL: YES if value.is_provisional else NO,
        Field.COMMENTARY: value.commentary,
    }


def _as_cell(number: Decimal) -> Cell:
    """Give a number as a cell; one of more digits than a spreadsheet keeps is a text."""
    cell = float(number)
    return cell if Decimal(say_exactly(cell)) == number else f"{number:f}"


def list_reading_rows(
    member: Member, headings: Sequence[str], *, at: datetime
) -> Iterator[EditableRow]:
    """Give a row for each value of what is measured, as far back as is drawn.

    :param at: moment whose values count, with a time zone
    """
    for measure in read_measures(list_indicators(member.programme), known_at=at):
        indicator = measure.indicator
        is_theirs = member.may(Permission.RECORD_READING, indicator)
        for point in measure.points:
            fields = reading_fields(indicator, point.now)
            reference = f"{indicator.reference}/{point.period.start.isoformat()}"
            origin = Origin(member.programme.key, reference, _VERSION, mark_of(fields))
            said: dict[str, Cell] = {
                **by_heading(fields),
                REFERENCE: reference,
                "What is measured": indicator.title,
                "Unit": indicator.unit,
            }
            yield build_row(said, headings, origin, RESTATED if is_theirs else ())


def weigh_reading_rows(rows: Sequence[CopiedRow], *, by: Member, at: datetime) -> list[WeighedRow]:
    """Say of each row of values what it would record.

    :param at: moment whose values count, with a time zone
    """
    if not rows:
        return []
    scales = _Scales(by, at)
    read = [scales.read(row) for row in rows]
    held = iter(weigh_readings([each.line for each in read if each.line], by=by, at=at))
    return [_judge(each, next(held)) if each.line else each for each in read]


class _Scales:
    """Holds rows against the values that are on record."""

    def __init__(self, by: Member, at: datetime) -> None:
        self._by = by
        self._indicators = {each.reference: each for each in list_indicators(by.programme)}
        measures = read_measures(list(self._indicators.values()), known_at=at, is_whole=True)
        self._values: Mapping[tuple[str, date], Value] = {
            (measure.indicator.reference, point.period.start): point.now
            for measure in measures
            for point in measure.points
        }
        self._newest: Mapping[str, Value] = {
            measure.indicator.reference: measure.points[-1].now
            for measure in measures
            if measure.points
        }
        self._seen: dict[tuple[str, date], int] = {}

    def read(self, row: CopiedRow) -> WeighedRow:
        if row.is_new:
            return self._read_new(row)
        origin = row.origin
        problem = check_origin(row, origin, self._by.programme.key)
        if problem or origin is None:
            return _refuse(row, problem or "")
        reference, _, start = origin.reference.partition("/")
        indicator = self._indicators.get(reference)
        value = self._find_value(reference, start)
        if indicator is None or value is None:
            return _refuse(row, f"There is no value {origin.reference} here.")
        twice = self._check_once(row, indicator, value.period)
        return _refuse(row, twice) if twice else self._read_known(row, origin, indicator, value)

    def _find_value(self, reference: str, start: str) -> Value | None:
        try:
            return self._values.get((reference, date.fromisoformat(start)))
        except ValueError:
            return None

    def _read_known(
        self, row: CopiedRow, origin: Origin, indicator: Indicator, value: Value
    ) -> WeighedRow:
        changes = _list_changes(row, indicator, value) if row.is_touched else ()
        if changes:
            return self._read_changes(row, origin, indicator, value, changes)
        is_as_copied = origin.mark == mark_of(reading_fields(indicator, value))
        if row.say(Field.RESTATED) and is_as_copied:
            return _refuse(row, "There is a reason, but no other value.")
        return WeighedRow(row, RowOutcome.UNCHANGED)

    def _read_changes(
        self,
        row: CopiedRow,
        origin: Origin,
        indicator: Indicator,
        value: Value,
        changes: tuple[Change, ...],
    ) -> WeighedRow:
        weighed = WeighedRow(row, RowOutcome.REFUSED, changes=changes)
        if not self._by.may(Permission.RECORD_READING, indicator):
            return replace(weighed, because=(_say_whose(indicator),))
        if origin.mark != mark_of(reading_fields(indicator, value)):
            said = "This value was recorded anew after this copy was taken."
            return replace(weighed, outcome=RowOutcome.CONFLICT, because=(said,))
        if any(change.field in (Field.INDICATOR, Field.PERIOD) for change in changes):
            said = "A value of something else, or of another period, goes into an empty row."
            return replace(weighed, because=(said,))
        problems: list[str] = []
        number: Decimal | None = value.number
        if any(change.field is Field.VALUE for change in changes):
            number = _read_number(row, indicator, value, problems)
        line = _read_line(row, number, indicator, value.period, problems)
        if line is None:
            return replace(weighed, because=tuple(problems))
        shown = (*changes, *list_new(row, (Field.RESTATED,)))
        return replace(weighed, outcome=RowOutcome.CHANGE, changes=shown, line=line)

    def _read_new(self, row: CopiedRow) -> WeighedRow:
        new = list_new(row, RECORDED)
        weighed = WeighedRow(row, RowOutcome.REFUSED, changes=new)
        indicator = self._indicators.get(row.say(Field.INDICATOR))
        if indicator is None:
            said = row.say(Field.INDICATOR)[:20] or "named"
            because = f"There is no indicator {said} that is measured now."
            return replace(weighed, because=(because,))
        if not self._by.may(Permission.RECORD_READING, indicator):
            return replace(weighed, because=(_say_whose(indicator),))
        try:
            period = read_period(indicator.period_kind, row.say(Field.PERIOD))
        except RuleError as error:
            return replace(weighed, because=(f"{Field.PERIOD}: {error}",))
        problems: list[str] = []
        number = _read_number(row, indicator, self._newest.get(indicator.reference), problems)
        line = _read_line(row, number, indicator, period, problems)
        twice = self._check_once(row, indicator, period)
        problems += [twice] if twice else []
        if line is None or problems:
            return replace(weighed, because=tuple(problems))
        value = self._values.get((indicator.reference, period.start))
        if value is None:
            return replace(weighed, outcome=RowOutcome.ADD, line=line)
        return _hold_against(weighed, line.entry, reading_fields(indicator, value), value)

    def _check_once(self, row: CopiedRow, indicator: Indicator, period: Period) -> str | None:
        first = self._seen.setdefault((indicator.reference, period.start), row.number)
        return None if first == row.number else f"This period stands in row {first} already."


def _list_changes(row: CopiedRow, indicator: Indicator, value: Value) -> tuple[Change, ...]:
    """List what a row says anew; the same in other signs is none: 46.50 for 46.5, y for Yes."""
    same = {Field.PROVISIONAL} if _says_same(row, is_provisional=value.is_provisional) else set()
    with suppress(RuleError):  # what is no number is shown as a change, and then refused
        same |= {Field.VALUE} if read_number(_say_number(row)) == value.number else set()
    changes = compare(row, reading_fields(indicator, value))
    return tuple(each for each in changes if each.field not in same)


def _says_same(row: CopiedRow, *, is_provisional: bool) -> bool:
    return plain(row.say(Field.PROVISIONAL)) in (_YES if is_provisional else _NO)


def _hold_against(weighed: WeighedRow, entry: Entry, now: Fields, value: Value) -> WeighedRow:
    """Weigh a new row whose period has a value: it came before, or somebody was faster."""
    stands = (value.number, value.is_provisional, value.commentary or "")
    if stands == (entry.number, entry.is_provisional, entry.commentary):
        return replace(weighed, outcome=RowOutcome.UNCHANGED, changes=())
    fields = (Field.VALUE, Field.PROVISIONAL, Field.COMMENTARY)
    changes = tuple(each for each in compare(weighed.row, now) if each.field in fields)
    said = "This period has a value already."
    return replace(weighed, outcome=RowOutcome.CONFLICT, because=(said,), changes=changes)


def _read_number(
    row: CopiedRow, indicator: Indicator, before: Value | None, problems: list[str]
) -> Decimal | None:
    """Read a value; None if something is wrong with it, which is added to the problems.

    :param before: what stands, or was measured last; None if nothing was
    """
    try:
        number = read_number(_say_number(row))
    except RuleError as error:
        problems.append(f"{Field.VALUE}: {error}")
        return None
    if before and _may_be_share(row, number, indicator, before):
        whole = f"{(number * 100).normalize():f}%"
        said = f"Is it {number:f}% or {whole}? Type an apostrophe before it, like '{whole}."
        problems.append(f"{Field.VALUE}: {said}")
        return None
    return number


def _may_be_share(row: CopiedRow, number: Decimal, indicator: Indicator, before: Value) -> bool:
    """Say whether a number may be what a spreadsheet made of a per cent, as 0.47 of 47%.

    The cells take texts, but a cell that is pasted over them brings its own format along.
    """
    is_number = not isinstance(row.cells.get(Field.VALUE), str)
    is_percent = plain(indicator.unit).startswith(("%", "per cent", "percent"))
    return is_number and is_percent and 0 < abs(number) <= 1 < abs(before.number)


def _read_line(
    row: CopiedRow,
    number: Decimal | None,
    indicator: Indicator,
    period: Period,
    problems: list[str],
) -> Line | None:
    """Read what would be recorded; None if something is wrong, which is added to the problems.

    :param number: None if it was found wrong before
    """
    words = {Field.COMMENTARY: "", Field.RESTATED: ""}
    provisional = plain(row.say(Field.PROVISIONAL))
    if provisional not in _YES | _NO:
        problems.append(f"{Field.PROVISIONAL}: Say yes or no.")
    for each in words:
        try:
            words[each] = read_words(row.cells.get(each))
        except RuleError as error:
            problems.append(f"{each}: {error}")
    if problems or number is None:
        return None
    commentary, reason = words.values()
    return Line(indicator, Entry(period, number, provisional in _YES, commentary, reason))


def _say_number(row: CopiedRow) -> str:
    """Write a number with the 15 digits that a spreadsheet keeps."""
    cell = row.cells.get(Field.VALUE)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return f"{Decimal(f'{cell:.15g}'):f}"
    # In a cell for texts some spreadsheets keep the apostrophe that elsewhere makes a text.
    return row.say(Field.VALUE).removeprefix("'")


def _judge(read: WeighedRow, weighed: Weighed) -> WeighedRow:
    """Add what the verb that records values would say against one."""
    problem = weighed.problem
    if problem is None and weighed.stands:
        # Another comment alone is recorded, too, which a sheet of values passes over.
        try:
            check_commentary(weighed.line.entry, weighed.standing)
        except RuleError as error:
            problem = str(error)
    if problem is None:
        return read
    return replace(read, outcome=RowOutcome.REFUSED, because=(problem,), line=None)


def _refuse(row: CopiedRow, because: str) -> WeighedRow:
    return WeighedRow(row, RowOutcome.REFUSED, because=(because,))


def _say_whose(indicator: Indicator) -> str:
    return f"{indicator.reference} is not yours to measure."

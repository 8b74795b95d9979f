"""A sheet of values: looked at first, then saved whole or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from risk_register.domain.errors import RuleError
from risk_register.domain.pasted_tables import FIELD
from risk_register.domain.periods import read_period
from risk_register.domain.permissions import Permission
from risk_register.domain.reading_sheets import SheetLine, read_sheet
from risk_register.domain.readings import read_number
from risk_register.models import Indicator
from risk_register.services.indicators import list_indicators
from risk_register.services.programmes import Member
from risk_register.services.reading_batches import Line, Weighed, record_readings, weigh_readings
from risk_register.services.readings import Entry


@dataclass(frozen=True)
class Found:
    """A line of a sheet with what it would do, or what is wrong with it."""

    line: SheetLine
    weighed: Weighed | None
    problem: str | None

    @property
    def outcome(self) -> str:
        """Say in a word or two what would become of it."""
        if self.weighed is None or self.problem:
            return "wrong"
        if self.weighed.stands:
            return "stands already"
        return "new" if self.weighed.is_new else "restated"


def weigh_sheet(text: str, *, by: Member, at: datetime) -> list[Found]:
    """Say of each line of a sheet what it would do; saves nothing.

    :raises NotAllowedError: if the member does not keep the indicators
    :raises RuleError: if the sheet as a whole cannot be read
    """
    by.check(Permission.KEEP_INDICATORS)
    indicators = {each.reference: each for each in list_indicators(by.programme)}
    read = [(line, *_read(line, indicators)) for line in read_sheet(text)]
    weighed = iter(weigh_readings([line for _, line, _ in read if line], by=by, at=at))
    found = []
    for line, entry, problem in read:
        held = next(weighed) if entry else None
        found.append(Found(line, held, problem or (held.problem if held else None)))
    return found


def record_sheet(text: str, *, by: Member, at: datetime) -> int:
    """Save every value of a sheet, or none.

    :returns: how many were saved; what stands already is not saved again
    :raises RuleError: naming the first line that is wrong
    """
    found = weigh_sheet(text, by=by, at=at)
    wrong = next((each for each in found if each.problem), None)
    if wrong is not None:
        raise RuleError(f"Line {wrong.line.number}: {wrong.problem}", field=FIELD)
    lines = [each.weighed.line for each in found if each.weighed]
    return record_readings(lines, by=by, at=at, source="a sheet")


def _read(line: SheetLine, indicators: dict[str, Indicator]) -> tuple[Line | None, str | None]:
    indicator = indicators.get(line.indicator)
    if indicator is None:
        return None, f"There is no indicator {line.indicator or 'named'} that is measured now."
    try:
        entry = Entry(
            read_period(indicator.period_kind, line.period),
            read_number(line.value),
            line.is_provisional,
            line.commentary,
            line.reason,
        )
    except RuleError as error:
        return None, str(error)
    return Line(indicator, entry, line.comparator), None


def count_outcomes(found: Sequence[Found]) -> dict[str, int]:
    """Count the lines by what would become of them."""
    counts: dict[str, int] = {}
    for each in found:
        counts[each.outcome] = counts.get(each.outcome, 0) + 1
    return counts

"""What a row of a working copy would change, as all its sheets are weighed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from risk_register.domain.differences import Piece, compare_words
from risk_register.domain.working_copies import (
    FIELDS,
    REFERENCE,
    CopiedRow,
    Field,
    Origin,
    Part,
    say_exactly,
)
from risk_register.models import Action, Risk
from risk_register.services.import_weighings import RowOutcome
from risk_register.services.reading_batches import Line

_ABOUT = {Part.ACTIONS: Field.ACTION, Part.READINGS: Field.INDICATOR}


@dataclass(frozen=True)
class Change:
    """One field of a row as it stands in the register, and as the file has it."""

    field: Field
    before: str
    after: str
    is_new: bool = False  #: it takes nothing's place, as a reason or a note

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """Set the two against each other word by word."""
        return compare_words(self.before, self.after)


@dataclass(frozen=True)
class WeighedRow:
    """A row of a working copy with what it would do."""

    row: CopiedRow
    outcome: RowOutcome
    risk: Risk | None = None
    action: Action | None = None
    line: Line | None = None  #: of a row of values, what would be recorded
    because: tuple[str, ...] = ()  #: of a row that is stopped, one sentence each
    changes: tuple[Change, ...] = ()
    values: Mapping[Field, Any] = field(default_factory=dict)  #: that would be stored

    @property
    def about(self) -> str:
        """Say in a few words which risk, action or value it is."""
        said = self.row.say(_ABOUT.get(self.row.part, Field.TITLE))
        if self.row.part is Part.READINGS:
            return f"{said} {self.row.say(Field.PERIOD)}"
        return said or self.row.say(Field.EVENT)

    @property
    def reference(self) -> str:
        """Say which row of the register it is; empty for a new one."""
        matter = self.action or self.risk
        return self.row.say(REFERENCE) if matter is None or self.row.is_new else matter.reference


def check_origin(row: CopiedRow, origin: Origin | None, programme_key: str) -> str | None:
    """Say why a row cannot be told to be one of a programme's; None if it can."""
    if origin is None:
        return (
            "A new row has no reference; the last column of a row that is there already is "
            "not changed. Take the register along anew."
        )
    if origin.programme != programme_key:
        return "It belongs to another programme."
    if row.say(REFERENCE) != origin.reference:
        return f"It is {origin.reference}: a reference is never changed."
    return None


def compare(row: CopiedRow, now: Mapping[Field, Any]) -> tuple[Change, ...]:
    """List where a row says something else than the register; blanks around it do not count."""
    said = {each: say_exactly(now[each]).strip() for each in FIELDS[row.part]}
    return tuple(
        Change(each, before, row.say(each))
        for each, before in said.items()
        if row.say(each) != before
    )


def list_new(row: CopiedRow, fields: Sequence[Field]) -> tuple[Change, ...]:
    """List what a row says that takes nothing's place."""
    return tuple(Change(each, "", said, is_new=True) for each in fields if (said := row.say(each)))

"""One line of the record as a sentence, with each changed field before and after.

Pure: every name has been found before a line comes here. Nothing that a line
may hold makes this fail, because old lines must stay readable for good.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from risk_register.domain.differences import Piece, Side, compare_words
from risk_register.domain.matters import Matter
from risk_register.domain.record_words import find_words, list_told

#: The clock, the press and whoever set the programme up.
SERVICE = "The service"
#: Shorter values are said as “A → B”; longer ones are compared word by word.
LONGEST_SHORT = 40  # characters


@dataclass(frozen=True, slots=True)
class Field:
    """A column before and after: as it was recorded, and as a page says it (empty: nothing)."""

    name: str
    before: Any = None
    after: Any = None
    said_before: str = ""
    said_after: str = ""


@dataclass(frozen=True, slots=True)
class RowChange:
    """What became of one row; ``row`` is how the row itself is called, if it has a name."""

    table: str
    fields: tuple[Field, ...]
    row: str = ""
    was_there: bool = True
    is_there: bool = True

    def find(self, name: str) -> Field:
        """Give a column; an empty one if the line does not hold it."""
        return next((field for field in self.fields if field.name == name), Field(name))

    def has(self, name: str) -> bool:
        """Say whether the line holds a column."""
        return any(field.name == name for field in self.fields)


@dataclass(frozen=True)
class Line:
    """A line of the record with every name in words.

    ``about`` is how the sentence calls what it was done to: “R-001”, “the June 2018 pack”.
    """

    kind: str
    about: str
    who: str = SERVICE
    facts: Mapping[str, Any] = field(default_factory=dict)
    changes: tuple[RowChange, ...] = ()

    def fact(self, name: str) -> str:
        """Give a fact as text; empty if the line does not hold it or it is no text or number."""
        value = self.facts.get(name)
        return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""

    def find(self, table: str) -> RowChange:
        """Give what became of the first row of a table; nothing if the line holds none."""
        return next((change for change in self.changes if change.table == table), _nothing(table))


def _nothing(table: str) -> RowChange:
    return RowChange(table, ())


@dataclass(frozen=True, slots=True)
class ToldField:
    """A field in words; ``pieces`` only where two longer texts have words in common."""

    label: str
    before: str
    after: str
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class ToldRow:
    """A row's fields in words, under the name of the row."""

    name: str
    fields: tuple[ToldField, ...]
    is_removed: bool = False


@dataclass(frozen=True, slots=True)
class ToldChanges:
    """What a line changed (before and after), and what it wrote down for the first time."""

    changed: tuple[ToldRow, ...] = ()
    written: tuple[ToldRow, ...] = ()


def tell_changes(line: Line, *, said: frozenset[str] = frozenset()) -> ToldChanges:
    """Put everything that a line changed into words.

    :param said: ``table`` or ``table.column`` that the sentence says already
    """
    rows = [
        (change, told)
        for change in line.changes
        if change.table not in said and (told := _tell_row(change, said)).fields
    ]
    is_new = any(not (row.was_there or find_words(row.table).is_link) for row, _ in rows)

    def is_change(row: RowChange) -> bool:
        # A tie that comes with a new row belongs to what is written down about it.
        return row.was_there or (find_words(row.table).is_link and not is_new)

    return ToldChanges(
        changed=_gather([told for row, told in rows if is_change(row)]),
        written=_gather([told for row, told in rows if not is_change(row)]),
    )


def _gather(rows: Sequence[ToldRow]) -> tuple[ToldRow, ...]:
    """Tell all ties together, after everything else."""
    named = [row for row in rows if row.name]
    ties = tuple(field for row in rows if not row.name for field in row.fields)
    return (*named, ToldRow("", ties)) if ties else tuple(named)


def _tell_row(change: RowChange, said: frozenset[str]) -> ToldRow:
    words = find_words(change.table)
    fields = {field.name: field for field in change.fields}
    told = [
        _tell_field(label, fields[name])
        for name, label in list_told(change.table, list(fields))
        if f"{change.table}.{name}" not in said
        and (fields[name].said_before or fields[name].said_after)
    ]
    name = "" if words.is_link else f"{words.name} {change.row}".strip()
    return ToldRow(name, tuple(told), is_removed=change.was_there and not change.is_there)


def _tell_field(label: str, value: Field) -> ToldField:
    before, after = value.said_before, value.said_after
    is_long = max(len(before), len(after)) > LONGEST_SHORT
    pieces = compare_words(before, after) if before and after and is_long else ()
    has_common = any(piece.side is Side.BOTH for piece in pieces)
    return ToldField(label, before, after, pieces if has_common else ())


def list_words(words: Sequence[str]) -> str:
    """Join words as a sentence does: one, two and three."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def say_times(count: Any) -> str:
    """Say an ordinal: the first time, the second time, the 5th time."""
    if not isinstance(count, int) or count < 1:
        return ""
    names = {1: "first", 2: "second", 3: "third"}
    is_teen = count % 100 in {11, 12, 13}
    ending = "th" if is_teen else {1: "st", 2: "nd", 3: "rd"}.get(count % 10, "th")
    return f"the {names.get(count, f'{count}{ending}')} time"


@dataclass(frozen=True)
class Telling:
    """How a kind of line is told.

    ``say`` gives the sentence after the name of whoever did it. ``said`` are the tables and
    ``table.column`` values that it says, so that they are not repeated beneath it.
    """

    matter: Matter
    say: Callable[[Line], str]
    said: frozenset[str] = field(default_factory=frozenset)
    #: Whether the sentence is whole without a name before it.
    is_whole: bool = False


def join_words(*parts: str) -> str:
    """Put words in a row and leave out the empty ones."""
    return " ".join(part for part in parts if part)


def plainly(words: str) -> Callable[[Line], str]:
    """Fill a sentence with the line's own words: ``{about}`` and ``{fact}``."""

    def say(line: Line) -> str:
        return words.format_map(_Words(line))

    return say


class _Words(dict[str, str]):
    """What a plain sentence may name; a fact that is missing leaves its place empty."""

    def __init__(self, line: Line) -> None:
        super().__init__(about=line.about)
        self.line = line

    def __missing__(self, name: str) -> str:
        return self.line.fact(name)

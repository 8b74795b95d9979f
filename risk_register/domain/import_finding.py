"""What a file from outside holds: the register in it, a list of actions, or neither."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from risk_register.domain.import_fields import MEASURES, PAIRS, WORDING, ImportField
from risk_register.domain.import_headers import LOOKED_AT, Header, find_header, read_header
from risk_register.domain.import_rows import RowKind, SourceRow, read_rows
from risk_register.domain.sheet_cells import Sheet, plain


class Outcome(StrEnum):
    """What one sheet turned out to be."""

    RISKS = "risks"
    EMPTY = "empty"  #: a register's heading and no risk below it
    ACTIONS = "actions"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Found:
    """What one sheet holds."""

    sheet: Sheet
    outcome: Outcome
    header: Header | None
    rows: Sequence[SourceRow]

    @property
    def risks(self) -> list[SourceRow]:
        """List the rows that are risks."""
        return [row for row in self.rows if row.kind is RowKind.RISK]

    @property
    def to_import(self) -> Sequence[SourceRow]:
        """List the rows to import: risks, or all of a list of actions."""
        return self.rows if self.outcome is Outcome.ACTIONS else self.risks

    @property
    def left_out(self) -> Counter[RowKind]:
        """Count the rows that are none, by what they are; every row of a list of actions is one."""
        if self.outcome is Outcome.ACTIONS:
            return Counter()
        return Counter(row.kind for row in self.rows if row.kind is not RowKind.RISK)

    @property
    def says(self) -> str:
        """Say in one sentence what was found."""
        return _SAYS[self.outcome]


_SAYS = {
    Outcome.RISKS: "A register of risks.",
    Outcome.EMPTY: "The headings of a register with no risk below them.",
    Outcome.ACTIONS: "A list of actions, each with the reference of its risk.",
    Outcome.NOTHING: "No register of risks.",
}
_RISK_WORDS = re.compile(
    r"\b(?:risk\w*|opportunit\w*|riesgos?|risque\w*|rischi\w*|riscos?|ryzyk\w*|risi\w+)\b"
)
_OTHER_LISTS = re.compile(
    r"\b(?:issues?|lessons?|assumptions?|dependenc\w+|decisions?|changes?|change log|"
    r"stakeholders?|assets?|defects?|bugs?|milestones?|contacts?|invoices?|inventory|incidents?|"
    r"accidents?|findings|benefits? (?:log|register|id)|complaints?|audits?)\b"
)
#: A sheet that holds risks, and none that are to be taken in.
_BESIDE = re.compile(
    r"\b(?:closed|archived?|old|retired|former|previous|superseded|examples?|templates?|samples?|"
    r"draft|copy|backup|completed|expired|history)\b"
)
_MEASURED = {field for fields in MEASURES.values() for field in fields}
_PAIRS = {field for fields in PAIRS.values() for field in fields}
_POINTS = {field for fields in MEASURES.values() for field in fields[:2]}
_MEANS = {ImportField.MITIGATION, ImportField.ACTION, ImportField.CONTROLS, ImportField.RESPONSE}
_ABOUT = _MEANS | {
    ImportField.OWNER,
    ImportField.CATEGORY,
    ImportField.CONSEQUENCE,
    ImportField.CAUSE,
    ImportField.ID,
    ImportField.PROXIMITY,
}


def look_at(
    sheet: Sheet, *, header_rows: Sequence[int] = (), header: Header | None = None
) -> Found:
    """Say what a sheet holds.

    :param header_rows: where its heading is, from 0, if somebody has said so
    :param header: the heading with its columns, if somebody has said even that
    """
    if header is None:
        header = read_header(sheet, header_rows) if header_rows else find_header(sheet)
    if header is None:
        return Found(sheet, Outcome.NOTHING, None, ())
    rows = read_rows(sheet, header)
    return Found(sheet, _judge(sheet, header, rows), header, rows)


def choose(founds: Sequence[Found]) -> Found | None:
    """Choose the sheet to import; None if none holds a register or a list of actions."""
    order = (Outcome.RISKS, Outcome.ACTIONS, Outcome.EMPTY)
    for outcome in order:
        fitting = [found for found in founds if found.outcome is outcome]
        if fitting:
            return max(fitting, key=_worth)
    return None


def guess_table(sheets: Sequence[Sheet]) -> Found | None:
    """Guess where a person would look for a register that was not found; None if nowhere.

    That is the fullest sheet with a table, from its first row that names two columns or more.
    """
    tables = [(sheet, row) for sheet in sheets if (row := _find_top(sheet)) is not None]
    if not tables:
        return None
    sheet, row = max(tables, key=lambda table: len(table[0].rows) * (not table[0].is_cut))
    return None if sheet.is_cut else look_at(sheet, header_rows=(row,))


def _find_top(sheet: Sheet) -> int | None:
    """Find the first row that names two columns or more and has another one below it."""
    filled = [
        [text for place in range(sheet.width) if (text := sheet.text(row, place))]
        for row in range(min(len(sheet.rows), LOOKED_AT))
    ]
    tops = [row for row, texts in enumerate(filled) if len(texts) >= 2]
    return tops[0] if len(tops) >= 2 else None


def _worth(found: Found) -> tuple[float, int]:
    strength = found.header.strength if found.header else 0.0
    name = plain(found.sheet.name)
    named = bool(_RISK_WORDS.search(name))
    beside = bool(_BESIDE.search(name))
    worth = strength + 2.0 * named - 1.0 * found.sheet.is_hidden - 4.0 * beside
    return (round(worth * 2), len(found.risks))


def _judge(sheet: Sheet, header: Header, rows: Sequence[SourceRow]) -> Outcome:
    fields = set(header.fields)
    if _are_actions(header, rows):
        return Outcome.ACTIONS
    if not _is_register(sheet, header, fields):
        return Outcome.NOTHING
    return Outcome.RISKS if any(row.kind is RowKind.RISK for row in rows) else Outcome.EMPTY


def _is_register(sheet: Sheet, header: Header, fields: set[ImportField]) -> bool:
    speaks_of_risks = _speaks_of_risks(sheet, header)
    if not fields & set(WORDING) or _lists_others(header, fields):
        return False
    if not speaks_of_risks and _OTHER_LISTS.search(f"{_name(header)} {plain(sheet.name)}"):
        return False
    about = len(fields & _ABOUT)
    if len(fields & _POINTS) >= 2 or fields & _PAIRS:
        return (about >= 1 or speaks_of_risks) and not _is_key(header, fields)
    if fields & _MEASURED:
        return speaks_of_risks and about >= 1
    return speaks_of_risks and _lists_risks(header, fields)


def _name(header: Header) -> str:
    return " ".join(plain(column.heading) for column in header.columns)


def _speaks_of_risks(sheet: Sheet, header: Header) -> bool:
    above = " ".join(
        sheet.text(row, place)
        for row in range(min(header.rows[0], 12))
        for place in range(sheet.width)
    )
    return bool(_RISK_WORDS.search(f"{_name(header)} {plain(above)} {plain(sheet.name)}"))


def _lists_risks(header: Header, fields: set[ImportField]) -> bool:
    """Say whether a table without any judgement lists risks and nothing else."""
    has_causes = {ImportField.CAUSE, ImportField.DESCRIPTION} <= fields
    if has_causes and plain(header.fields[ImportField.DESCRIPTION].heading).startswith("risk"):
        return True
    means = bool(fields & _MEANS) or (ImportField.ID in fields and _numbers_risks(header))
    return means and len(fields & _ABOUT) >= 2


def _numbers_risks(header: Header) -> bool:
    """Say whether each row has a number of its own that is called a risk's."""
    column = header.fields[ImportField.ID]
    is_one_each = 0 < column.profile.filled == column.profile.distinct
    return is_one_each and "risk" in plain(column.heading)


def _lists_others(header: Header, fields: set[ImportField]) -> bool:
    """Say whether each row is a project or an option, with its risks in a cell beside."""
    if len(fields & _POINTS) >= 2 or fields & (_PAIRS | {ImportField.ID}):
        return False
    first, *others = (plain(column.heading) for column in header.columns)
    return bool(_THINGS.fullmatch(first)) and any(each.endswith("risks") for each in others)


_THINGS = re.compile(
    r"(?:the )?(?:projects?|programmes?|options?|contracts?|suppliers?|systems?|applications?|"
    r"sites?|schemes?|products?|milestones?|tasks?|benefits?|kpis?)(?: (?:name|title|id))?"
)


def _is_key(header: Header, fields: set[ImportField]) -> bool:
    """Say whether a table explains a scale: each of its few points stands on one row."""
    if fields & (_MEANS | {ImportField.OWNER, ImportField.CATEGORY}):
        return False
    seen = [header.fields[field].profile for field in fields & _POINTS]
    return bool(seen) and all(
        3 <= each.filled <= 10 and each.distinct == each.filled for each in seen
    )


def _are_actions(header: Header, rows: Sequence[SourceRow]) -> bool:
    fields = header.fields
    if set(fields) & (_POINTS | _PAIRS) or ImportField.ID not in fields:
        return False
    if not set(fields) & {ImportField.MITIGATION, ImportField.ACTION}:
        return False
    if not set(fields) & {ImportField.DUE_ON, ImportField.STATUS}:
        return False
    if "risk" not in plain(fields[ImportField.ID].heading):
        return False
    named = [row.said(ImportField.ID) for row in rows if row.said(ImportField.ID)]
    if set(fields) & _MEASURED:  # a colour beside an action may be how it gets on
        return len(set(named)) < len(named)
    return len(set(named)) < len(named) or not set(fields) & {ImportField.CATEGORY}

"""Which rows below a heading are risks, and what the others are."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from risk_register.domain.import_fields import MEASURES, PAIRS, WORDING, ImportField
from risk_register.domain.import_headers import Header
from risk_register.domain.import_levels import is_seizing
from risk_register.domain.import_pairs import read_pair
from risk_register.domain.risks import RiskKind
from risk_register.domain.sheet_cells import Cell, Sheet, plain, said_in


class RowKind(StrEnum):
    """What a row below the heading is."""

    RISK = "risk"
    ISSUE = "issue"
    EXAMPLE = "example"
    PLACEHOLDER = "placeholder"
    UNWORDED = "unworded"  #: a number or a formula, and no words
    SECTION = "section"
    TOTAL = "total"
    NOTE = "note"  #: a key, a copyright line, whatever stands under the table
    HEADING = "heading"  #: the heading once more
    CONTINUED = "continued"  #: belongs to the risk above

    @property
    def label(self) -> str:
        """Say why it is no risk."""
        return _LABELS[self]


_LABELS = {
    RowKind.RISK: "a risk",
    RowKind.ISSUE: "an issue and not a risk",
    RowKind.EXAMPLE: "an example",
    RowKind.PLACEHOLDER: "a line of the template that nobody has filled in",
    RowKind.UNWORDED: "a prepared line without words",
    RowKind.SECTION: "the title of a section",
    RowKind.TOTAL: "a total",
    RowKind.NOTE: "a note or a key",
    RowKind.HEADING: "the heading again",
    RowKind.CONTINUED: "more of the risk above",
}


@dataclass(frozen=True)
class SourceRow:
    """One row below the heading that is not blank; ``number`` as the spreadsheet shows it."""

    number: int
    kind: RowKind
    cells: dict[ImportField, Cell] = field(default_factory=dict)
    risk_kind: RiskKind = RiskKind.THREAT

    def said(self, wanted: ImportField) -> str:
        """Give what a field says; empty if nothing."""
        return said_in(self.cells.get(wanted))


_PLACEHOLDER = re.compile(
    r"^(?:<[^>]*>?|\[[^\]]*\]|\{[^}]*\}|x{2,}|\.{2,}|…|_+|(?:r|risk)[ -]?(?:x|#|n)+|"
    r"(?:enter|insert|type|add|describe) .{0,80}here\b.*|click .*|lorem ipsum.*|your .* here|"
    r"risk (?:description|title|name|\d+|[a-z])|description|sample(?: risk)?|tbc|tbd|risk here)$",
    re.IGNORECASE,
)
_EXAMPLE = re.compile(
    r"^\W*(?:examples?\b|e\.?g\.?[\s:,]|for example|sample\s*:|\(example)", re.IGNORECASE
)
_TOTAL = re.compile(
    r"^\W*(?:grand |sub ?|overall )?(?:totals?|sum|average|mean|count|max(?:imum)?|gesamt|summe|"
    r"total .{0,30})\b\W*$|^\W*(?:grand |sub ?)?total\b.{0,40}$|^\W*number of .{0,30}risks?\W*$",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"^\W*(?:legend|key|notes?|scales?|guidance|instructions?|©|copyright|\(c\)|source|prepared by|"
    r"approved by|signed|disclaimer|version|last updated|end of|likelihood (?:scale|key)|"
    r"impact (?:scale|key)|scoring|risk matrix|definitions?)\b\W*.{0,60}$|^\W*©.*",
    re.IGNORECASE,
)
_KEY = re.compile(r"^\W*(?:key|legend)\W*$", re.IGNORECASE)
_PAIR = re.compile(r"^[A-Za-z0-9]{1,3}\s*[-=:–]\s*\w.{0,40}$")
_ISSUE = re.compile(
    r"^\W*(?:issues?|assumptions?|dependenc\w+|actions?|decisions?|[iad])\W*$", re.IGNORECASE
)
_CHANCE = re.compile(
    r"^\W*(?:opportunit\w+|positive|upside|benefit|chancen?|kans|o|opp)\W*$", re.IGNORECASE
)
_TITLE = re.compile(r"[^\W\d]{3}.*\s|\s.*[^\W\d]{3}|^[^\W\d]{4,}$")
_CLOSED = re.compile(r"^\W*(?:closed|retired|archived|former|old)\b", re.IGNORECASE)
_COUNT = re.compile(r"^[\d.]+[.)]?\s+")
_SHORT = 60  # characters of a section's title
_GAP = 1  # blank rows after which a thin row no longer belongs to the table


def read_rows(sheet: Sheet, header: Header) -> list[SourceRow]:
    """Read every row below a heading that is not blank, and say what it is."""
    reader = _Reader(sheet, header)
    rows = []
    for place in range(header.first_below, len(sheet.rows)):
        row = reader.read(place)
        if row is not None:
            rows.append(row)
    return _fill_down(rows, is_upside=_is_upside(header))


def _is_upside(header: Header) -> bool:
    """Say whether a table lists opportunities alone."""
    worded = [header.fields[each].heading for each in WORDING if each in header.fields]
    return any("opportunit" in plain(heading) for heading in worded) and not any(
        "risk" in plain(heading) or "threat" in plain(heading) for heading in worded
    )


class _Reader:
    """Knows what came before: a gap, a key, the first risk."""

    def __init__(self, sheet: Sheet, header: Header) -> None:
        self._sheet = sheet
        self._fields = header.fields
        self._names = {column.place: column.heading for column in header.columns if column.heading}
        self._words = [each for each in WORDING if each in self._fields]
        self._gap = 0
        self._has_risk = False
        self._in_notes = False
        self._usual = 0  # filled fields of the fullest risk so far

    def read(self, place: int) -> SourceRow | None:
        cells = {field: self._value(place, field) for field in self._fields}
        filled = [field for field, cell in cells.items() if said_in(cell)]
        if not filled:
            self._gap += 1
            return None
        kind = self._classify(place, cells, filled)
        self._gap = 0
        if kind in (RowKind.RISK, RowKind.ISSUE):
            self._has_risk, self._in_notes = True, False
            self._usual = max(self._usual, len(filled))
        _part(cells)
        risk_kind = _kind_of(cells)
        if kind is RowKind.RISK and _says(cells, ImportField.KIND, _ISSUE):
            kind = RowKind.ISSUE
        return SourceRow(place + 1, kind, cells, risk_kind)

    def _value(self, place: int, wanted: ImportField) -> Cell:
        column = self._fields[wanted]
        for each in range(column.place, column.last + 1):
            if said_in(cell := self._sheet.cell(place, each)):
                return cell
        return None

    def _classify(
        self, place: int, cells: dict[ImportField, Cell], filled: Sequence[ImportField]
    ) -> RowKind:
        if self._is_heading(place):
            return RowKind.HEADING
        first = next((text for cell in self._sheet.rows[place] if (text := said_in(cell))), "")
        if _TOTAL.match(first) and len(filled) < max(3, self._usual / 2):
            return RowKind.TOTAL
        words = [said_in(cells[each]) for each in self._words if said_in(cells[each])]
        if any(_EXAMPLE.match(text) for text in [first, *words]):
            return RowKind.EXAMPLE
        if not words:
            return self._without_words(cells, filled)
        if all(_PLACEHOLDER.match(text) for text in words):
            return RowKind.PLACEHOLDER
        return self._with_words(first, words, filled)

    def _without_words(
        self, cells: dict[ImportField, Cell], filled: Sequence[ImportField]
    ) -> RowKind:
        means = {ImportField.MITIGATION, ImportField.ACTION, ImportField.CONTROLS}
        if (
            self._has_risk
            and not self._gap
            and means & set(filled)
            and not said_in(cells.get(ImportField.ID))
        ):
            return RowKind.CONTINUED
        texts = [said_in(cells[each]) for each in filled]
        if any(_NOTE.match(text) or _PAIR.match(text) for text in texts) and len(filled) <= 2:
            return RowKind.NOTE
        if len(filled) == 1 and _TITLE.search(texts[0]):
            return RowKind.SECTION
        return RowKind.UNWORDED

    def _with_words(
        self, first: str, words: Sequence[str], filled: Sequence[ImportField]
    ) -> RowKind:
        is_thin = len(filled) == 1 or (len(filled) == 2 and self._usual >= 5)
        if _KEY.match(first) or (_NOTE.match(first) and len(filled) <= 2):
            self._in_notes = True
            return RowKind.NOTE
        if not is_thin:
            return (
                RowKind.NOTE if self._in_notes and len(filled) < self._usual / 2 else RowKind.RISK
            )
        if self._in_notes or (self._gap >= _GAP and self._has_risk) or _PAIR.match(first):
            return RowKind.NOTE
        if len(self._fields) > 2 and len(filled) == 1 and len(words[0]) <= _SHORT:
            return RowKind.SECTION
        return RowKind.RISK

    def _is_heading(self, place: int) -> bool:
        same = sum(self._sheet.text(place, each) == name for each, name in self._names.items())
        return same >= max(2, 0.6 * len(self._names))


def _part(cells: dict[ImportField, Cell]) -> None:
    """Give likelihood and impact cells of their own where one cell says both."""
    for basis, pairs in PAIRS.items():
        for pair in pairs:
            points = read_pair(said_in(cells.get(pair)), is_turned=pair is pairs[1])
            if points is not None:
                likelihood, impact, *_ = MEASURES[basis]
                cells[likelihood], cells[impact] = (float(point) for point in points)


def _kind_of(cells: dict[ImportField, Cell]) -> RiskKind:
    if _says(cells, ImportField.KIND, _CHANCE) or _says(cells, ImportField.CATEGORY, _CHANCE):
        return RiskKind.OPPORTUNITY
    if is_seizing(said_in(cells.get(ImportField.RESPONSE))):
        return RiskKind.OPPORTUNITY
    return RiskKind.THREAT


def _says(cells: dict[ImportField, Cell], wanted: ImportField, pattern: re.Pattern[str]) -> bool:
    return bool(pattern.match(said_in(cells.get(wanted)) or "\0"))


def _fill_down(rows: list[SourceRow], *, is_upside: bool) -> list[SourceRow]:
    """Give each risk what stands only on the first row of its block, or in the title above it."""
    filled, last, section, is_closed = [], None, "", False
    for row in rows:
        if row.kind is RowKind.SECTION:
            words = [row.said(each) for each in (*WORDING, ImportField.CATEGORY, ImportField.ID)]
            section = _COUNT.sub("", next((word for word in words if word), ""))
            last, is_closed = None, bool(_CLOSED.match(section))
        if row.kind is not RowKind.RISK:
            filled.append(row)
            continue
        own = row.cells.get(ImportField.CATEGORY)
        last = own if said_in(own) else last
        cells = dict(row.cells)
        if not said_in(own) and (last or section) and not is_closed:
            cells[ImportField.CATEGORY] = last or section
        if is_closed and not row.said(ImportField.STATUS):
            cells[ImportField.STATUS] = section
        kind = RiskKind.OPPORTUNITY if is_upside else row.risk_kind
        filled.append(SourceRow(row.number, row.kind, cells, kind))
    return filled

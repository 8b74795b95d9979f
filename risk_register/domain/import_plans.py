"""What each row of a source would be here, before anybody looks at what is here already."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from risk_register.domain.import_dates import holds_texts, read_date
from risk_register.domain.import_fields import MEASURES, ImportField
from risk_register.domain.import_finding import Found
from risk_register.domain.import_levels import response_of
from risk_register.domain.import_mappings import ImportMapping
from risk_register.domain.import_rows import SourceRow
from risk_register.domain.risks import RiskKind, RiskStatus, Treatment
from risk_register.domain.schemes import Scheme
from risk_register.domain.scoring import Basis
from risk_register.domain.sheet_cells import plain, text_of
from risk_register.domain.values import canonical_json, fingerprint

LONGEST_TITLE = 200  # characters
LONGEST_TEXT = 2_000  # characters, as the forms allow
LONGEST_SAID = 4_000  # characters of a cell that are kept beside ours
LONGEST_ID = 120  # characters
NO_CAUSE = "a cause that is not named yet"
NO_CONSEQUENCE = "effects that are not named yet"
_PREFIX = re.compile(
    r"^\W*(?:(?:there is|there's) (?:a|the) (?:risk|chance|possibility|threat) (?:that|of)|"
    r"(?:the )?risk (?:that|of)|risk\s*[:–-])\s+",
    re.IGNORECASE,
)
_CLOSED = re.compile(
    r"^\W*(?:closed?|resolved|retired|archived|no longer|withdrawn|complete[d]?|expired|"
    r"avoided|ended|removed)\b",
    re.IGNORECASE,
)
_OCCURRED = re.compile(
    r"^\W*(?:occurred|materiali[sz]ed|happened|realised|realized|is(?: now)? an issue|"
    r"became an issue|triggered|gerceklesti|eingetreten)\b",
    re.IGNORECASE,
)
_DONE = re.compile(r"^\W*(?:done|complete[d]?|closed?|finished|implemented)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.;:!?])\s|\n")
_INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class Problem:
    """Why a row cannot be imported, and the column to look at."""

    column: str
    sentence: str


@dataclass(frozen=True)
class PlannedRisk:
    """What a row would be as a risk.

    ``columns`` are the risk's own; ``judged`` gives likelihood and impact by basis;
    ``said`` is what the source says, by field, kept beside ours.
    """

    row: int
    source_id: str
    columns: Mapping[str, Any]
    judged: Mapping[Basis, tuple[int, int]]
    controls: tuple[tuple[str, bool], ...]  #: texts, and whether each is in place
    said: Mapping[str, str]
    status: RiskStatus
    closing: str = ""  #: when and why it was closed there, in a sentence, if it was
    problems: tuple[Problem, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Say by what it is known again: its reference there, or else its words."""
        return self.source_id or f"words {fingerprint(plain(str(self.columns['event'])))[:24]}"

    @property
    def content(self) -> dict[str, Any]:
        """Give all that would be stored of it, as JSON can say it."""
        return {
            "columns": dict(self.columns),
            "judged": {basis.value: list(points) for basis, points in self.judged.items()},
            "controls": [text for text, _ in self.controls],
            "status": self.status.value,
            **({"closing": self.closing} if self.closing else {}),
        }

    @property
    def mark(self) -> str:
        """Give its content a mark; the same content has the same one."""
        return fingerprint(canonical_json(self.content))


@dataclass(frozen=True)
class PlannedAction:
    """What a row would be as an action against a risk."""

    row: int
    source_id: str  #: of its risk, as the source says it
    text: str
    lead_id: int | None
    due_on: date | None
    is_done: bool
    note: str
    said: Mapping[str, str]
    problems: tuple[Problem, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Say which risk there it is for."""
        return self.source_id

    @property
    def mark(self) -> str:
        """Give its content a mark."""
        return fingerprint(canonical_json({"risk": self.source_id, "text": plain(self.text)}))


def plan_risks(found: Found, mapping: ImportMapping, scheme: Scheme) -> list[PlannedRisk]:
    """Say what each risk of a source would be."""
    return [_plan_risk(row, mapping, scheme) for row in found.risks]


def plan_actions(found: Found, mapping: ImportMapping, *, today: date) -> list[PlannedAction]:
    """Say what each line of a list of actions would be."""
    beside = holds_texts(row.cells.get(ImportField.DUE_ON) for row in found.rows)
    return [
        _plan_action(row, mapping, today=today, beside_texts=beside)
        for row in found.rows
        if row.said(ImportField.ID)
    ]


def _plan_risk(row: SourceRow, mapping: ImportMapping, scheme: Scheme) -> PlannedRisk:
    problems: list[Problem] = []
    warnings: list[str] = []
    judged = dict(_judge(row, mapping, problems))
    warnings += _say_unscored(row, judged)
    columns = _columns(row, mapping, problems, warnings)
    status = _status(row)
    _bound("Reference", row.said(ImportField.ID), problems, most=LONGEST_ID)
    warnings += _compare_scores(row, judged, scheme)
    closing = _say_closing(row, mapping, problems) if status is RiskStatus.CLOSED else ""
    return PlannedRisk(
        row=row.number,
        source_id=row.said(ImportField.ID)[:LONGEST_ID],
        columns=columns,
        judged=judged,
        controls=tuple(_controls(row, problems)),
        said={each.value: text_of(cell)[:LONGEST_SAID] for each, cell in row.cells.items()},
        status=status,
        closing=closing,
        problems=tuple(problems),
        warnings=tuple(warnings),
    )


def _columns(
    row: SourceRow, mapping: ImportMapping, problems: list[Problem], warnings: list[str]
) -> dict[str, Any]:
    words = {each: _clean(row.said(each)) for each in _WORDED}
    event = words[ImportField.EVENT] or words[ImportField.DESCRIPTION] or words[ImportField.TITLE]
    event = _PREFIX.sub("", event or words[ImportField.CAUSE])
    title = words[ImportField.TITLE] or _shorten(event)
    _bound("Title", title, problems, most=LONGEST_TITLE)
    _bound("Description", event, problems)
    _bound("Cause", words[ImportField.CAUSE], problems)
    _bound("Effect", words[ImportField.CONSEQUENCE], problems)
    if not words[ImportField.CAUSE]:
        warnings.append("No cause is named.")
    if not words[ImportField.CONSEQUENCE]:
        warnings.append("No effect is named.")
    owner_id = mapping.owners.get(row.said(ImportField.OWNER)[:200]) or mapping.owner_id
    if owner_id is None:
        problems.append(Problem("Owner", "Choose which post owns it."))
    category = mapping.categories.get(row.said(ImportField.CATEGORY)[:200]) or mapping.category
    if not category:
        problems.append(Problem("Category", "Choose one of the programme's categories."))
    return {
        "kind": row.risk_kind.value,
        "title": title,
        "category": category,
        "cause": words[ImportField.CAUSE] or NO_CAUSE,
        "event": event,
        "consequence": words[ImportField.CONSEQUENCE] or NO_CONSEQUENCE,
        "owner_id": owner_id,
        "treatment": _treatment(row).value,
        "proximity": mapping.proximity.value,
    }


def _bound(name: str, text: str, problems: list[Problem], *, most: int = LONGEST_TEXT) -> None:
    if len(text) > most:
        problems.append(Problem(name, f"It has more than {most:,} characters."))


_WORDED = (
    ImportField.TITLE,
    ImportField.DESCRIPTION,
    ImportField.EVENT,
    ImportField.CAUSE,
    ImportField.CONSEQUENCE,
)


def _treatment(row: SourceRow) -> Treatment:
    if row.risk_kind is RiskKind.OPPORTUNITY:
        return Treatment.EXPLOIT
    return response_of(row.said(ImportField.RESPONSE)) or Treatment.TREAT


def _status(row: SourceRow) -> RiskStatus:
    said = plain(row.said(ImportField.STATUS))
    if _OCCURRED.match(said):
        return RiskStatus.OCCURRED
    return RiskStatus.CLOSED if _CLOSED.match(said) else RiskStatus.OPEN


def _say_closing(row: SourceRow, mapping: ImportMapping, problems: list[Problem]) -> str:
    """Say when and why a risk was closed there; the day it is closed here is the import's."""
    read = read_date(row.cells.get(ImportField.CLOSED_ON), month_first=mapping.month_first)
    on = f" on {read.on.day} {read.on:%B %Y}" if read.on else ""
    why = _clean(row.said(ImportField.CLOSE_REASON))
    _bound(ImportField.CLOSE_REASON.label, why, problems)
    return f"Closed there{on}{': ' if why else '.'}{why}"


def _judge(
    row: SourceRow, mapping: ImportMapping, problems: list[Problem]
) -> Iterator[tuple[Basis, tuple[int, int]]]:
    for basis, (likelihood, impact, *_) in MEASURES.items():
        points = [_point(row, each, mapping, problems) for each in (likelihood, impact)]
        if points[0] is not None and points[1] is not None:
            yield basis, (points[0], points[1])
        elif points != [None, None]:
            missing = likelihood if points[0] is None else impact
            problems.append(Problem(missing.label, "Only one of likelihood and impact is given."))


def _point(
    row: SourceRow, wanted: ImportField, mapping: ImportMapping, problems: list[Problem]
) -> int | None:
    said = row.said(wanted)
    if not said or wanted not in mapping.levels:
        return None
    if said not in mapping.levels[wanted]:
        problems.append(Problem(wanted.label, f"“{said[:40]}” has no place on the scale yet."))
        return None
    return mapping.levels[wanted][said]


def _say_unscored(row: SourceRow, judged: Mapping[Basis, tuple[int, int]]) -> Iterator[str]:
    for basis, (likelihood, impact, *_) in MEASURES.items():
        if basis not in judged and (row.said(likelihood) or row.said(impact)):
            yield f"Its {basis.value} score is left open."


def _compare_scores(
    row: SourceRow, judged: Mapping[Basis, tuple[int, int]], scheme: Scheme
) -> Iterator[str]:
    for basis, (_likelihood, _impact, score, _rating) in MEASURES.items():
        said = row.said(score)
        if said and basis in judged:
            ours = str(scheme.score(*judged[basis]))
            if said.replace(",", ".") != ours:
                yield f"Their {basis.value} score is {said}, ours {ours}."


def _controls(row: SourceRow, problems: list[Problem]) -> Iterator[tuple[str, bool]]:
    for each, in_place in (
        (ImportField.CONTROLS, True),
        (ImportField.MITIGATION, False),
        (ImportField.ACTION, False),
    ):
        if text := _clean(row.said(each)):
            _bound(each.label, text, problems)
            yield text, in_place


def _plan_action(
    row: SourceRow, mapping: ImportMapping, *, today: date, beside_texts: bool
) -> PlannedAction:
    problems: list[Problem] = []
    text = _clean(row.said(ImportField.ACTION) or row.said(ImportField.MITIGATION))
    if not text:
        problems.append(Problem("Action", "It does not say what is to be done."))
    note = _clean(row.said(ImportField.PROGRESS))
    _bound("Action", text, problems)
    _bound(ImportField.PROGRESS.label, note, problems)
    who = row.said(ImportField.ACTION_OWNER) or row.said(ImportField.OWNER)
    lead_id = mapping.owners.get(who[:200]) or mapping.owner_id
    if lead_id is None:
        problems.append(Problem("Owner", "Choose which post leads it."))
    read = read_date(
        row.cells.get(ImportField.DUE_ON),
        beside_texts=beside_texts,
        month_first=mapping.month_first,
    )
    due_on = read.on if read.on and read.on >= today else mapping.due_on
    if due_on is None or due_on < today:
        problems.append(Problem("Date due", "It has passed or is missing, and no other is given."))
    return PlannedAction(
        row=row.number,
        source_id=row.said(ImportField.ID)[:LONGEST_ID],
        text=text,
        lead_id=lead_id,
        due_on=due_on,
        is_done=bool(_DONE.match(row.said(ImportField.STATUS))),
        note=note,
        said={each.value: text_of(cell)[:LONGEST_SAID] for each, cell in row.cells.items()},
        problems=tuple(problems),
    )


def _clean(text: str) -> str:
    return _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _shorten(text: str) -> str:
    """Make a title of a description: its first sentence, or its first words."""
    first = _SENTENCE.split(text, maxsplit=1)[0].strip().rstrip(".")
    if len(first) <= _SHORT_TITLE:
        return first
    return first[:_SHORT_TITLE].rsplit(" ", 1)[0] + " …"


_SHORT_TITLE = 100  # characters


def count_problems(rows: Sequence[PlannedRisk | PlannedAction]) -> int:
    """Count the rows that something speaks against."""
    return sum(bool(row.problems) for row in rows)

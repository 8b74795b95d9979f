"""Taking a file in: all rows that were agreed to, or none, with a line of the record each."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from risk_register.clock import london_day
from risk_register.database import db
from risk_register.domain.actions import ActionStatus
from risk_register.domain.errors import RuleError
from risk_register.domain.import_finding import Outcome
from risk_register.domain.import_mappings import mark_headings
from risk_register.domain.import_plans import (
    PlannedAction,
    PlannedRisk,
    plan_actions,
    plan_risks,
)
from risk_register.domain.permissions import Permission
from risk_register.domain.risks import (
    ControlState,
    Move,
    Proximity,
    Publication,
    RiskKind,
    Treatment,
)
from risk_register.domain.scoring import Basis, Method
from risk_register.models import Action, Control, ImportedRow, ImportRun, Risk
from risk_register.services.actions import ActionPlan, Progress, add_action, update_action
from risk_register.services.assessments import Judgement, record_assessment
from risk_register.services.controls import ControlWords, add_control
from risk_register.services.events import record_event
from risk_register.services.import_weighings import (
    STOPPED,
    RowOutcome,
    Weighed,
    count_outcomes,
    read_seen,
    say_seen,
    weigh_actions,
    weigh_risks,
)
from risk_register.services.imports import Looked, check_draft, forget_draft
from risk_register.services.lives import change_columns, move_risk
from risk_register.services.programmes import Member, list_posts
from risk_register.services.risks import open_risk

MOST_ROWS = 500  #: added or changed in one go, because everybody else waits so long
_CHOICES = {"kind": RiskKind, "treatment": Treatment, "proximity": Proximity}
_STATES = {True: ControlState.IN_PLACE, False: ControlState.PARTLY_IN_PLACE}


def weigh(looked: Looked, *, by: Member, at: datetime, seen: str | None = None) -> list[Weighed]:
    """Say what each row of a file would do; saves nothing.

    :param seen: what ``say_seen`` wrote of the preview that somebody agreed to
    :raises NotAllowedError: if the member may not take risks into the register
    """
    by.check(Permission.MOVE_RISK)
    source = looked.mapping.source
    if looked.found.outcome is Outcome.ACTIONS:
        planned = plan_actions(looked.found, looked.mapping, today=london_day(at))
        return weigh_actions(planned, source=source, by=by)
    return weigh_risks(
        plan_risks(looked.found, looked.mapping, by.scheme),
        source=source,
        by=by,
        seen=None if seen is None else read_seen(seen),
    )


def import_register(
    looked: Looked, *, seen: str, leaves_out: bool, by: Member, at: datetime
) -> ImportRun:
    """Take a file in as it was previewed.

    :param seen: what ``say_seen`` wrote of the preview
    :param leaves_out: whether rows that are refused or in conflict may stay out
    :raises NotAllowedError: if the member may not take risks into the register
    :raises ChangedMeanwhileError: if the file has given way to another one or another meaning
    :raises RuleError: if the register has changed since the preview, rows are stopped, there are
        too many, or nothing would change
    """
    check_draft(looked, by=by)
    weighed = weigh(looked, by=by, at=at, seen=seen)
    _check(weighed, of=looked.mark, seen=seen, leaves_out=leaves_out)
    run = _open_run(looked, weighed, by=by, at=at)
    agencies = {post.id: post.agency_id for post in list_posts(by.programme)}
    importer = _Importer(run, agencies, by, at)
    for each in weighed:
        if each.outcome in (RowOutcome.ADD, RowOutcome.CHANGE):
            importer.take(each)
    forget_draft(by)
    return run


def _check(weighed: Sequence[Weighed], *, of: str, seen: str, leaves_out: bool) -> None:
    counts = count_outcomes(weighed)
    if say_seen(weighed, of=of, seen=seen) != seen:
        raise RuleError("The register has changed since you looked. Look at the rows again.")
    stopped = sum(counts[each] for each in STOPPED)
    if stopped and not leaves_out:
        raise RuleError("Say that these rows may be left out.", field="leaves_out")
    wanted = counts[RowOutcome.ADD] + counts[RowOutcome.CHANGE]
    if not wanted:
        raise RuleError("Nothing would change.")
    if wanted > MOST_ROWS:
        raise RuleError(f"Import at most {MOST_ROWS} rows at once. Split the file.")


def _open_run(looked: Looked, weighed: Sequence[Weighed], *, by: Member, at: datetime) -> ImportRun:
    counts = count_outcomes(weighed)
    header = looked.found.header
    run = ImportRun(
        source=looked.mapping.source,
        file_name=looked.draft.file_name,
        sha256=looked.draft.sha256,
        sheet=looked.found.sheet.name[:120],
        headings=mark_headings(header) if header else "",
        mapping=json.dumps(looked.mapping.as_plain()),
        added=counts[RowOutcome.ADD],
        changed=counts[RowOutcome.CHANGE],
        left_out=sum(counts[each] for each in STOPPED),
    )
    return open_run(run, by=by, at=at)


def open_run(run: ImportRun, *, by: Member, at: datetime) -> ImportRun:
    """Begin to take a file in: say who does it and when, and put it on the record."""
    run.programme, run.applied_at = by.programme, at
    run.applied_by, run.applied_as = by.person, by.post
    db.session.add(run)
    db.session.flush()
    record_event(
        "register imported",
        subject=f"import {run.id}",
        programme=by.programme,
        by=by.person,
        at=at,
        facts={"file": run.file_name, "added": run.added, "changed": run.changed},
    )
    return run


class _Importer:
    """Takes row after row into the register by the verbs that everybody uses."""

    def __init__(self, run: ImportRun, agencies: dict[int, int], by: Member, at: datetime) -> None:
        self._run, self._agencies, self._by, self._at = run, agencies, by, at

    def take(self, weighed: Weighed) -> None:
        if isinstance(weighed.planned, PlannedAction):
            self._take_action(weighed.planned, weighed.risk)
            return
        risk = weighed.risk
        if risk is None:
            risk = self._open(weighed)
        else:
            self._change(risk, weighed)
        reason = self._reason(weighed.planned)
        for basis in (each for each in Basis if each in weighed.judged):
            likelihood, impact = weighed.judged[basis]
            record_assessment(
                risk,
                Judgement(likelihood, impact, reason, method=Method.IMPORT),
                basis=basis,
                by=self._by,
                at=self._at,
                version=risk.version,
            )
        if weighed.occurs:
            self._move(risk, Move.OCCUR, reason)
        if weighed.closes and isinstance(weighed.planned, PlannedRisk):
            self._move(risk, Move.CLOSE, f"{weighed.planned.closing} {reason}")
        self._note(risk, weighed.planned, content=weighed.planned.content)

    def _open(self, weighed: Weighed) -> Risk:
        columns = self._read(weighed.columns)
        return open_risk(
            self._by.programme,
            controls=[
                Control(text=text, state=_STATES[in_place]) for text, in_place in weighed.controls
            ],
            areas=(),
            opened_by=self._by.person,
            opened_at=self._at,
            publication=Publication.OPEN,
            **columns,
        )

    def _change(self, risk: Risk, weighed: Weighed) -> None:
        reason = self._reason(weighed.planned)
        if weighed.columns:
            change_columns(
                risk,
                self._read(weighed.columns),
                reason=reason,
                by=self._by,
                at=self._at,
                version=risk.version,
            )
        for text, in_place in weighed.controls:
            words = ControlWords(text, _STATES[in_place])
            add_control(risk, words, by=self._by, at=self._at, version=risk.version)

    def _read(self, columns: Any) -> dict[str, Any]:
        read: dict[str, Any] = {
            name: _CHOICES[name](value) if name in _CHOICES else value
            for name, value in columns.items()
        }
        if "owner_id" in read:
            if read["owner_id"] not in self._agencies:
                raise RuleError("An owner has left the programme. Say again what the file means.")
            read["carrying_agency_id"] = self._agencies[read["owner_id"]]
        return read

    def _move(self, risk: Risk, move: Move, reason: str) -> None:
        move_risk(risk, move, reason=reason, by=self._by, at=self._at, version=risk.version)

    def _take_action(self, planned: PlannedAction, risk: Risk | None) -> None:
        if risk is None or planned.lead_id is None or planned.due_on is None:
            raise RuleError("The register has changed since you looked. Look at the rows again.")
        plan = ActionPlan(planned.text, planned.lead_id, planned.due_on)
        action = add_action(risk, plan, by=self._by, at=self._at, version=risk.version)
        if planned.is_done or planned.note:
            status = ActionStatus.DONE if planned.is_done else ActionStatus.NOT_STARTED
            said = Progress(status, 0, planned.due_on, planned.note or self._reason(planned))
            update_action(action, said, by=self._by, at=self._at, version=action.version)
        self._note(risk, planned, content={"text": planned.text}, action=action)

    def _note(
        self,
        risk: Risk,
        planned: PlannedRisk | PlannedAction,
        *,
        content: dict[str, Any],
        action: Action | None = None,
    ) -> None:
        db.session.add(
            ImportedRow(
                run=self._run,
                risk=risk,
                action=action,
                row=planned.row,
                source_id=planned.source_id,
                key=planned.key,
                mark=planned.mark,
                content=json.dumps(content),
                said=json.dumps(dict(planned.said), ensure_ascii=False),
            )
        )
        record_event(
            "risk imported",
            subject=f"risk {risk.reference}",
            programme=self._by.programme,
            by=self._by.person,
            at=self._at,
            facts={
                "file": self._run.file_name,
                "sheet": self._run.sheet,
                "row": planned.row,
            },
        )

    def _reason(self, planned: PlannedRisk | PlannedAction) -> str:
        return f"Imported from {self._run.file_name}, row {planned.row}."

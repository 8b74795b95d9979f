"""Taking a working copy back in: every row that was agreed to, or none, by everybody's verbs."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from risk_register.database import db
from risk_register.domain.errors import ChangedMeanwhileError, RuleError
from risk_register.domain.permissions import Permission
from risk_register.domain.risks import Move
from risk_register.domain.scoring import Basis
from risk_register.domain.values import canonical_json, fingerprint
from risk_register.domain.working_copies import Field, Part
from risk_register.models import Action, ImportDraft, ImportedRow, ImportRun, Post, Risk
from risk_register.services.actions import ActionPlan, Progress, add_action, update_action
from risk_register.services.assessments import Judgement, record_assessment
from risk_register.services.events import record_event
from risk_register.services.import_runs import MOST_ROWS, open_run
from risk_register.services.import_weighings import STOPPED, RowOutcome
from risk_register.services.imports import check_may_bring, forget_draft
from risk_register.services.lives import RiskWords, edit_risk, move_risk, propose_risk
from risk_register.services.programmes import Member
from risk_register.services.reading_batches import Line
from risk_register.services.readings import find_reading, record_reading
from risk_register.services.risks import list_areas
from risk_register.services.working_copies import SOURCE, Brought, key_of_action, key_of_risk
from risk_register.services.working_copy_changes import WeighedRow
from risk_register.services.working_copy_rows import HANDED, JUDGED, WORDED
from risk_register.services.working_copy_weighings import weigh_copy

#: The risk's column or the words' part that each field fills.
_COLUMNS = {
    Field.TITLE: "title",
    Field.CATEGORY: "category",
    Field.CAUSE: "cause",
    Field.EVENT: "event",
    Field.CONSEQUENCE: "consequence",
    Field.OWNER: "owner_id",
    Field.CARRIER: "carrying_agency_id",
    Field.TREATMENT: "treatment",
    Field.PROXIMITY: "proximity",
    Field.TARGET_ON: "target_on",
}


def say_seen(brought: Brought, weighed: Sequence[WeighedRow]) -> str:
    """Write what a preview showed, so that agreeing to it means this and nothing else."""
    rows = [
        [
            each.row.part.value,
            each.row.number,
            each.outcome.value,
            each.reference,
            [[change.field.value, change.before] for change in each.changes],
        ]
        for each in weighed
    ]
    return fingerprint(canonical_json({"file": brought.sha256, "rows": rows}))[:32]


def import_copy(
    brought: Brought, *, seen: str, leaves_out: bool, by: Member, at: datetime
) -> ImportRun:
    """Take a working copy in as it was previewed, each row by the verb that a page would use.

    :param seen: what ``say_seen`` wrote of the preview
    :param leaves_out: whether rows that are refused or behind the register may stay out
    :raises NotAllowedError: if the member changes no risks
    :raises ChangedMeanwhileError: if another file has taken its place
    :raises RuleError: if the register has changed since the preview, rows are stopped, there are
        too many, or nothing would change
    """
    check_may_bring(by)
    _check_draft(brought, by)
    weighed = weigh_copy(brought.copy, by=by, at=at)
    wanted = [each for each in weighed if each.outcome in (RowOutcome.ADD, RowOutcome.CHANGE)]
    stopped = sum(each.outcome in STOPPED for each in weighed)
    if say_seen(brought, weighed) != seen:
        raise RuleError("The register has changed since you looked. Look at the rows again.")
    if stopped and not leaves_out:
        raise RuleError("Say that these rows may be left out.", field="leaves_out")
    if not wanted:
        raise RuleError("Nothing would change.")
    if len(wanted) > MOST_ROWS:
        raise RuleError(f"Change at most {MOST_ROWS} rows at once.")
    run = _open_run(brought.draft, wanted, left_out=stopped, by=by, at=at)
    taker = _Taker(run, by, at)
    for each in wanted:
        taker.take(each)
    forget_draft(by)
    return run


def _check_draft(brought: Brought, by: Member) -> None:
    kept = db.session.scalar(
        select(ImportDraft.sha256).where(
            ImportDraft.programme_id == by.programme.id,
            ImportDraft.person_id == by.person.id,
            ImportDraft.mapping == "",
        )
    )
    if kept != brought.sha256:
        raise ChangedMeanwhileError


def _open_run(
    draft: ImportDraft, wanted: Sequence[WeighedRow], *, left_out: int, by: Member, at: datetime
) -> ImportRun:
    run = ImportRun(
        source=SOURCE,
        file_name=draft.file_name,
        sha256=draft.sha256,
        sheet=", ".join(sorted({each.row.part for each in wanted}, reverse=True)),
        headings="",
        mapping="",
        added=sum(each.outcome is RowOutcome.ADD for each in wanted),
        changed=sum(each.outcome is RowOutcome.CHANGE for each in wanted),
        left_out=left_out,
    )
    return open_run(run, by=by, at=at)


class _Taker:
    """Takes row after row into the register."""

    def __init__(self, run: ImportRun, by: Member, at: datetime) -> None:
        self._run, self._by, self._at = run, by, at

    def take(self, weighed: WeighedRow) -> None:
        if weighed.line is not None:
            self._take_value(weighed.line)
        elif weighed.row.part is Part.ACTIONS:
            risk, action = self._take_action(weighed)
            self._note(weighed, risk, action)
        else:
            self._note(weighed, self._take_risk(weighed), None)

    def _take_value(self, line: Line) -> None:
        stands = find_reading(line.indicator, line.entry.period)
        known = stands.id if stands else 0
        record_reading(line.indicator, line.entry, by=self._by, at=self._at, known=known)

    def _take_risk(self, weighed: WeighedRow) -> Risk:
        values = weighed.values
        columns = {_COLUMNS[each]: values[each] for each in (*WORDED, *HANDED) if each in values}
        risk = weighed.risk
        if risk is None:
            risk = self._propose(columns)
        elif columns:
            words = replace(_words_of(risk), **columns)
            edit_risk(
                risk,
                words,
                reason=self._say_where(weighed),
                by=self._by,
                at=self._at,
                version=risk.version,
            )
        if Field.REASON in values:
            likelihood, impact = (values[each] for each in JUDGED)
            record_assessment(
                risk,
                Judgement(likelihood, impact, values[Field.REASON]),
                basis=Basis.CURRENT,
                by=self._by,
                at=self._at,
                version=risk.version,
            )
        if weighed.risk is None and self._by.may(Permission.MOVE_RISK):
            move_risk(
                risk,
                Move.ADMIT,
                reason=self._say_where(weighed),
                by=self._by,
                at=self._at,
                version=risk.version,
            )
        return risk

    def _propose(self, columns: Mapping[str, Any]) -> Risk:
        owner = db.session.get_one(Post, columns["owner_id"])
        words = RiskWords(
            **{"carrying_agency_id": owner.agency_id, **columns},
            kind=columns["treatment"].kind,
            area_ids=frozenset(),
        )
        return propose_risk(words, by=self._by, at=self._at)

    def _take_action(self, weighed: WeighedRow) -> tuple[Risk, Action]:
        values, action, risk = weighed.values, weighed.action, weighed.risk
        if risk is None:
            raise RuleError("The register has changed since you looked. Look at the rows again.")
        if action is not None:
            said = Progress(
                values[Field.STATUS],
                values[Field.PROGRESS],
                values[Field.DUE_ON],
                values[Field.NOTE],
            )
            update_action(action, said, by=self._by, at=self._at, version=action.version)
        else:
            plan = ActionPlan(values[Field.ACTION], values[Field.LEAD], values[Field.DUE_ON])
            action = add_action(risk, plan, by=self._by, at=self._at, version=risk.version)
        return risk, action

    def _note(self, weighed: WeighedRow, risk: Risk, action: Action | None) -> None:
        row = weighed.row
        is_action = row.part is Part.ACTIONS
        key = key_of_action(row) if is_action else key_of_risk(row)
        db.session.add(
            ImportedRow(
                run=self._run,
                risk=risk,
                action=action,
                row=row.number,
                source_id=weighed.reference,
                key=key if row.is_new else weighed.reference,
                mark=row.mark,
                content=json.dumps({each.field.value: each.after for each in weighed.changes}),
                said="{}",
            )
        )
        record_event(
            "risk imported",
            subject=f"risk {risk.reference}",
            programme=self._by.programme,
            by=self._by.person,
            at=self._at,
            facts={"file": self._run.file_name, "sheet": row.part.value, "row": row.number},
        )

    def _say_where(self, weighed: WeighedRow) -> str:
        row = weighed.row
        return f"Changed in {self._run.file_name}, sheet {row.part}, row {row.number}."


def _words_of(risk: Risk) -> RiskWords:
    """Give what a risk says today, as its form would."""
    return RiskWords(
        title=risk.title,
        category=risk.category,
        cause=risk.cause,
        event=risk.event,
        consequence=risk.consequence,
        owner_id=risk.owner_id,
        carrying_agency_id=risk.carrying_agency_id,
        treatment=risk.treatment,
        proximity=risk.proximity,
        target_on=risk.target_on,
        area_ids=frozenset(area.id for area in list_areas(risk)),
        publication=risk.publication,
        exempt_paragraph=risk.exempt_paragraph,
        exempt_reason=risk.exempt_reason or "",
        exempt_reviewer_id=risk.exempt_reviewer_id,
        exempt_review_on=risk.exempt_review_on,
        exempt_fields=tuple(risk.exempt_fields),
        kind=risk.kind,
        affected_ids=frozenset(agency.id for agency in risk.affected_agencies),
    )

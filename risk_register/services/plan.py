"""The improvement plan: its areas, what will show that they are better, and the actions under them.

An action of the plan is the same action that mitigates risks: it is linked, never copied.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from risk_register.database import db
from risk_register.domain.actions import overdue_days
from risk_register.domain.errors import ChangedMeanwhileError, NotFoundError, RuleError
from risk_register.domain.permissions import Permission
from risk_register.domain.plan import AREA_KEY, AreaProgress, Work, find_progress, number_of_area
from risk_register.domain.risks import LIVE
from risk_register.models import (
    Action,
    ImprovementArea,
    Mitigation,
    PlanLine,
    Post,
    Programme,
    Risk,
    SuccessMeasure,
    Threat,
)
from risk_register.services.events import record_event
from risk_register.services.programmes import Member, list_posts
from risk_register.services.risks import check_reason


@dataclass(frozen=True)
class AreaWords:
    """What is said about an area."""

    short: str
    text: str
    lead_id: int | None = None


@dataclass(frozen=True)
class MeasureWords:
    """What will show that an area is better; empty words leave open where it stands."""

    text: str
    baseline: str = ""
    target: str = ""
    target_on: date | None = None


@dataclass(frozen=True)
class MeasureView:
    """A success measure with the actions that stand under it, by number."""

    measure: SuccessMeasure
    lines: tuple[PlanLine, ...]


@dataclass(frozen=True)
class AreaView:
    """An area with what stands under it, and how far it is."""

    area: ImprovementArea
    measures: tuple[MeasureView, ...]
    progress: AreaProgress

    @property
    def lines(self) -> list[PlanLine]:
        """Give the actions of all its measures, by number."""
        return [line for each in self.measures for line in each.lines]


def list_plan(member: Member) -> list[AreaView]:
    """List the areas of the plan with what stands under them, by number.

    :raises NotAllowedError: if the member may not read the register
    """
    member.check(Permission.READ_REGISTER)
    return list_views(member.programme, on=member.on)


def list_views(programme: Programme, *, on: date) -> list[AreaView]:
    """List the areas of a programme's plan, and how far each is on a London date, by number."""
    areas = db.session.scalars(_areas(programme)).all()
    return [_view(area, on=on) for area in sorted(areas, key=_place)]


def get_area(member: Member, key: str) -> ImprovementArea:
    """Find an area of the member's programme with what stands under it.

    :raises NotFoundError: if there is none
    :raises NotAllowedError: if the member may not read the register
    """
    member.check(Permission.READ_REGISTER)
    area = db.session.scalar(_areas(member.programme).where(ImprovementArea.key == key))
    if area is None:
        raise NotFoundError(f"There is no area {key} in this programme's plan.")
    return area


def view_area(member: Member, key: str) -> AreaView:
    """Find an area, and reckon how far it is on the member's day.

    :raises NotFoundError: if there is none
    :raises NotAllowedError: if the member may not read the register
    """
    return _view(get_area(member, key), on=member.on)


def get_measure(member: Member, key: str, number: int) -> SuccessMeasure:
    """Find a success measure of an area, retired or not.

    :raises NotFoundError: if there is none
    :raises NotAllowedError: if the member may not read the register
    """
    found = [each for each in get_area(member, key).measures if each.number == number]
    if not found:
        raise NotFoundError(f"Area {key} has no success measure {number}.")
    return found[0]


def list_threatening(area: ImprovementArea) -> Sequence[Risk]:
    """List the open risks that threaten an area, the highest score first."""
    return db.session.scalars(
        select(Risk)
        .join(Threat, Threat.risk_id == Risk.id)
        .where(Threat.area_id == area.id, Risk.status.in_(LIVE))
        .options(joinedload(Risk.owner))
        .order_by(Risk.current_score.desc(), Risk.current_impact.desc(), Risk.number)
    ).all()


def add_area(key: str, words: AreaWords, *, by: Member, at: datetime) -> ImprovementArea:
    """Let the plan answer another weakness.

    :param key: letters and a number, like W6; it is kept for good
    :raises NotAllowedError: if the member may not keep the plan
    :raises RuleError: if the key is none or its number is taken, or there is no such post
    """
    by.check(Permission.KEEP_PLAN)
    if not AREA_KEY.fullmatch(key):
        raise RuleError("Enter capital letters and a number, like W6.", field="key")
    keys = db.session.scalars(
        select(ImprovementArea.key).where(ImprovementArea.programme_id == by.programme.id)
    ).all()
    taken = [each for each in keys if number_of_area(each) == number_of_area(key)]
    if taken:
        raise RuleError(f"Number {number_of_area(key)} is that of {taken[0]}.", field="key")
    _check_lead(words.lead_id, by)
    area = ImprovementArea(
        programme_id=by.programme.id,
        key=key,
        short=words.short,
        text=words.text,
        lead_id=words.lead_id,
        version=1,
    )
    db.session.add(area)
    _record("area added", area, by=by, at=at)
    return area


def change_area(
    area: ImprovementArea, words: AreaWords, *, by: Member, at: datetime, version: int
) -> None:
    """Word an area anew, or let another post lead it.

    :param version: the area's version on the form it was typed into
    :raises NotAllowedError: if the member may not keep the plan
    :raises ChangedMeanwhileError: if somebody saved since the form was drawn
    :raises RuleError: if nothing is different, or there is no such post
    """
    by.check(Permission.KEEP_PLAN)
    _check_version(area, version)
    _check_lead(words.lead_id, by)
    _change(area, {"short": words.short, "text": words.text, "lead_id": words.lead_id})
    _record("area changed", area, by=by, at=at)


def add_measure(
    area: ImprovementArea, words: MeasureWords, *, by: Member, at: datetime
) -> SuccessMeasure:
    """Say what else will show that an area is better.

    :raises NotAllowedError: if the member may not keep the plan
    """
    by.check(Permission.KEEP_PLAN)
    number = max((each.number for each in area.measures), default=0) + 1
    measure = SuccessMeasure(area=area, number=number, version=1, **_columns(words))
    db.session.add(measure)
    _record("success measure added", area, by=by, at=at, measure=measure.said_number)
    return measure


def change_measure(
    measure: SuccessMeasure, words: MeasureWords, *, by: Member, at: datetime, version: int
) -> None:
    """Word a success measure anew, or set it another target; what was said stays in the record.

    :param version: the measure's version on the form it was typed into
    :raises NotAllowedError: if the member may not keep the plan
    :raises ChangedMeanwhileError: if somebody saved since the form was drawn
    :raises RuleError: if nothing is different, or it is retired
    """
    by.check(Permission.KEEP_PLAN)
    _check_version(measure, version)
    check_standing(measure)
    _change(measure, _columns(words))
    said = measure.said_number
    _record("success measure changed", measure.area, by=by, at=at, measure=said)


def retire_measure(
    measure: SuccessMeasure, *, reason: str, by: Member, at: datetime, version: int
) -> None:
    """Say that an area is judged by a measure no longer; its number is not given again.

    :param reason: at least 10 characters
    :param version: the measure's version on the form it was typed into
    :raises NotAllowedError: if the member may not keep the plan
    :raises ChangedMeanwhileError: if somebody saved since the form was drawn
    :raises RuleError: if actions stand under it, it is retired, or the reason is missing
    """
    by.check(Permission.KEEP_PLAN)
    _check_version(measure, version)
    check_standing(measure)
    said = check_reason(reason)
    if any(line.removed_at is None for line in measure.lines):
        raise RuleError("Actions stand under it. Take them out of the plan or move them first.")
    measure.retired_at, measure.retire_reason = at, said
    measure.version += 1
    _record(
        "success measure retired",
        measure.area,
        by=by,
        at=at,
        reason=said,
        measure=measure.said_number,
    )


def check_standing(measure: SuccessMeasure) -> None:
    """Refuse to go on with a success measure that is retired.

    :raises RuleError: if it is
    """
    if measure.retired_at is not None:
        raise RuleError("This success measure has been retired. Add a new one instead.")


def _areas(programme: Programme) -> Select[ImprovementArea]:
    lines = selectinload(ImprovementArea.measures).selectinload(SuccessMeasure.lines)
    return (
        select(ImprovementArea)
        .where(ImprovementArea.programme_id == programme.id)
        .options(
            joinedload(ImprovementArea.lead).joinedload(Post.agency),
            lines.joinedload(PlanLine.action).joinedload(Action.lead).joinedload(Post.agency),
            lines.joinedload(PlanLine.action)
            .selectinload(Action.mitigations)
            .joinedload(Mitigation.risk),
        )
    )


def _place(area: ImprovementArea) -> tuple[int, str]:
    return (int(area.number) if area.number.isdecimal() else 0, area.key)


def _view(area: ImprovementArea, *, on: date) -> AreaView:
    measures = tuple(
        MeasureView(each, tuple(line for line in each.lines if line.removed_at is None))
        for each in area.measures
        if each.retired_at is None
    )
    works = [
        Work(
            line.said_number,
            line.action.status,
            line.action.progress,
            overdue_days(line.action.due_on, line.action.status, on) > 0,
        )
        for each in measures
        for line in each.lines
    ]
    return AreaView(area, measures, find_progress(works))


def _columns(words: MeasureWords) -> dict[str, object]:
    return {
        "text": words.text,
        "baseline": words.baseline.strip() or None,
        "target": words.target.strip() or None,
        "target_on": words.target_on,
    }


def _check_version(row: ImprovementArea | SuccessMeasure, version: int) -> None:
    if row.version != version:
        raise ChangedMeanwhileError


def _check_lead(lead_id: int | None, by: Member) -> None:
    if lead_id is not None and lead_id not in {post.id for post in list_posts(by.programme)}:
        raise RuleError("Choose a post from the list.", field="lead_id")


def _change(row: ImprovementArea | SuccessMeasure, columns: dict[str, object]) -> None:
    changed = {name: value for name, value in columns.items() if getattr(row, name) != value}
    if not changed:
        raise RuleError("This is what stands already. Change something, or leave without saving.")
    for name, value in changed.items():
        setattr(row, name, value)
    row.version += 1


def _record(
    kind: str,
    area: ImprovementArea,
    *,
    by: Member,
    at: datetime,
    reason: str | None = None,
    **facts: str,
) -> None:
    record_event(
        kind,
        subject=f"area {area.key}",
        programme=by.programme,
        by=by.person,
        at=at,
        reason=reason,
        facts=facts,
    )

"""Telling where scores and the work against a risk do not fit together."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select

from risk_register.clock import london_day
from risk_register.database import as_utc
from risk_register.domain.actions import ActionStatus
from risk_register.domain.effects import Course, Expected, Planned, Signal, find_signals
from risk_register.domain.schemes import Scheme
from risk_register.domain.scoring import Basis
from risk_register.models import (
    Action,
    ActionUpdate,
    Assessment,
    Event,
    Mitigation,
    Programme,
    Risk,
)
from risk_register.services.controls import CONTROL_EVENTS
from risk_register.services.courses import (
    Chosen,
    LiveRisk,
    Runs,
    as_stored,
    list_runs,
    read_plain,
)


class Given(NamedTuple):
    """What a judgement gave, and under which scheme."""

    score: int
    band: str
    scheme_id: int


class Work(NamedTuple):
    """An action as it is meant to bring one risk down, without its texts."""

    done_at: datetime | None  #: since when it is done; one that was taken up again is not
    told_at: datetime | None  #: when it was last reported on
    action_id: int
    reference: str
    lead_id: int
    status: ActionStatus
    due_on: date
    slips: int
    expected_likelihood: int | None
    expected_impact: int | None


@dataclass(frozen=True)
class Courses:
    """What happened to some risks, by their ids; what has no entry did not happen."""

    runs: Runs
    aims: Mapping[Basis, Mapping[int, Given]]  #: the newest target, and that without controls
    works: Mapping[int, Sequence[Work]]
    controls_changed_at: Mapping[str, Sequence[datetime]]  #: by subject, as stored

    def of(self, risk: Risk | LiveRisk, scheme: Scheme) -> Course:
        """Give the course of one of the risks."""
        target = self.aims[Basis.TARGET].get(risk.id)
        if target and not scheme.measures_alike(target.scheme_id, risk.current_scheme_id):
            target = None
        changes = self.controls_changed_at.get(f"risk {risk.reference}", ())
        return Course(
            scheme=scheme,
            scores=self.runs.of(risk.id),
            target=target.score if target else None,
            plans=[_plan(work, scheme) for work in self.works.get(risk.id, ())],
            controls_changed_on=[london_day(as_utc(at)) for at in changes],
            kind=risk.kind,
        )


def list_signals(risk: Risk, *, scheme: Scheme) -> Sequence[Signal]:
    """List what does not fit together about a risk; nothing once it has left the register."""
    if not risk.status.is_live:
        return []
    one = select(Risk.id).where(Risk.id == risk.id)
    courses = read_courses(risk.programme, one, scheme=scheme, subject=f"risk {risk.reference}")
    return find_signals(courses.of(risk, scheme))


def read_courses(
    programme: Programme, chosen: Chosen, *, scheme: Scheme, subject: str | None = None
) -> Courses:
    """Read what happened to the chosen risks; asks five times, however many they are.

    :param scheme: the one in force, on whose scale the scores count
    :param subject: the only one whose lines of the record matter; None for all
    """
    return Courses(
        runs=list_runs(chosen, scheme=scheme),
        aims=_read_aims(chosen),
        works=_read_works(chosen),
        controls_changed_at=_read_control_changes(programme, subject),
    )


def find_expected(planned: Mitigation | Work, scheme: Scheme) -> Expected | None:
    """Find where an action is meant to bring a risk; None if that was not said."""
    likelihood, impact = planned.expected_likelihood, planned.expected_impact
    if likelihood is None or impact is None:
        return None
    if not scheme.has_cell(likelihood, impact):
        return None  # it was said on the scales of an earlier scheme
    return Expected(likelihood, impact, scheme.score(likelihood, impact))


def _plan(work: Work, scheme: Scheme) -> Planned:
    return Planned(
        reference=work.reference,
        status=work.status,
        expected=find_expected(work, scheme),
        done_on=london_day(work.done_at) if work.done_at else None,
    )


def _read_aims(chosen: Chosen) -> dict[Basis, dict[int, Given]]:
    aims: dict[Basis, dict[int, Given]] = {Basis.TARGET: {}, Basis.INHERENT: {}}
    known: dict[Given, Given] = {}  # thousands of risks share a few dozen
    rows = read_plain(
        select(
            Assessment.risk_id,
            Assessment.basis,
            Assessment.score,
            Assessment.band,
            Assessment.scheme_id,
        )
        .where(Assessment.basis != Basis.CURRENT, Assessment.risk_id.in_(chosen))
        .order_by(Assessment.id)
    )
    for risk_id, basis, *columns in rows:
        given = Given(*columns)
        aims[basis][risk_id] = known.setdefault(given, given)
    return aims


def _read_works(chosen: Chosen) -> dict[int, list[Work]]:
    serving = select(Mitigation.action_id).where(Mitigation.risk_id.in_(chosen))
    done_at, told_at = _read_reports(serving)
    works: dict[int, list[Work]] = defaultdict(list)
    rows = read_plain(
        select(
            Mitigation.risk_id,
            Action.id,
            Action.reference,
            Action.lead_id,
            Action.status,
            Action.due_on,
            Action.slips,
            Mitigation.expected_likelihood,
            Mitigation.expected_impact,
        )
        .join(Mitigation.action)
        .where(Mitigation.risk_id.in_(chosen))
        .order_by(Mitigation.id)
    )
    for risk_id, action_id, *planned in rows:
        done, told = done_at.get(action_id), told_at.get(action_id)
        works[risk_id].append(
            Work(done and as_utc(done), told and as_utc(told), action_id, *planned)
        )
    return works


def _read_reports(serving: Chosen) -> tuple[dict[int, datetime], dict[int, datetime]]:
    """Find since when each action is done, and when it was last reported on, as stored."""
    done_at: dict[int, datetime] = {}
    told_at: dict[int, datetime] = {}
    rows = read_plain(
        select(ActionUpdate.action_id, ActionUpdate.status, as_stored(ActionUpdate.updated_at))
        .where(ActionUpdate.action_id.in_(serving))
        .order_by(ActionUpdate.id)
    )
    for action_id, status, at in rows:
        told_at[action_id] = max(at, told_at.get(action_id, at))
        if status is ActionStatus.DONE:
            done_at.setdefault(action_id, at)
        else:
            done_at.pop(action_id, None)
    return done_at, told_at


def _read_control_changes(programme: Programme, subject: str | None) -> dict[str, list[datetime]]:
    """Find in the record when the controls of risks changed, by subject."""
    changes: dict[str, list[datetime]] = defaultdict(list)
    query = select(Event.subject, as_stored(Event.at)).where(
        Event.chain == programme.key, Event.kind.in_(CONTROL_EVENTS)
    )
    if subject is not None:
        query = query.where(Event.subject == subject)
    for told, at in read_plain(query):
        changes[told].append(at)
    return changes

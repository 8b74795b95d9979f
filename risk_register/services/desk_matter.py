"""What the programme manager's desk is laid out from, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from risk_register.database import db
from risk_register.domain.risks import LIVE, RiskStatus
from risk_register.domain.scoring import Basis
from risk_register.models import (
    Action,
    ActionUpdate,
    Assessment,
    Event,
    Holding,
    Mitigation,
    Person,
    Post,
    Programme,
    Review,
    Risk,
)
from risk_register.services.acceptances import Borne, list_borne
from risk_register.services.packs import Told
from risk_register.services.programmes import is_current


@dataclass(frozen=True)
class Matter:
    """What the queries brought back, by the id of risk, action or post."""

    risks: Sequence[Risk]  #: live, by number
    left: Sequence[Risk]  #: closed or merged since the last pack, by number
    newest: Mapping[tuple[int, Basis], Assessment]
    before: Mapping[int, Assessment]  #: as the last circulated pack printed it
    borne: Mapping[int, Borne]  #: the newest acceptance, where there is one
    steps: Mapping[int, int]  #: how often a risk was scored since
    still_since: Mapping[int, int]  #: the assessment from which on a risk has stood at its score
    actions: Mapping[int, Sequence[Action]]  #: by the risk they are meant to bring down
    told_at: Mapping[int, datetime]  #: when an action was last reported on
    holders: Mapping[int, Person]
    words_at: Mapping[int, datetime]  #: when something new was last said
    edits_at: Mapping[str, datetime]  #: when it was last reworded, by subject


def gather_matter(programme: Programme, *, last: Told | None, today: date) -> Matter:
    """Read everything the desk shows.

    :param last: the last circulated pack; None before the first
    :param today: the London date whose holders of posts count
    """
    seen_up_to = last.last_assessment_id if last else 0
    risks = _live(programme)
    return Matter(
        risks=risks,
        borne=list_borne(risks, on=today),
        left=_left(programme, last),
        newest={
            (row.risk_id, row.basis): row
            for row in _judgements(programme, Assessment.risk_id, Assessment.basis)
        },
        before={
            row.risk_id: row
            for row in _judgements(
                programme,
                Assessment.risk_id,
                where=(Assessment.basis == Basis.CURRENT, Assessment.id <= seen_up_to),
            )
        },
        steps=_steps(programme, seen_up_to),
        still_since=_still_since(programme),
        actions=_actions(programme),
        told_at=_told_at(programme),
        holders=_holders(programme, today),
        words_at=_words_at(programme),
        edits_at=_edits_at(programme),
    )


def _live(programme: Programme) -> Sequence[Risk]:
    return db.session.scalars(
        select(Risk)
        .where(*_in_register(programme))
        .options(joinedload(Risk.owner).joinedload(Post.agency))
        .order_by(Risk.number)
    ).all()


def _left(programme: Programme, last: Told | None) -> Sequence[Risk]:
    if last is None:
        return ()
    return db.session.scalars(
        select(Risk)
        .where(
            Risk.programme_id == programme.id,
            Risk.status.in_((RiskStatus.CLOSED, RiskStatus.MERGED)),
            Risk.opened_at <= last.taken_at,
            Risk.closed_at > last.taken_at,
        )
        .order_by(Risk.number)
    ).all()


def _judgements(
    programme: Programme,
    *groups: InstrumentedAttribute[Any],
    where: Sequence[ColumnElement[bool]] = (),
) -> Sequence[Assessment]:
    newest = (
        select(func.max(Assessment.id))
        .join(Assessment.risk)
        .where(*_in_register(programme), *where)
        .group_by(*groups)
    )
    return db.session.scalars(
        select(Assessment)
        .where(Assessment.id.in_(newest))
        .options(joinedload(Assessment.assessed_as))
    ).all()


def _steps(programme: Programme, seen_up_to: int) -> dict[int, int]:
    rows = db.session.execute(
        select(Assessment.risk_id, func.count(Assessment.id))
        .join(Assessment.risk)
        .where(
            *_in_register(programme),
            Assessment.basis == Basis.CURRENT,
            Assessment.id > seen_up_to,
        )
        .group_by(Assessment.risk_id)
    )
    return dict(rows.all())


def _still_since(programme: Programme) -> dict[int, int]:
    current = (Risk.programme_id == programme.id, Assessment.basis == Basis.CURRENT)
    moved = (
        select(Assessment.risk_id, func.max(Assessment.id).label("last"))
        .join(Assessment.risk)
        .where(*current, Assessment.score != Risk.current_score)
        .group_by(Assessment.risk_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Assessment.risk_id, func.min(Assessment.id))
        .join(Assessment.risk)
        .outerjoin(moved, moved.c.risk_id == Assessment.risk_id)
        .where(*current, Assessment.id > func.coalesce(moved.c.last, 0))
        .group_by(Assessment.risk_id)
    )
    return dict(rows.all())


def _actions(programme: Programme) -> dict[int, list[Action]]:
    rows = db.session.execute(
        select(Mitigation.risk_id, Action)
        .join(Mitigation.risk)
        .join(Mitigation.action)
        .where(*_in_register(programme))
        .options(joinedload(Action.lead).joinedload(Post.agency))
        .order_by(Mitigation.id)
    )
    found: dict[int, list[Action]] = defaultdict(list)
    for risk_id, action in rows:
        found[risk_id].append(action)
    return found


def _told_at(programme: Programme) -> dict[int, datetime]:
    rows = db.session.execute(
        select(ActionUpdate.action_id, func.max(ActionUpdate.updated_at))
        .join(Action, Action.id == ActionUpdate.action_id)
        .where(Action.programme_id == programme.id)
        .group_by(ActionUpdate.action_id)
    )
    return dict(rows.all())


def _holders(programme: Programme, today: date) -> dict[int, Person]:
    owners = select(Risk.owner_id).where(Risk.programme_id == programme.id)
    leads = select(Action.lead_id).where(Action.programme_id == programme.id)
    rows = db.session.execute(
        select(Holding.post_id, Person)
        .join(Holding.person)
        .where(
            or_(Holding.post_id.in_(owners), Holding.post_id.in_(leads)),
            Person.is_active,
            *is_current(Holding, on=today),
        )
        .order_by(Holding.from_on.desc(), Holding.id.desc())
    )
    return dict(rows.all())


def _words_at(programme: Programme) -> dict[int, datetime]:
    earlier = func.lag(Review.note).over(partition_by=Review.risk_id, order_by=Review.id)
    said = (
        select(Review.risk_id, Review.reviewed_at, Review.note, earlier.label("earlier"))
        .join(Review.risk)
        .where(*_in_register(programme), Review.note.is_not(None))
        .subquery()
    )
    rows = db.session.execute(
        select(said.c.risk_id, func.max(said.c.reviewed_at))
        .where(or_(said.c.earlier.is_(None), said.c.earlier != said.c.note))
        .group_by(said.c.risk_id)
    )
    return dict(rows.all())


def _edits_at(programme: Programme) -> dict[str, datetime]:
    rows = db.session.execute(
        select(Event.subject, func.max(Event.at))
        .where(Event.chain == programme.key, Event.kind == "risk edited")
        .group_by(Event.subject)
    )
    return dict(rows.all())


def _in_register(programme: Programme) -> tuple[ColumnElement[bool], ...]:
    return (Risk.programme_id == programme.id, Risk.status.in_(LIVE))

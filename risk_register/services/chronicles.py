"""The record as people read it: a page of lines in sentences, of a risk or of the programme."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from risk_register.clock import LONDON
from risk_register.database import db
from risk_register.domain.matters import Matter
from risk_register.domain.permissions import Permission
from risk_register.domain.tellings import TELLINGS, list_kinds
from risk_register.models import Action, Event, Holding, Mitigation, Risk
from risk_register.services.notes import may_read_notes
from risk_register.services.programmes import Member
from risk_register.services.risks import list_owned
from risk_register.services.told_lines import RISK, Teller, ToldLine

LINES_A_PAGE = 50

# Made once: to find out which columns an alias has takes longer than to ask by it.
_Own, _Other = aliased(Mitigation), aliased(Mitigation)


@dataclass(frozen=True)
class ChronicleFilter:
    """What the record is narrowed to; both London dates are included.

    ``subject`` is what it was done to, as the record says it: ``risk R-001``, ``pack 4``.
    """

    subject: str | None = None
    matter: Matter | None = None
    post_id: int | None = None  #: done by somebody who held this post then
    by_service: bool = False
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Paging:
    """Where a page begins; without either, with the newest line."""

    before: int | None = None  #: only lines with a smaller sequence
    after: int | None = None  #: the lines that follow this sequence


NEWEST = Paging()


@dataclass(frozen=True)
class ChroniclePage:
    """Lines, the newest first, and where the pages beside it begin; None at either end."""

    lines: Sequence[ToldLine]
    older_than: int | None
    newer_than: int | None


def list_programme_lines(
    member: Member, narrowed: ChronicleFilter, *, paging: Paging = NEWEST
) -> ChroniclePage:
    """List what was done in the member's programme, the newest first.

    :raises NotAllowedError: if the member may not read the record
    """
    member.check(Permission.READ_HISTORY)
    conditions = _narrow(narrowed)
    if narrowed.subject:
        conditions.append(Event.subject == narrowed.subject)
    sees = member.may(Permission.SEE_DESK)
    return _read_page(member, conditions, paging, limit=LINES_A_PAGE, sees_questions=sees)


def list_risk_lines(
    member: Member,
    risk: Risk,
    *,
    matter: Matter | None = None,
    paging: Paging = NEWEST,
    limit: int = LINES_A_PAGE,
) -> ChroniclePage:
    """List what was done to a risk, to its actions and controls, the newest first.

    What was asked and answered about it is told to whom it is for, as on the risk's page.

    :raises NotAllowedError: if the member may not read the register
    """
    member.check(Permission.READ_REGISTER)
    conditions = [_concerns(risk), *_narrow(ChronicleFilter(matter=matter))]
    sees = may_read_notes(member, risk)
    return _read_page(member, conditions, paging, limit=limit, sees_questions=sees, of=risk)


def list_news(member: Member, *, since: datetime, limit: int = 8) -> Sequence[ToldLine]:
    """List what others did to the risks of the member's posts since a moment, the newest first.

    :param since: with a time zone
    :raises NotAllowedError: if the member may not read the register
    """
    member.check(Permission.READ_REGISTER)
    conditions = [
        Event.subject.in_([f"{RISK}{risk.reference}" for risk in list_owned(member)]),
        Event.at >= since,
        or_(Event.person_id.is_(None), Event.person_id != member.person.id),
    ]
    return _read_page(member, conditions, NEWEST, limit=limit, sees_questions=True).lines


def count_risk_lines(member: Member, risk: Risk) -> int:
    """Count the lines of the record that concern a risk.

    :raises NotAllowedError: if the member may not read the register
    """
    member.check(Permission.READ_REGISTER)
    query = select(func.count()).select_from(Event)
    return db.session.scalar(query.where(_in_chain(member), _concerns(risk))) or 0


def _in_chain(member: Member) -> ColumnElement[bool]:
    return Event.chain == member.programme.key


def _concerns(risk: Risk) -> ColumnElement[bool]:
    """Choose a risk's own lines, and those about its actions that stand under another risk.

    A line about an action that serves several risks names the first of them.
    """
    own = f"{RISK}{risk.reference}"
    shared = _find_shared_actions(risk)
    if not shared:
        return Event.subject == own
    named = [Event.body.contains(f'"action":"{action}"', autoescape=True) for action, _ in shared]
    subjects = {own, *(f"{RISK}{reference}" for _, reference in shared)}
    actions = Event.kind.in_(list_kinds(Matter.ACTIONS))
    return and_(
        Event.subject.in_(sorted(subjects)), or_(Event.subject == own, and_(actions, or_(*named)))
    )


def _find_shared_actions(risk: Risk) -> list[tuple[str, str]]:
    """List the actions against a risk that serve another too, with the other's reference."""
    rows = db.session.execute(
        select(Action.reference, Risk.number)
        .select_from(_Own)
        .join(_Other, _Other.action_id == _Own.action_id)
        .join(Action, Action.id == _Own.action_id)
        .join(Risk, Risk.id == _Other.risk_id)
        .where(_Own.risk_id == risk.id, _Other.risk_id != risk.id)
        .order_by(Action.reference, Risk.number)
    )
    return [(reference, f"R-{number:03}") for reference, number in rows]


def _narrow(narrowed: ChronicleFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if narrowed.matter is Matter.OTHER:
        conditions.append(Event.kind.not_in(list(TELLINGS)))
    elif narrowed.matter is not None:
        conditions.append(Event.kind.in_(list_kinds(narrowed.matter)))
    if narrowed.by_service:
        conditions.append(Event.person_id.is_(None))
    elif narrowed.post_id is not None:
        conditions.append(_done_from(narrowed.post_id))
    if narrowed.since is not None:
        conditions.append(Event.at >= _start_of(narrowed.since))
    if narrowed.until is not None:
        conditions.append(Event.at < _start_of(narrowed.until + timedelta(days=1)))
    return conditions


def _done_from(post_id: int) -> ColumnElement[bool]:
    """Choose the lines of whoever held a post, while they held it."""
    held = db.session.scalars(select(Holding).where(Holding.post_id == post_id))
    terms = []
    for holding in held:
        term = [Event.person_id == holding.person_id, Event.at >= _start_of(holding.from_on)]
        if holding.until_on is not None:
            term.append(Event.at < _start_of(holding.until_on + timedelta(days=1)))
        terms.append(and_(*term))
    return or_(false(), *terms)


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time.min, LONDON)


def _read_page(
    member: Member,
    conditions: Sequence[ColumnElement[bool]],
    paging: Paging,
    *,
    limit: int,
    sees_questions: bool,
    of: Risk | None = None,
) -> ChroniclePage:
    query = select(Event).where(_in_chain(member), *conditions).options(joinedload(Event.person))
    found = db.session.scalars(_turn_to(query, paging).limit(limit + 1)).all()
    has_more = len(found) > limit
    events = found[:limit]
    is_upwards = paging.after is not None
    if is_upwards:
        events = events[::-1]
    has_older = bool(events) if is_upwards else has_more
    has_newer = has_more if is_upwards else bool(events) and paging.before is not None
    teller = Teller(member, events, sees_questions=sees_questions, of=of)
    return ChroniclePage(
        lines=[teller.tell(event) for event in events],
        older_than=events[-1].sequence if has_older else None,
        newer_than=events[0].sequence if has_newer else None,
    )


def _turn_to(query: Select[Event], paging: Paging) -> Select[Event]:
    """Begin a page at a line; the key is the sequence, so a deep page costs what the first does."""
    if paging.after is not None:
        return query.where(Event.sequence > paging.after).order_by(Event.sequence)
    if paging.before is not None:
        query = query.where(Event.sequence < paging.before)
    return query.order_by(Event.sequence.desc())

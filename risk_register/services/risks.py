"""Finding and opening risks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from risk_register.database import db
from risk_register.domain.actions import FINISHED
from risk_register.domain.errors import ChangedMeanwhileError, NotFoundError, RuleError
from risk_register.domain.permissions import Permission
from risk_register.domain.risks import LIVE, RiskStatus
from risk_register.domain.scoring import Basis, movement
from risk_register.domain.searches import Search
from risk_register.models import (
    Action,
    AffectedAgency,
    Agency,
    Assessment,
    Control,
    ImprovementArea,
    Mitigation,
    Person,
    Post,
    Programme,
    Risk,
    Threat,
)
from risk_register.services.events import record_event
from risk_register.services.programmes import Member
from risk_register.services.risk_filters import RiskFilter, RiskSort, narrow, order
from risk_register.services.searches import found_by
from risk_register.services.sights import SEES_ALL

PAGE_SIZE = 50
SHORTEST_REASON = 10  #: characters

# Made once: to find out which columns an alias has takes longer than to ask by it.
_Judged = aliased(Assessment)


@dataclass(frozen=True)
class RiskLine:
    """One line of the register's list."""

    risk: Risk
    score_before: int | None
    scheme_before: int | None  #: under which that was given
    actions_overdue: int

    @property
    def movement(self) -> int | None:
        """Count points since the last circulated pack; positive is up, None means new."""
        return movement(self.risk.current_score, self.score_before)


@dataclass(frozen=True)
class RiskPage:
    """A page of the list, with how many lines there are in all."""

    lines: Sequence[RiskLine]
    total: int
    number: int  #: from 1

    @property
    def pages(self) -> int:
        """Count the pages, at least one."""
        return max(1, -(-self.total // PAGE_SIZE))


def get_risk(member: Member, reference: str) -> Risk:
    """Find a risk of the member's programme by its reference, with what a page shows of it.

    :raises NotFoundError: if there is none
    :raises NotAllowedError: if the member may not read the register
    """
    member.check(Permission.READ_REGISTER)
    number = _number(reference)
    risk = db.session.scalar(
        select(Risk)
        .where(Risk.programme_id == member.programme.id, Risk.number == number)
        .options(
            joinedload(Risk.owner).joinedload(Post.agency),
            joinedload(Risk.carrying_agency),
            selectinload(Risk.controls),
        )
    )
    if risk is None or risk.reference != reference:
        raise NotFoundError(f"There is no risk {reference} in this programme.")
    return risk


def get_other(
    risk: Risk,
    reference: str,
    *,
    by: Member,
    field: str,
    itself: str,
    standing: Sequence[RiskStatus] = LIVE,
) -> Risk:
    """Find the other risk that a form about one names.

    :param reference: as it was typed, like ``r-006``
    :param field: where it was typed; what is wrong with it is said there
    :param itself: what is said if it is the same risk
    :param standing: where the other one may stand in its life
    :raises RuleError: if it is none, the same one or stands elsewhere
    """
    wanted = reference.strip().upper()
    if not wanted:
        raise RuleError("Enter the reference of the other risk.", field=field)
    try:
        other = get_risk(by, wanted)
    except NotFoundError:
        raise RuleError(f"There is no risk {wanted} in this programme.", field=field) from None
    if other.id == risk.id:
        raise RuleError(itself, field=field)
    if other.status not in standing:
        raise RuleError(f"{wanted} does not stand in the register.", field=field)
    return other


def check_version(matter: Risk | Action, version: int) -> None:
    """Refuse a form that was drawn before somebody else saved.

    :raises ChangedMeanwhileError: if the version is not the present one
    """
    if matter.version != version:
        raise ChangedMeanwhileError


def list_risks(
    member: Member,
    *,
    narrowed: RiskFilter,
    today: date,
    seen_up_to: int,
    page: int = 1,
) -> RiskPage:
    """List risks, by default those that live, highest score first, then by reference.

    :param seen_up_to: newest assessment the last circulated pack knew; movement counts from it
    :param page: from 1
    :raises NotAllowedError: if the member may not read the register
    """
    member.check(Permission.READ_REGISTER)
    found = find_ids(member, narrowed)
    # Found once, and counted on the way; the rest is read for the risks on the page only.
    numbered: Any = found.add_columns(func.count().over())
    rows = db.session.execute(numbered.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)).all()
    total = rows[0][1] if rows else _count(found)
    ids = [row[0] for row in rows]
    lines = _list_lines(ids, narrowed.sort, today=today, seen_up_to=seen_up_to)
    return RiskPage(lines, total, page)


def find_ids(member: Member, narrowed: RiskFilter) -> Select[tuple[int]]:
    """Build the query for the ids of the risks a list shows, in its order."""
    query: Select[tuple[int]] = narrow(
        select(Risk.id).where(
            Risk.programme_id == member.programme.id, Risk.status.in_(narrowed.statuses)
        ),
        narrowed,
    )
    if narrowed.search:
        query = query.where(found_by(Search.read(narrowed.search), member))
    return query.order_by(*order(narrowed.sort))


def _count(found: Select[tuple[int]]) -> int:
    return db.session.scalar(select(func.count()).select_from(found.order_by(None).subquery())) or 0


def _list_lines(
    ids: Sequence[int], sort: RiskSort, *, today: date, seen_up_to: int
) -> list[RiskLine]:
    rows: Any = db.session.execute(
        select(Risk, Assessment.score, Assessment.scheme_id, count_overdue_actions(today))
        .outerjoin(Assessment, Assessment.id == assessment_before(seen_up_to))
        .where(Risk.id.in_(ids))
        .options(joinedload(Risk.owner).joinedload(Post.agency), joinedload(Risk.carrying_agency))
        .order_by(*order(sort))
    )
    return [RiskLine(*row) for row in rows]


def list_owned(member: Member) -> Sequence[Risk]:
    """List the open risks the member's posts own, by reference."""
    return db.session.scalars(
        select(Risk)
        .where(
            Risk.programme_id == member.programme.id,
            Risk.status.in_(LIVE),
            Risk.owner_id.in_([post.id for post in member.posts]),
        )
        .options(joinedload(Risk.owner))
        .order_by(Risk.number)
    ).all()


def find_before(risk: Risk, seen_up_to: int) -> Assessment | None:
    """Find what the last circulated pack printed of a risk's score; None if it was not in it.

    :param seen_up_to: newest assessment that pack knew
    """
    return db.session.scalar(
        select(Assessment)
        .where(
            Assessment.risk_id == risk.id,
            Assessment.basis == Basis.CURRENT,
            Assessment.id <= seen_up_to,
        )
        .order_by(Assessment.id.desc())
        .limit(1)
    )


def list_areas(risk: Risk) -> Sequence[ImprovementArea]:
    """List the improvement areas a risk threatens, by key."""
    return db.session.scalars(
        select(ImprovementArea)
        .join(Threat, Threat.area_id == ImprovementArea.id)
        .where(Threat.risk_id == risk.id)
        .order_by(ImprovementArea.key)
    ).all()


def list_owners(programme: Programme) -> Sequence[Post]:
    """List the posts that own an open risk, by title; for the list's filter."""
    return db.session.scalars(
        select(Post)
        .where(
            exists().where(
                Risk.owner_id == Post.id, Risk.programme_id == programme.id, Risk.status.in_(LIVE)
            )
        )
        .options(joinedload(Post.agency))
        .order_by(Post.title)
    ).all()


def open_risk(
    programme: Programme,
    *,
    controls: Sequence[Control],
    areas: Sequence[ImprovementArea],
    affected: Sequence[Agency] = (),
    opened_by: Person,
    opened_at: datetime,
    **words: Any,
) -> Risk:
    """Put a risk into the register under the next number, which is never used again.

    :param areas: the improvement areas it threatens
    :param affected: the agencies that feel it besides the one that carries it
    :param words: the risk's columns
    """
    risk = Risk(
        programme=programme,
        number=next_number(programme),
        status=RiskStatus.OPEN,
        opened_at=opened_at,
        version=1,
        **words,
    )
    risk.controls.extend(controls)
    db.session.add(risk)
    db.session.add_all(Threat(risk=risk, area=area) for area in areas)
    db.session.add_all(AffectedAgency(risk=risk, agency=agency) for agency in affected)
    record_event(
        "risk opened",
        subject=f"risk {risk.reference}",
        programme=programme,
        by=opened_by,
        at=opened_at,
    )
    return risk


def next_number(programme: Programme) -> int:
    """Give the next number of a programme's risks, from 1; none is ever used again."""
    query = select(func.max(Risk.number)).where(Risk.programme_id == programme.id)
    last = db.session.scalar(query.execution_options(**SEES_ALL))
    return (last or 0) + 1


def check_reason(reason: str) -> str:
    """Trim a reason, and refuse one that says nothing.

    :raises RuleError: if it has fewer than 10 characters
    """
    said = reason.strip()
    if len(said) < SHORTEST_REASON:
        raise RuleError("Say why, in 10 characters or more.", field="reason")
    return said


def check_living(risk: Risk) -> None:
    """Refuse to go on with a risk that has left the register.

    :raises RuleError: if it is closed, declined or merged
    """
    if not (risk.status.is_live or risk.status is RiskStatus.DRAFT):
        raise RuleError(f"{risk.reference} is {risk.status.label.lower()}. Open it again first.")


def _number(reference: str) -> int:
    letter, _, digits = reference.partition("-")
    if letter != "R" or not (digits.isascii() and digits.isdigit()) or len(digits) > 9:
        raise NotFoundError(f"There is no risk {reference} in this programme.")
    return int(digits)


def assessment_before(seen_up_to: int) -> Any:
    """Build the column of the assessment that the last circulated pack printed of each risk."""
    return (
        select(func.max(_Judged.id))
        .where(
            _Judged.risk_id == Risk.id,
            _Judged.basis == Basis.CURRENT,
            _Judged.id <= seen_up_to,
        )
        .correlate(Risk)
        .scalar_subquery()
    )


def count_overdue_actions(today: date) -> Any:
    """Build the column that counts each risk's unfinished actions due before a London date."""
    return (
        select(func.count(Action.id))
        .join(Mitigation, Mitigation.action_id == Action.id)
        .where(
            Mitigation.risk_id == Risk.id,
            Action.due_on < today,
            Action.status.not_in(FINISHED),
        )
        .correlate(Risk)
        .scalar_subquery()
    )

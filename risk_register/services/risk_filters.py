"""Narrowing and sorting the register's list; every choice can be combined with every other."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    cast,
    false,
    func,
    not_,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from risk_register.domain.heat_maps import Placement
from risk_register.domain.risks import LIVE, RiskKind, RiskStatus
from risk_register.domain.scoring import Basis
from risk_register.models import (
    Acceptance,
    AffectedAgency,
    Agency,
    Assessment,
    Event,
    ImprovementArea,
    Post,
    Risk,
    Threat,
)
from risk_register.services.placements import stands_at


class RiskSort(StrEnum):
    """In what order the list stands; the reference decides between equals."""

    SCORE = "score"
    REFERENCE = "reference"
    REVIEW = "review"
    OWNER = "owner"

    @property
    def label(self) -> str:
        """Say it in words."""
        return _SORT_LABELS[self]


_SORT_LABELS = {
    RiskSort.SCORE: "the highest score first",
    RiskSort.REFERENCE: "by reference",
    RiskSort.REVIEW: "the earliest review first",
    RiskSort.OWNER: "by owner post",
}


@dataclass(frozen=True)
class RiskFilter:
    """What the register's list is narrowed to; empty values do not narrow."""

    search: str = ""  #: every word must stand somewhere in the risk's texts; see services/searches
    band: str = ""
    scheme_id: int | None = None  #: to which the band belongs
    category: str = ""
    agency: str = ""  #: key of the owner post's agency
    area: str = ""  #: key of an improvement area
    affected: str = ""  #: key of an agency that feels it
    kind: RiskKind | None = None
    owner_id: int | None = None
    overdue_on: date | None = None  #: only reviews due before this London date
    above_target: bool = False  #: for an opportunity: below it
    #: Only scores above these, by the id of their scheme and the category; None for all scores.
    most_borne: Mapping[tuple[int, str], int] | None = None
    still_since: int | None = None  #: only scores unmoved since this assessment, target missed
    not_borne_on: date | None = None  #: without those that are accepted on this London date
    placement: Placement | None = None  #: where on a heat map
    carrier: str = ""  #: key of the carrying agency
    changed_after: tuple[str, int] | None = None  #: a line of the record: its chain and sequence
    statuses: tuple[RiskStatus, ...] = LIVE
    sort: RiskSort = RiskSort.SCORE


def narrow(query: Select[Any], narrowed: RiskFilter) -> Select[Any]:
    """Narrow a query of risks by everything but words."""
    if narrowed.band:
        query = query.where(Risk.current_band == narrowed.band)
    if narrowed.scheme_id is not None:
        query = query.where(Risk.current_scheme_id == narrowed.scheme_id)
    if narrowed.category:
        query = query.where(Risk.category == narrowed.category)
    if narrowed.owner_id is not None:
        query = query.where(Risk.owner_id == narrowed.owner_id)
    if narrowed.overdue_on is not None:
        query = query.where(Risk.review_due_on < narrowed.overdue_on)
    return _narrow_by_others(_narrow_by_scores(query, narrowed), narrowed)


def order(sort: RiskSort) -> tuple[Any, ...]:
    """Give the columns to sort a query of risks by."""
    if sort is RiskSort.REFERENCE:
        return (Risk.number,)
    if sort is RiskSort.REVIEW:
        return (Risk.review_due_on.asc().nulls_first(), Risk.number)
    if sort is RiskSort.OWNER:
        title = select(func.lower(Post.title)).where(Post.id == Risk.owner_id).scalar_subquery()
        return (title, Risk.number)
    return (Risk.current_score.desc().nulls_last(), Risk.number)


#: Lines about a risk that leave it as it was.
UNCHANGING_KINDS = ("risk confirmed", "owner asked", "owner answered", "score agreed")


def _narrow_by_scores(query: Select[Any], narrowed: RiskFilter) -> Select[Any]:
    if narrowed.above_target or narrowed.still_since is not None:
        query = query.where(_misses_target())
    if narrowed.most_borne is not None:
        query = query.where(_exceeds(narrowed.most_borne))
    if narrowed.still_since is not None:
        query = query.where(*_is_still(narrowed.still_since))
    if narrowed.not_borne_on is not None:
        query = query.where(~_is_borne(narrowed.not_borne_on))
    return query


def _narrow_by_others(query: Select[Any], narrowed: RiskFilter) -> Select[Any]:
    if narrowed.agency:
        owner, agency = aliased(Post), aliased(Agency)
        query = (
            query.join(owner, owner.id == Risk.owner_id)
            .join(agency, agency.id == owner.agency_id)
            .where(agency.key == narrowed.agency)
        )
    if narrowed.area:
        threatening = (
            select(Threat.risk_id)
            .join(ImprovementArea, ImprovementArea.id == Threat.area_id)
            .where(ImprovementArea.key == narrowed.area)
        )
        query = query.where(Risk.id.in_(threatening))
    if narrowed.affected:
        affected = (
            select(AffectedAgency.risk_id)
            .join(Agency, Agency.id == AffectedAgency.agency_id)
            .where(Agency.key == narrowed.affected)
        )
        query = query.where(Risk.id.in_(affected))
    if narrowed.kind is not None:
        query = query.where(Risk.kind == narrowed.kind)
    if narrowed.placement is not None:
        query = query.where(stands_at(narrowed.placement))
    if narrowed.carrier:
        carriers = select(Agency.id).where(Agency.key == narrowed.carrier)
        query = query.where(Risk.carrying_agency_id.in_(carriers))
    if narrowed.changed_after is not None:
        query = query.where(Risk.number.in_(_list_changed(*narrowed.changed_after)))
    return query


def _list_changed(chain: str, sequence: int) -> Any:
    """Build the query for the numbers of the risks that later lines changed."""
    prefix = "risk R-"
    return select(cast(func.substr(Event.subject, len(prefix) + 1), Integer)).where(
        Event.chain == chain,
        Event.sequence > sequence,
        Event.subject.startswith(prefix),
        Event.kind.not_in(UNCHANGING_KINDS),
    )


def _exceeds(most_borne: Mapping[tuple[int, str], int]) -> ColumnElement[bool]:
    return or_(
        false(),
        *(
            and_(
                Risk.kind == RiskKind.THREAT,
                Risk.current_scheme_id == scheme_id,
                Risk.category == category,
                Risk.current_score > most,
            )
            for (scheme_id, category), most in most_borne.items()
        ),
    )


def _is_still(since: int) -> tuple[ColumnElement[bool], ...]:
    """Build the conditions under which a score has stood since an assessment."""
    current = (Assessment.risk_id == Risk.id, Assessment.basis == Basis.CURRENT)
    then = (
        select(Assessment.score)
        .where(*current, Assessment.id <= since)
        .order_by(Assessment.id.desc())
        .limit(1)
        .correlate(Risk)
        .scalar_subquery()
    )
    other = select(Assessment.id).where(
        *current, Assessment.id > since, Assessment.score != Risk.current_score
    )
    return (then == Risk.current_score, ~other.correlate(Risk).exists())


def _is_borne(on: date) -> ColumnElement[bool]:
    """Build the condition that a risk's newest acceptance holds on a day."""
    later = aliased(Acceptance)
    return (
        select(Acceptance.id)
        .where(
            Acceptance.risk_id == Risk.id,
            Acceptance.withdrawn_at.is_(None),
            Acceptance.expires_on >= on,
            or_(
                and_(Risk.kind == RiskKind.THREAT, Acceptance.score >= Risk.current_score),
                and_(Risk.kind == RiskKind.OPPORTUNITY, Acceptance.score <= Risk.current_score),
            ),
            ~select(later.id)
            .where(later.risk_id == Acceptance.risk_id, later.id > Acceptance.id)
            .exists(),
        )
        .correlate(Risk)
        .exists()
    )


def _misses_target() -> ColumnElement[bool]:
    target, is_threat = _target_score(), Risk.kind == RiskKind.THREAT
    return or_(
        and_(is_threat, Risk.current_score > target),
        and_(not_(is_threat), Risk.current_score < target),
    )


def _target_score() -> Any:
    newest = (
        select(func.max(Assessment.id))
        .where(and_(Assessment.risk_id == Risk.id, Assessment.basis == Basis.TARGET))
        .correlate(Risk)
        .scalar_subquery()
    )
    # A target on an earlier scheme's scale says nothing about a score on this one's.
    return (
        select(Assessment.score)
        .where(Assessment.id == newest, Assessment.scheme_id == Risk.current_scheme_id)
        .correlate(Risk)
        .scalar_subquery()
    )

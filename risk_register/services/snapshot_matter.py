"""What a snapshot's lines are made from: rows by risk, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from risk_register.database import db
from risk_register.domain.risks import LIVE
from risk_register.domain.schemes import Scheme
from risk_register.models import (
    Action,
    Assessment,
    Holding,
    ImprovementArea,
    Mitigation,
    Person,
    Post,
    Programme,
    Review,
    Risk,
    Threat,
)
from risk_register.services.programmes import is_current
from risk_register.services.relations import Drive, list_drives
from risk_register.services.snapshot_changes import Changes
from risk_register.services.snapshot_standing import StandingRisks
from risk_register.services.told_packs import Told


class _OfRisk(Protocol):
    @property
    def risk_id(self) -> Any: ...


T = TypeVar("T", bound=_OfRisk)


@dataclass(frozen=True)
class Earlier:
    """The circulated packs before a pack: all of them, and what the last one says."""

    told: Sequence[Told] = ()  #: the newest first, one for each meeting
    content: Mapping[str, Any] | None = None  #: the newest one's snapshot

    @property
    def last(self) -> Told | None:
        """Give the newest of them; None before the first pack."""
        return self.told[0] if self.told else None

    @property
    def lines(self) -> dict[str, Mapping[str, Any]]:
        """Give what the newest one says of each risk, by reference."""
        return {risk["reference"]: risk for risk in self.content["risks"]} if self.content else {}


@dataclass(frozen=True)
class Matter:
    """What the queries brought back; by risk id where it is by risk."""

    programme: Programme
    scheme: Scheme
    today: date
    risks: Sequence[Risk]  #: those that live, by number
    assessments: Mapping[int, Sequence[Assessment]]  #: the oldest first, of all risks
    reviews: Mapping[int, Review]
    mitigations: Mapping[int, Sequence[Mitigation]]  #: of all risks
    areas: Mapping[int, Sequence[str]]
    drives: Mapping[int, Sequence[Drive]]
    holders: Mapping[int, str]  #: names by post id
    standing: StandingRisks
    changes: Changes
    before: Mapping[str, Mapping[str, Any]]  #: lines of the last circulated pack by reference
    seen_up_to: int  #: newest judgement that pack knew; 0 if there is none

    @property
    def last_assessment_id(self) -> int:
        """Give the newest judgement there is; 0 if there is none."""
        return max((rows[-1].id for rows in self.assessments.values()), default=0)


def read_matter(programme: Programme, *, scheme: Scheme, earlier: Earlier, today: date) -> Matter:
    """Read everything the lines need.

    :param earlier: the circulated packs; movement counts from the last one
    :param today: London date of the snapshot; "overdue" means overdue on it
    """
    return Matter(
        programme=programme,
        scheme=scheme,
        today=today,
        risks=_list_risks(programme),
        assessments=_assessments(programme),
        reviews=_latest_reviews(programme),
        mitigations=_mitigations(programme),
        areas=_areas(programme),
        drives=list_drives(programme),
        holders=_holders(programme, today),
        standing=StandingRisks.read(programme, scheme=scheme, told=earlier.told, today=today),
        changes=Changes.read(programme, earlier.content),
        before=earlier.lines,
        seen_up_to=earlier.last.last_assessment_id if earlier.last else 0,
    )


def _list_risks(programme: Programme) -> Sequence[Risk]:
    return db.session.scalars(
        select(Risk)
        .where(Risk.programme_id == programme.id, Risk.status.in_(LIVE))
        .options(
            joinedload(Risk.owner).joinedload(Post.agency),
            joinedload(Risk.carrying_agency),
            joinedload(Risk.exempt_reviewer).joinedload(Post.agency),
            selectinload(Risk.controls),
            selectinload(Risk.affected_agencies),
        )
        .order_by(Risk.number)
    ).all()


def _assessments(programme: Programme) -> dict[int, list[Assessment]]:
    rows = db.session.scalars(
        select(Assessment)
        .join(Assessment.risk)
        .where(Risk.programme_id == programme.id)
        .options(joinedload(Assessment.assessed_as))
        .order_by(Assessment.id)
    )
    return _by_risk(rows)


def _latest_reviews(programme: Programme) -> dict[int, Review]:
    newest = (
        select(func.max(Review.id))
        .join(Review.risk)
        .where(Risk.programme_id == programme.id)
        .group_by(Review.risk_id)
    )
    rows = db.session.scalars(select(Review).where(Review.id.in_(newest)))
    return {row.risk_id: row for row in rows}


def _mitigations(programme: Programme) -> dict[int, list[Mitigation]]:
    rows = db.session.scalars(
        select(Mitigation)
        .join(Mitigation.risk)
        .where(Risk.programme_id == programme.id)
        .options(joinedload(Mitigation.action).joinedload(Action.lead).joinedload(Post.agency))
        .order_by(Mitigation.id)
    )
    return _by_risk(rows)


def _areas(programme: Programme) -> dict[int, list[str]]:
    rows = db.session.execute(
        select(Threat.risk_id, ImprovementArea.key)
        .join(Threat.area)
        .where(ImprovementArea.programme_id == programme.id)
        .order_by(ImprovementArea.key)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for risk_id, key in rows:
        found[risk_id].append(key)
    return found


def _holders(programme: Programme, today: date) -> dict[int, str]:
    """Read who holds the posts that own risks; of several the one who has held it longest."""
    owners = select(Risk.owner_id).where(Risk.programme_id == programme.id)
    rows = db.session.execute(
        select(Holding.post_id, Person.name)
        .join(Holding.person)
        .where(Holding.post_id.in_(owners), Person.is_active, *is_current(Holding, on=today))
        .order_by(Holding.from_on.desc(), Holding.id.desc())
    )
    return {post_id: name for post_id, name in rows}  # noqa: C416 - rows are no pairs to mypy


def _by_risk(rows: Iterable[T]) -> dict[int, list[T]]:
    found: dict[int, list[T]] = defaultdict(list)
    for row in rows:
        found[row.risk_id].append(row)
    return found

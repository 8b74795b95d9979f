"""What the desk is laid out from: plain values, in a fixed number of queries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, or_, select

from risk_register.database import as_utc, db
from risk_register.domain.risks import RiskStatus
from risk_register.domain.scoring import Basis
from risk_register.models import (
    Agreement,
    Assessment,
    Event,
    Holding,
    Person,
    Post,
    Programme,
    Review,
    Risk,
)
from risk_register.services.acceptances import list_borne_live
from risk_register.services.courses import (
    Chosen,
    LiveRisk,
    as_stored,
    choose_live,
    list_live,
    read_plain,
)
from risk_register.services.effects import Courses, Work, read_courses
from risk_register.services.programmes import is_current
from risk_register.services.schemes import find_scheme
from risk_register.services.told_packs import Told


class Said(NamedTuple):
    """A current judgement; the names are those of its columns."""

    id: int
    likelihood: int
    impact: int
    score: int
    band: str
    scheme_id: int
    reason: str
    is_agreed: bool  #: the programme manager let it stand

    @property
    def points(self) -> tuple[int, int, int, str]:
        """Give what a pack prints of it."""
        return (self.likelihood, self.impact, self.score, self.band)


class Touched(NamedTuple):
    """A risk that was scored, opened or struck since the last circulated pack."""

    before: Said | None  #: as that pack printed it, or would have
    now: Said | None


@dataclass(frozen=True)
class Matter:
    """What the queries brought back, by the id of risk, action or post."""

    risks: Sequence[LiveRisk]  #: by number
    left: Sequence[int]  #: ids of those closed or merged since the last pack, by number
    courses: Courses
    touched: Mapping[int, Touched]  #: none before the first pack
    borne: set[int]  #: risks that are borne knowingly
    titles: Mapping[int, str]  #: of the posts that own a risk or lead an action
    holders: Mapping[int, Person]
    words_at: Mapping[int, datetime]  #: when something new was last said
    edits_at: Mapping[str, datetime]  #: when it was last reworded, by subject

    def each_work(self) -> Iterable[Work]:
        """Give each action that serves a live risk once, in the order it was planned in."""
        works = self.courses.works.values()
        return {work.action_id: work for served in works for work in served}.values()


def gather_matter(programme: Programme, *, last: Told | None, today: date) -> Matter:
    """Read everything the rules of the desk need.

    :param last: the last circulated pack; None before the first
    :param today: the London date whose holders of posts count
    """
    chosen = choose_live(programme)
    risks, courses = (
        list_live(programme),
        read_courses(programme, chosen, scheme=find_scheme(programme, on=today)),
    )
    posts = {risk.owner_id for risk in risks}
    posts |= {work.lead_id for works in courses.works.values() for work in works}
    return Matter(
        risks=risks,
        left=_list_left(programme, last),
        courses=courses,
        touched=_list_touched(chosen, last) if last else {},
        borne=list_borne_live(programme, risks, on=today),
        titles=dict(
            db.session.execute(select(Post.id, Post.title).where(Post.id.in_(posts))).all()
        ),
        holders=_find_holders(posts, today),
        words_at=_find_words_at(chosen),
        edits_at=_find_edits_at(programme),
    )


def _list_left(programme: Programme, last: Told | None) -> Sequence[int]:
    if last is None:
        return ()
    return db.session.scalars(
        select(Risk.id)
        .where(
            Risk.programme_id == programme.id,
            Risk.status.in_((RiskStatus.CLOSED, RiskStatus.MERGED)),
            Risk.opened_at <= last.taken_at,
            Risk.closed_at > last.taken_at,
        )
        .order_by(Risk.number)
    ).all()


def _list_touched(chosen: Chosen, last: Told) -> dict[int, Touched]:
    seen_up_to, taken_at = last.last_assessment_id, last.taken_at
    rescored = select(Assessment.risk_id).where(
        Assessment.basis == Basis.CURRENT, Assessment.id > seen_up_to
    )
    touched = chosen.where(
        or_(Risk.id.in_(rescored), Risk.opened_at > taken_at, Risk.occurred_at > taken_at)
    )
    before = _read_newest(touched, Assessment.id <= seen_up_to)
    now = _read_newest(touched)
    ids = db.session.scalars(touched).all()
    return {risk_id: Touched(before.get(risk_id), now.get(risk_id)) for risk_id in ids}


def _read_newest(chosen: Chosen, *where: ColumnElement[bool]) -> dict[int, Said]:
    """Read the newest current judgement of each risk among some."""
    newest = (
        select(func.max(Assessment.id))
        .where(Assessment.risk_id.in_(chosen), Assessment.basis == Basis.CURRENT, *where)
        .group_by(Assessment.risk_id)
    )
    rows = read_plain(
        select(
            Assessment.risk_id,
            Assessment.id,
            Assessment.likelihood,
            Assessment.impact,
            Assessment.score,
            Assessment.band,
            Assessment.scheme_id,
            Assessment.reason,
            Agreement.id.is_not(None),
        )
        .outerjoin(Agreement, Agreement.assessment_id == Assessment.id)
        .where(Assessment.id.in_(newest))
    )
    return {risk_id: Said(*said) for risk_id, *said in rows}


def _find_holders(posts: Iterable[int], today: date) -> dict[int, Person]:
    rows = db.session.execute(
        select(Holding.post_id, Person)
        .join(Holding.person)
        .where(Holding.post_id.in_(posts), Person.is_active, *is_current(Holding, on=today))
        .order_by(Holding.from_on.desc(), Holding.id.desc())
    )
    return dict(rows.all())


def _find_words_at(chosen: Chosen) -> dict[int, datetime]:
    earlier = func.lag(Review.note).over(partition_by=Review.risk_id, order_by=Review.id)
    said = (
        select(Review.risk_id, Review.reviewed_at, Review.note, earlier.label("earlier"))
        .where(Review.risk_id.in_(chosen), Review.note.is_not(None))
        .subquery()
    )
    rows = read_plain(
        select(said.c.risk_id, func.max(said.c.reviewed_at))
        .where(or_(said.c.earlier.is_(None), said.c.earlier != said.c.note))
        .group_by(said.c.risk_id)
    )
    return dict(rows)


def _find_edits_at(programme: Programme) -> dict[str, datetime]:
    """Find when each risk was last reworded; grouping in SQLite would take ten times as long."""
    rows = read_plain(
        select(Event.subject, as_stored(Event.at)).where(
            Event.chain == programme.key, Event.kind == "risk edited"
        )
    )
    found: dict[str, datetime] = {}
    for subject, at in rows:
        found[subject] = max(at, found.get(subject, at))
    return {subject: as_utc(at) for subject, at in found.items()}

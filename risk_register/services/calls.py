"""What everybody of a programme owes its coming board, in a fixed number of queries.

It follows the same rules as the page of one person's work, ``services/duties.py``.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, exists, func, select
from sqlalchemy.orm import joinedload

from risk_register.clock import london_day
from risk_register.database import db
from risk_register.domain.actions import FINISHED
from risk_register.domain.calendars import Holidays
from risk_register.domain.chases import Chase, ChaseRules, chase_month
from risk_register.domain.duties import Call, find_report_due, find_review_due
from risk_register.domain.holidays import HolidaySet
from risk_register.domain.permissions import Permission, Role, may
from risk_register.domain.risks import LIVE, Publication
from risk_register.models import (
    Action,
    ActionUpdate,
    Holding,
    Membership,
    Mitigation,
    ModerationNote,
    Person,
    Post,
    Programme,
    Risk,
)
from risk_register.services.duties import DutyKind, Month, find_call, find_month_of
from risk_register.services.early_warnings import find_warned
from risk_register.services.holidays import list_published
from risk_register.services.programmes import is_current


@dataclass(frozen=True)
class Item:
    """One thing that is due from a post, in the words that may travel in a letter."""

    kind: DutyKind
    row_id: int  #: of the risk, the action or the question
    post_id: int
    reference: str
    words: str | None  #: None: exempt from publication, so named by its reference only
    due_on: date  #: London date; for a question, the day it was asked
    is_of_call: bool  #: the coming board waits for it
    told_on: date | None = None  #: when something was last said about it
    reviewed_by: date | None = None  #: the risk's own next review
    question: str | None = None


@dataclass(frozen=True)
class Worker:
    """An active person with a part in the programme, the roles and the posts they hold."""

    person: Person
    roles: frozenset[Role]
    posts: tuple[Post, ...]

    @property
    def title(self) -> str:
        """Say who this is, as others should read it."""
        return self.posts[0].title if self.posts else self.person.name

    @property
    def may_answer(self) -> bool:
        """Say whether they may answer for what their posts own."""
        return may(self.roles, Permission.REVIEW_RISK, owns=True)


@dataclass(frozen=True, eq=False)
class Silent:
    """A post that owes answers, with those of its holders who may give them."""

    post: Post
    holders: Sequence[Worker]  #: empty: nobody can answer
    items: Sequence[Item]


@dataclass(frozen=True, eq=False)
class Situation:
    """Where a programme stands: its month, who works in it, and what is due from whom."""

    programme: Programme
    today: date
    month: Month | None
    call: Call | None
    chase: Chase | None  #: of the call that has gone out
    holidays: Holidays
    items: Sequence[Item]
    posts: Mapping[int, Post]  #: those that owe something
    workers: Mapping[int, Worker]  #: by person

    def list_items(self, worker: Worker) -> list[Item]:
        """List what is due from somebody's posts, the most urgent first."""
        held = {post.id for post in worker.posts}
        return [item for item in self.items if item.post_id in held]

    def list_silent(self) -> list[Silent]:
        """List the posts that have not answered the call, those that owe the most first."""
        owed: dict[int, list[Item]] = {}
        for item in self.items:
            if item.is_of_call or (self.call and item.kind is DutyKind.ANSWER):
                owed.setdefault(item.post_id, []).append(item)
        found = [
            Silent(self.posts[post_id], self._list_holders(post_id), items)
            for post_id, items in owed.items()
        ]
        return sorted(found, key=lambda line: (-len(line.items), line.post.title))

    def list_with(self, *permissions: Permission) -> list[Worker]:
        """List the people who hold one of some permissions."""
        return [
            worker
            for worker in self.workers.values()
            if any(may(worker.roles, permission) for permission in permissions)
        ]

    def _list_holders(self, post_id: int) -> list[Worker]:
        return [
            worker
            for worker in self.workers.values()
            if worker.may_answer and any(post.id == post_id for post in worker.posts)
        ]


def read_situation(programme: Programme, *, at: datetime) -> Situation:
    """Read where a programme stands at a moment."""
    today = london_day(at)
    month = find_month_of(programme, at=at)
    call = find_call(programme, month, today=today)
    published = list_published(HolidaySet.ENGLAND_AND_WALES)
    holidays = month.deadlines.holidays if month else published
    items = [
        *_list_questions(programme),
        *_list_reviews(programme, call, today),
        *_list_reports(programme, call, today),
    ]
    return Situation(
        programme=programme,
        today=today,
        month=month,
        call=call,
        chase=_lay_out(month) if month and call else None,
        holidays=holidays,
        items=sorted(items, key=lambda item: (item.due_on, item.reference)),
        posts=_find_posts({item.post_id for item in items}),
        workers=_list_workers(programme, today),
    )


def list_holders_of(posts: Collection[int], *, on: date) -> dict[int, list[Person]]:
    """List the active people who hold each of some posts on a London date."""
    rows = db.session.execute(
        select(Holding.post_id, Person)
        .join(Holding.person)
        .where(Holding.post_id.in_(posts), Person.is_active, *is_current(Holding, on=on))
        .order_by(Holding.from_on, Holding.id)
    )
    found: dict[int, list[Person]] = {}
    for post_id, person in rows:
        found.setdefault(post_id, []).append(person)
    return found


def _lay_out(month: Month) -> Chase:
    body = month.meeting.body
    return chase_month(month.deadlines, ChaseRules(body.chase_days, body.escalate_days))


#: Letters quote neither exempt nor restricted risks.
_IS_TOLD = and_(Risk.publication == Publication.OPEN, Risk.restricted_at.is_(None))


def _list_questions(programme: Programme) -> Iterable[Item]:
    rows = db.session.execute(
        select(
            ModerationNote.id,
            ModerationNote.asked_at,
            ModerationNote.question,
            Risk.number,
            Risk.title,
            Risk.owner_id,
            _IS_TOLD.label("is_told"),
        )
        .join(ModerationNote.risk)
        .where(Risk.programme_id == programme.id, ModerationNote.answered_at.is_(None))
    )
    for row in rows:
        yield Item(
            DutyKind.ANSWER,
            row.id,
            row.owner_id,
            f"R-{row.number:03}",
            row.title if row.is_told else None,
            london_day(row.asked_at),
            is_of_call=False,
            question=row.question if row.is_told else None,
        )


def _list_reviews(programme: Programme, call: Call | None, today: date) -> Iterable[Item]:
    rows = db.session.execute(
        select(
            Risk.id,
            Risk.number,
            Risk.title,
            Risk.owner_id,
            _IS_TOLD.label("is_told"),
            Risk.reviewed_at,
            Risk.review_due_on,
        ).where(Risk.programme_id == programme.id, Risk.status.in_(LIVE))
    )
    warned = find_warned(programme)
    for row in rows:
        breach = warned.get(row.id)
        due_on = find_review_due(
            review_due_on=row.review_due_on,
            reviewed_at=row.reviewed_at,
            call=call,
            today=today,
            warned_on=breach.asks_since(row.reviewed_at) if breach else None,
        )
        if due_on is not None:
            yield Item(
                DutyKind.REVIEW,
                row.id,
                row.owner_id,
                f"R-{row.number:03}",
                row.title if row.is_told else None,
                due_on,
                is_of_call=call is not None and not call.is_answered(row.reviewed_at),
                told_on=_day(row.reviewed_at),
                reviewed_by=row.review_due_on,
            )


def _list_reports(programme: Programme, call: Call | None, today: date) -> Iterable[Item]:
    told: Any = (
        select(func.max(ActionUpdate.updated_at))
        .where(ActionUpdate.action_id == Action.id)
        .correlate(Action)
        .scalar_subquery()
    )
    is_exempt = exists().where(
        Mitigation.action_id == Action.id,
        Mitigation.risk_id == Risk.id,
        ~_IS_TOLD,
    )
    rows = db.session.execute(
        select(
            Action.id,
            Action.reference,
            Action.text,
            Action.lead_id,
            Action.due_on,
            told.label("told_at"),
            is_exempt.label("is_exempt"),
        ).where(Action.programme_id == programme.id, Action.status.not_in(FINISHED))
    )
    for row in rows:
        due_on = find_report_due(due_on=row.due_on, told_at=row.told_at, call=call, today=today)
        if due_on is not None:
            is_asked = call is not None and row.due_on <= call.held_on
            yield Item(
                DutyKind.REPORT,
                row.id,
                row.lead_id,
                row.reference,
                None if row.is_exempt else row.text,
                due_on,
                is_of_call=is_asked and call is not None and not call.is_answered(row.told_at),
                told_on=_day(row.told_at),
            )


def _day(at: datetime | None) -> date | None:
    return london_day(at) if at else None


def _find_posts(ids: Collection[int]) -> dict[int, Post]:
    posts = db.session.scalars(
        select(Post).where(Post.id.in_(ids)).options(joinedload(Post.agency))
    )
    return {post.id: post for post in posts}


def _list_workers(programme: Programme, today: date) -> dict[int, Worker]:
    roles: dict[int, set[Role]] = {}
    people: dict[int, Person] = {}
    posts: dict[int, list[Post]] = {}
    rows = db.session.execute(
        select(Membership.role, Person)
        .join(Membership.person)
        .where(Membership.programme_id == programme.id, Person.is_active)
        .order_by(Person.id)
    )
    for role, person in rows:
        roles.setdefault(person.id, set()).add(role)
        people[person.id] = person
    held = db.session.execute(
        select(Holding.person_id, Post)
        .join(Holding.post)
        .where(Holding.person_id.in_(people), *is_current(Holding, on=today))
        .options(joinedload(Post.agency))
        .order_by(Holding.from_on, Holding.id)
    )
    for person_id, post in held:
        posts.setdefault(person_id, []).append(post)
    return {
        person_id: Worker(person, frozenset(roles[person_id]), tuple(posts.get(person_id, ())))
        for person_id, person in people.items()
    }

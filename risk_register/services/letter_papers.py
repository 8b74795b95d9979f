"""The papers that travel with a circulation, and which of them each reader may have."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager

from risk_register.clock import london_day
from risk_register.database import db
from risk_register.domain.errors import RuleError
from risk_register.domain.risks import Publication
from risk_register.models import AgendaItem, Delivery, Holding, Meeting, Paper, Person, Seat
from risk_register.services.programmes import is_current


def list_sendable_papers(meeting: Meeting) -> Sequence[Paper]:
    """List the papers that can go with a meeting's pack, in the agenda's order."""
    return db.session.scalars(
        select(Paper)
        .join(Paper.item)
        .where(
            AgendaItem.meeting_id == meeting.id,
            AgendaItem.removed_at.is_(None),
            Paper.withdrawn_at.is_(None),
        )
        .options(contains_eager(Paper.item))
        .order_by(AgendaItem.number, Paper.id)
    ).all()


def choose_papers(meeting: Meeting, ids: Collection[int]) -> list[Paper]:
    """Choose papers of a meeting by their ids, in the agenda's order.

    :raises RuleError: with the field ``papers``, if one was withdrawn or is of another meeting
    """
    chosen = [paper for paper in list_sendable_papers(meeting) if paper.id in ids] if ids else []
    if len(chosen) != len(set(ids)):
        raise RuleError("A paper was withdrawn meanwhile. Choose again.", field="papers")
    return chosen


def list_letter_papers(delivery: Delivery, *, on: date) -> list[Paper]:
    """List the papers that one reader gets: exempt ones only if a seat of theirs may see them.

    :param on: the London date on which it must be so
    """
    papers = [each.paper for each in delivery.circulation.papers]
    standing = [
        paper for paper in papers if paper.withdrawn_at is None and paper.item.removed_at is None
    ]
    if any(paper.item.is_exempt for paper in standing) and not is_entitled(delivery, on=on):
        return [paper for paper in standing if not paper.item.is_exempt]
    return standing


def still_brings_all(delivery: Delivery, *, on: date) -> bool:
    """Say whether a letter's reader may on a London date have each paper that was decided on."""
    decided_on = london_day(delivery.circulation.decided_at)
    return list_letter_papers(delivery, on=on) == list_letter_papers(delivery, on=decided_on)


def marking_of(papers: Iterable[Paper]) -> str:
    """Say how papers are marked together: as the highest of them is."""
    is_exempt = any(paper.item.is_exempt for paper in papers)
    return (Publication.EXEMPT if is_exempt else Publication.OPEN).marking


def marking_with(marking: str, papers: Iterable[Paper]) -> str:
    """Say how a letter is marked that brings papers beside a pack of some marking."""
    return marking if marking != Publication.OPEN.marking else marking_of(papers)


def is_entitled(delivery: Delivery, *, on: date) -> bool:
    """Say whether a letter's reader has a seat at the table that may see exempt items."""
    return are_entitled([delivery.person_id], delivery.circulation.pack.meeting, on=on)


def are_entitled(person_ids: Collection[int], meeting: Meeting, *, on: date) -> bool:
    """Say whether each of some people has a seat at a meeting's table that may see exempt items.

    :param on: a London date
    """
    seats = (Seat.body_id == meeting.body_id, Seat.is_entitled_to_exempt.is_(True))
    seat = select(Seat.person_id, Seat.post_id).where(*seats, *is_current(Seat, on=on)).subquery()
    held = select(Holding.person_id).where(
        Holding.post_id.in_(select(seat.c.post_id)), *is_current(Holding, on=on)
    )
    people = select(Person.id).where(
        Person.id.in_(person_ids),
        or_(Person.id.in_(select(seat.c.person_id)), Person.id.in_(held)),
    )
    return set(person_ids) <= set(db.session.scalars(people))

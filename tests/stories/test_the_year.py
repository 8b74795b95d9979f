"""Eleven meetings in a year, and every letter and every pack accounted for."""

import email
from collections import Counter
from datetime import date
from email.policy import default
from pathlib import Path

import pytest

from risk_register.clock import london_day
from risk_register.database import db, read_moment
from risk_register.domain.chases import CALLED, NoticeKind, Stage
from risk_register.domain.circulation import DeliveryState
from risk_register.domain.packs import Edition, PackKind, PackState
from risk_register.frame import open_post_room
from risk_register.models import (
    Body,
    Circulation,
    Delivery,
    Meeting,
    Notice,
    Pack,
    Person,
    Reminder,
)
from risk_register.services.history import verify_history
from risk_register.services.meetings import deadlines_of
from tests.stories.the_year import FIRST, LAST, LEAVER, LEAVES, MOVED, NEWCOMER, STANDS, Year, at


@pytest.fixture
def kind():
    return "demonstration"


@pytest.fixture
def database():
    """One database: the year is long, and what it does is tried on both elsewhere."""
    return "sqlite"


@pytest.fixture
def has_doors():
    return False


def test_a_year_goes_by_and_nothing_is_lost_or_sent_twice(inside):
    room = open_post_room(inside)
    year = Year(room)

    year.play()

    assert not [done.words for done in year.rounds if done.troubles or done.packs_failed]
    every_meeting_had_its_pack()
    the_advisers_visit_had_its_own()
    every_letter_arrived_once(inside.config["MAIL_FOLDER"])
    nobody_was_chased_twice_or_after_the_meeting()
    those_who_stayed_silent_were_passed_on(year)
    those_called_for_the_old_date_heard_of_the_new_one()
    what_the_standstill_held_up_came_once_and_said_so()
    the_newcomer_was_asked_in_the_leavers_place()
    with read_moment():
        assert verify_history().problems == []


def every_meeting_had_its_pack():
    meetings = list_meetings()
    assert len(meetings) == 11
    for meeting in meetings:
        packs = db.session.scalars(
            db.select(Pack).where(Pack.meeting_id == meeting.id, Pack.edition == Edition.FULL)
        ).all()
        assert [(pack.version, pack.state) for pack in packs] == [(1, PackState.MADE)]
        sent = db.session.scalars(db.select(Circulation).where(Circulation.pack_id == packs[0].id))
        (circulation,) = sent.all()
        until = deadlines_of(meeting).circulate_until
        assert (circulation.decided_at < until) != bool(circulation.late_reason)
        assert all(letter.state is DeliveryState.SENT for letter in circulation.deliveries)
    rolled = [each for each in meetings if FIRST <= each.held_on <= LAST]
    assert all(each.rolled_at for each in rolled)


def the_advisers_visit_had_its_own():
    (visit,) = list_meetings(kind=PackKind.MONITORING)
    pack = db.session.scalars(
        db.select(Pack).where(Pack.meeting_id == visit.id, Pack.edition == Edition.FULL)
    ).one()
    assert pack.state is PackState.MADE
    assert pack.made_at == at(date(2018, 6, 19), 6, 5)


def every_letter_arrived_once(folder):
    arrived = Counter(read(path)["Message-ID"] for path in Path(folder).glob("*.eml"))
    owed = [
        *db.session.scalars(db.select(Delivery.message_id).where(Delivery.sent_at >= at(FIRST, 0))),
        *db.session.scalars(db.select(Notice.message_id).where(Notice.state == DeliveryState.SENT)),
    ]
    waiting = db.session.scalars(db.select(Notice).where(Notice.state != DeliveryState.SENT)).all()
    assert set(arrived.values()) == {1}
    assert set(owed) == set(arrived)
    assert waiting == []


def nobody_was_chased_twice_or_after_the_meeting():
    lines = db.session.scalars(db.select(Reminder)).all()
    keys = Counter((row.person_id, row.matter, row.stage, row.due_on) for row in lines)
    assert lines
    assert set(keys.values()) == {1}
    for row in lines:
        meeting = meeting_of(row)
        if meeting is not None and row.stage is not Stage.LATE:
            assert london_day(row.noted_at) <= meeting.held_on


def those_who_stayed_silent_were_passed_on(year):
    told = {
        meeting_of(row).id
        for row in db.session.scalars(db.select(Reminder).where(Reminder.stage == Stage.ESCALATION))
        if meeting_of(row)
    }
    assert {meeting_id for meeting_id, _ in year.silent} & told


def those_called_for_the_old_date_heard_of_the_new_one():
    moved = db.session.scalars(db.select(Reminder).where(Reminder.stage == Stage.MOVED)).all()
    (meeting,) = [each for each in list_meetings() if each.moves]
    called = list_called(meeting, until=MOVED[0])
    assert called
    assert {row.person_id for row in moved} >= called
    assert set(Counter(row.person_id for row in moved).values()) == {1}


def what_the_standstill_held_up_came_once_and_said_so():
    january = next(each for each in list_meetings() if each.held_on.year == 2019)
    rows = [row for row in list_rows(january) if row.stage in CALLED]
    first = [row for row in rows if london_day(row.noted_at) == STANDS[1]]
    assert first
    assert set(Counter(row.person_id for row in first).values()) == {1}
    assert all(row.notice.content.get("caught_up") for row in first)


def the_newcomer_was_asked_in_the_leavers_place():
    leaver, newcomer = (
        db.session.scalars(db.select(Person).where(Person.email == address)).one()
        for address in (LEAVER, NEWCOMER)
    )
    asked = db.session.scalars(db.select(Notice).where(Notice.person_id == newcomer.id)).all()
    after = db.session.scalars(db.select(Notice).where(Notice.person_id == leaver.id)).all()
    assert NoticeKind.DUE in {notice.kind for notice in asked}
    assert all(london_day(notice.queued_at) <= LEAVES for notice in after)


def list_meetings(kind=PackKind.BOARD):
    return db.session.scalars(
        db.select(Meeting)
        .join(Meeting.body)
        .where(
            Body.has_packs,
            Body.pack_kind == kind,
            Meeting.cancelled_at.is_(None),
            Meeting.held_on <= LAST,
        )
        .order_by(Meeting.held_on)
    ).all()


def list_rows(meeting):
    rows = db.session.scalars(db.select(Reminder)).all()
    return [row for row in rows if meeting_of(row) is meeting]


def list_called(meeting, *, until):
    return {
        row.person_id
        for row in list_rows(meeting)
        if row.stage in CALLED - {Stage.MOVED} and london_day(row.noted_at) < until
    }


def meeting_of(row):
    kind, _, number = row.matter.partition(" ")
    return db.session.get(Meeting, int(number.split()[0])) if kind == "meeting" else None


def read(path):
    return email.message_from_bytes(path.read_bytes(), policy=default)

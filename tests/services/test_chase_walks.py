"""A register lives at random through two months: no letter goes twice, and none is lost."""

import random
from datetime import time, timedelta

import pytest

from risk_register.clock import london_day
from risk_register.database import db, read_moment, write_transaction
from risk_register.domain.calendars import is_working_day
from risk_register.domain.chases import is_hour
from risk_register.domain.holidays import HolidaySet
from risk_register.models import Body, Meeting, MeetingMove, Reminder
from risk_register.services.calls import read_situation
from risk_register.services.history import verify_history
from risk_register.services.holidays import list_published
from risk_register.services.meetings import add_meeting
from risk_register.services.programmes import get_programme
from tests.services.chasing import (
    answer,
    change,
    count_lines,
    find_person,
    list_notices,
    moment,
    tick,
)

UNTIL = moment(7, 20)
HOLIDAYS = list_published(HolidaySet.ENGLAND_AND_WALES)
OWNERS = {"Tom": "R-001", "Priya": "R-002"}


class Walk:
    """The small programme from May to July, with a board each month."""

    def __init__(self, seed):
        self.chance = random.Random(seed)  # noqa: S311 - the same life each time, no secret
        self.at = moment(5, 18, 6)
        with write_transaction():
            body = db.session.scalars(db.select(Body)).one()
            for month in (7, 8):
                add_meeting(
                    body,
                    held_on=moment(month, 12).date(),
                    starts_at=time(14),
                    place="Hall",
                    at=self.at,
                )

    def live(self):
        """Let time pass by hours, nights and outages, and let people act in between."""
        while self.at < UNTIL:
            hours = self.chance.choices((1, 7, 24, 24 * 5, 24 * 30), (8, 8, 8, 2, 0.3))[0]
            self.at += timedelta(hours=hours, minutes=self.chance.randint(0, 59))
            if self.chance.random() < 0.3:
                self.act()
            self.tick()

    def act(self):
        """Let somebody do something that bears on the chase."""
        acts = (self.answer, self.answer, self.answer, self.move, self.choose_days, self.leave)
        self.chance.choice(acts)()

    def answer(self):
        name = self.chance.choice(list(OWNERS))
        person = find_person(name)
        if person.is_active:
            answer(name, OWNERS[name], self.at)

    def move(self):
        meetings = db.session.scalars(
            db.select(Meeting).where(Meeting.held_on > london_day(self.at)).order_by(Meeting.id)
        ).all()
        if not meetings:
            return
        meeting = self.chance.choice(meetings)
        to_on = meeting.held_on + timedelta(days=self.chance.choice((-3, 4, 7)))

        def act():
            meeting.moves.append(
                MeetingMove(
                    from_on=meeting.held_on,
                    to_on=to_on,
                    reason="The hall is taken.",
                    moved_by=find_person("Sofia"),
                    moved_at=self.at,
                )
            )
            meeting.held_on = to_on
            if self.chance.random() < 0.2:
                meeting.cancelled_at = self.at

        taken = db.session.scalars(db.select(Meeting.held_on)).all()
        if to_on > london_day(self.at) and to_on not in taken:
            change(self.at, act)

    def choose_days(self):
        days = self.chance.choice((None, [0], [2, 4]))
        change(self.at, lambda: setattr(find_person("Tom"), "digest_days", days))

    def leave(self):
        is_active = self.chance.random() < 0.7
        change(self.at, lambda: setattr(find_person("Priya"), "is_active", is_active))

    def tick(self):
        """Let two clocks tick; the second one finds nothing left to do."""
        written = tick(self.at)
        assert len(written) == len(set(written)), "two letters of a kind to one person at a time"
        assert not written or is_hour(self.at)
        assert tick(self.at - timedelta(minutes=self.chance.choice((0, 10)))) == []
        if is_hour(self.at) and is_working_day(london_day(self.at), HOLIDAYS):
            self.check_that_none_is_lost()

    def check_that_none_is_lost(self):
        """Whoever owes an answer on the due day or later has had a letter about that day."""
        situation = read_situation(get_programme("send"), at=self.at)
        if situation.chase is None or situation.today < situation.chase.due_on:
            return
        for line in situation.list_silent():
            for worker in line.holders:
                told = db.session.scalars(
                    db.select(Reminder).where(
                        Reminder.person_id == worker.person.id,
                        Reminder.matter.like(f"meeting {situation.month.meeting.id}%"),
                        Reminder.due_on == situation.chase.due_on,
                    )
                ).all()
                assert told, (worker.person.name, self.at)


@pytest.mark.parametrize("seed", [1])
def test_whatever_happens_no_letter_goes_twice_and_none_is_lost(inside, seed):
    Walk(seed).live()

    assert max(count_lines().values()) == 1
    notices = {row.id for row in list_notices()}
    assert {row.notice_id for row in db.session.scalars(db.select(Reminder))} == notices
    db.session.rollback()
    with read_moment():
        assert verify_history().problems == []

"""Planning by a rule: which dates are offered, and the year ahead that plans itself."""

from datetime import date, datetime, time, timedelta

import pytest

from risk_register.clock import LONDON
from risk_register.database import db, read_moment, write_transaction
from risk_register.domain.errors import ChangedMeanwhileError, RuleError
from risk_register.domain.recurrences import Ordinal, Recurrence
from risk_register.models import Body, Meeting
from risk_register.services.history import verify_history
from risk_register.services.meetings import Details
from risk_register.services.moves import foresee_move, move_meeting
from risk_register.services.recurrences import (
    forget_rule,
    plan_ahead,
    plan_dates,
    preview_dates,
)
from tests.conftest import NOW

THURSDAYS = Recurrence(Ordinal.SECOND, 3, months_left_out=frozenset({8}))
FRIDAYS = Recurrence(Ordinal.LAST, 4)
HALL = Details(time(14), "County Hall")
AUTUMN = [date(2018, 9, 13), date(2018, 10, 11)]


def board():
    return db.session.scalars(db.select(Body)).one()


def plan(by, dates=(), rule=THURSDAYS, until_on=date(2018, 12, 31), version=None):
    with write_transaction():
        return plan_dates(
            board(),
            dates,
            HALL,
            recurrence=rule,
            until_on=until_on,
            by=by,
            at=NOW,
            version=version or board().version,
        )


def ahead(at):
    with write_transaction():
        return [meeting.held_on for meeting in plan_ahead(board(), at=at)]


def planned():
    return set(db.session.scalars(db.select(Meeting.held_on)))


def preview(rule, from_on, until_on):
    found = preview_dates(board(), rule, from_on=from_on, until_on=until_on)
    return [(each.held_on, each.clash, each.instead_of, each.is_wanted) for each in found]


@pytest.mark.usefixtures("inside")
class TestPreview:
    def test_a_closed_day_is_named_and_the_next_open_one_is_offered_in_its_place(self):
        assert preview(FRIDAYS, date(2018, 3, 1), date(2018, 4, 30)) == [
            (date(2018, 3, 30), "Good Friday", None, False),
            (date(2018, 4, 6), None, date(2018, 3, 30), True),
            (date(2018, 4, 27), None, None, True),
        ]

    def test_a_date_in_the_calendar_is_known_and_not_wanted(self):
        (june,) = preview_dates(
            board(), THURSDAYS, from_on=date(2018, 6, 1), until_on=date(2018, 6, 30)
        )

        assert (june.is_known, june.is_wanted) == (True, False)

    def test_each_date_comes_with_its_own_deadlines(self):
        (january,) = preview_dates(
            board(), THURSDAYS, from_on=date(2019, 1, 1), until_on=date(2019, 1, 31)
        )

        # Counted over Christmas, Boxing Day and New Year's Day.
        assert january.deadlines.call_on == date(2018, 12, 17)
        assert january.deadlines.circulate_by == date(2019, 1, 2)

    def test_an_end_before_the_start_is_refused(self):
        with pytest.raises(RuleError) as refusal:
            preview(THURSDAYS, date(2018, 7, 2), date(2018, 7, 1))

        assert refusal.value.field == "until_on"


@pytest.mark.usefixtures("inside")
class TestPlanning:
    def test_a_stale_form_plans_nothing(self, member):
        with pytest.raises(ChangedMeanwhileError):
            plan(member("sofia"), AUTUMN, version=7)

        assert planned() == {date(2018, 6, 14)}

    def test_the_record_stays_whole(self, member):
        plan(member("sofia"), AUTUMN)

        with read_moment():
            assert verify_history().problems == []


@pytest.mark.usefixtures("inside")
class TestTheYearAhead:
    def test_a_body_without_a_rule_gets_nothing(self):
        assert ahead(NOW) == []

    def test_it_begins_where_somebody_stopped_choosing(self, member):
        plan(member("sofia"), AUTUMN)

        assert ahead(NOW) == [
            date(2019, 1, 10),
            date(2019, 2, 14),
            date(2019, 3, 14),
            date(2019, 4, 11),
            date(2019, 5, 9),
        ]
        assert date(2018, 11, 8) not in planned()  # nobody wanted it

    def test_it_plans_once_however_often_it_runs(self, member):
        plan(member("sofia"), AUTUMN)
        first = ahead(NOW)

        assert first
        assert ahead(NOW) == ahead(NOW + timedelta(minutes=10)) == []
        assert ahead(NOW + timedelta(days=30)) == [date(2019, 6, 13)]

    def test_a_clock_that_was_down_for_three_months_catches_up(self, member):
        plan(member("sofia"), AUTUMN)
        late = datetime(2018, 9, 5, 9, tzinfo=LONDON)

        assert ahead(late)[0] == date(2019, 1, 10)
        assert max(planned()) == date(2019, 7, 11)  # none in August, and the next in September
        assert ahead(late) == []

    def test_a_meeting_that_was_moved_does_not_come_back(self, member):
        sofia = member("sofia")
        plan(sofia, [], until_on=NOW.date())
        ahead(NOW)
        july = db.session.scalars(db.select(Meeting).where(Meeting.held_on == date(2018, 7, 12)))
        with write_transaction():
            meeting = july.one()
            to_on = date(2018, 7, 19)
            move_meeting(
                meeting,
                to_on=to_on,
                reason="Holidays.",
                by=sofia,
                at=NOW,
                version=1,
                mark=foresee_move(meeting, to_on, at=NOW).mark,
            )
        plan(sofia, [], until_on=NOW.date())  # the rule is kept anew

        assert ahead(NOW) == []
        assert date(2018, 7, 12) not in planned()

    def test_a_closed_day_gives_way_to_the_open_one_after_it(self, member):
        plan(member("sofia"), [], rule=FRIDAYS, until_on=date(2018, 11, 30))
        days = ahead(NOW)

        assert date(2018, 12, 28) in days
        assert all(day.weekday() == 4 for day in days)

    def test_a_rule_that_was_dropped_plans_nothing_more(self, member):
        sofia = member("sofia")
        plan(sofia, AUTUMN)
        with write_transaction():
            forget_rule(board(), by=sofia, at=NOW, version=board().version)

        assert ahead(NOW) == []

"""Deadlines at the command line, for any date; the names of its JSON are a promise."""

import json
from datetime import date, timedelta

import pytest

from risk_register.cli import _parser
from risk_register.commands.meetings import describe_deadlines
from risk_register.database import db
from risk_register.domain.calendars import SATURDAY
from risk_register.domain.errors import RegisterError
from risk_register.models import Body
from risk_register.services.holidays import list_holidays

KEYS = {
    "programme",
    "body",
    "call_on",
    "updates_due_on",
    "moderation_ends_on",
    "lock_on",
    "locks_at",
    "circulate_by",
    "circulate_until",
    "held_on",
    "minutes_due_on",
    "rolls_forward_on",
    "counted_days",
    "holidays_crossed",
    "is_closed",
}


@pytest.fixture
def has_doors():
    """Commands need no doors."""
    return False


@pytest.fixture
def database():
    """Deadlines are the same on either database."""
    return "sqlite"


@pytest.fixture
def run(inside, capsys):
    """Run a command about meetings and give what it prints."""

    def command(*words):
        options = _parser().parse_args(["meeting", *words])
        assert options.run(inside, options) == 0
        return capsys.readouterr().out

    return command


def describe(held_on):
    return describe_deadlines(
        db.session.scalars(db.select(Body)).one(), date.fromisoformat(held_on)
    )


def test_deadlines_are_printed_in_words_and_as_json(run):
    asked = ("deadlines", "--body", "board", "--held-on", "2018-04-12")
    said, told = run(*asked), json.loads(run(*asked, "--json"))

    assert "Five clear working days: Thu 5, Fri 6, Mon 9, Tue 10, Wed 11 April." in said
    assert set(told) == KEYS
    assert told["circulate_by"] == "2018-04-04"
    assert told["locks_at"] == "2018-04-03T05:00:00+00:00"


def test_an_unknown_body_and_a_date_that_is_none_are_refused_in_words(run):
    with pytest.raises(RegisterError, match="no body 'nobody'"):
        run("deadlines", "--body", "nobody", "--held-on", "2018-04-12")

    with pytest.raises(SystemExit):
        run("deadlines", "--body", "board", "--held-on", "2018-02-30")


def test_meetings_are_listed(run):
    assert json.loads(run("list", "--json")) == [
        {
            "id": 1,
            "body": "board",
            "held_on": "2018-06-14",
            "starts_at": "14:00",
            "place": "County Hall",
            "is_cancelled": False,
        }
    ]


@pytest.mark.usefixtures("inside")
@pytest.mark.parametrize(
    ("held_on", "circulate_by", "crossed"),
    [
        ("2018-04-05", "2018-03-26", ["Good Friday", "Easter Monday"]),
        ("2019-01-03", "2018-12-21", ["Christmas Day", "Boxing Day", "New Year’s Day"]),
        # The early May holiday of 2020 was moved from a Monday to VE day, a Friday.
        ("2020-05-12", "2020-05-01", ["Early May bank holiday (VE day)"]),
        # The spring holiday of 2022 was moved to June and given a second day.
        ("2022-06-08", "2022-05-27", ["Spring bank holiday", "Platinum Jubilee bank holiday"]),
    ],
)
def test_holidays_between_issue_and_meeting_are_named_and_not_counted(
    held_on, circulate_by, crossed
):
    told = describe(held_on)

    assert told["circulate_by"] == circulate_by
    assert [each["name"].replace("'", "’") for each in told["holidays_crossed"]] == crossed
    assert len(told["counted_days"]) == 5


@pytest.mark.usefixtures("inside")
def test_every_day_of_three_years_has_a_month_whose_steps_are_open_days_in_order():
    body = db.session.scalars(db.select(Body)).one()
    holidays = list_holidays(body)
    for number in range(3 * 365):
        held_on = date(2019, 6, 1) + timedelta(days=number)
        told = describe_deadlines(body, held_on)
        steps = [
            told[name]
            for name in ("call_on", "updates_due_on", "moderation_ends_on", "lock_on",
                         "circulate_by", "held_on", "minutes_due_on")
        ]  # fmt: skip
        assert steps == sorted(steps)
        opened = [date.fromisoformat(day) for day in (*told["counted_days"], *steps[:5])]
        assert all(day.weekday() < SATURDAY and day not in holidays for day in opened)
        hour = "05" if date.fromisoformat(told["lock_on"]).strftime("%m") in SUMMER else None
        assert hour is None or told["locks_at"][11:13] == hour


#: Months in which London is always an hour ahead of UTC.
SUMMER = ("04", "05", "06", "07", "08", "09")

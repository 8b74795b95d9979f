"""What people may write for a moment, and what is meant by it."""

from datetime import UTC, datetime, timedelta

import pytest
from marshmallow import ValidationError

from risk_register import clock
from risk_register.schemas.moments import (
    BAD_DAY,
    BAD_TIME,
    NOT_YET,
    AsAtSchema,
    CompareSchema,
    say_moment,
)
from tests.conftest import NOW

MICROSECOND = timedelta(microseconds=1)
#: The end of 10 May 2018 in London.
END = datetime(2018, 5, 10, 23, tzinfo=UTC) - MICROSECOND


@pytest.fixture(autouse=True)
def in_june():
    """Stand in June 2018."""
    clock.flow_from(NOW, anchored_at=clock.machine_now())


def read(on, at=""):
    return AsAtSchema().load({"on": on, "at": at})["moment"]


def refuse(**said):
    with pytest.raises(ValidationError) as refused:
        AsAtSchema().load(said)
    return refused.value.messages


@pytest.mark.parametrize(
    "on",
    [
        "2018-05-10",
        "10 5 2018",
        "10/05/2018",
        "10.5.2018",
        "10-5-2018",
        "10 May 2018",
        " 10 may 2018 ",
        "10 MAY, 2018",
    ],
)
def test_a_date_is_read_however_it_is_written_and_means_its_end(on):
    assert read(on) == END


def test_a_long_month_is_read_by_its_name_or_its_first_letters():
    assert read("3 September 2017") == read("3 Sep 2017") == read("3 9 2017")


@pytest.mark.parametrize(
    ("on", "at", "span"),
    [
        ("10 May 2018", "09:00", timedelta(minutes=1)),
        ("10 May 2018", "9:00", timedelta(minutes=1)),
        ("10 May 2018, 09:00", "", timedelta(minutes=1)),
        ("10 May 2018 at 09:00", "", timedelta(minutes=1)),
        ("2018-05-10T09:00:00", "", timedelta(seconds=1)),
        ("2018-05-10", "09:00:00.0", MICROSECOND),
    ],
)
def test_a_time_is_london_time_and_means_the_end_of_what_is_said(on, at, span):
    assert read(on, at) == datetime(2018, 5, 10, 8, tzinfo=UTC) + span - MICROSECOND


def test_a_day_on_which_the_clocks_change_ends_at_midnight():
    assert read("25 3 2018") == datetime(2018, 3, 25, 23, tzinfo=UTC) - MICROSECOND
    assert read("29 10 2017") == datetime(2017, 10, 30, tzinfo=UTC) - MICROSECOND


def test_today_means_now():
    assert clock.now() - read("5 6 2018") < timedelta(seconds=5)


@pytest.mark.parametrize("on", ["", "yesterday", "5 2018", "2018", "10 Florial 2018", "١٠ ٥ ٢٠١٨x"])
def test_what_is_no_date_is_answered_with_an_example(on):
    assert refuse(on=on)["on"][0] in {BAD_DAY, "Enter a real date, like 10 5 2018."}


def test_a_date_that_does_not_exist_is_refused():
    assert refuse(on="31 2 2018") == {"on": ["Enter a real date, like 10 5 2018."]}


@pytest.mark.parametrize("at", ["9", "25:00", "09:60", "noon"])
def test_what_is_no_time_is_refused_at_its_own_field(at):
    assert refuse(on="10 5 2018", at=at) == {"at": [BAD_TIME]}


def test_the_future_is_refused():
    assert refuse(on="6 6 2018") == {"on": [NOT_YET]}
    assert refuse(on="5 6 2018", at="23:00") == {"at": [NOT_YET]}


@pytest.mark.parametrize("micro", [0, 120, 123456])
def test_a_moment_is_read_back_as_it_was_said(micro):
    moment = datetime(2018, 1, 31, 23, 59, 1, micro, tzinfo=UTC)
    said = say_moment(moment)

    assert AsAtSchema().load(said)["moment"] == moment
    assert CompareSchema().load({"from": f"{said['on']}T{said['at']}"})["since"] == moment

"""The service's one clock, and the days it tells. Each test gives the clock back when it ends."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from risk_register import clock

JUNE = datetime.fromisoformat("2018-06-05T09:00:00+01:00")


def test_the_clock_shows_the_machine_s_time_unless_told_otherwise():
    before = clock.machine_now()

    shown = clock.now()

    assert before <= shown <= clock.machine_now()


def test_the_clock_flows_on_from_where_it_was_started():
    anchored_at = clock.machine_now()
    clock.flow_from(JUNE, anchored_at=anchored_at)

    shown = clock.now()

    assert timedelta(0) <= shown - JUNE <= clock.machine_now() - anchored_at


def test_a_restart_does_not_turn_the_clock_back():
    started_at = clock.machine_now() - timedelta(days=3)
    clock.flow_from(JUNE, anchored_at=started_at)

    shown = clock.now()

    assert shown >= JUNE + timedelta(days=3)


def test_starting_the_clock_again_does_not_add_to_the_start_before():
    clock.flow_from(JUNE, anchored_at=clock.machine_now())
    clock.flow_from(JUNE, anchored_at=clock.machine_now())

    assert clock.now() - JUNE < timedelta(hours=1)


def test_a_clock_set_elsewhere_leaves_the_machine_s_time_alone():
    before = clock.machine_now()

    clock.flow_from(JUNE, anchored_at=before)

    assert timedelta(0) <= clock.machine_now() - before < timedelta(hours=1)


def test_the_clock_can_be_given_back_to_the_machine():
    clock.flow_from(JUNE, anchored_at=clock.machine_now())

    clock.flow_with_machine()

    assert abs(clock.now() - clock.machine_now()) < timedelta(hours=1)


def test_the_moment_is_told_in_utc_even_if_the_clock_was_started_with_an_offset():
    clock.flow_from(JUNE, anchored_at=clock.machine_now())

    assert clock.now().tzinfo is UTC


def test_today_is_the_london_date_of_the_clock_s_moment():
    just_past_midnight = datetime(2018, 6, 4, 23, 0, 1, tzinfo=UTC)
    clock.flow_from(just_past_midnight, anchored_at=clock.machine_now())

    assert clock.today() == date(2018, 6, 5)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2018-06-04T22:59:59+00:00", date(2018, 6, 4)),
        ("2018-06-04T23:00:00+00:00", date(2018, 6, 5)),
        ("2018-01-04T23:59:59+00:00", date(2018, 1, 4)),
        ("2018-01-05T00:00:00+00:00", date(2018, 1, 5)),
    ],
    ids=[
        "summer, before midnight",
        "summer, midnight",
        "winter, before midnight",
        "winter, midnight",
    ],
)
def test_a_london_day_begins_at_london_s_midnight(moment, day):
    assert clock.london_day(datetime.fromisoformat(moment)) == day


@pytest.mark.parametrize(
    ("first", "last", "hours"),
    [
        (datetime(2018, 3, 25, 0, 0, tzinfo=UTC), datetime(2018, 3, 25, 22, 59, tzinfo=UTC), 23),
        (datetime(2018, 10, 27, 23, 0, tzinfo=UTC), datetime(2018, 10, 28, 23, 59, tzinfo=UTC), 25),
    ],
    ids=["clocks go forward", "clocks go back"],
)
def test_a_day_on_which_the_clocks_change_is_whole(first, last, hours):
    minute = timedelta(minutes=1)
    days = [clock.london_day(moment) for moment in (first - minute, first, last, last + minute)]

    assert days[0] < days[1] == days[2] < days[3]
    assert last + minute - first == timedelta(hours=hours)


def test_an_evening_abroad_may_be_the_next_day_in_london():
    evening_in_new_york = datetime(2018, 6, 4, 20, 0, tzinfo=timezone(timedelta(hours=-4)))

    assert clock.london_day(evening_in_new_york) == date(2018, 6, 5)

"""Calendars as text: read back, every moment and every letter is as it was."""

from datetime import UTC, date, datetime, time, timedelta

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk_register.clock import LONDON
from risk_register.documents.feeds import Entry, draw_feed

CHANGED = datetime(2018, 5, 1, 9, tzinfo=UTC)


@pytest.fixture
def database():
    """Calendars know no database."""
    return "sqlite"


def build(starts, *, title="Board", ends=None, place="Hall", is_cancelled=False, edition=0):
    return Entry(
        mark="meeting-1@example.org",
        edition=edition,
        title=title,
        starts=starts,
        ends=ends,
        place=place,
        address="https://example.org/send/meetings/1",
        changed_at=CHANGED,
        is_cancelled=is_cancelled,
    )


def read(text):
    return icalendar.Calendar.from_ical(text)


def read_one(entry):
    (event,) = read(draw_feed("Board", [entry])).walk("VEVENT")
    return event


def test_the_written_time_zone_is_london_s_around_every_change_of_the_clocks():
    (zone,) = read(draw_feed("Board", [])).walk("VTIMEZONE")
    written = zone.to_tz(lookup_tzid=False)
    for year in range(2018, 2038):
        for month in (3, 10):
            for hour in range(24 * 7):  # in the last week of the month they change
                moment = datetime(year, month, 25, tzinfo=UTC) + timedelta(hours=hour)
                there, here = moment.astimezone(written), moment.astimezone(LONDON)
                assert there.utcoffset() == here.utcoffset(), moment


@given(
    day=st.dates(date(2018, 1, 1), date(2040, 12, 31)),
    at=st.times(time(2), time(23, 59)).map(lambda each: each.replace(second=0, microsecond=0)),
)
def test_a_meeting_starts_at_its_london_time_on_any_day(day, at):
    starts = datetime.combine(day, at, LONDON)
    event = read_one(build(starts, ends=starts + timedelta(hours=2)))

    assert event.decoded("DTSTART").astimezone(UTC) == starts.astimezone(UTC)
    assert event["DTSTART"].params["TZID"] == "Europe/London"
    assert event.decoded("DTEND") - event.decoded("DTSTART") == timedelta(hours=2)


@given(
    st.text(
        st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp"), blacklist_characters="\x85"),
        min_size=1,
        max_size=200,
    )
)
def test_no_title_breaks_the_text_or_its_lines(title):
    text = draw_feed("Board", [build(date(2018, 6, 14), title=title)])

    (event,) = read(text).walk("VEVENT")
    assert str(event["SUMMARY"]) == title
    assert all(len(line) <= 75 for line in text.split(b"\r\n"))


def test_a_place_of_two_lines_with_commas_comes_back_whole():
    event = read_one(build(date(2018, 6, 14), place="County Hall; Room 1,\nfirst floor"))

    assert str(event["LOCATION"]) == "County Hall; Room 1,\nfirst floor"


def test_a_day_lasts_until_the_next_and_blocks_no_time():
    event = read_one(build(date(2018, 3, 31)))

    assert event.decoded("DTSTART") == date(2018, 3, 31)
    assert event.decoded("DTEND") == date(2018, 4, 1)
    assert event["TRANSP"] == "TRANSPARENT"


def test_a_cancelled_entry_says_so_with_a_higher_sequence():
    event = read_one(build(date(2018, 6, 14), is_cancelled=True, edition=3))

    assert (event["STATUS"], event["SEQUENCE"]) == ("CANCELLED", 3)


def test_the_same_entries_give_the_same_bytes():
    entries = [build(date(2018, 6, 14)), build(datetime(2018, 6, 14, 14, tzinfo=LONDON))]

    assert draw_feed("Board", entries) == draw_feed("Board", entries)

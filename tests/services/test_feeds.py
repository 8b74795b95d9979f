"""Calendar addresses: what they show, to whom, and when they stop working."""

from datetime import UTC, date, datetime, time

import icalendar
import pytest

from risk_register.clock import LONDON
from risk_register.database import db, write_transaction
from risk_register.domain.errors import AlreadyDoneError, NotFoundError, RuleError
from risk_register.models import Feed, Meeting, Membership, Person
from risk_register.services.events import record_event
from risk_register.services.feeds import (
    MOST_FEEDS,
    find_feed,
    list_feeds,
    make_feed,
    revoke_feed,
    sign_feed,
    write_feed,
)
from risk_register.services.meetings import Details, change_meeting
from risk_register.services.moves import (
    cancel_meeting,
    foresee_cancellation,
    foresee_move,
    move_meeting,
)
from tests.conftest import NOW

KEY = "a key for tests"
URL = "https://risks.example.org"


def make(by, body_id=None):
    with write_transaction():
        return make_feed(by.person, body_id=body_id, at=NOW)


def read(feed, at=NOW):
    calendar = icalendar.Calendar.from_ical(write_feed(feed, at=at, public_url=URL))
    return {str(event["UID"]).partition("@")[0]: event for event in calendar.walk("VEVENT")}


def days(feed):
    return {name: event.decoded("DTSTART") for name, event in read(feed).items()}


def june():
    return db.session.scalars(db.select(Meeting)).one()


@pytest.mark.usefixtures("inside")
class TestWhatItShows:
    def test_a_meeting_has_its_moment_place_and_page(self, member):
        event = read(make(member("grace")))["meeting-1"]

        assert event.decoded("DTSTART").astimezone(UTC) == datetime(2018, 6, 14, 13, tzinfo=UTC)
        assert str(event["SUMMARY"]) == "SEND Programme Board"
        assert str(event["LOCATION"]) == "County Hall"
        assert str(event["URL"]) == f"{URL}/send/meetings/1"

    @pytest.mark.parametrize(
        ("name", "dates"),
        [
            ("grace", {}),
            ("tom", {"updates": date(2018, 5, 31)}),
            (
                "amira",
                {
                    "call": date(2018, 5, 23),
                    "moderation": date(2018, 6, 4),
                    "lock": date(2018, 6, 5),
                },
            ),
            ("sofia", {"circulate": date(2018, 6, 6), "minutes": date(2018, 6, 21)}),
        ],
    )
    def test_each_role_has_the_dates_that_concern_it(self, member, name, dates):
        found = days(make(member(name)))

        del found["meeting-1"]
        assert found == {f"meeting-1-{step}": day for step, day in dates.items()}

    def test_it_names_no_risk_and_nobody(self, member):
        text = write_feed(make(member("amira")), at=NOW, public_url=URL).decode()

        for word in ("caseworkers", "R-001", "Amira", "amira@"):
            assert word not in text

    def test_the_same_register_gives_the_same_bytes_whenever_it_is_asked(self, member):
        feed = make(member("sofia"))
        later = datetime(2018, 6, 9, 17, tzinfo=LONDON)

        first, second = (write_feed(feed, at=at, public_url=URL) for at in (NOW, later))
        assert first == second


@pytest.mark.usefixtures("inside")
class TestChanges:
    def test_a_moved_meeting_keeps_its_mark_and_raises_its_sequence(self, member):
        sofia = member("sofia")
        feed = make(sofia)
        before = read(feed)["meeting-1"]
        to_on = date(2018, 6, 21)
        with write_transaction():
            mark = foresee_move(june(), to_on, at=NOW).mark
            move_meeting(
                june(), to_on=to_on, reason="Snow.", by=sofia, at=NOW, version=1, mark=mark
            )
        after = read(feed)

        assert after["meeting-1"].decoded("DTSTART").date() == to_on
        assert after["meeting-1"]["SEQUENCE"] > before["SEQUENCE"]
        assert after["meeting-1"].decoded("LAST-MODIFIED") == NOW
        assert after["meeting-1-circulate"].decoded("DTSTART") == date(2018, 6, 13)

    def test_a_cancelled_meeting_stays_and_is_cancelled_with_all_its_dates(self, member):
        sofia = member("sofia")
        with write_transaction():
            mark = foresee_cancellation(june(), at=NOW).mark
            cancel_meeting(june(), reason="Snow.", by=sofia, at=NOW, version=1, mark=mark)

        assert {str(event["STATUS"]) for event in read(make(sofia)).values()} == {"CANCELLED"}

    def test_a_new_time_raises_the_sequence(self, member):
        sofia = member("sofia")
        with write_transaction():
            change_meeting(june(), Details(time(9, 30), "Hall"), by=sofia, at=NOW, version=1)
        event = read(make(sofia))["meeting-1"]

        assert event["SEQUENCE"] == 1
        assert event.decoded("DTSTART").astimezone(LONDON).time() == time(9, 30)


@pytest.mark.usefixtures("inside")
class TestWhoseItIs:
    def test_an_address_finds_its_feed_until_it_is_taken_back(self, member):
        tom = member("tom")
        feed = make(tom)
        token = sign_feed(feed, secret_key=KEY)
        assert find_feed(token, secret_key=KEY).id == feed.id

        with write_transaction():
            revoke_feed(tom.person, feed.id, at=NOW)
        assert find_feed(token, secret_key=KEY) is None
        assert list_feeds(tom.person) == []
        with pytest.raises(AlreadyDoneError), write_transaction():
            revoke_feed(tom.person, feed.id, at=NOW)

    @pytest.mark.parametrize("token", ["", "x", "WzEsImEiXQ.abc", "é", "." * 500])
    def test_what_is_no_address_finds_nothing(self, token):
        assert find_feed(token, secret_key=KEY) is None

    def test_an_address_signed_with_another_key_or_nonce_finds_nothing(self, member):
        feed = make(member("tom"))
        forged = Feed(id=feed.id, nonce="guessed")

        assert find_feed(sign_feed(feed, secret_key="another"), secret_key=KEY) is None
        assert find_feed(sign_feed(forged, secret_key=KEY), secret_key=KEY) is None

    def test_the_calendar_of_somebody_who_left_is_gone(self, member):
        feed = make(member("tom"))
        token = sign_feed(feed, secret_key=KEY)
        with write_transaction():
            db.session.get(Person, feed.person_id).is_active = False
            record_event("person left", subject="person 1", programme=None, by=None, at=NOW)

        assert find_feed(token, secret_key=KEY) is None

    def test_whoever_has_no_part_any_more_is_shown_nothing(self, member):
        feed = make(member("tom"))
        with write_transaction():
            for row in db.session.scalars(
                db.select(Membership).where(Membership.person_id == feed.person_id)
            ):
                db.session.delete(row)
            record_event("person left", subject="person 1", programme=None, by=None, at=NOW)

        with pytest.raises(NotFoundError):
            write_feed(feed, at=NOW, public_url=URL)

    def test_an_administrator_who_may_not_read_meetings_gets_no_body(self, member):
        with pytest.raises(NotFoundError):
            make(member("max"), body_id=1)

    def test_nobody_takes_back_somebody_else_s_address(self, member):
        feed = make(member("tom"))

        with pytest.raises(NotFoundError), write_transaction():
            revoke_feed(member("priya").person, feed.id, at=NOW)

    def test_nobody_piles_up_addresses(self, member):
        tom = member("tom")
        for _ in range(MOST_FEEDS):
            make(tom)

        with pytest.raises(RuleError):
            make(tom)

"""The pages of meetings: the calendar of all bodies, one meeting's month, planning and changing."""

import pytest

from risk_register.database import db, write_transaction
from risk_register.models import Body, Meeting
from risk_register.services.events import record_event
from risk_register.services.programmes import get_programme
from tests.conftest import NOW, post

PAGE = "/send/meetings/1"
JULY = {
    "body_id": "1",
    "held_on-day": "12",
    "held_on-month": "7",
    "held_on-year": "2018",
    "starts_at": "2pm",
    "ends_at": "16.30",
    "place": "Town Hall",
    "quorum": "4",
}


def words(answer):
    return " ".join(answer.text.split())


def plan(browser, **said):
    return post(browser, "/send/meetings/new", **(JULY | said))


def add_committee(app, *, has_packs=False, **more):
    """Let a second body meet on the day of the first one."""
    with app.app_context(), write_transaction():
        board = db.session.scalars(db.select(Body)).one()
        columns = {
            column.key: getattr(board, column.key)
            for column in Body.__table__.columns
            if column.key != "id"
        }
        other = Body(
            **(columns | {"key": "quality", "name": "Quality", "has_packs": has_packs} | more)
        )
        june = db.session.scalars(db.select(Meeting)).one()
        db.session.add_all(
            [
                other,
                Meeting(
                    body=other,
                    held_on=june.held_on,
                    starts_at=june.starts_at,
                    place="Clinic",
                    recorded_at=NOW,
                ),
            ]
        )
        record_event("body added", subject="body quality", programme=get_programme("send"),
                     by=None, at=NOW)  # fmt: skip


def test_a_meeting_s_page_says_each_deadline_and_how_the_latest_day_was_counted(at_the_page):
    page = words(at_the_page("sofia").get(PAGE))

    assert "Meeting of 14 June 2018" in page
    assert "15 working days before the meeting" in page
    assert (
        "Wednesday 6 June 2018. Five clear working days: Thu 7, Fri 8, Mon 11, Tue 12, Wed 13 June."
        in page
    )
    assert 'aria-current="step"' in page


def test_planned_meetings_stand_in_the_calendar_and_in_the_record(at_the_page):
    sofia = at_the_page("sofia")
    answer = plan(sofia)
    page = words(sofia.get(answer.location))

    assert "12 July 2018, 14:00 to 16:30" in page
    assert "4 present" in page
    assert "Town Hall" in sofia.get("/send/meetings").text
    assert (
        "planned a meeting of the SEND Programme Board on 12 July 2018"
        in sofia.get("/send/history").text
    )


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"body_id": ""}, "Choose a body."),
        ({"held_on-day": "14", "held_on-month": "6"}, "meets on that day already."),
        ({"held_on-day": "4", "held_on-month": "6"}, "Enter a date that is not in the past."),
        ({"starts_at": "25:00"}, "Enter a time of day, like 14:00 or 9.30am."),
        ({"starts_at": "13pm"}, "Enter a time of day, like 14:00 or 9.30am."),
        ({"ends_at": "13:00"}, "Enter a time after the start."),
        ({"place": " "}, "Say where it is held."),
        ({"quorum": "0"}, "Enter a whole number from 1 to 100."),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(at_the_page, said, sentence):
    answer = plan(at_the_page("sofia"), **said)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="2018"' in answer.text


def test_of_two_who_change_a_meeting_at_once_the_second_sees_both(at_the_page):
    sofia = at_the_page("sofia")
    said = {"starts_at": "10:00", "ends_at": "", "place": "Library", "quorum": "", "version": "1"}
    first = post(sofia, f"{PAGE}/edit", **said)
    second = post(sofia, f"{PAGE}/edit", **(said | {"place": "Museum"}))

    assert first.status_code == 302
    assert second.status_code == 409
    assert "14 June 2018, 10:00, Library" in words(second)
    assert "Museum" in second.text


def test_the_calendar_shows_every_body_and_narrows_to_one(app, at_the_page):
    add_committee(app)
    sofia = at_the_page("sofia")

    assert "Clinic" in sofia.get("/send/meetings").text
    assert "Clinic" not in sofia.get("/send/meetings?body=board").text
    assert "Meetings of the Quality" in words(sofia.get("/send/meetings?body=quality"))
    assert sofia.get("/send/meetings?body=nowhere").status_code == 404
    assert sofia.get("/send/meetings?page=2").status_code == 404


def test_a_body_without_packs_has_no_call_and_no_lock(app, at_the_page):
    add_committee(app)
    page = words(at_the_page("sofia").get("/send/meetings/2"))

    assert "Call for updates" not in page
    assert "Latest day to circulate" in page
    assert "Preview of the pack" not in page


def test_a_meeting_on_a_day_that_became_a_holiday_is_warned_of(app, at_the_page):
    with app.app_context():
        db.session.execute(
            db.text(
                "INSERT INTO holiday (programme_id, day, name, kind, added_at) "
                "VALUES (1, '2018-06-14', 'Day of mourning', 'closed', '2018-06-05 08:00:00')"
            )
        )
        db.session.commit()
    sofia = at_the_page("sofia")

    assert "Thursday 14 June 2018 is a closed day: Day of mourning." in sofia.get(PAGE).text
    assert "closed day: Day of mourning" in sofia.get("/send/meetings").text


def test_members_see_the_month_and_neither_warnings_nor_buttons(at_the_page):
    for name in ("grace", "olu", "tom"):
        page = at_the_page(name).get(PAGE).text
        assert "Latest day to circulate" in page
        assert "Cancel the meeting" not in page
        assert "govuk-warning-text" not in page


@pytest.mark.parametrize("name", ["tom", "grace", "olu", "ada"])
def test_nobody_else_keeps_meetings(at_the_page, name):
    browser = at_the_page(name)

    assert plan(browser).status_code == 403
    for address in ("edit", "move", "cancellation", "reinstatement"):
        assert browser.get(f"{PAGE}/{address}").status_code == 403, address
    assert browser.get("/send/bodies/board/recurrence").status_code == 403


def test_a_meeting_of_nowhere_is_not_found(at_the_page):
    assert at_the_page("sofia").get("/send/meetings/99").status_code == 404


def test_a_meeting_is_found_by_its_month(at_the_page):
    sofia = at_the_page("sofia")
    page = sofia.get("/send/meetings?month=June+2018").text

    assert "14 June 2018" in page
    assert "17 May 2018" not in page
    assert "No meeting was held or is planned" in sofia.get("/send/meetings?month=1/2001").text
    assert "Enter a month and its year" in sofia.get("/send/meetings?month=rubbish").text

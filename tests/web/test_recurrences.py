"""Planning many meetings by a rule, at its page."""

import re

from risk_register.database import db
from risk_register.models import Body, Meeting
from tests.conftest import post

PAGE = "/send/bodies/board/recurrence"
RULE = {
    "ordinal": "second",
    "weekday": "3",
    "every_months": "1",
    "from_month": "1",
    "months_left_out": ["8"],
    "from_on-day": "6",
    "from_on-month": "6",
    "from_on-year": "2018",
    "until_on-day": "",
    "until_on-month": "",
    "until_on-year": "",
    "count": "6",
}
DETAILS = {"starts_at": "14:00", "ends_at": "", "place": "County Hall", "quorum": ""}


def words(answer):
    return " ".join(answer.text.split())


def ticked(page):
    boxes = re.findall(r'name="chosen"\s+type="checkbox"\s+value="([-\d]+)"( checked)?', page.text)
    return [day for day, is_ticked in boxes if is_ticked]


def plan(browser, **said):
    return post(browser, PAGE, **(RULE | DETAILS | {"version": "1"} | said))


def planned(app):
    with app.app_context():
        return sorted(day.isoformat() for day in db.session.scalars(db.select(Meeting.held_on)))


def test_every_date_is_shown_with_its_deadlines_and_the_known_one_without_a_box(at_the_page):
    page = at_the_page("sofia").get(PAGE, query_string=RULE)

    assert "Second Thursday of each month, not in August" in words(page)
    assert '14 June 2018 <span class="rr-quiet">is in the calendar</span>' in words(page)
    assert ticked(page) == ["2018-07-12", "2018-09-13", "2018-10-11", "2018-11-08", "2018-12-13"]


def test_the_ticked_dates_are_planned_and_no_others(app, at_the_page):
    sofia = at_the_page("sofia")
    answer = plan(sofia, chosen=["2018-07-12", "2018-09-13"])

    assert "2 meetings are planned." in sofia.get(answer.location).text
    assert planned(app) == ["2018-06-14", "2018-07-12", "2018-09-13"]


def test_either_all_ticked_dates_are_planned_or_none(app, at_the_page):
    answer = plan(at_the_page("sofia"), chosen=["2018-07-12", "2018-06-14"])

    assert answer.status_code == 422
    assert "14 June: The SEND Programme Board meets on that day already." in answer.text
    assert ticked(answer) == ["2018-07-12"]
    assert planned(app) == ["2018-06-14"]


def test_a_kept_rule_is_said_on_the_page_and_can_be_dropped(app, at_the_page):
    sofia = at_the_page("sofia")
    plan(sofia, chosen=["2018-07-12"], keeps="true")
    said = words(sofia.get(PAGE))
    post(sofia, f"{PAGE}/remove", version="2")

    assert "plan themselves a year ahead: Second Thursday of each month, not in August" in said
    assert "chose when the SEND Programme Board meets" in sofia.get("/send/history").text
    with app.app_context():
        assert db.session.scalars(db.select(Body)).one().recurrence is None


def test_a_stale_form_keeps_its_ticks(at_the_page):
    sofia = at_the_page("sofia")
    plan(sofia, chosen=["2018-07-12"], keeps="true")
    answer = plan(sofia, chosen=["2018-09-13"], keeps="true")

    assert answer.status_code == 409
    assert ticked(answer) == ["2018-09-13"]


def test_an_error_in_the_place_keeps_the_dates_and_their_ticks(at_the_page):
    answer = plan(at_the_page("sofia"), chosen=["2018-09-13"], place=" ")

    assert answer.status_code == 422
    assert "Say where it is held." in answer.text
    assert ticked(answer) == ["2018-09-13"]


def test_a_rule_without_meetings_or_with_too_many_is_refused(at_the_page):
    sofia = at_the_page("sofia")
    every_month = [str(month) for month in range(1, 13)]
    none = sofia.get(PAGE, query_string=RULE | {"months_left_out": every_month})
    long = {"count": "", "until_on-day": "1", "until_on-month": "1", "until_on-year": "2040"}
    many = sofia.get(PAGE, query_string=RULE | long)

    assert "Leave out fewer months" in none.text
    assert "Plan 60 meetings or fewer at once" in many.text


def test_a_plan_without_a_ticked_date_says_so(at_the_page):
    answer = plan(at_the_page("sofia"))

    assert answer.status_code == 422
    assert "Tick the dates on which the body is to meet." in answer.text

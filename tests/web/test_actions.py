"""Actions at the page: planned, reported on, with every sentence next to its field."""

import pytest

from risk_register.database import db
from risk_register.models import Action, Mitigation
from tests.conftest import post
from tests.web.test_assessments import version_of

NEW = "/send/risks/R-001/actions/new"
EDIT = "/send/actions/A-1.1/edit"


def day(text):
    return dict(zip(("due_on-day", "due_on-month", "due_on-year"), text.split("."), strict=True))


def plan(browser, due="14.9.2018", **typed):
    fields = {"text": "Train two caseworkers", "lead_id": "1", **day(due), **typed}
    fields.setdefault("version", version_of(browser, NEW))
    return post(browser, NEW, **fields)


def report(browser, due="31.7.2018", **typed):
    fields = {"status": "on_track", "progress": "40", "note": "", **day(due), **typed}
    fields.setdefault("version", version_of(browser, EDIT))
    return post(browser, EDIT, **fields)


def test_an_owner_plans_an_action_with_its_expected_effect(at_the_page):
    tom = at_the_page("tom")
    answer = plan(tom, expected_likelihood="2", expected_impact="3")

    page = tom.get(answer.location).text
    assert "A-1.2 is planned against R-001, due on 14 September 2018." in page
    assert "6\n              (2 × 3)" in page


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"text": ""}, "Say what will be done."),
        ({"lead_id": ""}, "Choose who leads it."),
        ({"due": ".."}, "Enter the date by which it will be done."),
        ({"due": "14..2018"}, "The date must include a month."),
        ({"due": "31.2.2018"}, "Enter a real date, like 14 6 2018."),
        ({"due": "1.6.2018"}, "Enter a date that is not in the past."),
        ({"due": "1.6.18"}, "Enter a year of this century, like 2018."),
        ({"expected_likelihood": "2"}, "Give both the expected likelihood"),
    ],
)
def test_a_bad_plan_gets_a_sentence_and_keeps_what_was_typed(at_the_page, typed, sentence):
    answer = plan(at_the_page("tom"), **typed)

    assert answer.status_code == 422
    assert sentence in answer.text
    if typed.get("text", True):
        assert "Train two caseworkers" in answer.text


def test_a_report_stands_on_the_risks_page_with_its_note(at_the_page):
    tom = at_the_page("tom")
    answer = report(tom, status="at_risk", note="The advert had no answer.")

    page = tom.get(answer.location).text
    assert "A-1.1 is at risk, 40 per cent." in page
    assert "The advert had no answer." in page


def test_an_actions_page_says_what_it_is_how_it_stands_and_what_it_is_meant_to_do(at_the_page):
    page = " ".join(at_the_page("grace").get("/send/actions/A-1.1").text.split())

    assert "Recruit two caseworkers" in page
    assert "Head of Casework, The County Council" in page
    assert "Work has not begun and is not yet late." in page
    assert "Meant to bring R-001 to 2 × 3 =" in page
    assert "<strong>6 Amber</strong>" in page
    assert "<strong>12 Amber</strong>" in page
    assert "No file yet." in page


def test_every_report_stands_on_the_actions_page_with_what_it_changed(at_the_page):
    tom = at_the_page("tom")
    report(tom, status="at_risk", note="The advert had no answer.")
    answer = report(tom, due="31.8.2018", note="A second advert is out.", back="action")
    page = " ".join(tom.get(answer.location).text.split())

    assert answer.location == "/send/actions/A-1.1"
    assert "At risk, 40 per cent, due 31 July 2018, by Head of Casework (Tom)" in page
    assert "due date moved from 31 July 2018 to 31 August 2018" in page
    assert page.index("A second advert is out.") < page.index("The advert had no answer.")
    assert "once" in page


def test_an_unknown_action_is_not_found(at_the_page):
    assert at_the_page("tom").get("/send/actions/A-9.9").status_code == 404


@pytest.mark.parametrize("address", ["/", "/send/actions", "/send/risks/R-001"])
def test_an_actions_reference_leads_to_its_page(at_the_page, address):
    assert 'href="/send/actions/A-1.1"' in at_the_page("tom").get(address).text


def test_the_managers_desk_leads_to_the_page_of_an_action_that_is_due(app, at_the_page):
    with app.app_context():
        db.session.execute(db.text("UPDATE action SET due_on = '2018-06-10'"))
        db.session.commit()

    assert 'href="/send/actions/A-1.1"' in at_the_page("amira").get("/send/desk").text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"progress": "101"}, "Enter a whole number from 0 to 100."),
        ({"progress": "half"}, "Enter a whole number from 0 to 100."),
        ({"status": "fine"}, "Choose how it is going."),
        ({"due": "31.8.2018"}, "Say in the note why the due date moves."),
        ({"status": "dropped"}, "Say in the note why the action is dropped."),
    ],
)
def test_a_bad_report_gets_a_sentence_next_to_its_field(at_the_page, typed, sentence):
    answer = report(at_the_page("tom"), **typed)

    assert answer.status_code == 422
    assert answer.text.count(sentence) == 2


def test_a_stale_report_shows_both(at_the_page):
    tom, amira = at_the_page("tom"), at_the_page("amira")
    seen = version_of(tom, EDIT)
    report(amira, note="Two people accepted.", progress="80")
    answer = report(tom, note="Interviews are booked.", version=seen)

    assert answer.status_code == 409
    assert "Two people accepted." in answer.text
    assert "Interviews are booked." in answer.text


def test_the_list_hides_what_is_finished_until_asked(at_the_page):
    tom = at_the_page("tom")
    tom.get(report(tom, status="done").location)

    assert "A-1.1" not in tom.get("/send/actions").text
    assert "A-1.1" in tom.get("/send/actions?show=all").text


@pytest.fixture
def many(app, at_the_page):
    """Sixty actions more than the register has, all of the Head of Casework."""
    tom = at_the_page("tom")
    with app.app_context():
        first = db.session.scalars(db.select(Action)).one()
        columns = {column.name: getattr(first, column.name) for column in Action.__table__.c}
        rows = [columns | {"id": 100 + n, "reference": f"A-1.{100 + n}"} for n in range(60)]
        db.session.execute(db.insert(Action), rows)
        links = [{"risk_id": 1, "action_id": row["id"]} for row in rows]
        db.session.execute(db.insert(Mitigation), links)
        db.session.commit()
    return tom


def test_a_long_list_of_actions_is_paged_and_says_how_many_there_are(many):
    first, second = many.get("/send/actions").text, many.get("/send/actions?page=2").text

    assert "61 unfinished actions, the earliest due first." in " ".join(first.split())
    assert [page.count('scope="row"') for page in (first, second)] == [50, 11]
    assert 'href="/send/actions?page=2"' in first


@pytest.mark.parametrize("page", ["3", "0", "-1", "two", "9" * 30])
def test_a_page_of_actions_that_is_not_there_is_not_found(many, page):
    assert many.get(f"/send/actions?page={page}").status_code == 404


def test_the_pages_of_actions_keep_what_the_list_shows(many):
    page = many.get("/send/actions?show=all&lead=1").text

    assert "61 actions led by the Head of Casework" in " ".join(page.split())
    assert 'href="/send/actions?lead=1&amp;show=all&amp;page=2"' in page
    assert 'href="/send/actions?lead=1"' in page
    assert 'href="/send/actions?show=all"' in page


def test_only_the_actions_of_one_post_are_listed_when_asked(many):
    with many.application.app_context():
        db.session.execute(db.text("UPDATE action SET lead_id = 2 WHERE id > 150"))
        db.session.commit()

    page = " ".join(many.get("/send/actions?lead=2").text.split())
    assert "9 unfinished actions led by the Head of Commissioning" in page

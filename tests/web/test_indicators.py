"""Pages of what is measured: a value in a minute on a phone, and the whole of its story."""

import pytest

from risk_register.database import db
from risk_register.models import ImprovementArea, Post, Risk
from tests.conftest import post

LIST = "/send/indicators"
NEW = "/send/indicators/new"
SHOW = "/send/indicators/I-01"
EDIT = f"{SHOW}/edit"
END = f"{SHOW}/end"
RECORD = f"{SHOW}/readings/new"
MOVED = "The board agreed on 10 May."


@pytest.fixture
def database():
    """Pages are the same on either database."""
    return "sqlite"


def ids(app):
    with app.app_context():
        owner = db.session.scalars(db.select(Post.id).where(Post.title == "Head of Casework")).one()
        area = db.session.scalars(db.select(ImprovementArea.id)).first()
        risk = db.session.scalars(db.select(Risk.id).order_by(Risk.id)).first()
    return {"owner_id": str(owner), "area_ids": str(area), "risk_ids": str(risk)}


def form(app, **changes):
    return {
        "title": "New plans issued within 20 weeks",
        "definition": "Including exceptions.",
        "sector": "education",
        "unit": "%",
        "direction": "higher",
        "period_kind": "month",
        "denominator": "all new plans",
        "source": "Casework system",
        "due_days": "30",
        "baseline": "36.0",
        "baseline_on-day": "31",
        "baseline_on-month": "12",
        "baseline_on-year": "2017",
        "target": "60",
        "target_on-day": "31",
        "target_on-month": "12",
        "target_on-year": "2018",
        "tolerance": "5",
        "version": "0",
        **ids(app),
        **changes,
    }


@pytest.fixture
def amira(app, at_the_page):
    """The programme manager, who has begun to measure."""
    browser = at_the_page("amira")
    answer = post(browser, NEW, **form(app))
    assert answer.status_code == 302, answer.text
    return browser


def changed(app, **changes):
    fixed = ("unit", "direction", "period_kind")
    return {name: value for name, value in form(app, **changes).items() if name not in fixed}


def value(browser, period="April 2018", number="51.5", known="0", **said):
    return post(browser, RECORD, period=period, value=number, known=known, **said)


def known(browser, period):
    page = browser.get(f"{RECORD}?period={period}").text
    return page.split('name="known"')[1].split('value="')[1].split('"')[0]


def words(answer):
    return " ".join(answer.text.split())


def test_a_new_indicator_stands_in_the_list_and_on_its_page(amira):
    page = words(amira.get(SHOW))

    assert "I-01 New plans issued within 20 weeks" in words(amira.get(LIST))
    assert "From 36.0% on 31 December 2017 to 60% by 31 December 2018." in page
    assert "There is no value yet." in page
    assert "R-001" in page


def test_nothing_measured_is_said(at_the_page):
    assert "Nothing is measured yet." in at_the_page("tom").get(LIST).text


def test_the_owner_is_asked_for_the_period_that_is_missing(amira, at_the_page):
    page = at_the_page("tom").get(RECORD).text

    assert 'value="April 2018"' in page
    assert "By then it should be 43.89%" in " ".join(page.split())


def test_a_recorded_value_is_shown_with_its_chart_and_the_table_beside_it(amira, at_the_page):
    tom = at_the_page("tom")
    answer = value(tom)
    page = words(tom.get(answer.location))

    assert "I-01: 51.5% for April 2018 is on record." in page
    assert (
        "<title>New plans issued within 20 weeks: 51.5% for April 2018, on track.</title>" in page
    )
    assert "<desc>In %. April 2018: 51.5, should be 43.89.</desc>" in page
    assert "On track" in page
    assert '<td class="govuk-table__cell" data-label="Should be">43.89</td>' in page


def test_a_value_off_track_without_commentary_keeps_what_was_typed(amira, at_the_page):
    answer = value(at_the_page("tom"), number="30.25", commentary="late")

    assert answer.status_code == 422
    assert answer.text.count("This value is off track. Say what is being done about it") == 2
    assert 'value="30.25"' in answer.text
    assert "late</textarea>" in answer.text


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"period": "soon"}, "Enter a period like March 2018."),
        ({"period": ""}, "Say for which period this is."),
        ({"number": ""}, "Enter the value."),
        ({"number": "=1+1"}, "Enter a number, like 61.3."),
        ({"period": "June 2018"}, "June 2018 has not ended yet."),
    ],
)
def test_what_is_wrong_is_said_at_its_field(amira, at_the_page, said, sentence):
    answer = value(at_the_page("tom"), **said)

    assert answer.status_code == 422
    assert answer.text.count(sentence) == 2


def test_a_restated_value_keeps_the_old_one_and_its_reason(amira, at_the_page):
    tom = at_the_page("tom")
    value(tom)
    asked = tom.get(f"{RECORD}?period=April 2018").text
    refused = value(tom, number="49", known=known(tom, "April 2018"))
    answer = value(
        tom, number="49", known=known(tom, "April 2018"), reason="Two plans were counted twice."
    )

    assert "April 2018 stands at 51.5%" in " ".join(asked.split())
    assert refused.text.count("Say why, in 10 characters or more.") == 2
    page = words(tom.get(answer.location))
    assert "restated: Two plans were counted twice." in page
    history = words(amira.get("/send/history"))
    assert "restated April 2018 of indicator I-01 from 51.5% to 49%" in history


def test_a_value_somebody_else_recorded_meanwhile_is_not_overwritten(amira, at_the_page):
    tom = at_the_page("tom")
    value(amira, number="50")
    answer = value(tom, number="49")

    assert answer.status_code == 409
    assert "There is a value for April 2018 already: 50%." in words(answer)
    assert 'value="49"' in answer.text


def test_a_changed_trajectory_needs_a_reason(amira, app):
    refused = post(amira, EDIT, **changed(app, target="70", version="1"))
    answer = post(amira, EDIT, **changed(app, target="70", version="1", reason=MOVED))

    assert refused.text.count("Say why, in 10 characters or more.") == 2
    page = words(amira.get(answer.location))
    assert "to 70% by 31 December 2018" in page
    assert f"target 60% by 31 December 2018, until 5 June 2018: “{MOVED}”" in page


def test_the_form_shows_what_stands(amira):
    page = amira.get(EDIT).text

    for typed in ("New plans issued within 20 weeks", "36.0", "60", "2018", "Casework system"):
        assert f'value="{typed}"' in page
    assert page.count("checked") == 2


def test_a_stale_change_keeps_what_was_typed(amira, app):
    post(amira, EDIT, **changed(app, title="Plans in time", version="1"))
    answer = post(amira, EDIT, **changed(app, title="Punctual plans", version="1"))

    assert answer.status_code == 409
    assert 'value="Punctual plans"' in answer.text


def test_an_indicator_is_ended_with_a_reason(amira):
    refused = post(amira, END, reason="", version="1")
    answer = post(amira, END, reason=MOVED, version="1")

    assert refused.text.count("Say why it is measured no longer.") == 2
    assert f"“{MOVED}”" in amira.get(answer.location).text
    assert "Measured no longer" in amira.get(LIST).text
    assert 'name="version"' not in amira.get(END).text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": ""}, "Enter a title."),
        ({"direction": ""}, "Choose which way is better."),
        ({"target": "10"}, "Higher is better, but the target lies below."),
        ({"due_days": "801"}, "Enter a number of days from 0 to 800."),
        ({"tolerance": "five"}, "Enter a number, like 61.3."),
        ({"owner_id": "99"}, "Choose a post from the list."),
    ],
)
def test_what_is_wrong_with_a_new_one_is_said_at_its_field(app, at_the_page, changes, sentence):
    answer = post(at_the_page("amira"), NEW, **form(app, **changes))

    assert answer.status_code == 422
    assert answer.text.count(sentence) == 2
    assert "Including exceptions." in answer.text


@pytest.mark.parametrize("name", ["priya", "grace"])
def test_others_read_and_do_not_record(amira, at_the_page, name):
    browser = at_the_page(name)

    assert "Record a value" not in browser.get(SHOW).text
    assert browser.get(RECORD).status_code == 403
    assert value(browser).status_code == 403


def test_an_observer_sees_no_indicator(amira, at_the_page):
    assert at_the_page("olu").get(SHOW).status_code == 403

"""My work: what is due from a person, of all their programmes, the most urgent first."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import event as sql_event

from risk_register.database import db, write_transaction
from risk_register.domain.permissions import Role
from risk_register.domain.risks import Proximity, Publication, Treatment
from risk_register.models import Membership, Person, Programme
from risk_register.services.events import record_event
from risk_register.services.programmes import get_programme
from risk_register.services.risks import open_risk
from tests.conftest import NOW, post

HEADING = re.compile(r'<li class="rr-card">.*?<h3[^>]*>(.*?)</h3>', re.DOTALL)
SCORE = "/send/risks/R-001/assessments/new"
TAG = re.compile(r"<[^>]+>")


def due_on(page):
    """List the headings of what is due, in the page's order."""
    return [" ".join(TAG.sub("", found).split()) for found in HEADING.findall(page)]


@pytest.fixture
def second_programme(app):
    """Tom owns a risk of another programme, whose review is long overdue."""
    with app.app_context(), write_transaction():
        first, tom = get_programme("send"), db.session.get_one(Person, 1)
        assert tom.name == "Tom"
        other = Programme(
            key="early-years",
            name="Early Years",
            scheme_id=first.scheme_id,
            scheme_from_on=first.scheme_from_on,
            glossary=[],
        )
        db.session.add(other)
        db.session.flush()
        db.session.add(Membership(programme=other, person=tom, role=Role.RISK_OWNER))
        record_event(
            "programme set up",
            subject="programme early-years",
            programme=other,
            by=None,
            at=NOW,
        )
        post_of_tom = db.session.execute(
            db.text("SELECT post_id FROM holding WHERE person_id = :id"), {"id": tom.id}
        ).scalar_one()
        open_risk(
            other,
            controls=[],
            areas=[],
            opened_by=tom,
            opened_at=NOW,
            title="Nurseries close",
            category="capacity",
            cause="a",
            event="b",
            consequence="c",
            owner_id=post_of_tom,
            carrying_agency_id=tom.agency_id,
            treatment=Treatment.TREAT,
            proximity=Proximity.NOW,
            publication=Publication.OPEN,
            reviewed_at=NOW - timedelta(days=90),
            review_due_on=(NOW - timedelta(days=60)).date(),
        )


def test_what_is_due_of_several_programmes_stands_in_one_list(at_the_page, second_programme):
    found = due_on(at_the_page("tom").get("/").text)

    assert found[0] == "R-001 Nurseries close"
    assert any(heading.startswith("R-001 ") and "Nurseries" not in heading for heading in found)


def test_each_thing_says_which_programme_it_is_of_and_leads_there(at_the_page, second_programme):
    page = at_the_page("tom").get("/").text

    assert page.index("Early Years</span>") < page.index("Nurseries close")
    assert "/early-years/risks/R-001/assessments/new?back=work" in page
    assert "/send/risks/R-001/assessments/new?back=work" in page


def test_a_risk_that_is_confirmed_leaves_the_list_and_stays_among_what_is_theirs(
    at_the_page, second_programme
):
    tom = at_the_page("tom")
    post(tom, "/early-years/risks/R-001/reviews", version=1, back="work", note="")

    page = tom.get("/").text
    assert "R-001 Nurseries close" not in due_on(page)
    assert page.index("What else is yours") < page.rindex("Nurseries close")


def test_somebody_of_one_programme_is_not_told_its_name_on_every_card(at_the_page):
    assert "The menu leads through" not in at_the_page("tom").get("/").text


def test_my_work_asks_as_often_for_many_risks_as_for_few(app, at_the_page):
    tom = at_the_page("tom")
    counts = []
    for more in (5, 60):
        with app.app_context(), write_transaction():
            person = db.session.get_one(Person, 1)
            for number in range(more):
                open_risk(
                    get_programme("send"),
                    controls=[],
                    areas=[],
                    opened_by=person,
                    opened_at=NOW,
                    title=f"Risk {number}",
                    category="capacity",
                    cause="a",
                    event="b",
                    consequence="c",
                    owner_id=1,
                    carrying_agency_id=person.agency_id,
                    treatment=Treatment.TREAT,
                    proximity=Proximity.NOW,
                    publication=Publication.OPEN,
                )
        tom.get("/")
        counts.append(count_queries(app, lambda: tom.get("/")))

    assert counts[0] == counts[1]


def count_queries(app, act):
    queries = []

    def note(_connection, _cursor, query, *_rest):
        queries.append(query)

    with app.app_context():
        engine = db.engine
    sql_event.listen(engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        sql_event.remove(engine, "before_cursor_execute", note)
    return len(queries)


def test_what_others_did_is_told_in_sentences_and_ones_own_is_not(at_the_page):
    tom, amira = at_the_page("tom"), at_the_page("amira")
    judged = {"likelihood": "5", "impact": "3"}
    version = re.search(r'name="version" value="(\d+)"', tom.get(SCORE).text)[1]
    post(amira, SCORE, **judged | {"version": version}, reason="Agreed at the moderation.")
    post(tom, "/send/risks/R-001/reviews", version=str(int(version) + 1), note="")

    news = tom.get("/").text.split("What others did to your risks")[1]
    assert "raised the current score of R-001" in news
    assert "Agreed at the moderation." in news
    assert "confirmed that nothing has changed" not in news

"""People at the page: who is listed for whom, and roles given and taken back."""

import pytest

from risk_register.database import db, write_transaction
from risk_register.models import Agency, Person
from risk_register.services.events import record_event
from tests.conftest import NOW, post
from tests.web.test_bodies import words

PERSON = {"tom": 1, "priya": 2, "amira": 3, "sofia": 4, "olu": 6, "max": 8}


@pytest.fixture
def database():
    """Pages are the same on either database."""
    return "sqlite"


@pytest.fixture
def olu_keeps(app):
    """Let Olu look after the people of the CCG."""
    with app.app_context(), write_transaction():
        olu = db.session.get(Person, PERSON["olu"])
        olu.keeps_agency = True
        record_event("people added", subject="people", programme=None, by=None, at=NOW)


@pytest.fixture
def stranger(app):
    """Somebody of the CCG without a part in any programme."""
    with app.app_context(), write_transaction():
        ccg = db.session.scalar(db.select(Agency).where(Agency.key == "ccg"))
        person = Person(email="nadia@example.org", name="Nadia", agency=ccg)
        db.session.add(person)
        record_event("people added", subject="people", programme=None, by=None, at=NOW)
        return person.id


def names(browser, address="/people"):
    page = words(browser.get(address))
    return {
        name
        for name in ("Tom", "Priya", "Amira", "Sofia", "Grace", "Olu", "Ada", "Max", "Nadia")
        if f"{name} {name.lower()}@" in page
    }


def test_each_keeper_sees_the_people_they_look_after(at_the_page, olu_keeps, stranger):
    everybody = {"Tom", "Priya", "Amira", "Sofia", "Grace", "Olu", "Ada", "Max"}

    assert names(at_the_page("max")) == everybody | {"Nadia"}
    assert names(at_the_page("amira")) == everybody
    assert names(at_the_page("olu")) == {"Priya", "Olu", "Nadia"}
    for name in ("tom", "sofia", "ada"):
        assert at_the_page(name).get("/people").status_code == 403


def test_the_list_is_searched_and_narrowed(at_the_page):
    max_ = at_the_page("max")

    assert names(max_, "/people?words=casework") == {"Tom"}
    assert names(max_, "/people?agency=ccg") == {"Priya", "Olu"}
    assert names(max_, "/people?role=auditor&programme=send") == {"Ada"}
    assert names(max_, "/people?state=Left") == set()
    assert "Max" in names(max_, "/people?state=Active")
    assert max_.get("/people?page=x").status_code == 404


def test_somebody_whom_a_keeper_does_not_see_is_not_there(at_the_page, olu_keeps, stranger):
    olu, amira = at_the_page("olu"), at_the_page("amira")

    assert olu.get(f"/people/{PERSON['tom']}").status_code == 404
    assert amira.get(f"/people/{stranger}").status_code == 404
    assert olu.get(f"/people/{stranger}").status_code == 200
    assert post(olu, f"/people/{PERSON['tom']}/roles/new", part="1-risk_owner").status_code == 404


def test_a_manager_gives_a_role_and_takes_it_back(at_the_page):
    amira, page = at_the_page("amira"), f"/people/{PERSON['tom']}"
    done = post(amira, f"{page}/roles/new", part="1-board_secretary", reason="Stands in for her.")

    assert done.location == page
    assert "Tom is board secretary of SEND Programme." in words(amira.get(page))
    address = amira.get(page).text.split("/withdrawal")[-2].rsplit('"', 1)[1] + "/withdrawal"
    assert post(amira, address, reason="").status_code == 422
    assert post(amira, address, reason="She is back.").status_code == 302
    assert "Board secretary" not in amira.get(page).text
    assert amira.get(address).status_code == 404


@pytest.mark.parametrize(
    ("name", "whom", "part", "status"),
    [
        ("amira", "tom", "1-administrator", 403),
        ("amira", "amira", "1-auditor", 403),
        ("max", "max", "1-programme_manager", 403),
        ("olu", "priya", "1-auditor", 403),
        ("amira", "tom", "99-auditor", 422),
        ("amira", "tom", "1-king", 422),
        ("amira", "tom", "1-risk_owner", 422),
        ("olu", "olu", "1-risk_owner", 403),
        ("max", "tom", "1-administrator", 302),
    ],
)
def test_a_role_is_given_only_by_who_may(at_the_page, olu_keeps, name, whom, part, status):
    answer = post(
        at_the_page(name), f"/people/{PERSON[whom]}/roles/new", part=part, reason="So be it."
    )

    assert answer.status_code == status
    if status == 422:
        assert "So be it." in answer.text


def test_the_menu_leads_keepers_to_people_and_nobody_else(at_the_page, olu_keeps):
    for name in ("amira", "max", "olu"):
        assert 'href="/people"' in at_the_page(name).get("/").text
    assert 'href="/people"' not in at_the_page("tom").get("/").text


def test_an_agencys_administrator_chooses_no_address_of_somebody_with_a_greater_part(
    at_the_page, olu_keeps, stranger
):
    olu, max_ = at_the_page("olu"), at_the_page("max")
    page, typed = f"/people/{stranger}/edit", {"name": "Nadia", "email": "sample@example.org"}
    versions = ({"version": str(number)} for number in (1, 2, 2, 3))
    assert "Only an administrator" not in olu.get(page).text
    assert post(olu, page, **typed, **next(versions)).status_code == 302
    assert "no longer works: send the letter again." in words(olu.get(f"/people/{stranger}"))
    post(max_, f"/people/{stranger}/roles/new", part="1-board_secretary", reason="She is new.")

    assert "Only an administrator changes the address of somebody" in olu.get(page).text
    refused = post(olu, page, **typed | {"email": "olu2@example.org"}, **next(versions))
    assert refused.status_code == 403
    assert post(olu, page, **typed | {"name": "Nadia Sample"}, **next(versions)).status_code == 302
    assert (
        post(max_, page, **typed | {"email": "other@example.org"}, **next(versions)).status_code
        == 302
    )


def test_who_changes_somebody_or_a_post_that_was_changed_meanwhile_reads_both(at_the_page):
    max_, amira = at_the_page("max"), at_the_page("amira")
    person, title = f"/people/{PERSON['tom']}/edit", "/people/posts/1/edit"
    post(max_, person, version="1", name="Thomas", email="tom@example.org")
    post(max_, title, version="1", title="Lead of Casework")
    late = post(max_, person, version="1", name="Tommy", email="tom@example.org")
    late_title = post(amira, title, version="1", title="Chief of Casework")

    assert (late.status_code, late_title.status_code) == (409, 409)
    assert "Name: Thomas" in words(late)
    assert "Name: Tommy" in words(late)
    assert "Title: Lead of Casework" in words(late_title)
    again = post(amira, title, version="2", title="Chief of Casework")
    assert "Chief of Casework is saved." in words(amira.get(again.location))

"""Where letters of an agency's people may go: listed, warned about, saved, and kept to."""

import pytest

from risk_register.database import db
from risk_register.models import Agency, Delivery, Event
from risk_register.services.deliveries import deliver_letters
from tests.conftest import NOW, post
from tests.services.test_circulations import Office, circulate, room
from tests.web.test_reading_links import flat, sofia

LIST = "/send/agencies"
FORM = "/send/agencies/ccg/mail-domains"


@pytest.fixture
def kind():
    """The June pack is made and approved."""
    return "approved"


@pytest.fixture
def database():
    """The page is the same on either database."""
    return "sqlite"


def domains(app):
    with app.app_context():
        return db.session.scalars(db.select(Agency).where(Agency.key == "ccg")).one().mail_domains


def test_whom_a_change_shuts_out_is_said_before_it_is_saved(app, at_the_page):
    with app.app_context():
        circulate(sofia())
    amira = at_the_page("amira")
    assert FORM in amira.get(LIST).text
    assert LIST in amira.get("/people").text
    typed = {"where": "listed", "domains": "ccg.example.org\n@NHS.example.net", "before": ""}
    page = flat(post(amira, FORM, **typed).text)

    assert "would get no packs and papers any more." in page
    assert "1 letter waits and fails then." in page
    assert "Olu, olu@example.org" in page
    assert "NHS.example.net" in page
    assert domains(app) is None
    assert post(amira, FORM, **typed, warned="yes").location == LIST
    assert domains(app) == ["ccg.example.org", "nhs.example.net"]
    assert "ccg.example.org, nhs.example.net" in amira.get(LIST).text

    with app.app_context():
        line = db.session.scalars(
            db.select(Event).where(Event.kind == "agency's mail domains chosen")
        ).one()
        assert line.person.name == "Amira"
        office = Office()
        deliver_letters(room(office), at=NOW)
        assert "olu@example.org" not in {letter.recipient for letter in office.letters}
        olu = db.select(Delivery).where(Delivery.address == "olu@example.org")
        assert db.session.scalars(olu).one().answer == (
            "Letters of this agency may not go to example.org."
        )


def test_what_is_no_domain_is_said_at_its_field_and_stays_typed(app, at_the_page):
    amira = at_the_page("amira")
    wrong = post(amira, FORM, where="listed", domains="not a domain", before="")
    none = post(amira, FORM, where="listed", domains=" ", before="")
    nowhere = post(amira, FORM, domains="", before="")

    assert (wrong.status_code, none.status_code, nowhere.status_code) == (422, 422, 422)
    assert "“not” is not a domain. Enter one like example.org." in wrong.text
    assert "not a domain</textarea>" in wrong.text
    assert "Enter at least one domain." in none.text
    assert "Choose where letters may go." in nowhere.text
    assert domains(app) is None


def test_who_saves_over_another_choice_reads_it_first(app, at_the_page):
    amira = at_the_page("amira")
    post(amira, FORM, where="listed", domains="example.org", before="")
    answer = post(amira, FORM, where="any", domains="", before="")

    assert answer.status_code == 409
    assert "Now letters may go to example.org." in flat(answer.text)
    assert post(amira, FORM, where="any", domains="", before="example.org").status_code == 302
    assert domains(app) is None


def test_only_who_looks_after_people_chooses_domains(at_the_page):
    for name in ("sofia", "tom", "ada", "grace"):
        assert at_the_page(name).get(LIST).status_code == 403
    assert at_the_page("amira").get("/send/agencies/nowhere/mail-domains").status_code == 404

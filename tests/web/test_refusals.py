"""What people were refused stands in the record, and nobody can flood it."""

import json
from datetime import timedelta

import pytest

from risk_register.database import db, write_transaction
from risk_register.domain.api_keys import Group, Reach, write_scope
from risk_register.domain.sign_ins import Proof
from risk_register.models import Event, Person
from risk_register.services.packs import find_newest
from risk_register.services.refusals import (
    MOST_LINES,
    record_failed_sign_in,
    record_refusal,
)
from tests.api.keys import make_program
from tests.conftest import NOW
from tests.services.freezing import june
from tests.web.test_access_table import add_other_programme
from tests.web.test_packs import until
from tests.web.test_queries import counting
from tests.web.test_sessions import sign_in


@pytest.fixture
def database():
    """Lines of the record are the same on either database."""
    return "sqlite"


def list_facts(app, kind="access refused"):
    with app.app_context():
        lines = db.select(Event.body).where(Event.kind == kind).order_by(Event.sequence)
        return [json.loads(body)["facts"] for body in db.session.scalars(lines)]


def test_a_page_of_another_role_is_refused_on_the_record(app, at_the_page):
    assert at_the_page("olu").get("/send/risks").status_code == 403

    (facts,) = until(lambda: list_facts(app))
    assert facts == {
        "door": "risks.list_risks",
        "method": "GET",
        "answer": 403,
        "programme": "send",
    }


def test_a_key_that_is_refused_is_on_the_record(app):
    scopes = [write_scope(Group.PACKS, Reach.READ)]
    program = make_program(app, "tom", scopes=scopes)
    assert program.get("/programmes/send/risks").status_code == 403

    (facts,) = until(lambda: list_facts(app))
    assert (facts["door"], facts["answer"]) == ("api_risks.list_risks", 403)


def test_another_programme_is_on_the_record_and_an_address_of_none_is_not(app, at_the_page):
    add_other_programme(app)
    tom = at_the_page("tom")
    for address in ("/nowhere/risks", "/send/risks/R-999", "/other/risks"):
        assert tom.get(address).status_code == 404

    assert [facts["programme"] for facts in until(lambda: list_facts(app))] == ["other"]


def test_beyond_twenty_an_hour_refusals_are_only_counted(app):
    with app.app_context():
        olu = db.session.scalars(db.select(Person).where(Person.name == "Olu")).one()

        def refuse(at):
            with write_transaction():
                said = {"method": "GET", "door": "risks.list_risks", "programme_key": "send"}
                return record_refusal(olu, **said, status=403, at=at)

        told = [refuse(NOW) for _ in range(MOST_LINES + 7)]
        assert sum(told) == MOST_LINES
        assert refuse(NOW + timedelta(hours=1))
    assert list_facts(app)[-1]["more before"] == 7


def list_failures(app):
    with app.app_context():
        lines = db.select(Event).where(Event.kind == "sign-in failed").order_by(Event.sequence)
        return [(line.subject, line.body) for line in db.session.scalars(lines)]


def test_a_failed_sign_in_is_on_the_record_and_never_an_address_as_typed(app, at_the_page):
    for email in ("Tom@example.org", "correct horse"):
        sign_in(at_the_page(), email=email, password="wrong").close()

    assert until(lambda: len(list_failures(app)) == 2)
    assert {subject for subject, _ in list_failures(app)} == {"person 1", "an unknown address"}
    assert "horse" not in str(list_failures(app))


def fail(email):
    with write_transaction():
        return record_failed_sign_in(email, proof=Proof.PASSWORD, at=NOW)


def test_failed_sign_ins_of_unknown_addresses_are_counted_together(app):
    with app.app_context():
        told = [fail(f"no{number}@example.org") for number in range(MOST_LINES + 3)]

    assert told == [True] * MOST_LINES + [False] * 3
    assert len(list_failures(app)) == MOST_LINES


def list_steps(statements):
    """List what was asked of the database, but whether a line was kept or undone."""
    return [each.split()[:3] for each in statements if "SAVEPOINT" not in each]


def test_an_address_that_is_only_counted_costs_as_much_as_one_that_gets_a_line(app):
    with app.app_context():
        for email in ("tom@example.org", *["no@example.org"] * MOST_LINES):
            fail(email)

        with counting(app) as unknown:
            assert not fail("no@example.org")
        with counting(app) as known:
            assert fail("tom@example.org")

    assert list_steps(unknown) == list_steps(known)


@pytest.mark.parametrize("kind", ["approved"])
def test_who_got_a_packs_file_is_on_the_record_once_a_day(app, at_the_page):
    with app.app_context():
        pack_id = find_newest(june()).id
    ada = at_the_page("ada")
    for _ in range(2):
        assert ada.get(f"/send/packs/{pack_id}/pack.pdf").status_code == 200
    assert ada.get(f"/send/packs/{pack_id}/pack.html").status_code == 200

    forms = [facts["form"] for facts in list_facts(app, "pack file exported")]
    assert forms == ["pdf", "html"]

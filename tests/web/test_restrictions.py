"""A restricted risk is not there for whoever may not read it: on no page and in no file."""

import re

import pytest

from risk_register.database import db, read_moment, write_transaction
from risk_register.domain.errors import RuleError
from risk_register.domain.meetings import DecisionKind
from risk_register.domain.relations import RelationKind
from risk_register.domain.risks import Move
from risk_register.models import Agency, Person
from risk_register.services.acceptances import accept_risk
from risk_register.services.actions import get_action
from risk_register.services.assessments import confirm_risk
from risk_register.services.escalations import escalate_risk
from risk_register.services.events import record_event
from risk_register.services.history import verify_history
from risk_register.services.notes import ask_back
from risk_register.services.packs import find_newest
from risk_register.services.programmes import get_member
from risk_register.services.relations import relate_risks
from risk_register.services.restrictions import (
    check_not_restricted_since,
    lift_restriction,
    restrict_risk,
)
from risk_register.services.risks import get_risk
from tests.conftest import NOW, post
from tests.services.freezing import A_DAY, change, freeze, june
from tests.services.test_decisions import decide
from tests.services.test_evidence import add
from tests.services.test_lives import move, propose
from tests.services.test_plan import measure
from tests.services.test_plan_lines import place
from tests.web.test_forgeries import list_doors

MARKER = b"wombat"
#: Questions that the plain addresses do not ask.
ASKED = (
    "/send/risks?search=wombat",
    "/send/risks?changed=1",
    "/send/risks/as-at?on=2018-05-20",
    "/send/risks/compare?from=2018-05-03",
    "/send/heat-map?since=2018-05-03",
    "/send/plan/W1/thread?on=2018-06-01",
    "/send/dashboard?on=2018-06-01",
)
#: The word as whoever asks types it.
ECHOES = rb'value="wombat"|search=wombat|\xe2\x80\x9cwombat\xe2\x80\x9d'
WHY = "Only the wombat board may read this."


@pytest.fixture
def database():
    """What is left out of sight is left out by the ORM, on either database."""
    return "sqlite"


def find(name):
    person = db.session.scalars(db.select(Person).where(Person.name == name)).one()
    return get_member(person, "send", on=NOW.date())


def now(act, *given, reference="R-001", **said):
    """Do something to a risk as the manager."""
    amira = find("Amira")
    with write_transaction():
        risk = get_risk(amira, reference)
        act(risk, *given, by=amira, at=NOW, **said)


def at_version(act, *given, **said):
    with write_transaction():
        version = get_risk(find("Amira"), "R-001").version
    now(act, *given, version=version, **said)


def mark():
    """Let everything that the register holds about R-001 carry the marker word."""
    texts = ("title", "cause", "event", "consequence", "exempt_reason")
    change(**{name: f"wombat {name}" for name in texts})
    now(ask_back, question="Which wombat posts are vacant?")
    at_version(confirm_risk, note="The wombat figures were looked at.")
    at_version(escalate_risk, body_id=1, reason="The wombat board has to know.")
    at_version(accept_risk, reason="Bear the wombat for a month.", expires_on=NOW.date() + A_DAY)
    at_version(relate_risks, RelationKind.CAUSES, "R-002", note="By way of the wombat.")
    propose(find("Amira"), title="Another wombat")
    move(find("Amira"), "R-003", Move.ADMIT)
    move(find("Amira"), "R-003", Move.MERGE, into="R-001")
    decide(find("Amira"), DecisionKind.NOTED, text="The wombat was noted.")
    add(find("Amira"), shows="The wombat contracts.")
    measure(find("Amira"))
    place(find("Amira"))
    with write_transaction():
        action = get_action(find("Amira"), "A-1.1")
        action.text = "Recruit two wombats"
        record_event("people added", subject="people", programme=None, by=None, at=NOW)


def restrict(**named):
    with write_transaction():
        version = get_risk(find("Amira"), "R-001").version
    said = {"agency_ids": (), "person_ids": (), "reason": WHY, "version": version}
    now(restrict_risk, **said | named)


#: Pages whose examples, the same for everybody and of no register, say R-001.
EXAMPLES = ("/api", "/api/openapi.json")


def list_leaks(browser, app):
    """List the pages that show the word, or name the risk without having been asked for it."""
    doors = list_doors(app, "GET")
    addresses = {*doors, *(door.replace("R-001", "A-1.1") for door in doors), *ASKED}
    leaks = []
    for address in sorted(addresses):
        with browser.get(address) as answer:
            # What was asked for is said again by any page.
            said = re.sub(ECHOES, b"", answer.data.lower())
            is_named = b"r-001" in said and "R-001" not in address and address not in EXAMPLES
            if MARKER in said or is_named:
                leaks.append(f"{address}: {_around(said)}")
    return leaks


def _around(said):
    at = said.find(MARKER) if MARKER in said else said.find(b"r-001")
    return said[max(0, at - 80) : at + 40].decode("utf-8", "replace")


def test_no_page_shows_it_to_whoever_may_not_read_it(app, at_the_page):
    with app.app_context():
        mark()
    priya, grace = at_the_page("priya"), at_the_page("grace")
    assert len(list_leaks(priya, app)) > 15
    with app.app_context():
        restrict()

    leaks = [*list_leaks(priya, app), *list_leaks(grace, app)]
    assert not leaks, "\n".join(leaks)


def test_it_is_read_by_its_owner_whoever_is_named_and_whoever_always_may(app, at_the_page):
    page = "/send/risks/R-001"
    with app.app_context():
        ccg = db.session.scalars(db.select(Agency.id).where(Agency.key == "ccg")).one()
        grace = db.session.scalars(db.select(Person.id).where(Person.name == "Grace")).one()
        restrict()
    for name in ("tom", "amira", "sofia", "ada"):
        assert "Restricted since" in at_the_page(name).get(page).text, name
    for name in ("priya", "grace"):
        assert at_the_page(name).get(page).status_code == 404, name
    with app.app_context():
        restrict(agency_ids=[ccg])
    assert at_the_page("priya").get(page).status_code == 200
    assert at_the_page("grace").get(page).status_code == 404
    with app.app_context():
        restrict(person_ids=[grace])
    assert at_the_page("priya").get(page).status_code == 404
    assert at_the_page("grace").get(page).status_code == 200


def test_who_does_not_see_it_writes_on_as_if_it_were_not_there(app, at_the_page):
    """The next number is free, the chain of the record goes on, and it is found again."""
    with app.app_context():
        mark()
        restrict()
        assert propose(find("Grace")) == "R-004"
        at_version(confirm_risk, note="The wombat was looked at again.")
        assert propose(find("Grace")) == "R-005"
        find("Ada")
        with read_moment():
            assert verify_history().problems == []
        with write_transaction():
            version = get_risk(find("Amira"), "R-001").version
        now(lift_restriction, reason="The wombat is known by now.", version=version)

    page = at_the_page("grace").get("/send/risks?search=wombat").text
    assert "wombat title" in page


@pytest.mark.parametrize("kind", ["approved"])
def test_it_stands_in_no_pack_and_an_earlier_pack_has_to_be_made_again(app):
    with app.app_context():
        mark()
        assert "wombat" in str(freeze())
        restrict()
        find("Amira")
        said = str(freeze())
        assert "wombat" not in said.lower()
        assert "R-001" not in said
        with pytest.raises(RuleError, match="R-001 was restricted after this pack was made"):
            check_not_restricted_since(find_newest(june()))


def test_the_manager_restricts_and_opens_it_at_the_page(app, at_the_page):
    amira, page = at_the_page("amira"), "/send/risks/R-001/restriction"
    assert at_the_page("tom").get(page).status_code == 403
    shown = amira.get(page).text
    version = shown.split('name="version" value="')[1].split('"')[0]
    missing = post(amira, page, version=version, reason=WHY)
    assert (missing.status_code, "Choose who may read the risk." in missing.text) == (422, True)
    short = post(amira, page, version=version, readership="named", reason="No.")
    assert (short.status_code, "10 characters" in short.text) == (422, True)

    saved = post(amira, page, version=version, readership="named", agency_ids="1", reason=WHY)
    assert saved.location == "/send/risks/R-001"
    assert "is restricted. For everybody else it is not there." in amira.get(saved.location).text
    stale = post(amira, page, version=version, readership="everybody", reason=WHY)
    assert stale.status_code == 409
    said = re.sub(r"<[^>]*>", "", amira.get("/send/history").text)
    assert "restricted R-001; named as readers: Council" in " ".join(said.split())

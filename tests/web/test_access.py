"""Who may open which door; what every answer carries."""

import re

import pytest

from risk_register.domain.permissions import Access, Permission
from risk_register.web.access import need_of
from tests.conftest import post

READS = {"amira", "sofia", "tom", "priya", "grace", "ada"}
TABLE = {
    "/": {"amira", "sofia", "tom", "priya", "grace", "olu", "ada", "max"},
    "/send/desk": {"amira", "ada"},
    "/send/risks": READS,
    "/send/risks/R-001": READS,
    "/send/risks/R-001/questions/new": {"amira"},
    "/send/risks/R-001/assessments/new": {"amira", "tom"},
    "/send/risks/R-001/actions/new": {"amira", "tom"},
    "/send/risks/R-001/actions/link": {"amira", "tom"},
    "/send/actions": READS,
    "/send/actions/A-1.1": READS,
    "/send/actions/A-1.1/edit": {"amira", "tom"},
    "/send/actions/A-1.1/evidence/new": {"amira", "tom"},
    "/send/plan": READS,
    "/send/plan/W1": READS,
    "/send/plan/W1/thread": READS,
    "/send/plan/new": {"amira"},
    "/send/plan/W1/edit": {"amira"},
    "/send/plan/W1/measures/new": {"amira"},
    "/send/heat-map": READS,
    "/send/dashboard": READS,
    "/send/indicators": READS,
    "/send/imports": {"amira", "tom", "priya"},
    "/send/indicators/import": {"amira"},
    "/send/indicators/new": {"amira"},
    "/send/meetings": READS | {"olu"},
    "/send/meetings/1": READS | {"olu"},
    "/send/meetings/1/circulation-record": {"amira", "sofia", "ada"},
    "/send/meetings/1/circulation-record.csv": {"amira", "sofia", "ada"},
    "/send/meetings/new": {"amira", "sofia"},
    "/send/packs": READS | {"olu"},
    "/send/history": {"amira", "sofia", "ada"},
    "/send/reminders": {"amira", "sofia", "ada"},
    "/your-letters": {"amira", "sofia", "tom", "priya", "grace", "olu", "ada", "max"},
    "/send/risks/R-001/history": READS,
    "/send/api-keys": {"max"},
    "/your-account/api-keys": {"amira", "sofia", "tom", "priya", "grace", "olu", "ada", "max"},
    "/people": {"amira", "max"},
    "/send/access": {"amira", "ada", "max"},
    "/people/1": {"amira", "max"},
    "/people/1/roles/new": {"amira", "max"},
    "/people/1/sign-in": {"max"},
}
EVERYBODY = ["amira", "sofia", "tom", "priya", "grace", "olu", "ada", "max"]


@pytest.fixture
def database():
    """Doors are the same on either database."""
    return "sqlite"


@pytest.mark.parametrize("name", EVERYBODY)
def test_each_role_opens_its_doors_and_no_others(at_the_page, name):
    browser = at_the_page(name)
    for address, people in TABLE.items():
        assert browser.get(address).status_code == (200 if name in people else 403), address


def test_without_signing_in_every_door_leads_to_the_sign_in_page(at_the_page):
    browser = at_the_page()
    for address in TABLE:
        assert browser.get(address).location.startswith("/sign-in"), address


def test_another_programme_is_not_there_for_somebody_without_a_part_in_it(at_the_page):
    assert at_the_page("tom").get("/health-programme/risks").status_code == 404


@pytest.mark.parametrize("address", ["/send/risks/R-999", "/send/risks/R-1", "/send/risks/x"])
def test_an_unknown_risk_is_not_found(at_the_page, address):
    answer = at_the_page("tom").get(address)

    assert answer.status_code == 404
    assert "Traceback" not in answer.text


def test_every_route_says_what_it_needs(app):
    for rule in app.url_map.iter_rules():
        assert isinstance(need_of(app, rule.endpoint), Access | Permission), rule.rule


def test_every_answer_carries_the_headers_that_keep_strangers_out(at_the_page):
    answer = at_the_page("tom").get("/send/risks")

    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("address", ["/", "/send/risks", "/send/risks/R-001", "/send/packs"])
def test_no_page_has_inline_scripts_or_styles(at_the_page, address):
    page = at_the_page("amira").get(address).text

    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", page)


def test_health_answers_without_signing_in(at_the_page):
    assert at_the_page().get("/health").get_json() == {"status": "ok"}


def test_deep_health_says_that_the_clock_has_not_ticked(at_the_page):
    answer = at_the_page().get("/health/deep")

    assert answer.status_code == 503
    assert answer.get_json()["checks"] == {
        "database": True,
        "migrations": True,
        "clock": False,
        "outbox": True,
        "packs": True,
        "jobs": True,
        "record": True,
        "backup": True,
        "outside": True,
    }


@pytest.mark.parametrize(
    "address",
    [
        "/send/filters/9223372036854775808/edit",
        "/send/actions/A-1.1/evidence/9999999999999999999999999999999999999999/file",
        "/send/risks/R-001/questions/2147483648/answer",
    ],
)
def test_a_number_that_no_row_can_have_is_nowhere(at_the_page, address):
    assert at_the_page("tom").get(address).status_code == 404


def test_an_address_that_is_no_text_is_refused_in_words(at_the_page):
    raw = {"QUERY_STRING": "search=\xff"}  # a byte alone, as no browser sends it
    answer = at_the_page("tom").get("/send/risks", environ_overrides=raw)

    assert answer.status_code == 400
    assert "This request could not be read" in answer.text


def test_a_year_beyond_all_calendars_is_no_date(at_the_page):
    until = {"expires_on-day": "1", "expires_on-month": "1", "expires_on-year": "9" * 20}
    amira = at_the_page("amira")
    answer = post(amira, "/send/risks/R-001/acceptances/new", reason="x" * 12, **until)

    assert answer.status_code == 422
    assert "Enter a real date" in answer.text

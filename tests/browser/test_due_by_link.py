"""What an owner meets who opens the link of a letter, on a phone and at a desk."""

from datetime import timedelta

import pytest

from risk_register import clock
from risk_register.database import db, write_transaction
from risk_register.frame import create_frame
from risk_register.models import Person
from risk_register.services.programmes import list_posts_of
from risk_register.services.sign_in_links import make_link, sign_link
from tests.browser.bench import WIDTHS, check_accessible, check_no_sideways_scroll, set_width
from tests.conftest import NOW
from tests.registers import close_app

OWNER = "oh-cyp@example.org"


@pytest.fixture
def link(service):
    """The address that a letter to an owner brings them."""
    app = create_frame(
        {name: said for name, said in service.environ.items() if "RISK_REGISTER" in name},
    )
    with app.app_context():
        person = db.session.scalars(db.select(Person).filter_by(email=OWNER)).one()
        with write_transaction():
            made = make_link(
                person,
                posts=list_posts_of(person, on=NOW.date()),
                expires_at=clock.now() + timedelta(days=9),
                at=clock.now(),
            )
        token = sign_link(made, secret_key=app.config["SECRET_KEY"])
    close_app(app)
    return f"{service.url}/due/{token}"


def check_fits(page):
    for width in WIDTHS:
        set_width(page, width)
        check_no_sideways_scroll(page)
        check_accessible(page)


def test_without_scripts_a_form_by_link_leads_back_to_what_is_due(service, without_scripts, link):
    without_scripts.goto(link)

    without_scripts.get_by_role("link", name="Change").first.click()
    without_scripts.get_by_role("link", name="What is due from you").click()

    assert without_scripts.get_by_role("heading", name="What is due from you").is_visible()


def test_who_opens_somebody_elses_link_is_asked_first(service, page, link):
    service.sign_in(page, "programme-manager@example.org")
    page.goto(link)
    check_fits(page)

    page.get_by_role("button", name="Sign me out and go on").click()

    assert page.get_by_text("You are acting as").is_visible()


def test_a_form_by_link_and_what_it_refuses_are_accessible(service, page, link):
    page.goto(link)
    page.get_by_role("link", name="Change").first.click()
    check_fits(page)

    page.goto(f"{service.url}/oxfordshire-send/desk")
    check_fits(page)
    assert page.get_by_text("Sign in for the rest.").is_visible()


def test_what_is_due_is_answered_in_one_tap_on_a_phone(service, page, link):
    set_width(page, WIDTHS[0])
    page.goto(link)
    assert "/due/" not in page.url
    check_fits(page)
    set_width(page, WIDTHS[0])

    # The last test of this file: the register that they share has nothing due after it.
    page.get_by_role("button", name="No change, still right").first.click()

    assert page.get_by_role("heading", name="Done", exact=True).last.is_visible()
    assert "done." in page.locator(".govuk-body-l").inner_text()
    check_fits(page)

"""Every page opens as before when another scheme came into force and a risk was scored by it."""

import pytest

from risk_register.database import db, write_transaction
from risk_register.models import Person
from risk_register.services.programmes import get_member, get_programme
from risk_register.services.schemes import adopt_scheme
from tests.conftest import NOW
from tests.services.test_heat_maps import score
from tests.services.test_schemes import TODAY
from tests.web.test_queries import ASKED, PARTS, list_addresses

KEY = PARTS["programme_key"]
#: Scored again by the new scheme; the others keep scores that lie outside its scales.
SCORED_AGAIN, KEPT = "R-002", ("R-001", "R-005")
#: Questions about bands of both schemes, by keys of either and of both.
QUESTIONS = (
    "risks?band=green",
    "risks?band=amber",
    "risks?band=dark",
    "risks?above=on",
    "risks?appetite=on",
    "risks?stuck=on",
    "risks?changed=on",
    "heat-map?basis=inherent&since=2018-03-01",
    "heat-map?basis=target",
)


#: What is there only when somebody has had it drawn.
NOT_DRAWN = ("preview.pdf", "preview.html")
#: What is there only when something was sent or published, a directory is named in the settings,
#: a file is being brought in, or a phone is being set up.
NOT_YET = (
    "/imports/draft",
    "/imports/draft/preview",
    "/imports/copy",
    "/circulated.zip",
    f"/published/{KEY}",
    "/sign-in/directory",
    "/sign-in/directory/back",
    "/second-factor/key.svg",
)


def list_all(app):
    """List every page, those about a risk once for each of three risks, and some questions."""
    found = [
        address + ASKED.get(name, "")
        for name, address in list_addresses(app).items()
        if address and not address.endswith(NOT_DRAWN)
    ]
    risk = f"/{PARTS['reference']}"
    about = [
        address.replace(risk, f"/{reference}")
        for address in found
        for reference in (SCORED_AGAIN, *KEPT)
    ]
    return sorted({*about, *(f"/{KEY}/{question}" for question in QUESTIONS)})


def open_all(browser, addresses):
    return {address: browser.get(address).status_code for address in addresses}


def score_by_the_new_scheme(app, document):
    with app.app_context():
        with write_transaction():
            adopt_scheme(get_programme(KEY), document, from_on=TODAY, at=NOW, today=TODAY)
        email = Person.email == "programme-manager@example.org"
        manager = db.session.scalars(db.select(Person).where(email)).one()
        with write_transaction():
            score(get_member(manager, KEY, on=TODAY), SCORED_AGAIN, 3, 4)
        db.session.remove()


@pytest.mark.parametrize("kind", ["demonstration"])
@pytest.mark.parametrize("name", ["programme-manager", "dcs"])
def test_every_page_opens_as_before_after_a_smaller_scheme_was_adopted(
    app,
    at_the_page,
    three_by_four,
    name,
):
    browser, addresses = at_the_page(name), list_all(app)
    before = open_all(browser, addresses)
    score_by_the_new_scheme(app, three_by_four)
    after = open_all(browser, addresses)

    assert {each: status for each, status in after.items() if status != before[each]} == {}
    # The minutes of a meeting that is still to come have not been begun.
    opened = {
        each: status
        for each, status in before.items()
        if "/minutes" not in each and not each.endswith(NOT_YET)
    }
    assert [each for each, status in opened.items() if status in {404, 422, 500}] == []
    assert "12 Dark" in " ".join(browser.get(f"/{KEY}/risks/{SCORED_AGAIN}").text.split())

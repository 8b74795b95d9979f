"""Publishing by a program, the letters about it, and personal links that are stopped."""

import pytest

from risk_register import clock
from risk_register.database import db, write_transaction
from risk_register.domain.circulation import DeliveryState
from risk_register.models import Body, PublicationLetter
from risk_register.services.events import record_event
from risk_register.services.reading_links import find_newest_link, sign_link
from tests.conftest import NOW
from tests.services.by_link import circulate_by_link, letter_of
from tests.web.test_reading_links import sofia as find_sofia

PACK = "/programmes/send/packs/1"
PLACE = f"{PACK}/publications"
LETTER = "/programmes/send/publications/letters/1"


@pytest.fixture
def kind():
    """The June pack is made and approved."""
    return "approved"


@pytest.fixture
def sofia(app, program):
    """The program of the secretary of a body that publishes, and has an address for it."""
    with app.app_context(), write_transaction():
        body = db.session.scalars(db.select(Body).where(Body.key == "board")).first()
        body.publishes, body.publish_address = True, "web@example.org"
        record_event(
            "body rules changed",
            subject="body board",
            programme=body.programme,
            by=None,
            at=clock.now(),
        )
    return program("sofia")


def publish(sofia, **said):
    public = sofia.get("/programmes/send/packs?edition=public").json["items"][0]
    return sofia.send("POST", PLACE, {"sha256": public["sha256"], **said})


def hold(app):
    """Let nobody know whether the letter has arrived."""
    with app.app_context(), write_transaction():
        letter = db.session.get(PublicationLetter, 1)
        letter.state, letter.next_at = DeliveryState.HELD, None
        record_event("publication letter held", subject="pack 1", programme=None, by=None, at=NOW)


def test_what_is_published_everybody_reads_until_it_is_taken_back(app, sofia):
    assert publish(sofia, sha256="0" * 64).status_code == 422
    made = publish(sofia)
    assert (made.status_code, made.json["is_standing"]) == (201, True)
    place = made.headers["Location"].removeprefix("/api/v1")
    assert publish(sofia).status_code == 409
    anybody = app.test_client()
    assert anybody.get("/published/send/1/pack.json").status_code == 200

    empty = sofia.send("POST", f"{place}/withdrawal", {"reason": ""})
    assert [each["field"] for each in empty.json["errors"]] == ["reason"]
    why = {"reason": "The date was wrong."}
    gone = sofia.send("POST", f"{place}/withdrawal", why)
    assert (gone.json["is_standing"], gone.json["withdraw_reason"]) == (False, why["reason"])
    assert sofia.get(PLACE).json["items"] == [gone.json] == [sofia.get(place).json]
    assert sofia.send("POST", f"{place}/withdrawal", why).status_code == 409
    assert anybody.get("/published/send/1/pack.json").status_code == 404


def test_late_publishing_needs_its_reason(sofia):
    clock.flow_from(NOW.replace(day=13), anchored_at=clock.machine_now())

    assert publish(sofia).json["errors"][0]["field"] == "late_reason"
    assert publish(sofia, late_reason="The chair was ill.").status_code == 201


def test_a_letter_about_it_goes_again_or_has_arrived(app, sofia):
    (letter,) = publish(sofia).json["letters"]
    assert (letter["asks"], letter["address"]) == ("publish", "web@example.org")
    assert sofia.send("POST", f"{LETTER}/arrival", {}).status_code == 422
    hold(app)
    said = {"address": "web.team@example.org", "reason": "They never got it."}
    wrong = sofia.send("POST", f"{LETTER}/resend", {**said, "address": "web"})
    assert [each["field"] for each in wrong.json["errors"]] == ["address"]
    again = sofia.send("POST", f"{LETTER}/resend", said)
    assert (again.json["state"], again.json["address"]) == ("queued", said["address"])
    assert sofia.get(LETTER).json == again.json

    hold(app)
    assert sofia.send("POST", f"{LETTER}/arrival", {}).json["state"] == "sent"


@pytest.mark.parametrize("name", ["amira", "tom", "grace", "ada"])
def test_only_the_secretary_publishes(sofia, program, name):
    publish(sofia)
    asking = program(name)

    for place in (PLACE, "/programmes/send/publications/1", LETTER):
        assert asking.get(place).status_code == 403
    assert asking.send("POST", PLACE, {"sha256": "0" * 64}).status_code == 403
    assert asking.send("POST", f"{LETTER}/arrival", {}).status_code == 403


def test_a_letters_link_is_stopped_for_good(app, program):
    with app.app_context():
        circulate_by_link(find_sofia())
        letter = letter_of("tom")
        link = sign_link(find_newest_link(letter), secret_key=app.config["SECRET_KEY"])
        place = f"{PACK}/letters/{letter.id}"
    sofia, anybody = program("sofia"), app.test_client()
    assert sofia.get(place).json["has_link"]
    assert anybody.get(f"/reading/{link}").status_code == 200
    assert program("amira").send("POST", f"{place}/links/revocation", {}).status_code == 403

    stopped = sofia.send("POST", f"{place}/links/revocation", {})

    assert (stopped.status_code, stopped.json["has_link"]) == (201, False)
    assert anybody.get(f"/reading/{link}").status_code == 404

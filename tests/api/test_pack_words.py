"""What goes into packs and came of them, for programs: briefings, comparisons, reports."""

import pytest

from risk_register.database import db
from risk_register.models import Delivery
from risk_register.services.deliveries import deliver_letters
from tests.conftest import NOW
from tests.mail.reports import write_report
from tests.services.test_circulations import Office, circulate, room
from tests.web.test_reading_links import sofia as find_sofia

BRIEFING = "/programmes/send/meetings/1/briefing"
SAID = {"commentary": "Casework is short of two posts.", "asks": ["agree A-1.1", "note R-001"]}
BOUNCES = "/programmes/send/bounces"


def write(amira, said=SAID, version='"briefing-1.0"'):
    return amira.send("PATCH", BRIEFING, said, If_Match=version)


def test_a_briefing_is_written_by_who_has_read_it(program):
    amira = program("amira")
    before = amira.get(BRIEFING)
    assert (before.json["commentary"], before.json["asks"]) == ("", [])
    made = write(amira, version=before.headers["ETag"])
    assert {name: made.json[name] for name in SAID} == SAID
    assert made.json["written_as"] == "Programme Manager"
    assert write(amira, version=before.headers["ETag"]).status_code == 412

    changed = write(amira, {"asks": []}, version=made.headers["ETag"])

    assert (changed.json["asks"], changed.json["commentary"]) == ([], SAID["commentary"])
    assert changed.json == amira.get(BRIEFING).json
    assert isinstance(amira.get(f"{BRIEFING}/own-asks").json["asks"], list)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"asks": ["one"] * 11}, "asks"),
        ({"asks": ["two\nlines"]}, "asks"),
        ({"asks": ["- a bullet"]}, "asks"),
        ({"asks": ["x" * 301]}, "asks.0"),
        ({"asks": [""]}, "asks.0"),
        ({"commentary": "x" * 4001}, "commentary"),
        ({"version": 0}, "version"),
    ],
)
def test_what_is_wrong_with_a_briefing_is_said_at_its_field(program, said, field):
    refused = write(program("amira"), said)

    assert [each["field"] for each in refused.json["errors"]] == [field]


@pytest.mark.parametrize("name", ["sofia", "tom", "ada"])
def test_only_the_manager_reads_and_writes_a_briefing(program, name):
    asking = program(name)

    for place in (BRIEFING, f"{BRIEFING}/own-asks"):
        assert asking.get(place).status_code == 403
    assert write(asking).status_code == 403
    assert write(program("amira", scopes=["packs:read", "meetings:write"])).status_code == 403


@pytest.mark.parametrize("kind", ["approved"])
def test_a_report_marks_the_letter_that_came_back_once(app, program):
    with app.app_context():
        circulate(find_sofia())
        deliver_letters(room(Office()), at=NOW)
        letter = db.session.scalars(db.select(Delivery).order_by(Delivery.id)).first()
        report = write_report(letter.message_id, address=letter.address).decode()
        letter_id = letter.id
    sofia = program("sofia")
    assert program("amira").send("POST", BOUNCES, {"report": report}).status_code == 403

    kept = sofia.send("POST", BOUNCES, {"report": report})

    assert (kept.status_code, kept.json["letter"], kept.json["pack_id"]) == (201, "circulation", 1)
    assert (kept.json["letter_id"], kept.json["state"]) == (letter_id, "bounced")
    assert sofia.send("POST", BOUNCES, {"report": report}).status_code == 409


@pytest.mark.parametrize("report", ["", "Subject: Hello\r\n\r\nHello", "\x00", 7])
def test_what_is_no_report_is_refused_at_its_field(program, report):
    refused = program("sofia").send("POST", BOUNCES, {"report": report})

    assert [each["field"] for each in refused.json["errors"]] == ["report"]


def test_a_silent_owner_is_asked_again_once_a_day(program):
    amira = program("amira")
    silent = amira.get("/programmes/send/silent").json["items"]
    assert program("ada").get("/programmes/send/silent").json["items"] == silent
    (line,) = (each for each in silent if each["title"] == "Head of Casework")
    (tom,) = line["holders"]
    assert (tom["is_nudged"], "R-001" in str(line["due"])) == (False, True)
    place = f"/programmes/send/people/{tom['person_id']}/nudges"
    assert program("sofia").send("POST", place, {}).status_code == 403

    asked = amira.send("POST", place, {})

    assert (asked.status_code, asked.json["title"]) == (201, "Head of Casework")
    assert amira.send("POST", place, {}).status_code == 409
    assert amira.send("POST", "/programmes/send/people/999/nudges", {}).status_code == 404
    assert '"is_nudged":true' in amira.get("/programmes/send/silent").text
    assert program("tom").get("/programmes/send/silent").status_code == 403

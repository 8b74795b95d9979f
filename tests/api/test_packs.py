"""A pack's life for programs: asked for, read, approved, sent, withdrawn; each with its right."""

import pytest

from risk_register.database import db
from risk_register.models import Circulation, Pack
from risk_register.services import drawings
from risk_register.services.withheld_words import SPARED
from tests.conftest import NOW
from tests.services.test_pack_lives import Press
from tests.web.test_packs import until as wait_until

PACKS = "/programmes/send/packs"


def until(question):
    """Ask again until the answer is yes; a pack that costs no press takes no minute."""
    return wait_until(question, seconds=30)


@pytest.fixture
def press(monkeypatch):
    """Print in no time, what the press prints in its own tests."""
    press = Press()
    monkeypatch.setattr(drawings, "print_editions", press)
    return press


@pytest.fixture
def amira(press, program):
    """The manager's program."""
    return program("amira")


def test_a_pack_is_asked_for_approved_by_its_file_sent_and_withdrawn(amira, program):
    made = amira.send("POST", PACKS, {"meeting": 1})
    place = f"{PACKS}/{made.json['id']}"
    until(lambda: amira.get(place).json["standing"] == "made")
    assert amira.send("POST", f"{place}/approval", {"sha256": "0" * 64}).status_code == 412
    read = amira.get(place).json["sha256"]
    assert amira.send("POST", f"{place}/approval", {"sha256": read}).status_code == 201
    until(lambda: amira.get(place).json["standing"] == "approved")

    sofia, tom = program("sofia"), program("tom")
    assert tom.get(place).status_code == 404
    assert amira.send("POST", f"{place}/circulations", {"number": 1}).status_code == 403
    late = {"number": 1, "note": "See R-002 first.", "papers": ["1"]}
    assert sofia.send("POST", f"{place}/circulations", late).status_code == 422
    sent = sofia.send("POST", f"{place}/circulations", {"number": 1, "note": "See R-002 first."})
    assert len(sent.json["letters"]) == 3
    until(lambda: "queued" not in str(sofia.get(f"{place}/circulations").json))
    assert sofia.send("POST", f"{place}/circulations", {"number": 1}).status_code == 409
    letter = f"{place}/letters/{sent.json['letters'][0]['id']}"
    again = {"address": "amira@example.org"}
    assert sofia.send("POST", f"{letter}/resend", again).status_code == 422  # it has gone

    files = {file["name"] for file in tom.get(place).json["files"]}
    assert {"pack.pdf", "pack.html", "register.xlsx"} <= files
    assert tom.get(f"{place}/register.xlsx").status_code == 200
    why = {"sha256": amira.get(place).json["sha256"], "reason": "The scores were of May"}
    gone = amira.send("POST", f"{place}/withdrawal", why)
    assert (gone.json["standing"], tom.get(place).json["standing"]) == ("withdrawn", "withdrawn")


def test_a_returned_version_is_only_replaced(amira):
    made = amira.send("POST", PACKS, {"meeting": 1})
    place = f"{PACKS}/{made.json['id']}"
    until(lambda: amira.get(place).json["standing"] == "made")
    why = {"sha256": amira.get(place).json["sha256"], "reason": "R-001 names the wrong owner"}

    assert amira.send("POST", f"{place}/return", why).json["standing"] == "returned"
    assert amira.send("POST", f"{place}/approval", why).status_code == 422
    assert amira.send("POST", PACKS, {"meeting": 1}).json["errors"][0]["field"] == "correction"
    second = amira.send("POST", PACKS, {"meeting": 1, "correction": "The owner of R-001"})
    assert second.json["version"] == 2
    until(lambda: amira.get(f"{PACKS}/{second.json['id']}").json["standing"] == "made")


def test_a_correction_follows_the_version_that_was_looked_at(amira, program):
    made = amira.send("POST", PACKS, {"meeting": 1})
    place = f"{PACKS}/{made.json['id']}"
    until(lambda: amira.get(place).json["standing"] == "made")
    said = {"version": 1, "correction": "The owner of R-001"}
    assert program("sofia").send("POST", f"{place}/correction", said).status_code == 403
    empty = amira.send("POST", f"{place}/correction", {**said, "correction": ""})
    assert [each["field"] for each in empty.json["errors"]] == ["correction"]

    second = amira.send("POST", f"{place}/correction", said)

    assert (second.json["version"], second.json["correction"]) == (2, said["correction"])
    assert second.headers["Location"].endswith(f"/packs/{second.json['id']}")
    until(lambda: amira.get(f"{PACKS}/{second.json['id']}").json["standing"] == "made")
    assert amira.send("POST", f"{place}/correction", said).status_code == 409


@pytest.mark.parametrize("kind", ["approved"])
def test_what_a_manager_said_of_a_pack_is_not_told_where_it_repeats_an_exempt_item(
    app, program, at_the_page
):
    sofia, why = program("sofia"), "The claim of Jones for pay came late"
    item = {"title": "The claim of Jones for pay", "purpose": "decision", "exempt_paragraph": 1}
    items = "/programmes/send/meetings/1/agenda/items"
    assert sofia.send("POST", items, {**item, "is_exempt": True}).status_code == 201
    assert sofia.send("POST", f"{PACKS}/1/circulations", {"number": 1}).status_code == 201
    with app.app_context():
        db.session.execute(db.update(Circulation).values(late_reason=why))
        said = dict.fromkeys(("correction", "return_reason", "withdraw_reason"), why)
        db.session.execute(db.update(Pack).values(returned_at=NOW, withdrawn_at=NOW, **said))
        db.session.commit()

    (kept,) = sofia.get(f"{PACKS}/1/circulations").json["items"]
    (told,) = program("ada").get(f"{PACKS}/1/circulations").json["items"]

    # The letters go out meanwhile, so the rest may differ.
    assert (kept["late_reason"], told["late_reason"]) == (why, SPARED)
    kept, told = (program(each).get(f"{PACKS}/1").json for each in ("sofia", "ada"))
    assert [kept[name] for name in said] == [why] * 3
    assert [told[name] for name in said] == [SPARED] * 3
    assert why not in at_the_page("ada").get("/send/packs/1").text

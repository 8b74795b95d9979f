"""Minutes for programs: begun, written, agreed with the chair, approved; each with its right."""

import pytest

from risk_register import clock
from tests.services.test_decisions import MEETING

PLACE = "/programmes/send/meetings/1/minutes"
ITEMS = "/programmes/send/meetings/1/agenda/items"
SECRET = "The claim of Jones for pay"


@pytest.fixture(autouse=True)
def day_of_the_meeting(app):
    """It is 14 June 2018."""
    clock.flow_from(MEETING, anchored_at=clock.machine_now())


@pytest.fixture
def sofia(program):
    """The secretary's program, after it has begun the minutes."""
    sofia = program("sofia")
    item = {"title": "Risk register", "purpose": "decision"}
    assert sofia.send("POST", ITEMS, item).status_code == 201
    exempt = {"title": SECRET, "purpose": "decision", "is_exempt": True, "exempt_paragraph": 1}
    assert sofia.send("POST", ITEMS, exempt).status_code == 201
    assert sofia.send("POST", PLACE, {}).status_code == 201
    return sofia


def agree(sofia):
    version = sofia.get(PLACE).headers["ETag"]
    return sofia.send("POST", f"{PLACE}/agreement", {"post_id": 5}, If_Match=version)


def test_minutes_are_written_by_who_has_read_them_and_agreed(sofia, program):
    olu, begun = program("olu"), sofia.get(PLACE)
    version = {"If_Match": begun.headers["ETag"]}
    opened = sofia.send("PATCH", PLACE, {"opening": "The chair opened."}, **version)
    assert (opened.json["opening"], opened.json["state"]) == ("The chair opened.", "drafted")
    assert sofia.send("PATCH", PLACE, {"opening": "Other."}, **version).status_code == 412
    assert olu.get(PLACE).status_code == 404
    minute = f"{PLACE}/items/1"
    version = {"If_Match": sofia.get(minute).headers["ETag"]}
    written = sofia.send("PATCH", minute, {"minute": "The board heard the owner."}, **version)
    assert written.json["minute"] == "The board heard the owner."
    assert sofia.send("PATCH", minute, {"minute": "Or not."}, **version).status_code == 412

    assert agree(sofia).json["agreed_as"] == "Chair of the Board"

    read = olu.get(PLACE).json
    assert (read["state"], read["items"][0]["minute"]) == ("agreed", "The board heard the owner.")
    version = {"If_Match": sofia.get(minute).headers["ETag"]}
    assert sofia.send("PATCH", minute, {"minute": "Or not."}, **version).status_code == 422


def test_what_is_exempt_is_withheld_from_who_may_not_see_it(sofia, program):
    agree(sofia)

    read = program("olu").get(PLACE)
    assert SECRET not in read.text
    assert [item["is_withheld"] for item in read.json["items"]] == [False, True]
    assert SECRET in sofia.get(PLACE).text


def test_fields_name_those_of_the_minutes_and_not_of_their_items(sofia):
    read = sofia.get(f"{PLACE}?fields=state,items").json
    assert read == {name: sofia.get(PLACE).json[name] for name in ("state", "items")}
    for asked in ("fields=is_withheld", "sort=is_withheld", "filter=is_withheld:true"):
        wrong = sofia.get(f"{PLACE}?{asked}")
        (error,) = wrong.json["errors"]
        assert (wrong.status_code, error["field"]) == (422, asked.partition("=")[0])


@pytest.mark.parametrize("edition", ["", "?edition=public"])
def test_minutes_are_handed_over_as_a_word_document(sofia, program, edition):
    agree(sofia)

    assert program("olu").get(f"{PLACE}.docx{edition}").data.startswith(b"PK")


def test_agreed_minutes_are_reopened_with_a_reason_or_approved_by_a_later_meeting(sofia):
    version = {"If_Match": agree(sofia).headers["ETag"]}
    none = sofia.send("POST", f"{PLACE}/reopening", {"reason": ""}, **version)
    assert [each["field"] for each in none.json["errors"]] == ["reason"]
    other = sofia.send("POST", f"{PLACE}/approval", {"meeting_id": 1}, **version)
    assert [each["field"] for each in other.json["errors"]] == ["meeting_id"]
    why = {"reason": "The chair saw a slip"}
    assert sofia.send("POST", f"{PLACE}/reopening", why).status_code == 428

    reopened = sofia.send("POST", f"{PLACE}/reopening", why, **version)

    assert (reopened.json["state"], reopened.json["agreed_as"]) == ("drafted", None)
    assert sofia.send("POST", f"{PLACE}/reopening", why, **version).status_code == 412


def test_a_later_meeting_approves_the_minutes(sofia):
    agree(sofia)
    body = sofia.get("/programmes/send/bodies").json["items"][0]["id"]
    later = {"body_id": body, "held_on": "2018-06-15", "starts_at": "14:00", "place": "Hall"}
    meeting_id = sofia.send("POST", "/programmes/send/meetings", later).json["id"]
    clock.flow_from(MEETING.replace(day=15), anchored_at=clock.machine_now())
    version = {"If_Match": sofia.get(PLACE).headers["ETag"]}
    said = {"meeting_id": meeting_id, "corrections": "Item 1: read June."}

    approved = sofia.send("POST", f"{PLACE}/approval", said, **version).json

    assert (approved["state"], approved["approved_meeting_id"]) == ("approved", meeting_id)
    assert approved["corrections"] == "Item 1: read June."


def test_a_month_is_closed_once_by_hand(sofia, program):
    place = "/programmes/send/meetings/1/roll"
    assert program("amira", scopes=["meetings:read"]).send("POST", place, {}).status_code == 403
    assert program("tom").send("POST", place, {}).status_code == 403

    closed = sofia.send("POST", place, {})

    assert closed.json["closed_at"]
    assert sofia.send("POST", place, {}).json == closed.json


@pytest.mark.parametrize(
    ("name", "scopes"), [("tom", None), ("olu", None), ("sofia", ["meetings:read"])]
)
def test_only_their_keepers_with_a_key_for_it_write_minutes(sofia, program, name, scopes):
    asking = program(name, scopes=scopes) if scopes else program(name)
    version = {"If_Match": sofia.get(PLACE).headers["ETag"]}

    assert asking.send("PATCH", PLACE, {"opening": "Mine."}, **version).status_code == 403
    assert asking.send("POST", PLACE, {}).status_code == 403

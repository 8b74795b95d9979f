"""A body's month for programs: its meetings, their agendas, who comes, what is decided."""

import pytest

MEETINGS = "/programmes/send/meetings"


@pytest.fixture
def sofia(program):
    """The secretary's program."""
    return program("sofia")


@pytest.fixture
def meeting(sofia):
    """Give the address of a meeting of the first body, today."""
    body = sofia.get("/programmes/send/bodies").json["items"][0]
    said = {"body_id": body["id"], "held_on": "2018-06-05", "starts_at": "14:00", "place": "Hall"}
    made = sofia.send("POST", MEETINGS, said)
    assert made.status_code == 201, made.json
    return made.headers["Location"].removeprefix("/api/v1")


def test_a_meeting_is_planned_changed_and_cancelled_once_its_outlook_was_read(sofia):
    body = sofia.get("/programmes/send/bodies").json["items"][0]
    said = {"body_id": body["id"], "held_on": "2018-09-13", "starts_at": "14:00", "place": "Hall"}
    made = sofia.send("POST", MEETINGS, said)
    place = f"{MEETINGS}/{made.json['id']}"
    moved = sofia.send("PATCH", place, {"place": "Town Hall"}, If_Match=made.headers["ETag"])
    assert (moved.json["place"], moved.json["starts_at"]) == ("Town Hall", "14:00")

    why = {"reason": "There is nothing to decide", "mark": "0" * 64}
    version = {"If_Match": moved.headers["ETag"]}
    assert sofia.send("POST", f"{place}/cancellation", why, **version).status_code == 412
    why["mark"] = sofia.get(f"{place}/outlook").json["mark"]
    gone = sofia.send("POST", f"{place}/cancellation", why, **version)
    assert gone.json["cancelled_at"]
    listed = f"{MEETINGS}?body={body['key']}"
    assert gone.json["id"] not in [each["id"] for each in sofia.get(listed).json["items"]]
    assert str(gone.json["id"]) in str(sofia.get(f"{listed}&cancelled=true").json)


def test_an_agenda_is_drafted_added_to_and_kept_from_who_may_not_see_it(sofia, program, meeting):
    assert sofia.send("POST", f"{meeting}/agenda/draft", {}).status_code == 201
    item = {"title": "One school", "purpose": "decision", "is_exempt": True, "exempt_paragraph": 2}
    made = sofia.send("POST", f"{meeting}/agenda/items", item)
    place = f"{meeting}/agenda/items/{made.json['id']}"
    changed = sofia.send("PATCH", place, {"minutes_long": 20}, If_Match=made.headers["ETag"])
    assert (changed.json["minutes_long"], changed.json["title"]) == (20, "One school")

    olu = program("olu")
    (withheld,) = [each for each in olu.get(f"{meeting}/agenda").json["items"] if each["is_exempt"]]
    assert (withheld["title"], withheld["exempt_paragraph"]) == (None, 2)
    assert olu.get(place).status_code == 404
    before = len(sofia.get(f"{meeting}/agenda").json["items"])
    left = sofia.send("POST", f"{place}/removal", {}, If_Match=changed.headers["ETag"])
    assert len(left.json["items"]) == before - 1


def test_what_a_body_decides_becomes_the_change(sofia, program, meeting):
    risk = "/programmes/send/risks/R-001"
    version = {"If_Match": sofia.get(risk).headers["ETag"]}
    said = {"kind": "scored", "text": "The backlog has grown", "likelihood": 5, "impact": 5}
    made = sofia.send("POST", f"{meeting}/decisions/about/R-001", said, **version)

    assert made.headers["ETag"] == sofia.get(risk).headers["ETag"]
    assert sofia.get(risk).json["current"]["score"] == 25
    other = {**said, "text": "Another thing altogether"}
    stale = sofia.send("POST", f"{meeting}/decisions/about/R-001", other, **version)
    assert stale.status_code == 412
    noted = {"kind": "noted", "text": "The report is noted"}
    assert sofia.send("POST", f"{meeting}/decisions", noted).status_code == 201
    assert len(sofia.get(f"{meeting}/decisions").json["items"]) == 2
    assert program("tom").get(f"{meeting}/decisions").status_code == 403
    assert program("tom").get(f"{risk}/decisions").json["items"] == [made.json]
    place = f"{meeting}/decisions/{made.json['id']}/withdrawal"
    assert sofia.send("POST", place, {"reason": "It was another risk"}).json["withdrawn_at"]


def test_a_key_for_meetings_alone_changes_no_risk_by_a_decision(sofia, program, meeting):
    risk = "/programmes/send/risks/R-001"
    before = sofia.get(risk)
    version = {"If_Match": before.headers["ETag"]}
    said = {"kind": "scored", "text": "The backlog has grown", "likelihood": 5, "impact": 5}
    scopes = ["meetings:write", "risks:write", "actions:write"]
    for held, missing in ((1, "risks:write"), (2, "actions:write")):
        short = program("sofia", scopes=scopes[:held])
        refused = short.send("POST", f"{meeting}/decisions/about/R-001", said, **version)
        assert (refused.status_code, missing in refused.json["detail"]) == (403, True)
    assert sofia.get(risk).json == before.json

    noted = {"kind": "noted", "text": "The report is noted"}
    alone = program("sofia", scopes=scopes[:1])
    assert alone.send("POST", f"{meeting}/decisions", noted).status_code == 201


def test_who_came_is_noted_by_whoever_has_read_what_stands(sofia, meeting):
    seat = sofia.get(f"{meeting}/attendance").json["items"][0]
    row = {"seat_id": seat["seat_id"], "presence": "present", "was": seat["state"]}
    noted = sofia.send("POST", f"{meeting}/attendance", {"rows": [row]})

    assert (noted.json["items"][0]["presence"], noted.json["filled"]) == ("present", 1)
    away = {**row, "presence": "apologies"}
    assert sofia.send("POST", f"{meeting}/attendance", {"rows": [away]}).status_code == 412
    bad = sofia.send("POST", f"{meeting}/attendance", {"rows": [{**row, "seat_id": "1"}]})
    assert bad.json["errors"][0]["field"] == "rows.0.seat_id"

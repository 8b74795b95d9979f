"""People and posts for programs: invited, given roles and posts, leaving."""

from tests.web.test_invitations import key_of

MAX = "max"  # the administrator


def test_somebody_is_asked_in_given_a_role_and_leaves(keeper, nadia):
    assert (nadia["state"], nadia["posts"][0]["title"]) == ("invited", "Head of Transport")
    place = f"/people/{nadia['id']}"
    assert keeper.get("/people?words=Nadia").json["items"] == [nadia]

    version = {"If_Match": keeper.get(place).headers["ETag"]}
    named = keeper.send("PATCH", place, {"name": "Nadia Smith"}, **version).json
    assert (named["name"], named["email"]) == ("Nadia Smith", nadia["email"])
    assert keeper.send("PATCH", place, {"name": "Another"}, **version).status_code == 412

    why = {"programme": "send", "role": "board_member", "reason": "Sits on the board"}
    given = keeper.send("POST", f"{place}/roles", why).json["parts"]
    assert {part["role"] for part in given} == {"observer", "board_member"}
    (part,) = [part for part in given if part["role"] == "observer"]
    away = f"{place}/roles/{part['membership_id']}/withdrawal"
    left = keeper.send("POST", away, {"reason": "Is on the board now"}).json["parts"]
    assert [part["role"] for part in left] == ["board_member"]
    gone = keeper.send("POST", f"{place}/leaving", {"last_on": "2018-06-30"})
    assert gone.json["state"] in ("invited", "leaving")
    assert keeper.send("POST", f"{place}/roles", {**why, "programme": "none"}).status_code == 422


def test_a_manager_takes_back_the_invitation_of_somebody_of_another_agency(app, program):
    amira = program("amira")
    parts = [{"programme": "send", "role": "observer"}]
    said = {"name": "Nadia", "email": "nadia@example.org", "agency_id": 2, "parts": parts}
    place = amira.send("POST", "/people", said).headers["Location"].removeprefix("/api/v1")
    key = key_of(app)  # has gone: an invitation that is over before its letter goes sends none

    back = amira.send("POST", f"{place}/invitations/end", {})

    assert (back.status_code, back.json["state"], back.json["parts"]) == (201, "left", [])
    assert amira.get(place).status_code == 404
    assert app.test_client().get(key).location == "/keys"


def test_a_post_changes_hands_only_from_the_holding_that_was_read(keeper, nadia, program):
    place = f"/people/posts/{nadia['posts'][0]['id']}"
    held = keeper.get(place).json
    end = {"holding_id": 0, "until_on": "2018-06-30"}
    assert keeper.send("POST", f"{place}/holding/end", end).status_code == 412
    ended = keeper.send("POST", f"{place}/holding/end", {**end, "holding_id": held["holding_id"]})
    assert ended.json["until_on"] == "2018-06-30"
    tom = keeper.get("/people?words=tom@").json["items"][0]["id"]
    over = {"person_id": tom, "holding_id": held["holding_id"], "from_on": "2018-07-01"}
    assert keeper.send("POST", f"{place}/handover", over).status_code == 201
    assert program("tom").get("/people").status_code == 403
    assert program(MAX, scopes=["people:read"]).send("POST", "/people", {}).status_code == 403

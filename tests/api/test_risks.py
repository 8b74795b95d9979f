"""Risks for programs: read as a list, one by one and as they stood; changed by version alone."""

import pytest

RISKS = "/programmes/send/risks"
PROBLEM = "application/problem+json"


@pytest.fixture
def amira(program):
    """The manager's program."""
    return program("amira")


def words(member_id=3, **other):
    """What a program proposes."""
    return {
        "title": "Too few caseworkers",
        "category": "capacity",
        "cause": "People leave",
        "event": "Plans are late",
        "consequence": "Children wait",
        "owner_id": member_id,
        "carrying_agency_id": 1,
        "treatment": "treat",
        "proximity": "within_3_months",
        **other,
    }


def test_a_program_reads_the_list_page_by_page(amira):
    first = amira.get(f"{RISKS}?limit=1&sort=reference").json
    second = amira.get(f"{RISKS}?limit=1&sort=reference&after={first['next']}").json

    assert [first["total"], second["next"]] == [2, None]
    told = [page["items"][0]["reference"] for page in (first, second)]
    assert told == ["R-001", "R-002"]


def test_only_the_wanted_fields_are_sent(amira):
    page = amira.get(f"{RISKS}?fields=reference,current&sort=reference").json

    assert set(page["items"][0]) == {"reference", "current"}
    assert amira.get(f"{RISKS}?fields=secret").json["errors"][0]["field"] == "fields"


def test_what_a_list_does_not_know_is_named(amira):
    answer = amira.get(f"{RISKS}?colour=red")

    assert (answer.status_code, answer.mimetype) == (422, PROBLEM)
    assert answer.json["errors"] == [{"field": "colour", "detail": "Unknown field."}]


def test_the_register_is_read_as_it_stood(amira):
    page = amira.get(f"{RISKS}/as-at?moment=2018-05-10").json

    assert [risk["reference"] for risk in page["items"]]
    assert amira.get(f"{RISKS}/as-at?moment=2030-01-01").status_code == 422


def test_a_program_proposes_words_anew_and_reads_what_it_sent(amira):
    made = amira.send("POST", RISKS, words())
    assert made.status_code == 201
    place = made.headers["Location"].removeprefix("/api/v1")
    known = amira.get(place)
    assert {**known.json, **words()} == known.json

    changed = amira.send("PATCH", place, {"title": "Better"}, If_Match=known.headers["ETag"])
    assert (changed.json["title"], changed.json["cause"]) == ("Better", "People leave")
    moved = amira.send(
        "POST",
        f"{place}/moves",
        {"move": "admit", "reason": "It is a real one"},
        If_Match=changed.headers["ETag"],
    )
    assert moved.json["status"] == "open"


@pytest.mark.parametrize(
    ("version", "status"),
    [(None, 428), ("7", 400), ("*", 400), ('"R-002.1"', 412), ('"R-001.999"', 412)],
)
def test_without_the_present_version_nothing_is_changed(amira, version, status):
    headers = {"If_Match": version} if version else {}
    answer = amira.send("PATCH", f"{RISKS}/R-001", {"title": "Mine"}, **headers)

    assert (answer.status_code, answer.mimetype) == (status, PROBLEM)
    assert amira.get(f"{RISKS}/R-001").json["title"] != "Mine"


def test_what_only_the_manager_changes_is_refused_to_an_owner_and_not_passed_over(program, amira):
    tom = program("tom")
    version = tom.get(f"{RISKS}/R-001").headers["ETag"]
    answer = tom.send(
        "PATCH", f"{RISKS}/R-001", {"owner_id": 1, "kind": "opportunity"}, If_Match=version
    )

    assert (answer.status_code, amira.get(f"{RISKS}/R-001").headers["ETag"]) == (422, version)
    assert "kind" in [error["field"] for error in answer.json["errors"]]
    same = {"kind": "threat", "title": "Mine, said better"}
    assert tom.send("PATCH", f"{RISKS}/R-001", same, If_Match=version).status_code == 200


def test_a_repeated_request_has_one_effect_and_one_answer(amira):
    first = amira.send("POST", RISKS, words(), Idempotency_Key="a1")
    again = amira.send("POST", RISKS, words(), Idempotency_Key="a1")

    assert (first.status_code, again.status_code) == (201, 201)
    assert (again.data, again.headers["Idempotency-Replayed"]) == (first.data, "true")
    other = amira.send("POST", RISKS, words(title="Another"), Idempotency_Key="a1")
    assert other.json["errors"][0]["field"] == "Idempotency-Key"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b"{", None),
        (b'{"title": "a", "title": "b"}', None),
        (b'{"owner_id": NaN}', None),
        (b"[" * 100_000, None),
        (b'{"title": "\xff"}', None),
        ({"owner_id": "3"}, "owner_id"),
        ({"owner_id": True}, "owner_id"),
        ({"owner_id": 3.7}, "owner_id"),
        ({"title": " padded "}, "title"),
        ({"title": "a\x00b"}, "title"),
        ({"target_on": "31/12/2018"}, "target_on"),
        ({"version": 3}, "version"),
        ({"status": "open"}, "status"),
        ({"area_ids": [[1]]}, "area_ids"),
        ([], None),
    ],
)
def test_what_is_not_to_the_letter_is_refused_and_named(amira, body, field):
    sent = words(**body) if isinstance(body, dict) else body
    answer = amira.send("POST", RISKS, sent)

    assert (answer.status_code, answer.mimetype) == (422, PROBLEM)
    named = [error["field"].split(".")[0] for error in answer.json["errors"]]
    assert field is None or field in named
    assert amira.get(f"{RISKS}?standing=draft").json["total"] == 0


def test_a_key_opens_no_more_than_its_person_and_its_scopes(program, app):
    tom, olu = program("tom"), program("olu")
    reader = program("amira", scopes=["risks:read"])

    assert tom.get("/programmes/health-programme/risks").status_code == 404
    assert olu.get(RISKS).status_code == 403
    assert reader.send("POST", RISKS, words()).status_code == 403
    assert app.test_client().get(f"/api/v1{RISKS}").status_code == 401
    for lost in (reader.get("/nothing"), reader.send("PUT", RISKS, {})):
        assert lost.mimetype == PROBLEM
    assert reader.send("PUT", RISKS, {}).headers["Allow"]


def test_a_key_alone_opens_the_door_and_no_session(at_the_page):
    assert at_the_page("amira").get(f"/api/v1{RISKS}").status_code == 401


def test_a_program_reads_the_words_it_needs(amira):
    assert [each["key"] for each in amira.get("/programmes").json["items"]] == ["send"]
    told = amira.get("/programmes/send").json
    assert "capacity" in told["categories"]
    assert amira.get("/programmes/send/posts").json["items"]

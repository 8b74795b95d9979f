"""Kept filters and agencies' own columns for programs."""

import pytest

FILTERS = "/programmes/send/filters"
LAYOUTS = "/programmes/send/layouts"


@pytest.fixture
def amira(program):
    """The manager's program."""
    return program("amira")


def fields_of(answer):
    """Give the fields that an answer finds wrong."""
    return [each["field"] for each in answer.json["errors"]]


def test_a_filter_is_kept_shared_and_removed(amira, program):
    tom = program("tom")
    said = {"name": "Above target", "query": "sort=reference&above=1"}
    made = tom.send("POST", FILTERS, said)
    assert (made.status_code, made.json["query"]) == (201, "above=1&sort=reference")
    place = made.headers["Location"].removeprefix("/api/v1")
    assert amira.get(place).status_code == 404
    assert amira.get(FILTERS).json["items"] == []
    version = {"If_Match": made.headers["ETag"]}
    assert tom.send("PATCH", place, {"is_shared": True}, **version).status_code == 403
    named = tom.send("PATCH", place, {"name": "Not there yet"}, **version)
    assert named.json["name"] == "Not there yet"
    assert tom.send("POST", f"{place}/removal", {}, **version).status_code == 412
    fresh = {"If_Match": named.headers["ETag"]}
    assert tom.send("POST", f"{place}/removal", {}, **fresh).status_code == 201
    assert tom.get(FILTERS).json["items"] == []
    assert fields_of(tom.send("POST", FILTERS, {**said, "query": "owner_id=x"})) == ["query"]
    assert tom.send("POST", FILTERS, {**said, "query": "page=x"}).status_code == 422
    assert program("olu").get(FILTERS).status_code == 403
    assert amira.send("POST", FILTERS, {**said, "is_shared": True}).status_code == 201
    assert tom.get(FILTERS).json["items"][0]["is_own"] is False


@pytest.mark.parametrize(
    ("query", "unread"),
    [
        ("owner=3&above=1", "owner"),
        ("owner=&above=1", "owner"),
        ("agency=council&agency=nhs", "agency"),
        ("?above=1&above=1&zz=1&owner_id=x", "above, owner_id, zz"),
    ],
)
def test_a_filter_is_not_kept_wider_than_it_was_said(amira, query, unread):
    answer = amira.send("POST", FILTERS, {"name": "Ours", "query": query})

    assert (answer.status_code, fields_of(answer)) == (422, ["query"])
    assert f"This cannot be read: {unread}." in answer.text
    assert amira.get(FILTERS).json["items"] == []


def test_an_address_with_empty_fields_is_kept_as_a_filter(amira):
    said = {"name": "Ours", "query": "?search=&agency=council&agency=&band=&page=2"}

    assert amira.send("POST", FILTERS, said).json["query"] == "agency=council"


def test_an_agencys_own_columns_are_kept_changed_and_removed(amira, program):
    said = {"agency_id": 1, "name": "Corporate", "lines": "Risk ID = Reference\nNotes ="}
    made = amira.send("POST", LAYOUTS, said)
    assert (made.status_code, made.json["agency_id"]) == (201, 1)
    place = made.headers["Location"].removeprefix("/api/v1")
    version = {"If_Match": made.headers["ETag"]}
    changed = amira.send("PATCH", place, {"lines": "Risk ID = Reference"}, **version)
    assert changed.json["lines"] == "Risk ID = Reference"
    assert amira.send("PATCH", place, {"name": "Another"}, **version).status_code == 412
    wrong = amira.send("PATCH", place, {"lines": "A = B"}, If_Match=changed.headers["ETag"])
    assert fields_of(wrong) == ["lines"]
    assert fields_of(amira.send("POST", LAYOUTS, {**said, "agency_id": 99})) == ["agency_id"]
    gone = amira.send("POST", f"{place}/removal", {}, If_Match=changed.headers["ETag"])
    assert gone.status_code == 201
    assert amira.get(LAYOUTS).json["items"] == []
    assert program("tom").get(LAYOUTS).status_code == 403
    assert program("tom").send("POST", LAYOUTS, said).status_code == 403

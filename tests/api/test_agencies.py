"""Agencies, titles of posts and ways in for programs."""

import pytest

from risk_register.database import db
from risk_register.models import Person, SignInSession

AGENCIES = "/people/agencies"
VALE = {"name": "Vale Council", "short": "Vale", "kind": "local authority"}


@pytest.fixture
def amira(program):
    """The manager's program."""
    return program("amira")


def fields_of(answer):
    """Give the fields that an answer finds wrong."""
    return [each["field"] for each in answer.json["errors"]]


def test_an_agency_is_added_and_called_otherwise_from_what_was_read(keeper, amira):
    made = keeper.send("POST", AGENCIES, VALE)
    assert (made.status_code, made.json["key"]) == (201, "vale")
    place = made.headers["Location"].removeprefix("/api/v1")
    version = {"If_Match": made.headers["ETag"]}
    named = keeper.send("PATCH", place, {"name": "Vale District Council"}, **version)
    assert (named.json["name"], named.json["short"]) == ("Vale District Council", "Vale")
    assert keeper.send("PATCH", place, {"name": "Another"}, **version).status_code == 412
    assert keeper.send("PATCH", place, {"name": "Another"}).status_code == 428
    again = keeper.send("POST", AGENCIES, {**VALE, "name": "Another"})
    assert fields_of(again) == ["short"]
    listed = keeper.get(AGENCIES).json["items"]
    assert "vale" in [each["key"] for each in listed]
    assert amira.send("POST", AGENCIES, VALE).status_code == 403
    assert amira.get(place).status_code == 403


def test_letters_go_to_chosen_domains_once_it_is_said_whom_that_shuts_out(amira, program):
    agencies = "/programmes/send/agencies"
    (first, *_) = [each for each in amira.get(agencies).json["items"] if each["people"]]
    place = f"{agencies}/{first['key']}/mail-domains"
    assert first["domains"] is None
    said = {"domains": ["elsewhere.example"], "replaces": None}
    warned = amira.send("POST", place, said)
    assert (warned.status_code, fields_of(warned)) == (422, ["warned"])
    saved = amira.send("POST", place, {**said, "warned": "yes"})
    assert (saved.status_code, saved.json["domains"]) == (201, ["elsewhere.example"])
    assert amira.send("POST", place, {**said, "warned": "yes"}).status_code == 412
    back = {"domains": None, "replaces": ["elsewhere.example"]}
    assert amira.send("POST", place, back).json["domains"] is None
    for wrong in ([], ["no domain"]):
        assert fields_of(amira.send("POST", place, {**said, "domains": wrong})) == ["domains"]
    assert program("tom").send("POST", place, said).status_code == 403
    assert program("amira", scopes=["people:read"]).send("POST", place, said).status_code == 403


def test_a_post_gets_another_title_and_goes_when_nobody_needs_it(keeper, nadia):
    place = f"/people/posts/{nadia['posts'][0]['id']}"
    read = keeper.get(place)
    version = {"If_Match": read.headers["ETag"]}
    named = keeper.send("PATCH", place, {"title": "Head of Journeys"}, **version)
    assert (named.json["title"], named.json["leads_agency"]) == ("Head of Journeys", False)
    assert keeper.send("PATCH", place, {"title": "Another"}, **version).status_code == 412
    version = {"If_Match": named.headers["ETag"]}
    held = keeper.send("POST", f"{place}/retirement", {}, **version)
    assert held.status_code == 422  # somebody holds it
    new = keeper.send("POST", "/people/posts", {"title": "Head of Nothing", "agency_id": 1})
    place = new.headers["Location"].removeprefix("/api/v1")
    version = {"If_Match": new.headers["ETag"]}
    assert keeper.send("POST", f"{place}/retirement", {}).status_code == 428
    retired = keeper.send("POST", f"{place}/retirement", {}, **version)
    assert retired.json["is_retired"]
    assert keeper.send("POST", f"{place}/retirement/end", {}, **version).status_code == 412
    version = {"If_Match": retired.headers["ETag"]}
    assert keeper.send("POST", f"{place}/retirement", {}, **version).status_code == 409
    assert not keeper.send("POST", f"{place}/retirement/end", {}, **version).json["is_retired"]


def test_somebody_is_barred_signed_out_and_let_in_again(app, keeper, at_the_page, program):
    at_the_page("tom").get("/work")
    with app.app_context():
        tom = db.session.scalars(db.select(Person.id).where(Person.name == "Tom")).one()
    place = f"/people/{tom}/sign-in"
    read = keeper.get(place).json
    assert (read["is_active"], read["factor_since"]) == (True, None)

    out = keeper.send("POST", f"{place}/sessions/end", {})
    assert (out.status_code, out.json["sessions"]) == (201, [])
    with app.app_context():
        mine = db.select(SignInSession).where(SignInSession.person_id == tom)
        assert db.session.scalars(mine).all() == []
    assert fields_of(keeper.send("POST", f"{place}/bar", {})) == ["reason"]
    barred = keeper.send("POST", f"{place}/bar", {"reason": "Their laptop is lost"})
    assert not barred.json["is_active"]
    again = {"reason": "It was found"}
    assert keeper.send("POST", f"{place}/bar", again).status_code == 409
    assert keeper.send("POST", f"{place}/bar/end", again).json["is_active"]
    for who in (program("tom"), program("max", scopes=["people:read"])):
        assert who.send("POST", f"{place}/bar", again).status_code == 403


def test_no_key_takes_a_second_factor_away(app, keeper):
    with app.app_context():
        tom = db.session.scalars(db.select(Person.id).where(Person.name == "Tom")).one()
    place = f"/people/{tom}/sign-in"
    assert keeper.send("POST", f"{place}/second-factor/renewal", {}).status_code == 404
    assert keeper.get(place).json["is_factor_demanded"] is False
    doors = [rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/")]
    assert [rule for rule in doors if "factor" in rule] == []


def test_an_administrator_names_who_looks_after_an_agency(keeper, amira, nadia):
    place = f"/people/{nadia['id']}/agency"
    named = keeper.send("POST", place, {"keeps": True})
    assert (named.status_code, named.json["keeps_agency"]) == (201, True)
    assert keeper.send("POST", place, {"keeps": True}).status_code == 409
    assert fields_of(keeper.send("POST", place, {"keeps": "yes"})) == ["keeps"]
    assert amira.send("POST", place, {"keeps": False}).status_code in (403, 404)

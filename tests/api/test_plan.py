"""The improvement plan for programs: areas, measures, actions under them, and what came of it."""

import pytest

PLAN = "/programmes/send/plan"


@pytest.fixture
def amira(program):
    """The manager's program."""
    return program("amira")


def test_the_plan_answers_another_weakness_and_shows_that_it_is_better(amira):
    area = {"key": "W9", "short": "Transport", "text": "Journeys take too long"}
    made = amira.send("POST", PLAN, area)
    assert {**made.json, **area} == made.json
    named = amira.send("PATCH", f"{PLAN}/W9", {"short": "Journeys"}, If_Match=made.headers["ETag"])
    assert (named.json["short"], named.json["text"]) == ("Journeys", area["text"])

    body = {"text": "Fewer journeys over an hour", "target": "10"}
    measure = amira.send("POST", f"{PLAN}/W9/measures", body)
    place = f"{PLAN}/W9/measures/1"
    assert measure.headers["ETag"] == amira.get(place).headers["ETag"]
    work = {"text": "Review the longest routes", "lead_id": 1, "due_on": "2018-09-30"}
    line = amira.send("POST", f"{place}/actions", work)
    assert amira.get(f"{PLAN}/W9").json["measures"][0]["actions"] == [line.json["action"]]
    why = {"reason": "It serves another area better"}
    assert amira.send("POST", f"{PLAN}/W9/lines/{line.json['id']}/removal", why).json["removed_at"]
    again = amira.send("POST", f"{place}/places", {"action": line.json["action"]})
    assert (again.status_code, again.json["number"]) == (201, "9.1.2")
    late = amira.send("POST", f"{place}/retirement", why, If_Match=measure.headers["ETag"])
    assert late.status_code == 422

    seen = {"text": "Nine in ten are home by four", "source": "A survey", "seen_on": "2018-05-30"}
    stated = amira.send("POST", f"{PLAN}/W9/impact", seen)
    assert amira.get(f"{PLAN}/W9/impact").json["items"] == [stated.json]
    taken = amira.send("POST", f"{PLAN}/W9/impact/{stated.json['id']}/withdrawal", why)
    assert taken.json["withdraw_reason"] == why["reason"]


def test_a_milestone_is_set_moved_and_met(amira):
    base = "/programmes/send/actions/A-1.1/milestones"
    body = {"text": "Two are in", "due_on": amira.get(base[:-11]).json["due_on"]}
    made = amira.send("POST", base, body)
    place = f"{base}/{made.json['id']}"
    met = {"state": "met", "met_on": "2018-06-01"}
    done = amira.send("PATCH", place, met, If_Match=made.headers["ETag"])

    assert (done.json["state"], done.json["met_on"]) == ("met", "2018-06-01")
    assert amira.send("PATCH", place, met, If_Match=made.headers["ETag"]).status_code == 412
    assert amira.get(base).json["items"] == [done.json]
    rating = amira.send("POST", base.replace("milestones", "ratings"), {"level": "green"})
    assert rating.status_code == 422  # the programme has chosen no levels

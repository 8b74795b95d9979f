"""Risks in bulk for programs: restricted, changed together, their scores agreed."""

import pytest

RISKS = "/programmes/send/risks"
RISK = f"{RISKS}/R-001"
WHY = "It tells of one family"


@pytest.fixture
def amira(program):
    """The manager's program."""
    return program("amira")


def etag_of(program, address=RISK):
    """Give the version of something."""
    return {"If_Match": program.get(address).headers["ETag"]}


def fields_of(answer):
    """Give the fields that an answer finds wrong."""
    return [each["field"] for each in answer.json["errors"]]


def test_a_restricted_risk_is_there_for_nobody_but_the_named(amira, program):
    grace, tom = program("grace"), program("tom")
    before = grace.get(RISKS).json["total"]
    said = {"agency_ids": [], "person_ids": [], "reason": WHY}
    assert amira.send("POST", f"{RISK}/restriction", said).status_code == 428
    made = amira.send("POST", f"{RISK}/restriction", said, **etag_of(amira))

    assert (made.status_code, made.json["reason"]) == (201, WHY)
    assert grace.get(RISK).status_code == 404
    assert grace.get(RISKS).json["total"] == before - 1
    assert tom.get(RISK).status_code == 200
    said["person_ids"] = [each["id"] for each in made.json["people"]]
    assert amira.send("POST", f"{RISK}/restriction", said, **etag_of(amira)).status_code == 201
    assert grace.get(RISK).status_code == 200
    ended = amira.send("POST", f"{RISK}/restriction/end", {"reason": WHY}, **etag_of(amira))
    assert (ended.json["restricted_at"], ended.json["person_ids"]) == (None, [])


def test_a_restriction_is_refused_by_field_by_version_and_by_role(amira, program):
    said = {"agency_ids": [999], "person_ids": [], "reason": WHY}
    version = etag_of(amira)
    assert fields_of(amira.send("POST", f"{RISK}/restriction", said, **version)) == ["agency_ids"]
    short = {**said, "agency_ids": [], "reason": "No"}
    assert fields_of(amira.send("POST", f"{RISK}/restriction", short, **version)) == ["reason"]
    assert (
        amira.send("POST", f"{RISK}/restriction/end", {"reason": WHY}, **version).status_code == 409
    )
    for name in ("tom", "sofia", "ada"):
        who = program(name)
        assert who.get(f"{RISK}/restriction").status_code == 403
        assert who.send("POST", f"{RISK}/restriction", said, **version).status_code == 403


def test_several_risks_change_hands_as_the_outlook_said_or_none_does(amira, program):
    said = {"act": "categorise", "references": ["R-001", "R-002", "R-001"]}
    kinds = amira.get("/programmes/send").json["categories"]
    said["category"] = next(kind for kind in kinds if kind != amira.get(RISK).json["category"])
    lines = amira.send("POST", f"{RISKS}/batches/outlook", said).json["items"]
    assert [line["risk"] for line in lines] == ["R-001", "R-002"]
    changing = {line["risk"]: line["version"] for line in lines if not line["refusal"]}
    assert "R-001" in changing

    stale = {**changing, "R-001": 99}
    assert amira.send("POST", f"{RISKS}/batches", {**said, "versions": stale}).status_code == 412
    assert amira.get(RISK).json["category"] != said["category"]
    done = amira.send("POST", f"{RISKS}/batches", {**said, "versions": changing})
    assert (done.status_code, {line["risk"] for line in done.json["items"]}) == (201, set(changing))
    assert amira.get(RISK).json["category"] == said["category"]
    nobody = {"act": "hand_over", "references": ["R-001"]}
    assert fields_of(amira.send("POST", f"{RISKS}/batches/outlook", nobody)) == ["owner_id"]
    assert program("tom").send("POST", f"{RISKS}/batches", said).status_code == 403


@pytest.mark.parametrize("door", ["batches", "batches/outlook"])
def test_a_reference_that_is_not_there_stops_the_others(amira, door):
    said = {"act": "hand_over", "owner_id": 2, "references": ["R-001", "R-999", "nonsense"]}
    before = amira.get(RISK).json
    answer = amira.send("POST", f"{RISKS}/{door}", {**said, "references": said["references"] * 2})

    assert (answer.status_code, fields_of(answer)) == (422, ["references"])
    assert "There is no risk R-999, nonsense here." in answer.text
    assert amira.get(RISK).json == before


class TestCirculated:
    """A register whose June pack has gone out."""

    @pytest.fixture
    def kind(self):
        """Which register."""
        return "approved"

    def test_a_changed_score_is_let_stand_once_it_was_read(self, amira, program):
        sent = program("sofia").send("POST", "/programmes/send/packs/1/circulations", {"number": 1})
        assert sent.status_code == 201
        judged = {"likelihood": 5, "impact": 5, "reason": "Two more have left us"}
        amira.send("POST", f"{RISK}/assessments", judged, **etag_of(amira))
        agreements = "/programmes/send/agreements"
        (line,) = [each for each in amira.get(agreements).json["items"] if each["risk"] == "R-001"]
        assert (line["now"]["score"], line["agreed_at"]) == (25, None)

        said = {"assessments": [line["assessment_id"]]}
        agreed = amira.send("POST", agreements, said)
        assert (agreed.status_code, agreed.json["risks"]) == (201, ["R-001"])
        (line,) = [each for each in amira.get(agreements).json["items"] if each["risk"] == "R-001"]
        assert line["agreed_at"]
        amira.send("POST", f"{RISK}/assessments", {**judged, "impact": 4}, **etag_of(amira))
        assert amira.send("POST", agreements, said).status_code == 412
        assert amira.send("POST", agreements, {"assessments": [0]}).status_code == 422
        assert amira.send("POST", agreements, {"assessments": [9999]}).status_code == 404
        assert program("tom").send("POST", agreements, said).status_code == 403
        assert (
            program("amira", scopes=["risks:read"]).send("POST", agreements, said).status_code
            == 403
        )

"""Risks in bulk for programs: restricted, changed together, their scores agreed."""

import pytest

from risk_register.database import db, write_transaction
from risk_register.domain.batches import BatchAct
from risk_register.models import Event
from risk_register.services.batches import Batch, apply_batch, list_missing, preview_batch
from risk_register.services.programmes import get_programme
from risk_register.services.sights import without_restricted
from tests.conftest import NOW
from tests.web.test_restrictions import find

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


@pytest.fixture
def kept_to_its_readers(amira):
    """R-001 is there for nobody but its owner and who always may read it."""
    said = {"agency_ids": [], "person_ids": [], "reason": WHY}
    assert amira.send("POST", f"{RISK}/restriction", said, **etag_of(amira)).status_code == 201


def change_both(amira, **said):
    """Do something to both risks, as their outlook said."""
    said["references"] = ["R-001", "R-002"]
    lines = amira.send("POST", f"{RISKS}/batches/outlook", said).json["items"]
    said["versions"] = {line["risk"]: line["version"] for line in lines}
    done = amira.send("POST", f"{RISKS}/batches", said)
    assert done.status_code == 201, done.json
    assert [line["risk"] for line in done.json["items"]] == said["references"]


@pytest.mark.usefixtures("kept_to_its_readers")
def test_a_batch_tells_nobody_of_a_restricted_risk_that_it_changed(app, amira, program):
    grace, priya = program("grace"), program("priya")
    change_both(amira, act="aim", target_on="2019-01-31")

    for other in (grace, priya):
        assert [each["reference"] for each in other.get(RISKS).json["items"]] == ["R-002"]
        assert other.get(f"{RISKS}/R-002").json["target_on"] == "2019-01-31"
        assert other.get(RISK).status_code == 404
    with app.app_context():
        programme = get_programme("send")
        with without_restricted(programme):  # as webhooks are told
            told = set(db.session.scalars(db.select(Event.subject)))
    assert "risk R-002" in told
    assert "risk R-001" not in told


@pytest.mark.usefixtures("kept_to_its_readers")
def test_a_batch_gives_a_restricted_risk_to_its_new_owner_and_takes_it_from_the_old(amira, program):
    grace, tom, priya = program("grace"), program("tom"), program("priya")
    assert (tom.get(RISK).status_code, grace.get(RISK).status_code) == (200, 404)
    grace_holds = next(
        each["id"]
        for each in amira.get("/programmes/send/posts").json["items"]
        if each["title"] == "Chair of the Board"
    )
    change_both(amira, act="hand_over", owner_id=grace_holds)

    answers = {name: each.get(RISK).status_code for name, each in (("tom", tom), ("grace", grace))}
    assert answers == {"tom": 404, "grace": 200}
    assert priya.get(f"{RISKS}/R-002").json["owner_id"] == grace_holds


@pytest.mark.usefixtures("kept_to_its_readers")
@pytest.mark.parametrize("door", ["batches", "batches/outlook"])
def test_who_may_not_change_several_learns_nothing_of_a_restricted_one(program, door):
    said = {"act": "hand_over", "owner_id": 2, "versions": {}}
    for name in ("grace", "priya", "tom", "sofia", "ada"):
        hidden, absent = (
            program(name).send("POST", f"{RISKS}/{door}", {**said, "references": [each]})
            for each in ("R-001", "R-998")
        )
        assert (hidden.status_code, hidden.json) == (absent.status_code, absent.json)


def test_a_risk_out_of_sight_is_none_that_a_batch_knows(app, amira):
    """Today managers see every risk; a batch would leave out what they do not see."""
    said = {"agency_ids": [], "person_ids": [], "reason": WHY}
    amira.send("POST", f"{RISK}/restriction", said, **etag_of(amira))
    batch = Batch(BatchAct.AIM, ("R-001", "R-002"), target_on=NOW.date())
    with app.app_context(), write_transaction():
        manager = find("Amira")
        with without_restricted(manager.programme):
            assert list_missing(manager, batch.references) == ["R-001"]
            lines = preview_batch(batch, by=manager)
            assert [line.risk.reference for line in lines] == ["R-002"]
            versions = {line.risk.reference: line.risk.version for line in lines}
            done = apply_batch(batch, versions=versions, by=manager, at=NOW)
            assert [line.risk.reference for line in done] == ["R-002"]
    assert amira.get(RISK).json["target_on"] != NOW.date().isoformat()


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

"""The other nouns: judged, controlled, worked on, measured, met about, packed, told."""

from base64 import b64encode

import pytest

from risk_register.database import db
from risk_register.models import Event

RISK = "/programmes/send/risks/R-001"


@pytest.fixture
def amira(program):
    """The manager's program."""
    return program("amira")


def etag_of(program, address=RISK):
    """Give the version of something."""
    return program.get(address).headers["ETag"]


def test_a_judgement_is_on_record_and_the_next_needs_the_new_version(amira):
    before = etag_of(amira)
    body = {"likelihood": 5, "impact": 5, "reason": "Two more have left us"}
    made = amira.send("POST", f"{RISK}/assessments", body, If_Match=before)

    assert (made.status_code, made.json["score"], made.json["basis"]) == (201, 25, "current")
    assert made.headers["ETag"] == etag_of(amira)
    assert amira.send("POST", f"{RISK}/assessments", body, If_Match=before).status_code == 412
    assert amira.get(f"{RISK}/assessments").json["items"][0]["reason"] == body["reason"]
    wrong = amira.send(
        "POST", f"{RISK}/assessments", {**body, "likelihood": 9}, If_Match=etag_of(amira)
    )
    assert wrong.status_code == 422


def test_a_review_says_that_nothing_has_changed(amira):
    made = amira.send("POST", f"{RISK}/reviews", {"note": "As before"}, If_Match=etag_of(amira))

    assert (made.status_code, made.json["outcome"]) == (201, "confirmed")
    assert amira.get(f"{RISK}/reviews").json["items"][0]["note"] == "As before"


def test_a_control_is_added_changed_and_retired(amira):
    body = {
        "text": "Weekly review",
        "state": amira.get(f"{RISK}/controls").json["items"][0]["state"],
    }
    made = amira.send("POST", f"{RISK}/controls", body, If_Match=etag_of(amira))
    place = f"/programmes/send/controls/{made.json['id']}"
    changed = amira.send("PATCH", place, {"gaps": "At night"}, If_Match=made.headers["ETag"])
    assert (changed.json["gaps"], changed.json["text"]) == ("At night", "Weekly review")
    wrong = amira.send("POST", f"{place}/retirement", {}, If_Match=changed.headers["ETag"])
    assert wrong.json["errors"][0]["field"] == "reason"
    gone = amira.send(
        "POST", f"{place}/retirement", {"reason": "It has ended"}, If_Match=changed.headers["ETag"]
    )
    assert gone.json["retired_at"]


def test_an_action_is_planned_reported_on_and_read(amira):
    body = {"text": "Recruit four people", "lead_id": 1, "due_on": "2018-09-30"}
    made = amira.send("POST", f"{RISK}/actions", body, If_Match=etag_of(amira))
    assert {**made.json, **body} == made.json
    reference = made.json["reference"]
    place = f"/programmes/send/actions/{reference}"
    said = {"status": made.json["status"], "progress": 40, "due_on": "2018-09-30", "note": "Two in"}
    told = amira.send("POST", f"{place}/updates", said, If_Match=etag_of(amira, place))
    assert (told.json["progress"], told.json["updates"][-1]["note"]) == (40, "Two in")
    link = {"action": reference}
    other = RISK.replace("R-001", "R-002")
    linked = amira.send("POST", f"{other}/mitigations", link, If_Match=etag_of(amira, other))
    assert [each["risk"] for each in linked.json["mitigations"]] == ["R-001", "R-002"]
    assert reference in str(amira.get(f"{other}/actions").json)
    listed = amira.get("/programmes/send/actions?sort=progress").json
    assert listed["total"] >= 2
    done = [each["progress"] for each in listed["items"]]
    assert done == sorted(done)
    back = amira.get("/programmes/send/actions?sort=reference").json["items"]
    assert [each["reference"] for each in back][-1] == reference
    wrong = amira.get("/programmes/send/actions?sort=lead")
    assert wrong.json["errors"][0]["field"] == "sort"
    assert amira.get("/programmes/send/plan").json["items"]


def test_the_record_is_followed_line_by_line(amira):
    seen, after = [], 0
    while True:
        page = amira.get(f"/programmes/send/events?after={after}").json
        seen += [line["sequence"] for line in page["items"]]
        after = page["next"]
        if not page["has_more"]:
            break
    assert seen == list(range(1, seen[-1] + 1))
    amira.send("POST", f"{RISK}/reviews", {"note": "As before"}, If_Match=etag_of(amira))
    (news,) = amira.get(f"/programmes/send/events?after={after}").json["items"]
    assert "R-001" in news["sentence"]


def test_excel_reads_the_list_by_a_password_that_opens_nothing_else(amira):
    secret = amira.headers["Authorization"].removeprefix("Bearer ")
    basic = {"Authorization": "Basic " + b64encode(f"excel:{secret}".encode()).decode()}
    table = amira.browser.get("/api/v1/programmes/send/risks.csv?sort=reference", headers=basic)

    assert (table.status_code, table.content_type) == (200, "text/csv; charset=utf-8")
    assert "R-001" in table.text
    post = amira.browser.post(f"/api/v1{RISK}/reviews", json={}, headers=basic)
    ways = ['Bearer realm="register"', 'Basic realm="register"']
    assert (post.status_code, post.headers.getlist("WWW-Authenticate")) == (401, ways)
    bad = {"Authorization": "Basic ?"}
    assert amira.browser.get(f"/api/v1{RISK}", headers=bad).status_code == 401


def test_who_may_not_read_the_register_gets_meetings_and_packs_alone(program):
    olu = program("olu")

    assert olu.get("/programmes/send/meetings").json["items"]
    assert olu.get("/programmes/send/bodies").json["items"]
    assert olu.get("/programmes/send/packs").json["items"] == []
    for address in ("risks", "risks.csv", "actions", "indicators", "events", "plan"):
        assert olu.get(f"/programmes/send/{address}").status_code == 403, address


class TestApproved:
    """A register whose June pack is made and approved."""

    @pytest.fixture
    def kind(self):
        """Which register."""
        return "approved"

    def test_a_pack_is_handed_over_as_everybody_has_it(self, app, amira):
        (pack,) = amira.get("/programmes/send/packs").json["items"]
        place = f"/programmes/send/packs/{pack['id']}"

        assert amira.get(place).json["approved_at"]
        pdf = amira.get(f"{place}/pack.pdf")
        assert (pdf.mimetype, pdf.data[:5]) == ("application/pdf", b"%PDF-")
        assert amira.get(f"{place}/pack.json").json["programme"]
        assert amira.get(f"{place}/pack.json").json["programme"]
        with app.app_context():
            kind = Event.kind == "pack file exported"
            assert len(db.session.scalars(db.select(Event).where(kind)).all()) == 2
        assert amira.get(f"{place}/circulations").json == {"items": []}
        assert amira.get(f"/programmes/send/meetings/{pack['meeting_id']}").json["circulate_by"]


class TestMeasured:
    """The demonstration, which has indicators."""

    @pytest.fixture
    def kind(self):
        """Which register."""
        return "demonstration"

    def test_a_value_is_recorded_and_replaced_only_by_who_has_read_it(self, program):
        manager = program("programme-manager")
        base = "/programmes/oxfordshire-send/indicators"
        told = manager.get(base).json["items"]
        each = next(one for one in told if one["missing"] and one["newest"])
        place = f"{base}/{each['reference']}"
        body = {"period": each["missing"], "value": each["newest"]["value"], "commentary": "x" * 12}
        made = manager.send("POST", f"{place}/readings", body)
        assert made.status_code == 201, made.json
        assert made.json["readings"][-1]["value"] == body["value"]
        again = {**body, "value": "1.5", "reason": "It was counted wrongly"}
        assert manager.send("POST", f"{place}/readings", again).status_code == 412
        again["replaces"] = body["value"]
        assert manager.send("POST", f"{place}/readings", again).status_code == 201
        assert manager.send("POST", f"{place}/readings", {**again, "value": []}).status_code == 422

    def test_something_is_measured_aimed_elsewhere_and_measured_no_longer(self, program):
        manager = program("programme-manager")
        base = "/programmes/oxfordshire-send/indicators"
        body = {
            "title": "Plans in time",
            "definition": "Share of plans within 20 weeks",
            "sector": "education",
            "source": "Case management system",
            "owner_id": 1,
            "due_days": 30,
            "unit": "%",
            "direction": "higher",
            "period_kind": "month",
            "baseline": "41.0",
            "baseline_on": "2018-03-31",
            "target": 90,
            "target_on": "2019-03-31",
            "risks": ["R-001"],
        }
        made = manager.send("POST", base, body)
        assert (made.json["target"], made.json["risks"]) == ("90", ["R-001"])
        place = f"{base}/{made.json['reference']}"
        aim = {"target": "85.0", "reason": "The board has agreed to less"}
        moved = manager.send("PATCH", place, aim, If_Match=made.headers["ETag"])
        assert (moved.json["target"], moved.json["baseline"]) == ("85.0", "41.0")
        lost = manager.send("PATCH", place, {"risks": ["R-999"]}, If_Match=moved.headers["ETag"])
        assert lost.json["errors"][0]["field"] == "risks"
        why = {"reason": "The return has ended"}
        ended = manager.send("POST", f"{place}/end", why, If_Match=moved.headers["ETag"])
        assert ended.json["retired_at"]
        assert made.json["reference"] in str(manager.get(f"{base}?retired=true").json)

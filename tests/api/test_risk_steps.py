"""What happens to a risk besides its scores: borne, carried up, related, asked about."""

import pytest

RISK = "/programmes/send/risks/R-001"


@pytest.fixture
def amira(program):
    """The manager's program."""
    return program("amira")


@pytest.fixture
def step(amira):
    """Take a step with the risk's present version."""

    def step(place, **body):
        version = amira.get(RISK).headers["ETag"]
        return amira.send("POST", f"{RISK}/{place}", body, If_Match=version)

    return step


def test_a_risk_is_borne_for_a_while_and_no_longer(amira, step):
    borne = step("acceptances", reason="Nothing more can be done", expires_on="2018-12-31")

    assert (borne.status_code, borne.json["state"]) == (201, "holds")
    assert borne.headers["ETag"] == amira.get(RISK).headers["ETag"]
    ended = step("acceptances/withdrawal", reason="The grant makes more possible")
    assert ended.json["withdrawn_at"]
    assert [each["id"] for each in amira.get(f"{RISK}/acceptances").json["items"]] == [
        borne.json["id"]
    ]
    again = step("acceptances/withdrawal", reason="The grant makes more possible")
    assert again.status_code == 422


def test_a_risk_is_carried_to_a_body_and_brought_back(amira, step):
    body = amira.get("/programmes/send/bodies").json["items"][0]
    carried = step("escalations", body_id=body["id"], reason="Only the board finds the money")

    assert (carried.status_code, carried.json["body"]) == (201, body["key"])
    twice = step("escalations", body_id=body["id"], reason="Only the board finds the money")
    assert twice.status_code == 409
    place = f"escalations/{carried.json['id']}/return"
    assert step(place, reason="The board has found it").json["returned_at"]
    assert step(place, reason="The board has found it").status_code == 404


def test_risks_are_related_and_parted(amira, step):
    made = step("relations", kind="feeds", other="R-002", note="")

    (seen,) = amira.get(RISK.replace("R-001", "R-002") + "/relations").json["items"]
    assert (made.json["says"], seen["says"], seen["other"]) == ("feeds", "is fed by", "R-001")
    assert step(f"relations/{made.json['id']}/removal", reason="They are apart").status_code == 201
    assert amira.get(f"{RISK}/relations").json["items"] == []


def test_an_owner_is_asked_back_and_answers(amira, program):
    question = {"question": "Why has it not moved since May?"}
    asked = amira.send("POST", f"{RISK}/questions", question)
    tom = program("tom")
    place = f"{RISK}/questions/{asked.json['id']}/answer"

    assert tom.send("POST", f"{RISK}/questions", question).status_code == 403
    said = tom.send("POST", place, {"answer": "The posts are filled in July"})
    assert said.json["answer"] == "The posts are filled in July"
    assert tom.send("POST", place, {"answer": "Or in August"}).status_code == 409
    assert amira.get(f"{RISK}/questions").json["items"] == [said.json]


def test_one_risk_is_read_as_it_stood(amira, step):
    then = amira.get(f"{RISK}/as-at?moment=2018-06-04&fields=title,current").json
    step("assessments", likelihood=5, impact=5, reason="Two more have left us")

    assert then["current"]["score"] < 25
    assert amira.get(f"{RISK}/as-at?moment=2018-06-04&fields=title,current").json == then
    assert amira.get(f"{RISK}/as-at?moment=2001-01-01").status_code == 404

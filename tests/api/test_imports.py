"""A register that a program brings: read, put right, looked at row by row, taken in whole."""

import pytest

from tests.web.test_imports import REGISTER

IMPORTS = "/programmes/send/imports"
DRAFT = f"{IMPORTS}/draft"
CONTENT = REGISTER.encode()


@pytest.fixture
def amira(program):
    """The manager's program."""
    return program("amira")


def bring(amira, content=CONTENT, media_type="application/octet-stream", name="theirs.csv"):
    return amira.browser.post(
        f"/api/v1{DRAFT}?name={name}",
        data=content,
        headers={**amira.headers, "Content-Type": media_type},
    )


def test_a_file_is_read_put_right_looked_at_and_taken_in_as_it_was_seen(amira):
    assert bring(amira).status_code == 201
    seen = amira.get(f"{DRAFT}?limit=1").json
    assert len(seen["items"]) == 1 < seen["total"]
    meaning = {"mark": seen["mark"], "owner_id": 1, "category": "capacity"}
    assert amira.send("POST", f"{DRAFT}/meaning", meaning).status_code == 201
    assert amira.send("POST", f"{DRAFT}/meaning", meaning).status_code == 412

    seen = amira.get(DRAFT).json
    old = {"seen": "0" * 32, "leaves_out": True}
    assert amira.send("POST", IMPORTS, old).status_code == 422
    agreed = {"seen": seen["seen"], "leaves_out": True}
    run = amira.send("POST", IMPORTS, agreed, Idempotency_Key="june")
    assert run.json["added"] == seen["counts"]["add"] > 0
    (first, *_) = amira.get(f"{IMPORTS}/{run.json['id']}").json["rows"]
    assert amira.get(f"/programmes/send/risks/{first['risk']}").json["category"] == "capacity"
    assert amira.get(DRAFT).status_code == 404
    assert amira.send("POST", IMPORTS, agreed, Idempotency_Key="june").json == run.json
    assert amira.send("POST", IMPORTS, agreed).status_code == 404


def test_a_key_that_changes_no_actions_takes_no_file_in(amira, program):
    bring(amira)
    agreed = {"seen": amira.get(DRAFT).json["seen"], "leaves_out": True}
    refused = program("amira", scopes=["risks:write"]).send("POST", IMPORTS, agreed)

    assert (refused.status_code, "actions:write" in refused.json["detail"]) == (403, True)
    assert amira.get(IMPORTS).json["items"] == []


def test_a_meaning_that_the_file_or_the_programme_does_not_have_is_named(amira):
    bring(amira)
    mark = amira.get(DRAFT).json["mark"]
    for said, field in (
        ({"columns": {"77": "impact"}}, "columns"),
        ({"columns": {"1": "nonsense"}}, "columns.1.value"),
        ({"levels": {"likelihood": {"Likely": 99}}}, "levels.likelihood"),
        ({"owners": {"Head of Casework": 999}}, "owners"),
    ):
        wrong = amira.send("POST", f"{DRAFT}/meaning", {"mark": mark, "owner_id": 1, **said})
        assert [each["field"] for each in wrong.json["errors"]] == [field]


def test_the_registers_own_workbook_is_led_to_its_address_and_no_file_gives_way(amira, at_the_page):
    bring(amira)
    before = amira.get(DRAFT).json
    with at_the_page("amira").get("/send/risks.xlsx") as answer:
        refused = bring(amira, answer.data, name="register.xlsx")

    assert (refused.status_code, "imports/copy/file" in refused.json["detail"]) == (422, True)
    assert amira.get(DRAFT).json == before


@pytest.mark.parametrize(
    ("content", "media_type", "status"),
    [
        (b"", "application/octet-stream", 422),
        (b"\x00\x01", "application/octet-stream", 422),
        (b"{}", "application/json", 415),
    ],
)
def test_what_is_no_file_is_refused(amira, content, media_type, status):
    assert bring(amira, content, media_type).status_code == status
    assert amira.get(DRAFT).status_code == 404


def test_a_program_points_at_a_register_that_was_not_found(amira):
    content = b"Our worries\nNo,What keeps us awake,How bad\n1,Staff leave,5\n2,The roof leaks,2\n"
    assert bring(amira, content).status_code == 422
    assert amira.get(DRAFT).status_code == 404

    assert bring(amira, content, name="worries.csv&pointed=true").status_code == 201
    place = {"mark": amira.get(DRAFT).json["mark"], "sheet": "CSV", "row": 2}
    assert amira.send("POST", f"{DRAFT}/place", place | {"row": 9}).status_code == 422
    assert amira.send("POST", f"{DRAFT}/place", place).status_code == 201
    said = {"mark": amira.get(DRAFT).json["mark"], "owner_id": 1, "category": "capacity"}
    said["columns"] = {"0": "id", "1": "title", "2": "impact"}
    assert amira.send("POST", f"{DRAFT}/meaning", said).status_code == 201

    assert [row["source_id"] for row in amira.get(DRAFT).json["items"]] == ["1", "2"]

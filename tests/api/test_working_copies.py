"""A workbook that was taken along, changed offline and brought back by a program."""

from io import BytesIO

import pytest

from tests.web.test_imports import REGISTER
from tests.web.test_working_copies import cell, take

COPY = "/programmes/send/imports/copy"


def bring(program, content, name="register.xlsx"):
    """Send a file as a program does."""
    headers = {"Content-Type": "application/octet-stream", **program.headers}
    return program.browser.post(f"/api/v1{COPY}/file?name={name}", data=content, headers=headers)


@pytest.fixture
def changed(at_the_page):
    """A workbook in which the owner of R-001 has given it another title."""
    book, file = take(at_the_page("tom")), BytesIO()
    cell(book, "Title").value = "Waiting grows again"
    book.save(file)
    return file.getvalue()


def test_an_owner_brings_a_workbook_back_looks_and_takes_it_in(program, changed):
    tom = program("tom")
    assert bring(tom, changed).status_code == 201

    seen = tom.get(f"{COPY}?limit=200").json
    (row,) = [each for each in seen["items"] if each["outcome"] == "change"]
    assert (row["sheet"], row["row"], row["reference"]) == ("Register", 2, "R-001")
    (change,) = row["changes"]
    assert (change["field"], change["after"]) == ("Title", "Waiting grows again")
    assert (seen["counts"]["change"], len(seen["items"])) == (1, seen["total"])

    old = {"seen": "0" * 32, "leaves_out": True}
    assert tom.send("POST", COPY, old).status_code == 422
    agreed = {"seen": seen["seen"], "leaves_out": True}
    run = tom.send("POST", COPY, agreed, Idempotency_Key="june")
    assert (run.status_code, run.json["changed"]) == (201, 1)
    assert tom.send("POST", COPY, agreed, Idempotency_Key="june").json == run.json
    assert tom.get("/programmes/send/risks/R-001").json["title"] == "Waiting grows again"
    assert tom.get(f"/programmes/send/imports/{run.json['id']}").json["changed"] == 1
    assert tom.get(COPY).status_code == 404


def test_a_register_from_elsewhere_is_led_to_its_address(program):
    refused = bring(program("amira"), REGISTER.encode(), name="theirs.csv")

    assert (refused.status_code, "imports/draft" in refused.json["detail"]) == (422, True)


def test_a_key_takes_a_workbook_in_only_if_it_may_change_all_that_rows_can_be(program, changed):
    tom = program("tom")
    bring(tom, changed)
    agreed = {"seen": tom.get(COPY).json["seen"], "leaves_out": True}
    for scopes in (["risks:write"], ["risks:write", "actions:write"], ["risks:read"]):
        refused = program("tom", scopes=scopes).send("POST", COPY, agreed)
        assert refused.status_code == 403
    assert tom.get("/programmes/send/risks/R-001").json["title"] != "Waiting grows again"
    assert program("ada").get(COPY).status_code in (403, 404)

"""Many values at once for programs: looked at line by line, then recorded all or none."""

from io import BytesIO

import pytest
from openpyxl import Workbook

from tests.services.measuring import days_before, measure

SHEETS = "/programmes/send/indicators/import"
TEXT = "indicator,period,value,area\nI-01,March 2018,44.0,\nI-01,April 2018,58.7,England\n"


@pytest.fixture
def amira(member, program):
    """The manager's program, with an indicator."""
    measure(member("amira"), at=days_before(90))
    return program("amira")


def bring(program, content, name):
    """Send a file as a program does."""
    headers = {"Content-Type": "application/octet-stream", **program.headers}
    address = f"/api/v1{SHEETS}/file?name={name}"
    return program.browser.post(address, data=content, headers=headers)


def values_of(program):
    """Give the recorded values of the indicator itself."""
    readings = program.get("/programmes/send/indicators/I-01").json["readings"]
    return [each["value"] for each in readings]


def test_each_line_is_told_before_all_of_them_are_recorded(amira):
    seen = amira.send("POST", f"{SHEETS}/outlook", {"text": TEXT})
    assert (seen.status_code, seen.json["counts"]) == (201, {"new": 2})
    assert [each["area"] for each in seen.json["items"]] == [None, "England"]
    assert values_of(amira) == []

    kept = amira.send("POST", SHEETS, {"text": seen.json["text"]})
    assert (kept.status_code, kept.json) == (201, {"added": 2})
    assert amira.send("POST", SHEETS, {"text": TEXT}).json == {"added": 0}
    other = TEXT.replace("44.0", "45.0")
    (line, _) = amira.send("POST", f"{SHEETS}/outlook", {"text": other}).json["items"]
    assert (line["outcome"], line["before"]) == ("wrong", "44.0")
    assert line["problem"] == "Say why, in 10 characters or more."


def test_one_wrong_line_keeps_all_of_them_out(amira):
    wrong = TEXT + "I-09,March 2018,1,\n"
    refused = amira.send("POST", SHEETS, {"text": wrong})
    assert [each["field"] for each in refused.json["errors"]] == ["text"]
    assert "Line 4" in refused.json["detail"]
    assert values_of(amira) == []


@pytest.mark.parametrize("name", ["march.csv", "march.xlsx"])
def test_a_file_becomes_the_text_that_is_sent_on(amira, name):
    content = TEXT.replace("\n", "\r\n").encode("utf-8-sig")
    if name.endswith("xlsx"):
        book, file = Workbook(), BytesIO()
        for row in TEXT.splitlines():
            book.active.append(row.split(","))
        book.save(file)
        content = file.getvalue()
    seen = bring(amira, content, name)
    assert (seen.status_code, seen.json["counts"]) == (201, {"new": 2})
    assert amira.send("POST", SHEETS, {"text": seen.json["text"]}).json == {"added": 2}
    for broken in (b"\xff\xfe\x00", b""):
        assert bring(amira, broken, name).status_code == 422


def test_who_does_not_keep_indicators_records_no_sheet(amira, program):
    reads = program("amira", scopes=["indicators:read"])
    for who in (program("tom"), program("sofia"), reads):
        assert who.send("POST", SHEETS, {"text": TEXT}).status_code == 403
        assert who.send("POST", f"{SHEETS}/outlook", {"text": TEXT}).status_code == 403
    empty = amira.send("POST", SHEETS, {"text": ""})
    assert [each["field"] for each in empty.json["errors"]] == ["text"]

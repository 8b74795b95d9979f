"""Many people for programs: each line is looked at, then all are asked in or nobody is."""

from tests.web.keys import read_letters
from tests.web.test_invitation_sheets import HEADER, KIM, ROBIN, count_people

SHEETS = "/people/invitations"


def test_all_of_a_sheet_are_asked_in_as_each_line_was_told(app, keeper):
    seen = keeper.send("POST", f"{SHEETS}/outlook", {"text": HEADER + ROBIN + KIM}).json
    assert (seen["wrong"], [each["name"] for each in seen["items"]]) == (
        0,
        ["Robin Example", "Kim Example"],
    )
    before = count_people(app)

    asked = keeper.send("POST", SHEETS, {"text": HEADER + ROBIN + KIM}, Idempotency_Key="june")
    again = keeper.send("POST", SHEETS, {"text": HEADER + ROBIN + KIM}, Idempotency_Key="june")

    assert (asked.status_code, asked.json, again.json) == (201, {"invited": 2}, {"invited": 2})
    assert (count_people(app), len(read_letters(app))) == (before + 2, 2)


def test_a_wrong_line_is_named_and_keeps_everybody_out(app, keeper, program):
    before = count_people(app)
    wrong = {"text": HEADER + ROBIN + "Kim Example,kim,CCG,,send,Observer\n"}
    (_, line) = keeper.send("POST", f"{SHEETS}/outlook", wrong).json["items"]
    assert line["problem"]
    refused = keeper.send("POST", SHEETS, wrong)
    assert [each["field"] for each in refused.json["errors"]] == ["text"]
    assert "Line 3" in refused.json["detail"]
    assert program("tom").send("POST", SHEETS, wrong).status_code == 403
    assert count_people(app) == before

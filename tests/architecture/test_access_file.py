"""docs/access.csv says of the running application who may open what, and nothing else."""

import csv

from risk_register.domain.permissions import TABLE, Access, Permission, Role
from risk_register.web.access_table import write_table
from tests.registers import ROOT, build_app

FILE = ROOT / "docs/access.csv"
#: What auditors change in a programme: their own ways of looking, and word of their own absence.
OF_THEIR_OWN = {
    "/<programme_key>/filters/new",
    "/<programme_key>/filters/<int:filter_id>/edit",
    "/<programme_key>/filters/<int:filter_id>/remove",
    "/<programme_key>/meetings/<int:meeting_id>/apologies",
    "/api/v1/programmes/<programme_key>/filters",
    "/api/v1/programmes/<programme_key>/filters/<int:filter_id>",
    "/api/v1/programmes/<programme_key>/filters/<int:filter_id>/removal",
    "/api/v1/programmes/<programme_key>/meetings/<int:meeting_id>/apologies",
}


def read_lines():
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_file_is_the_table_of_the_running_application(tmp_path):
    app = build_app(f"sqlite:///{tmp_path / 'none.sqlite'}", tmp_path)

    assert FILE.read_text(encoding="utf-8") == write_table(app), (
        "Run: .venv/bin/risk-register routes --csv > docs/access.csv"
    )


def test_auditors_read_the_whole_register_and_its_record_and_change_nothing():
    lines = [line for line in read_lines() if line["needs"] not in set(Access)]
    reads = {
        permission
        for permission, row in TABLE.items()
        if Role.AUDITOR in row or permission.value.startswith("read_")
    }
    changed = {line["address"] for line in lines if line["method"] != "GET"}

    assert reads == {permission for permission, row in TABLE.items() if Role.AUDITOR in row}
    assert {
        line["address"] for line in lines if line["method"] != "GET" and line["auditor"] != "no"
    } == OF_THEIR_OWN
    assert changed > OF_THEIR_OWN


def test_observers_get_meetings_and_packs_and_not_the_register():
    held = {permission for permission, row in TABLE.items() if Role.OBSERVER in row}

    assert held == {Permission.READ_MEETINGS, Permission.READ_PACKS}

"""Looking at somebody's register from the command line."""

import json

import pytest

from tests.roof.test_commands import run_command

REGISTER = """Programme risks;;;
;;;
Ref;Risk description;Likelihood;Impact
1;The school roof may leak in winter;Likely;30%
2;The bus may come late for the pupils;Rare;
Total;2;;
"""


@pytest.fixture
def look(templates, tmp_path):
    """Run the command on a file with a text."""
    url = templates.copy("small", "sqlite", tmp_path)

    def run(text, *words):
        path = tmp_path / "register.csv"
        path.write_text(text, encoding="utf-8")
        return run_command(tmp_path, "import", str(path), "--dry-run", *words, DATABASE_URL=url)

    return run


def test_a_dry_run_tells_what_was_found(look):
    done = look(REGISTER, "--json")

    told = json.loads(done.stdout)
    assert done.returncode == 0, done.stderr
    assert (told["outcome"], told["header_rows"], told["count"]) == ("risks", [3], 2)
    assert [column["field"] for column in told["columns"]] == [
        "id", "description", "likelihood", "impact",
    ]  # fmt: skip
    assert [each["point"] for each in told["scales"]["likelihood"]] == [1, 4]
    assert told["scales"]["impact"][0]["point"] is None
    assert told["left_out"] == [{"row": 6, "because": "a total"}]
    assert "Impact, current is not filled in row 5." in told["warnings"]


def test_what_is_no_register_is_said(look):
    done = look("Name,Place\nA desk,Oxford\n")

    assert done.returncode == 1
    assert "no register of risks" in done.stdout

"""The search index, as an operator looks after it."""

import sqlite3

import pytest

from tests.older_registers import go_back
from tests.registers import build_app, close_app
from tests.roof.test_commands import run_command


@pytest.fixture
def unindexed(templates, tmp_path):
    """Run commands on a small register from before there was an index."""
    url = templates.copy("small", "sqlite", tmp_path)
    app = build_app(url, tmp_path, has_doors=False)
    with app.app_context():
        go_back("0008")
    close_app(app)

    def command(*words):
        return run_command(tmp_path, *words, DATABASE_URL=url)

    command.path = url.removeprefix("sqlite:///")
    return command


def count_found(path, word):
    with sqlite3.connect(path) as register:
        query = "SELECT count(*) FROM risk_search WHERE risk_search MATCH ?"
        (found,) = register.execute(query, (word,)).fetchone()
    register.close()
    return found


def test_an_upgrade_indexes_what_is_there_already(unindexed):
    done = unindexed("database", "upgrade")

    assert done.returncode == 0, done.stderr
    assert count_found(unindexed.path, "vacant") == 2  # a cause, and the reason of a score
    assert "up to date" in unindexed("database", "upgrade").stdout


def test_a_register_with_a_gap_in_its_index_is_not_served_until_it_is_made_anew(unindexed):
    unindexed("database", "upgrade")
    with sqlite3.connect(unindexed.path) as register:
        register.execute("DELETE FROM risk_search")
    register.close()

    assert "Run: risk-register database upgrade" in unindexed("serve", "--port", "1").stderr
    assert unindexed("search", "rebuild").stdout == "Indexed 2 risks.\n"
    assert count_found(unindexed.path, "vacant") == 2

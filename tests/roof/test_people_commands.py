"""The commands about people, as an operator types them."""

import json

from tests.roof.test_commands import run

__all__ = ["run"]


def test_somebody_is_added_given_a_role_and_let_go(run):
    agency = json.loads(run("person", "list", "--json").stdout)[0]["agency"]
    added = run("person", "add", "New@example.org", "--name", "New", "--agency", agency)
    assert added.stdout == "new@example.org may sign in by a letter or a directory.\n"
    why = ("--reason", "She stands in.")
    given = run("person", "give-role", "new@example.org", "board_secretary", *why)
    assert given.stdout == "new@example.org is now board secretary, and is signed out.\n"
    again = run("person", "give-role", "new@example.org", "board_secretary", *why)
    assert (again.returncode, again.stderr) == (1, "new@example.org has this role already.\n")
    assert run("person", "disable", "new@example.org").returncode == 0

    assert "may not sign in" in run("person", "list").stdout
    assert run("person", "disable", "nobody@example.org").returncode == 1

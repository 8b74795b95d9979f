"""Webhooks at the command line, as the page has them."""

import json

import pytest

from risk_register.cli import _parser
from risk_register.domain.errors import NotFoundError
from tests.programs import running_program


@pytest.fixture
def has_doors():
    """Commands need no doors."""
    return False


@pytest.fixture
def database():
    """Commands are the same on either database."""
    return "sqlite"


def test_a_webhook_is_added_tried_and_stopped_by_command(inside, capsys):
    def run(*words):
        options = _parser().parse_args(["webhook", *words])
        return options.run(inside, options), capsys.readouterr().out

    with running_program() as program:
        added = run("add", f"http://127.0.0.1:{program.port}/", "--matter", "packs")
        taken = run("test", "1")
        program.status = 500
        refused = run("test", "1")
    stopped = run("stop", "1")

    assert added[1].startswith("whsec_")
    assert (taken, refused) == ((0, "It answered 200.\n"), (1, "It answered 500.\n"))
    assert stopped == (0, "Webhook 1 is stopped.\n")
    (listed,) = json.loads(run("list", "--json")[1])
    assert (listed["state"], listed["answer"]) == ("stopped", "It answered 500.")
    with pytest.raises(NotFoundError):
        run("test", "1")

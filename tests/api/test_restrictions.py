"""A restricted risk is not there for the program of whoever may not read it: by no address."""

from types import SimpleNamespace

import pytest

from risk_register import clock
from tests.services.test_decisions import MEETING
from tests.web.test_restrictions import MARKER, list_doors, mark, restrict

MINUTES = "/programmes/send/meetings/1/minutes"


def list_leaks(program, app):
    """List the addresses whose answer shows the word, or names the risk without being asked."""
    doors = [door for door in list_doors(app, "GET") if door.startswith("/api/v1/")]
    leaks = []
    for address in sorted({*doors, *(door.replace("R-001", "A-1.1") for door in doors)}):
        with program.browser.get(address, headers=program.headers) as answer:
            said = answer.data.lower()
            if MARKER in said or (b"r-001" in said and "R-001" not in address):
                leaks.append(address)
    return leaks


@pytest.fixture
def programs(app, program):
    """The programs of two who may not see it, after a meeting whose minutes name it."""
    with app.app_context():
        mark()
    clock.flow_from(MEETING, anchored_at=clock.machine_now())
    sofia = program("sofia")
    begun = sofia.send("POST", MINUTES, {})
    agreed = {"post_id": 5}
    version = begun.headers["ETag"]
    assert sofia.send("POST", f"{MINUTES}/agreement", agreed, If_Match=version).status_code == 201
    return SimpleNamespace(priya=program("priya"), grace=program("grace"))


def test_no_address_shows_it_to_the_program_of_whoever_may_not_read_it(app, programs):
    before = list_leaks(programs.priya, app)
    assert len(before) > 10
    assert f"/api/v1{MINUTES}" in before
    with app.app_context():
        restrict()

    assert [*list_leaks(programs.priya, app), *list_leaks(programs.grace, app)] == []

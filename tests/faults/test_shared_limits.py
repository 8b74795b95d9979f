"""Several processes serve, and a key has one minute for all of them."""

import http.client
from contextlib import closing

import pytest

from tests.api.keys import make_program
from tests.faults.processes import started
from tests.live import free_port, wait_for

MOST, ASKED = 5, 40


@pytest.fixture
def database():
    """What is counted stands in no database."""
    return "sqlite"


def ask(port, program):
    """Ask by a new connection, which any of the processes may take up."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.request("GET", "/api/v1/programmes", headers=program.headers)
        with connection.getresponse() as answer:
            return answer.status


def test_a_key_asks_no_oftener_because_several_processes_serve(app, tmp_path):
    program, port = make_program(app, "tom"), free_port()
    limit = {"API_READS_PER_MINUTE": str(MOST), "CLOCK_IN_SERVER": "false"}
    words = ("serve", "--port", str(port), "--workers", "3")
    with started(app, "risk_register.cli", *words, **limit) as service:
        wait_for(f"http://127.0.0.1:{port}", service, tmp_path / "service.log")
        answers = [ask(port, program) for _ in range(ASKED)]
        service.terminate()

    # A minute may end between two of them.
    assert MOST <= answers.count(200) <= 2 * MOST
    assert answers.count(200) + answers.count(429) == ASKED

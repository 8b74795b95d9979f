"""The outside heartbeat, against a real server on loopback."""

import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from risk_register.domain.errors import RegisterError, UnheardError
from risk_register.domain.jobs import Job
from risk_register.scheduler import outside
from risk_register.scheduler.jobs import run_round
from risk_register.scheduler.outside import ask, tell_outside
from risk_register.services.job_runs import list_runs
from tests.conftest import NOW


@pytest.fixture
def watcher():
    """A server that notes each request and answers as it is told."""

    class Watcher(BaseHTTPRequestHandler):
        status, heard = 200, []

        def do_GET(self):
            type(self).heard.append((self.path, dict(self.headers)))
            self.send_response(self.status)
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_said):
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Watcher)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    Watcher.url = f"http://127.0.0.1:{server.server_port}/a-secret"
    yield Watcher
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def database():
    """What is asked of others needs but one database."""
    return "sqlite"


def run(app, url, *others, at=NOW):
    app.config["HEARTBEAT_URL"] = url
    return run_round(None, at=at, jobs=[*others, (Job.TELL_OUTSIDE, tell_outside)])


def fail(_room, _done, /, *, at):
    raise RegisterError("The mail server is away.")


def test_after_a_good_round_the_outside_hears_and_learns_nothing(inside, watcher):
    run(inside, watcher.url)

    ((path, headers),) = watcher.heard
    assert path == "/a-secret"
    assert set(headers) <= {"Host", "User-Agent", "Accept-Encoding", "Connection"}
    assert headers["User-Agent"] == "heartbeat"
    assert list_runs()[Job.TELL_OUTSIDE].words == "sent; the answer was 200"


def test_while_a_job_fails_the_outside_hears_nothing(inside, watcher):
    done = run(inside, watcher.url, (Job.SEND_LETTERS, fail))

    assert watcher.heard == []
    assert done.outcomes[-1].words == "not sent, because another job is failing"


@pytest.mark.parametrize("status", [301, 307, 404, 500])
def test_an_answer_that_is_no_answer_is_trouble_and_is_not_followed(inside, watcher, status):
    watcher.status = status
    done = run(inside, watcher.url)

    assert [path for path, _ in watcher.heard] == ["/a-secret"]
    assert (done.troubles, done.outcomes[-1].words) == (
        1,
        f"The outside address answered with {status}.",
    )


def test_an_address_that_nobody_answers_at_is_trouble_without_its_name(inside):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/a-secret"
    done = run(inside, url)

    assert done.outcomes[-1].words == "The outside address could not be reached."


def test_a_server_that_never_answers_is_given_up(monkeypatch):
    monkeypatch.setattr(outside, "TIMEOUT_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        with pytest.raises(UnheardError, match="could not be reached"):
            ask(url)

"""Webhooks against real programs on loopback: those that take, refuse, send on, hang and lie."""

import base64
import hashlib
import hmac
import json
import socket
import threading
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from risk_register.database import db, read_moment, write_transaction
from risk_register.domain.errors import NotAllowedError
from risk_register.domain.matters import Matter
from risk_register.domain.webhooks import TOLD, Address
from risk_register.doors.webhooks import find_secret
from risk_register.mail.webhooks import NOT_PUBLIC, post_message
from risk_register.models import Notice, Webhook
from risk_register.scheduler.rounds import Round
from risk_register.scheduler.webhooks import tell_programs
from risk_register.services.assessments import confirm_risk
from risk_register.services.history import verify_history
from risk_register.services.restrictions import restrict_risk
from risk_register.services.risks import get_risk
from risk_register.services.webhooks import add_webhook
from tests.conftest import NOW

MINUTE = timedelta(minutes=1)
WHY = "Only the board may read this."


@pytest.fixture
def database():
    """What is told to others needs but one database."""
    return "sqlite"


@pytest.fixture
def program():
    """A program that notes each message and answers as it is told."""

    class Program(BaseHTTPRequestHandler):
        status, heard = 200, []

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            type(self).heard.append((dict(self.headers), body))
            self.send_response(self.status)
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_said):
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Program)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    Program.port = server.server_port
    yield Program
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def amira(member):
    return member("amira")


@pytest.fixture
def webhook(amira, program):
    """Tell the program everything from now on."""
    return add(amira, program)


def add(by, program, matters=TOLD):
    with write_transaction():
        return add_webhook(
            by,
            address=f"http://127.0.0.1:{program.port}/told",
            matters=matters,
            is_production=False,
            at=NOW,
        ).id


def confirm(by, reference="R-001"):
    with write_transaction():
        risk = get_risk(by, reference)
        confirm_risk(risk, note="", by=by, at=NOW, version=risk.version)


def tick(at=NOW):
    said = tell_programs(None, Round(), at=at)
    return said.words if said else ""


def kept(webhook):
    db.session.rollback()
    return db.session.get(Webhook, webhook)


def told(program):
    return [
        [(event["kind"], event["subject"]) for event in json.loads(body)["events"]]
        for _headers, body in program.heard
    ]


def test_what_happens_is_told_once_in_order_and_signed(amira, program, webhook):
    confirm(amira)
    confirm(amira, "R-002")

    assert (tick(), tick(NOW + MINUTE)) == ("messages taken: 1", "")

    ((headers, body),) = program.heard
    assert told(program) == [[("risk confirmed", "risk R-001"), ("risk confirmed", "risk R-002")]]
    key = base64.b64decode(find_secret(kept(webhook).nonce).removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    assert headers["webhook-timestamp"] == str(int(NOW.timestamp()))


@pytest.mark.parametrize("status", [500, 302])
def test_what_was_not_taken_is_sent_again_under_the_same_name(amira, program, webhook, status):
    confirm(amira)
    program.status = status
    assert tick() == "not taken: 1"
    assert str(status) in kept(webhook).answer
    program.status = 204

    assert [tick(NOW + MINUTE / 2), tick(NOW + MINUTE)] == ["", "messages taken: 1"]

    first, second = program.heard
    assert first[1] == second[1]
    assert first[0]["webhook-id"] == second[0]["webhook-id"]
    assert first[0]["webhook-signature"] != second[0]["webhook-signature"]
    assert kept(webhook).failing_since is None


def test_after_a_day_without_a_good_answer_it_stops_and_the_manager_hears(amira, program, webhook):
    confirm(amira)
    program.status = 500
    tick()

    tick(NOW + timedelta(hours=24))

    assert kept(webhook).stopped_at == NOW + timedelta(hours=24)
    (letter,) = db.session.scalars(db.select(Notice).where(Notice.kind == "webhook"))
    assert letter.person.name == "Amira"
    assert "The program at 127.0.0.1 has given no good answer" in letter.content["lines"][0]
    assert tick(NOW + timedelta(hours=25)) == ""
    with read_moment():
        assert verify_history().problems == []


def test_nothing_about_a_restricted_risk_leaves_whoever_added_the_webhook(amira, program, webhook):
    confirm(amira)
    with write_transaction():
        risk = get_risk(amira, "R-001")
        said = {"agency_ids": (), "person_ids": (), "reason": WHY, "version": risk.version}
        restrict_risk(risk, by=amira, at=NOW, **said)
    confirm(amira, "R-002")

    tick()

    assert told(program) == [[("risk confirmed", "risk R-002")]]


def test_it_is_told_of_nothing_but_what_was_chosen(amira, program):
    webhook = add(amira, program, {Matter.PACKS})
    confirm(amira)

    assert tick() == ""
    assert kept(webhook).told_up_to > 0
    assert program.heard == []


def test_owners_tell_no_program(member, program):
    with pytest.raises(NotAllowedError):
        add(member("tom"), program)


def post(port, *, numbers=("127.0.0.1",), **said):
    """Hand a message to a name that leads to these numbers."""
    asked = []

    def resolve(host, port, **_kind):
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, port)) for number in numbers]

    where = Address("example.org", port, "/", is_secure=False)
    said = {"is_production": False, "seconds": 0.3, **said}
    answer = post_message(where, b"{}", {}, resolve=resolve, **said)
    assert asked == ["example.org"]
    return answer


@pytest.mark.parametrize("numbers", [("127.0.0.1",), ("8.8.8.8", "127.0.0.1"), ("::ffff:7f00:1",)])
def test_in_production_a_name_that_leads_inside_is_not_even_knocked_at(program, numbers):
    answer = post(program.port, numbers=numbers, is_production=True)

    assert (answer.is_taken, answer.words) == (False, NOT_PUBLIC)
    assert program.heard == []


def test_the_number_that_was_looked_at_is_the_one_that_is_reached(program):
    assert post(program.port).is_taken

    ((headers, _body),) = program.heard
    assert headers["Host"] == f"example.org:{program.port}"


@contextmanager
def lying(behave):
    """A program that does as it likes with each connection until it is left."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve():
            caller, _ = server.accept()
            with caller:
                try:
                    behave(caller)
                except OSError:
                    return

        thread = threading.Thread(target=serve)
        thread.start()
        yield server.getsockname()[1]
        thread.join()


def _hang(caller):
    while caller.recv(1000):
        pass


def _drip(caller):
    while True:
        caller.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")


def _lie(caller):
    caller.sendall(b"\x00\xff nothing of what was asked\r\n\r\n")


def _go(_caller):
    pass


@pytest.mark.parametrize(
    ("behave", "words"),
    [
        (_hang, "There was no answer in time."),
        (_drip, "There was no answer in time."),
        (_lie, "There was no good answer."),
        (_go, "There was no good answer."),
    ],
)
def test_who_hangs_drips_or_lies_is_left_soon_and_has_taken_nothing(behave, words):
    with lying(behave) as port:
        answer = post(port)

    assert (answer.is_taken, answer.words) == (False, words)

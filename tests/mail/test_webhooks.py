"""Messages to other programs: to which numbers they go, and who is left without one."""

import socket
import threading
from contextlib import contextmanager

import pytest

from risk_register.domain.webhooks import Address
from risk_register.mail.webhooks import NOT_PUBLIC, Answer, post_message
from tests.programs import running_program


@pytest.fixture
def program():
    """A program that notes each message and answers as it is told."""
    with running_program() as program:
        yield program


def post(port, *, host="example.org", numbers=("127.0.0.1",), is_secure=False, **said):
    """Hand a message to a name that leads to these numbers."""
    asked = []

    def resolve(host, port, **_kind):
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, port)) for number in numbers]

    where = Address(host, port, "/", is_secure)
    said = {"is_production": False, "seconds": 0.3, **said}
    answer = post_message(where, b"{}", {}, resolve=resolve, **said)
    assert asked == [host]
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


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ({}, "It answered 200."),
        ({"self_signed": True}, "The certificate is not valid for this name."),
        ({"address": "127.0.0.2"}, "The certificate is not valid for this name."),
        ({"until": 2019}, "The certificate is not valid for this name."),
    ],
)
def test_an_encrypted_line_is_held_to_its_certificate(certificates, monkeypatch, kind, words):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates.ca_file))

    with running_program(context=certificates.context(**kind)) as program:
        answer = post(program.port, host="127.0.0.1", is_secure=True, seconds=5)

    assert answer.words == words
    assert len(program.heard) == answer.is_taken


def _take(caller):
    caller.recv(10_000)
    caller.sendall(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 20")
    caller.sendall(b"2 Accepted\r\n")


def test_an_answer_in_pieces_after_a_hint_is_an_answer():
    with lying(_take) as port:
        answer = post(port, seconds=5)

    assert answer == Answer(is_taken=True, words="It answered 202.")


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


def _put_off(caller):
    while True:
        caller.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")


def _drip(caller):
    caller.settimeout(0.05)
    for each in range(1000):
        caller.sendall(b"HTTP/1.1 100 Wait\r\n" if not each else b"a")
        try:
            caller.recv(1000)
        except TimeoutError:
            continue


def _lie(caller):
    caller.sendall(b"\x00\xff nothing of what was asked\r\n\r\n")


def _go(_caller):
    pass


@pytest.mark.parametrize(
    ("behave", "words"),
    [
        (_hang, "There was no answer in time."),
        (_put_off, "There was no good answer."),
        (_drip, "There was no answer in time."),
        (_lie, "There was no good answer."),
        (_go, "There was no good answer."),
    ],
)
def test_who_hangs_drips_or_lies_is_left_soon_and_has_taken_nothing(behave, words):
    with lying(behave) as port:
        answer = post(port)

    assert (answer.is_taken, answer.words) == (False, words)

"""A mail server of bare sockets that refuses, hangs, drops or lies at every stage of a letter."""

import socket
import time
from contextlib import suppress
from threading import Thread

import pytest

from risk_register.mail.post import Outcome, Security, SmtpPost

STAGES = ("greeting", "EHLO", "MAIL", "RCPT", "DATA", "letter", "QUIT")
ANSWERS = {
    "greeting": b"220 mail.test\r\n",
    "EHLO": b"250 mail.test\r\n",
    "MAIL": b"250 OK\r\n",
    "RCPT": b"250 OK\r\n",
    "DATA": b"354 Go on\r\n",
    "letter": b"250 Taken\r\n",
    "QUIT": b"221 Bye\r\n",
}
FAULTS = {
    "refuses for now": b"451 Later\r\n",
    "refuses for good": b"550 Never\r\n",
    "closes politely": b"421 Going away\r\n",
    "says yes too early": b"250 OK\r\n250 OK\r\n250 OK\r\n",
    "talks nonsense": b"\xff\xfe hello\r\n",
    "never ends a line": b"2" * 70_000,
    "hangs": None,
    "drops": None,
}
#: Where an answer means something else than at the other stages.
BEFORE_READER = ("greeting", "EHLO", "MAIL")


class Server:
    """Plays one mail server, one letter after the other, with one fault at one stage."""

    def __init__(self):
        self.stage = self.fault = ""
        self.taken = []
        self.is_stopped = False
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.thread = Thread(target=self.serve)
        self.thread.start()

    def serve(self):
        while not self.is_stopped:
            with suppress(OSError), self.socket.accept()[0] as line:
                line.settimeout(3)
                with line.makefile("rb") as reader:
                    self.talk(line, reader)

    def talk(self, line, reader):
        if not self.answer(line, "greeting"):
            return
        while said := reader.readline():
            stage = said[:4].decode("ascii", "replace").strip().upper()
            stage = "EHLO" if stage == "HELO" else stage  # the older greeting is no way out
            if not self.answer(line, stage):
                return
            if stage == "DATA" and self.fault_at("DATA") in {"", "says yes too early"}:
                content = b""
                while not content.endswith(b"\r\n.\r\n") and (more := reader.readline()):
                    content += more
                if content.endswith(b"\r\n.\r\n"):
                    self.taken.append(content)
                if not self.answer(line, "letter"):
                    return

    def fault_at(self, stage):
        return self.fault if stage == self.stage else ""

    def answer(self, line, stage):
        fault = self.fault_at(stage)
        if fault == "hangs":
            time.sleep(0.4)
        elif fault != "drops":
            line.sendall(FAULTS[fault] if fault else ANSWERS.get(stage, b"500 What\r\n"))
        return fault in {"", "refuses for now", "refuses for good", "says yes too early"}

    def stop(self):
        self.is_stopped = True
        with suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        self.thread.join()


@pytest.fixture
def server():
    """Run the server."""
    server = Server()
    yield server
    server.stop()


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("fault", FAULTS)
def test_whatever_a_server_does_the_letter_is_neither_lost_nor_called_sent_wrongly(
    stage, fault, server, write_letter
):
    known = {"host": "127.0.0.1", "port": server.port, "security": Security.NONE}
    office = SmtpPost(timeout=0.2, longest=2.0, **known)
    letter = write_letter()
    server.stage, server.fault = stage, fault
    began = time.monotonic()

    first = office.deliver(letter)

    assert time.monotonic() - began < 4
    assert first.outcome in expect(stage, fault)
    if first.outcome is Outcome.SENT:
        assert len(server.taken) == 1
    elif first.outcome is not Outcome.UNCERTAIN:
        server.stage = server.fault = ""
        patient = SmtpPost(**known)  # the server may still hang over the first try
        assert patient.deliver(letter).outcome is Outcome.SENT
        assert len(server.taken) - (stage == "letter") == 1


def expect(stage, fault):
    """Say what may become of a letter."""
    if stage == "QUIT":
        return {Outcome.SENT}
    if fault == "refuses for now":
        return {Outcome.RETRY}
    if fault == "closes politely":
        return {Outcome.RETRY}
    if fault == "refuses for good":
        return {Outcome.STOP} if stage in BEFORE_READER else {Outcome.FAILED}
    if stage == "letter":
        return {Outcome.SENT} if fault == "says yes too early" else {Outcome.UNCERTAIN}
    return {Outcome.RETRY, Outcome.STOP, Outcome.FAILED, Outcome.SENT}

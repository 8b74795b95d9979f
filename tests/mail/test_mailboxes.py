"""Fetching reports from a mailbox file, and from a real server that speaks IMAP over TLS."""

import mailbox
import re
import socket
import ssl
from contextlib import suppress
from threading import Thread

import pytest

from risk_register.domain.errors import MailboxError, MailSettingsError
from risk_register.mail.mailboxes import FileMailbox, ImapMailbox, list_mailboxes
from tests.mail.reports import write_report

FIRST, SECOND = write_report("<1@example.org>"), write_report("<2@example.org>")


class ImapServer:
    """Keeps one folder of letters, for whoever knows the password."""

    def __init__(self, context):
        self.context = context
        self.letters = {}
        self.seen = set()
        self.heard = []
        self.faults = {}
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.thread = Thread(target=self.serve)
        self.thread.start()

    def serve(self):
        while True:
            try:
                line, _ = self.socket.accept()
            except OSError:
                return
            with suppress(OSError), line, self.context.wrap_socket(line, server_side=True) as safe:
                safe.settimeout(5)
                with safe.makefile("rb") as reader:
                    self.talk(safe, reader)

    def talk(self, line, reader):
        line.sendall(b"* OK ready\r\n")
        while said := reader.readline():
            tag, _, command = said.decode().strip().partition(" ")
            self.heard.append(command)
            name = re.sub(r"^UID ", "", command).split(" ")[0]
            fault = self.faults.get(name)
            if fault == "drop":
                return
            if fault == "hang":
                reader.read(1)
                return
            answer = b"" if fault else self.answer(name, command)
            end = "NO refused" if fault else "OK done"
            line.sendall(answer + f"{tag} {end}\r\n".encode())

    def answer(self, name, command):
        if name == "CAPABILITY":
            return b"* CAPABILITY IMAP4rev1\r\n"
        if name == "SELECT":
            return f"* {len(self.letters)} EXISTS\r\n".encode()
        if name == "SEARCH":
            new = [str(uid) for uid in self.letters if uid not in self.seen]
            return f"* SEARCH {' '.join(new)}\r\n".encode()
        if name == "FETCH":
            content = self.letters[int(command.split(" ")[2])]
            head = f"* 1 FETCH (UID 1 BODY[]<0> {{{len(content)}}}\r\n"
            return head.encode() + content + b")\r\n"
        if name == "STORE":
            self.seen.add(int(command.split(" ")[2]))
        return b"* BYE\r\n" if name == "LOGOUT" else b""

    def stop(self):
        with suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        self.thread.join()


@pytest.fixture
def open_server():
    """Start the server with a certificate."""
    servers = []

    def open_server(context):
        servers.append(ImapServer(context))
        return servers[-1]

    yield open_server
    for server in servers:
        server.stop()


@pytest.fixture
def server(open_server, certificates):
    """The server, with two letters."""
    server = open_server(certificates.context())
    server.letters = {7: FIRST, 9: SECOND}
    return server


@pytest.fixture
def box_on(certificates):
    """The folder on a server."""

    def box_on(server):
        return ImapMailbox(
            host="127.0.0.1",
            port=server.port,
            username="register",
            password="a long password",
            ca_file=certificates.ca_file,
            timeout=0.5,
        )

    return box_on


def test_what_was_read_is_marked_there_and_not_read_again(server, box_on):
    first = list(box_on(server).read_new())
    second = list(box_on(server).read_new())

    assert first == [FIRST, SECOND]
    assert second == []


def test_a_letter_is_marked_only_when_the_next_one_is_asked_for(server, box_on):
    reading = box_on(server).read_new()
    next(reading)
    reading.close()

    assert list(box_on(server).read_new()) == [FIRST, SECOND]


@pytest.mark.parametrize("stage", ["LOGIN", "SELECT", "SEARCH", "FETCH", "STORE"])
@pytest.mark.parametrize("fault", ["drop", "hang"])
def test_a_line_that_breaks_is_told_without_the_password(stage, fault, server, box_on):
    server.faults = {stage: fault}

    with pytest.raises(MailboxError) as failed:
        list(box_on(server).read_new())

    assert "a long password" not in str(failed.value)


@pytest.mark.parametrize("stage", ["LOGIN", "SELECT"])
def test_a_server_that_lets_nobody_in_is_told(stage, server, box_on):
    server.faults = {stage: "refuse"}

    with pytest.raises(MailboxError, match=r"refused|no folder"):
        list(box_on(server).read_new())


@pytest.mark.parametrize("stage", ["SEARCH", "FETCH", "STORE"])
def test_a_letter_that_the_server_keeps_to_itself_is_asked_for_again(stage, server, box_on):
    server.faults = {stage: "refuse"}
    list(box_on(server).read_new())
    server.faults = {}

    assert list(box_on(server).read_new()) == [FIRST, SECOND]


@pytest.mark.parametrize("flaw", [{"address": "127.0.0.2"}, {"until": 2019}, {"self_signed": True}])
def test_a_certificate_that_proves_nothing_gets_no_password(
    flaw, open_server, box_on, certificates
):
    server = open_server(certificates.context(**flaw))

    with pytest.raises(MailboxError, match="proves nothing"):
        list(box_on(server).read_new())

    assert server.heard == []


def test_a_mailbox_file_is_read_whole_and_left_as_it_is(tmp_path):
    path = tmp_path / "bounces"
    box = mailbox.mbox(path)
    for raw in (FIRST, SECOND):
        box.add(raw)
    box.close()
    before = path.read_bytes()

    read = list(FileMailbox(path).read_new())

    assert [raw.strip() for raw in read] == [FIRST.strip(), SECOND.strip()]
    assert path.read_bytes() == before


def test_a_mailbox_file_that_is_not_there_yet_is_empty(tmp_path):
    assert list(FileMailbox(tmp_path / "none").read_new()) == []


def test_a_mailbox_file_that_is_a_folder_is_refused_with_a_sentence(tmp_path):
    with pytest.raises(MailboxError, match="BOUNCE_MAILBOX"):
        list(FileMailbox(tmp_path).read_new())


def test_the_settings_name_the_mailboxes(settings, tmp_path):
    imap = {"BOUNCE_IMAP_HOST": "mail.example.org", "BOUNCE_IMAP_USERNAME": "register"}

    assert list_mailboxes(settings) == []
    both = settings | imap | {"BOUNCE_IMAP_PASSWORD": "x", "BOUNCE_MAILBOX": str(tmp_path)}
    assert [box.source for box in list_mailboxes(both)] == ["mailbox file", "IMAP"]
    with pytest.raises(MailSettingsError, match="BOUNCE_IMAP_PASSWORD"):
        list_mailboxes(settings | imap)
    with pytest.raises(MailSettingsError, match="BOUNCE_IMAP_FOLDER"):
        list_mailboxes(both | {"BOUNCE_IMAP_FOLDER": 'a" LOGOUT'})


def test_tls_is_asked_for_from_the_first_byte(server, box_on):
    server.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)  # no certificate at all

    with pytest.raises(MailboxError):
        list(box_on(server).read_new())

    assert server.heard == []

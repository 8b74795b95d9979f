"""Handing letters to a mail server that takes them, refuses them, or breaks off."""

import socket
import time
from email import message_from_bytes
from email.policy import SMTP
from threading import Thread, Timer
from threading import enumerate as enumerate_threads

import pytest

from risk_register.mail.letters import Attachment
from risk_register.mail.post import Outcome, Security, SmtpPost


@pytest.fixture
def post_to():
    """Open a post office for a server on this machine."""

    def post_to(server, **rest):
        known = {"timeout": 10, "security": Security.NONE}
        return SmtpPost(host="127.0.0.1", port=server.port, **known | rest)

    return post_to


@pytest.fixture
def large():
    """A file that does not fit into the buffers between two ends of a line."""
    return (Attachment("pack.pdf", "application/pdf", bytes(20_000_000)),)


def test_a_letter_arrives_with_every_byte_it_had(open_server, post_to, write_letter):
    server, letter = open_server(), write_letter()

    receipt = post_to(server).deliver(letter)

    [envelope] = server.desk.envelopes
    message = message_from_bytes(envelope.content, policy=SMTP)
    [attached] = message.iter_attachments()
    assert (receipt.outcome, receipt.answer) == (Outcome.SENT, "250 OK")
    assert (envelope.mail_from, envelope.rcpt_tos) == (letter.sender, [letter.recipient])
    assert message["Message-ID"] == letter.message_id
    assert message.get_body().get_content().replace("\r\n", "\n") == letter.text
    assert attached.get_content() == letter.attachments[0].content


@pytest.mark.parametrize("stage", ["mail", "rcpt", "go ahead", "data"])
def test_a_letter_refused_for_now_is_tried_again(stage, open_server, post_to, write_letter):
    server = open_server(answers={stage: ["451 4.3.0 Try later"]})
    office = post_to(server)

    first, second = office.deliver(write_letter()), office.deliver(write_letter())

    assert (first.outcome, first.answer) == (Outcome.RETRY, "451 4.3.0 Try later")
    assert second.outcome is Outcome.SENT


def test_one_reader_refused_leaves_the_others_alone(open_server, post_to, write_letter):
    server = open_server(answers={"rcpt": ["250 OK", "550 5.1.1 No such user", "250 OK"]})
    office = post_to(server)

    outcomes = [
        office.deliver(write_letter(recipient=f"reader-{n}@example.org")).outcome for n in range(3)
    ]

    assert outcomes == [Outcome.SENT, Outcome.FAILED, Outcome.SENT]
    assert [envelope.rcpt_tos for envelope in server.desk.envelopes] == [
        ["reader-0@example.org"],
        ["reader-2@example.org"],
    ]


@pytest.mark.parametrize("stage", ["rcpt", "go ahead", "data"])
def test_a_letter_refused_for_good_fails_with_the_servers_words(
    stage, open_server, post_to, write_letter
):
    server = open_server(answers={stage: ["550 5.1.1 No such user"]})

    receipt = post_to(server).deliver(write_letter())

    assert (receipt.outcome, receipt.answer) == (Outcome.FAILED, "550 5.1.1 No such user")


def test_a_refused_sender_stops_everybodys_letters(open_server, post_to, write_letter):
    server = open_server(answers={"mail": ["550 5.7.1 Sender not allowed"]})

    receipt = post_to(server).deliver(write_letter())

    assert (receipt.outcome, receipt.answer) == (Outcome.STOP, "550 5.7.1 Sender not allowed")


def test_a_letter_too_large_for_the_reader_fails_alone(open_server, post_to, write_letter):
    server = open_server(answers={"mail": ["552 5.3.4 Message too big"]})

    assert post_to(server).deliver(write_letter()).outcome is Outcome.FAILED


def test_a_letter_above_the_servers_limit_is_not_even_begun(open_server, post_to, write_letter):
    server = open_server(data_size_limit=500)

    receipt = post_to(server).deliver(write_letter())

    assert receipt.outcome is Outcome.FAILED
    assert "500 at most" in receipt.answer
    assert server.desk.stages == ["ehlo", "quit"]


@pytest.mark.parametrize("stage", ["ehlo", "mail", "rcpt"])
@pytest.mark.parametrize("fault", ["drop", "hang"])
def test_a_line_that_breaks_early_is_tried_again(stage, fault, open_server, post_to, write_letter):
    server = open_server(answers={stage: [fault]})

    first = post_to(server, timeout=0.4).deliver(write_letter())
    second = post_to(server).deliver(write_letter())

    assert (first.outcome, second.outcome) == (Outcome.RETRY, Outcome.SENT)


def test_a_line_that_breaks_before_the_last_dot_is_tried_again(
    open_server, post_to, write_letter, large
):
    server = open_server(answers={"go ahead": ["cut"]})

    receipt = post_to(server).deliver(write_letter(attachments=large))

    assert receipt.outcome is Outcome.RETRY
    assert server.desk.envelopes == []


@pytest.mark.parametrize("fault", ["drop", "hang"])
def test_a_line_that_breaks_after_the_last_dot_leaves_it_uncertain(
    fault, open_server, post_to, write_letter
):
    server = open_server(answers={"data": [fault]})

    receipt = post_to(server, timeout=0.4).deliver(write_letter())

    assert receipt.outcome is Outcome.UNCERTAIN
    assert len(server.desk.envelopes) == 1


def test_an_answer_to_the_last_dot_that_makes_no_sense_leaves_it_uncertain(
    open_server, post_to, write_letter
):
    server = open_server(answers={"data": ["Thanks!"]})

    receipt = post_to(server).deliver(write_letter())

    assert receipt.outcome is Outcome.UNCERTAIN
    assert "makes no sense" in receipt.answer


def test_a_server_without_manners_at_the_end_changes_nothing(open_server, post_to, write_letter):
    server = open_server(answers={"quit": ["drop", "500 What?"]})
    office = post_to(server)

    outcomes = [office.deliver(write_letter()).outcome for _ in range(2)]

    assert outcomes == [Outcome.SENT, Outcome.SENT]


def test_a_server_that_is_not_there_is_tried_again(write_letter):
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    office = SmtpPost(host="127.0.0.1", port=port, security=Security.NONE, timeout=0.5)

    receipt = office.deliver(write_letter())

    assert receipt.outcome is Outcome.RETRY
    assert receipt.answer == "The mail server cannot be reached: Connection refused."


def test_a_server_that_never_greets_holds_nobody_up(write_letter):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        office = SmtpPost(
            host="127.0.0.1", port=silent.getsockname()[1], security=Security.NONE, timeout=0.3
        )
        began = time.monotonic()

        receipt = office.deliver(write_letter())

    assert receipt.outcome is Outcome.RETRY
    assert time.monotonic() - began < 2


@pytest.mark.parametrize(
    ("greeting", "outcome"),
    [("554 5.7.1 Blocked", Outcome.STOP), ("421 4.3.2 Closing for now", Outcome.RETRY)],
)
def test_a_server_that_refuses_at_the_door_is_quoted(greeting, outcome, write_letter, greet_with):
    receipt = greet_with(f"{greeting}\r\n".encode()).deliver(write_letter())

    assert (receipt.outcome, receipt.answer) == (outcome, greeting)


@pytest.mark.parametrize("greeting", [b"HTTP/1.1 400 Bad\r\n", b"\xff\xfe\x00\r\n", b"2" * 9000])
def test_a_server_that_talks_nonsense_is_an_answer_too(greeting, write_letter, greet_with):
    receipt = greet_with(greeting).deliver(write_letter())

    assert receipt.outcome in {Outcome.RETRY, Outcome.STOP}
    assert receipt.answer


def test_a_server_slow_at_every_step_is_cut_off(open_server, post_to, write_letter):
    server = open_server(answers={stage: ["hang"] for stage in ("mail", "rcpt", "data")})

    receipt = post_to(server, longest=1.5).deliver(write_letter())

    assert receipt.outcome is Outcome.RETRY
    assert server.desk.stages == ["ehlo", "mail", "rcpt"]


def test_nobody_watches_a_letter_that_has_gone(open_server, post_to, write_letter):
    post_to(open_server()).deliver(write_letter())

    watches = [thread for thread in enumerate_threads() if isinstance(thread, Timer)]
    for watch in watches:
        watch.join(timeout=5)
    assert not any(watch.is_alive() for watch in watches)


def test_an_accented_address_goes_where_the_server_takes_it(open_server, post_to, write_letter):
    server = open_server(enable_SMTPUTF8=True)

    receipt = post_to(server).deliver(write_letter(recipient="zoë@schüle.example"))

    [envelope] = server.desk.envelopes
    assert receipt.outcome is Outcome.SENT
    assert envelope.rcpt_tos == ["zoë@schüle.example"]
    assert "SMTPUTF8" in envelope.mail_options


def test_an_accented_address_fails_with_a_sentence_where_it_cannot_go(
    open_server, post_to, write_letter
):
    server = open_server(enable_SMTPUTF8=False)

    receipt = post_to(server).deliver(write_letter(recipient="zoë@schüle.example"))

    assert receipt.outcome is Outcome.FAILED
    assert "Ask the reader for another address" in receipt.answer
    assert "rcpt" not in server.desk.stages


def test_an_answer_of_many_lines_becomes_one(open_server, post_to, write_letter):
    server = open_server(answers={"rcpt": ["550-No\r\n550-such\r\n550 user\x07" + "!" * 900]})

    receipt = post_to(server).deliver(write_letter())

    assert receipt.answer.startswith("550 No such user !")
    assert len(receipt.answer) <= 500


@pytest.fixture
def greet_with():
    """Open a post office for a server that says one thing and hangs up."""
    doors = []

    def greet_with(words):
        door = socket.create_server(("127.0.0.1", 0))
        doors.append(door)
        office = SmtpPost(
            host="127.0.0.1", port=door.getsockname()[1], security=Security.NONE, timeout=10
        )
        return _Greeted(office, door, words)

    yield greet_with
    for door in doors:
        door.close()


class _Greeted:
    def __init__(self, office, door, words):
        self.office, self.door, self.words = office, door, words

    def deliver(self, letter):
        def greet():
            line, _ = self.door.accept()
            with line:
                line.sendall(self.words)

        greeter = Thread(target=greet)
        greeter.start()
        receipt = self.office.deliver(letter)
        greeter.join()
        return receipt

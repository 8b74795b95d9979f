"""Whoever delivers the letters is killed again and again: no reader is missed, copies are few.

``scripts/kill_workers`` does it more often and prints what it counted.
"""

import asyncio
import json
import os
import signal
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle
from subprocess import Popen

import pytest
from aiosmtpd.controller import Controller

from risk_register.database import db, read_moment
from risk_register.models import Person
from risk_register.services.history import verify_history
from tests.faults.processes import CLOCK, PATIENCE_SECONDS, read, result_of, started, write
from tests.live import MailServer, free_port
from tests.services.outboxes import queue
from tests.services.test_circulations import circulate

pytestmark = pytest.mark.faults

KILLS = int(os.environ.get("KILLS", "6"))
#: Of three letters each, so that some are left for every kill; those without a pack come after.
CIRCULATIONS = max(2, KILLS * 2 // 3)
LONGEST_DELAY = 20  #: milliseconds; a later kill would find the letters gone, not a worker at work
READER_NAMED, LETTER_TAKEN, ANSWER_GIVEN = "reader named", "letter taken", "answer given"
OUTBOX = """
    SELECT address, message_id, state FROM delivery
    UNION ALL SELECT address, message_id, state FROM notice
"""
LEASES_END = (
    "UPDATE delivery SET lease_until = 1 WHERE lease_until IS NOT NULL",
    "UPDATE notice SET lease_until = 1 WHERE lease_until IS NOT NULL",
)
MOMENTS = (READER_NAMED, LETTER_TAKEN, ANSWER_GIVEN)


@dataclass
class Ambush(MailServer):
    """A mail server that kills its victim at a moment of the delivery."""

    victim: Popen | None = None
    moment: str = ""
    lets_pass: int = 0  #: letters before the one that is not let pass
    delay: float = 0.0  #: seconds between the answer and the kill

    async def handle_RCPT(self, *asked):  # noqa: N802 - aiosmtpd's name
        """Answer one address."""
        if self.strikes(READER_NAMED):
            self.victim.kill()
        return await super().handle_RCPT(*asked)

    async def handle_DATA(self, *given):  # noqa: N802 - aiosmtpd's name
        """Keep one letter."""
        answer = await super().handle_DATA(*given)
        if self.strikes(LETTER_TAKEN):
            self.victim.kill()
        elif self.strikes(ANSWER_GIVEN):
            asyncio.get_running_loop().call_later(self.delay, self.victim.kill)
        self.lets_pass -= 1
        return answer

    def strikes(self, moment):
        """Say whether the moment has come."""
        return self.victim is not None and moment == self.moment and self.lets_pass == 0


@pytest.fixture
def kind():
    """The June pack is made and approved."""
    return "approved"


@pytest.fixture
def ambush():
    """Run the mail server."""
    server = Ambush(port=free_port())
    controller = Controller(server, hostname="127.0.0.1", port=server.port)
    controller.start()
    yield server
    controller.stop()


@pytest.fixture
def queued(inside, member):
    """The letters in the outbox, with a pack and without one: reader and Message-ID."""
    for number in range(1, CIRCULATIONS + 1):
        circulate(member("sofia"), number=number, repeat_reason="To be on the safe side.")
    for person in db.session.scalars(db.select(Person)).all():
        queue(person)
    return {tuple(row[:2]) for row in read(OUTBOX)}


@contextmanager
def delivering(app, server):
    with started(
        app,
        *CLOCK,
        MAIL_TRANSPORT="smtp",
        SMTP_HOST="127.0.0.1",
        SMTP_PORT=str(server.port),
        SMTP_SECURITY="none",
    ) as clock:
        yield clock


def be_killed_again_and_again(app, server):
    for number, moment in zip(range(KILLS), cycle(MOMENTS), strict=False):
        server.moment, server.lets_pass = moment, number % 2
        server.delay = number % LONGEST_DELAY / 1000
        with delivering(app, server) as clock:
            server.victim = clock
            assert clock.wait(PATIENCE_SECONDS) == -signal.SIGKILL, clock.stderr.read()
        for statement in LEASES_END:
            write(statement)
    server.victim = None


def deliver_the_rest(app, server):
    """Let one clock after another deliver until nothing is left, and count what they sent."""
    sent, last = 0, None
    while last != 0:
        with delivering(app, server) as clock:
            last = json.loads(result_of(clock))["letters_sent"]
        sent += last
    return sent


def test_killed_deliverers_miss_no_reader_and_repeat_few_letters(inside, queued, ambush):
    be_killed_again_and_again(inside, ambush)
    sent_at_last = deliver_the_rest(inside, ambush)

    arrived = Counter((reader, letter["Message-ID"]) for reader, letter in ambush.letters)
    written = {tuple(row[:2]) for row in read(OUTBOX)}  # the clock writes letters that chase, too
    assert queued <= written
    assert set(arrived) == written
    assert len({letter.as_bytes() for _, letter in ambush.letters}) == len(written)

    # A letter that was taken without an answer has to come again; the others may.
    extra = arrived.total() - len(written)
    print(  # noqa: T201 - what scripts/kill_workers shows
        f"\n{KILLS} kills, {len(written)} letters: 0 lost, {extra} extra copies, each under the"
        " Message-ID of the first."
    )
    assert KILLS // len(MOMENTS) <= extra <= KILLS

    assert sent_at_last > 0
    assert {state for *_, state in read(OUTBOX)} == {"sent"}
    with read_moment():
        assert verify_history().problems == []

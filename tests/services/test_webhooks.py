"""Webhooks, told to a real program on loopback that takes, refuses or sends on."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta

import pytest

from risk_register.database import db, read_moment, write_transaction
from risk_register.domain.errors import NotAllowedError
from risk_register.domain.matters import Matter
from risk_register.domain.webhooks import TOLD
from risk_register.doors.webhooks import find_secret
from risk_register.models import Notice, Webhook
from risk_register.scheduler.rounds import Round
from risk_register.scheduler.webhooks import tell_programs
from risk_register.services.assessments import confirm_risk
from risk_register.services.history import verify_history
from risk_register.services.restrictions import restrict_risk
from risk_register.services.risks import get_risk
from risk_register.services.webhooks import add_webhook
from tests.conftest import NOW
from tests.programs import running_program

MINUTE = timedelta(minutes=1)
WHY = "Only the board may read this."


@pytest.fixture
def database():
    """What is told to others needs but one database."""
    return "sqlite"


@pytest.fixture
def program():
    """A program that notes each message and answers as it is told."""
    with running_program() as program:
        yield program


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
            by.programme,
            address=f"http://127.0.0.1:{program.port}/told",
            matters=matters,
            is_production=False,
            by=by,
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
    confirm(amira, "R-002")

    assert [tick(NOW + MINUTE / 2), tick(NOW + MINUTE)] == ["", "messages taken: 1"]
    tick(NOW + 2 * MINUTE)

    first, second, later = program.heard
    assert "R-002" in later[1].decode()
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

"""Making packs: exactly one comes of it, and what it says was true at one moment."""

import hashlib
import json
from datetime import timedelta

import pytest

from risk_register.database import db, write_transaction
from risk_register.domain.errors import AlreadyDoneError, NotAllowedError, RuleError
from risk_register.domain.packs import Edition, PackState
from risk_register.models import Event, Pack
from risk_register.services.drawings import (
    claim_asked_pack,
    claim_due_pack,
    finish_pack,
    list_due_meetings,
)
from risk_register.services.events import record_event
from risk_register.services.meetings import find_next_meeting
from risk_register.services.pack_files import get_content
from risk_register.services.packs import approve_pack, find_newest
from risk_register.services.programmes import get_programme
from tests.conftest import NOW
from tests.services.test_assessments import judge

A_MINUTE = timedelta(minutes=1)


def june():
    return find_next_meeting(get_programme("send"), on=NOW.date())


def claim(at=NOW):
    with write_transaction():
        return claim_due_pack(june(), at=at)


def approve(pack, by):
    approve_pack(pack, sha256=pack.sha256, by=by, at=NOW)


def lose_lease():
    """Let the worker that draws fall silent for longer than its lease."""
    pack = find_newest(june())
    db.session.execute(db.text("UPDATE pack SET lease_until = 1 WHERE id = :id"), {"id": pack.id})
    db.session.commit()


def test_a_pack_is_due_from_its_lock_on(inside):
    programme = get_programme("send")
    lock = NOW.replace(hour=6)

    assert list_due_meetings(programme, at=lock - A_MINUTE) == []
    assert [meeting.held_on.isoformat() for meeting in list_due_meetings(programme, at=lock)] == [
        "2018-06-14"
    ]


def test_the_clock_makes_the_pack_once(inside):
    assert finish_pack(claim(), at=NOW)

    assert claim(at=NOW + A_MINUTE) is None
    assert list_due_meetings(get_programme("send"), at=NOW) == []


def test_a_made_pack_keeps_its_bytes_with_their_hash(inside):
    finish_pack(claim(), at=NOW)

    pack = find_newest(june())
    assert pack.state is PackState.MADE
    assert hashlib.sha256(pack.pdf).hexdigest() == pack.sha256
    assert pack.pdf.startswith(b"%PDF-")


def test_while_one_draws_nobody_else_begins(inside):
    claim()
    assert claim() is None


def test_a_pack_left_half_drawn_is_taken_over_and_the_first_cannot_publish(inside):
    first = claim()
    lose_lease()
    second = claim()

    assert finish_pack(second, at=NOW)
    assert not finish_pack(first, at=NOW)
    made = db.session.scalars(db.select(Event).where(Event.kind == "pack made")).all()
    assert len(made) == 1


def test_a_taken_over_pack_says_what_was_true_when_it_was_frozen(member):
    tom = member("tom")
    first = claim()
    finish_pack(first, at=NOW)
    frozen = get_content(find_newest(june()))
    with write_transaction():
        judge(tom)

    assert get_content(find_newest(june())) == frozen


def test_a_correction_says_what_it_changes_and_stands_beside_the_first(member):
    amira = member("amira")
    finish_pack(claim(), at=NOW)
    with pytest.raises(RuleError, match="what the new version changes"), write_transaction():
        claim_asked_pack(june(), correction=" ", by=amira, at=NOW)
    with write_transaction():
        second = claim_asked_pack(june(), correction="R-001 was scored late.", by=amira, at=NOW)
    finish_pack(second, at=NOW)

    versions = db.session.scalars(
        db.select(Pack.version).where(Pack.edition == Edition.FULL).order_by(Pack.version)
    ).all()
    assert versions == [1, 2]


def test_a_correction_left_half_drawn_is_finished_by_the_clock(member):
    finish_pack(claim(), at=NOW)
    with write_transaction():
        claim_asked_pack(june(), correction="A late score.", by=member("amira"), at=NOW)
    lose_lease()

    assert finish_pack(claim(), at=NOW)
    assert find_newest(june()).version == 2


def test_a_correction_of_a_version_left_half_drawn_has_to_wait_for_it(member):
    claim()
    lose_lease()

    with pytest.raises(RuleError, match="Version 1 is not drawn yet"), write_transaction():
        claim_asked_pack(june(), correction="R-001 was 12.", by=member("amira"), at=NOW)


def test_only_the_manager_asks_for_a_pack(member):
    with pytest.raises(NotAllowedError), write_transaction():
        claim_asked_pack(june(), correction=None, by=member("sofia"), at=NOW)


def test_the_manager_cannot_ask_while_it_is_being_drawn(member):
    claim()
    with pytest.raises(AlreadyDoneError), write_transaction():
        claim_asked_pack(june(), correction=None, by=member("amira"), at=NOW)


def test_only_the_newest_made_version_is_approved_and_only_once(member):
    amira = member("amira")
    finish_pack(claim(), at=NOW)
    first = find_newest(june())
    with write_transaction():
        approve(find_newest(june()), amira)
    with pytest.raises(AlreadyDoneError), write_transaction():
        approve(find_newest(june()), amira)
    finish_pack(claim(), at=NOW)
    with write_transaction():
        claim_asked_pack(june(), correction="A late score.", by=amira, at=NOW)
    with pytest.raises((RuleError, AlreadyDoneError)), write_transaction():
        approve(db.session.get(Pack, first.id), amira)


def test_the_snapshot_holds_every_open_risk_and_the_head_of_the_record(inside):
    finish_pack(claim(), at=NOW)

    content = get_content(find_newest(june()))
    assert [risk["reference"] for risk in content["risks"]] == ["R-001", "R-002"]
    assert content["compared_with"] is None
    assert len(content["record"]["hash"]) == 64
    assert json.dumps(content)


def test_a_version_that_failed_is_not_due_once_a_newer_one_stands(inside, member):
    """The clock would take the write lock for nothing each minute, for ever."""
    claim()
    with write_transaction():
        find_newest(june()).state = PackState.FAILED
        record_event(
            "pack drawing failed",
            subject="pack 1",
            programme=june().body.programme,
            by=None,
            at=NOW,
        )
        asked = claim_asked_pack(june(), correction="R-001", by=member("amira"), at=NOW)
    assert finish_pack(asked, at=NOW)

    due = list_due_meetings(get_programme("send"), at=NOW + timedelta(hours=1))

    assert due == []

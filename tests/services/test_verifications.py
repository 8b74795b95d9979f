"""Is this file one that we sent? Only of what went out is anything said."""

import hashlib
from datetime import timedelta

import pytest

from risk_register.database import db, write_transaction
from risk_register.domain.circulation import DeliveryState
from risk_register.domain.errors import NotAllowedError, RuleError, TooManyTriesError
from risk_register.domain.packs import Form
from risk_register.domain.sign_ins import question_limits_of, window_after
from risk_register.domain.verifications import read_hash
from risk_register.models import CirculatedPaper, Delivery
from risk_register.services.circulation_records import record_taking
from risk_register.services.deliveries import deliver_letters
from risk_register.services.events import record_event
from risk_register.services.pack_files import list_facts
from risk_register.services.packs import find_newest, list_editions, withdraw_pack
from risk_register.services.papers import get_paper
from risk_register.services.tries import count_question
from risk_register.services.verifications import list_told_readers, verify_file
from tests.conftest import NOW
from tests.services.test_agendas import add, draft
from tests.services.test_circulations import Office, circulate, room
from tests.services.test_drawings import june
from tests.services.test_papers import add_file


@pytest.fixture
def kind():
    """The June pack is made and approved."""
    return "approved"


def send(by, **covering):
    made = circulate(by, **covering)
    deliver_letters(room(Office()), at=NOW)
    return made


def test_a_pack_that_never_went_out_is_not_known(inside, member):
    pack = find_newest(june())
    assert verify_file(pack.sha256) is None

    circulate(member("sofia"))
    assert verify_file(pack.sha256) is None


def test_every_form_of_what_went_out_is_known_and_the_other_edition_is_not(inside, member):
    send(member("sofia"))
    full, public = list_editions(find_newest(june()))

    for facts in list_facts([full])[full.id]:
        found = verify_file(facts.sha256)
        assert found.what == f"Full edition, version 1, {facts.form.label}"
        assert (found.body, found.held_on.isoformat()) == ("SEND Programme Board", "2018-06-14")
        assert found.reach == "It was sent to 3 readers."
        assert found.fates == ()
    assert {facts.form for facts in list_facts([full])[full.id]} == set(Form)
    assert verify_file(public.sha256) is None
    assert verify_file("0" * 64) is None


def test_letters_that_did_not_leave_are_not_counted(inside, member):
    send(member("sofia"))
    with write_transaction():
        letter = db.session.scalars(db.select(Delivery).order_by(Delivery.id)).first()
        letter.state, letter.sent_at = DeliveryState.FAILED, None
        record_event("letter failed", subject="pack 1", programme=None, by=None, at=NOW)

    assert verify_file(find_newest(june()).sha256).reach == "It was sent to 2 readers."


def test_what_was_withdrawn_is_known_as_such(inside, member):
    sofia = member("sofia")
    send(sofia)
    pack = find_newest(june())
    with write_transaction():
        withdraw_pack(pack, reason="A wrong figure.", sha256=pack.sha256, by=sofia, at=NOW)

    assert verify_file(pack.sha256).fates == ("Withdrawn on 5 June 2018, 09:00.",)


def test_to_whom_it_went_is_for_those_who_read_circulations(inside, member):
    send(member("sofia"))
    sha256 = find_newest(june()).sha256

    assert [letter.title for letter in list_told_readers(member("ada"), sha256)] == [
        "Chair of the Board",
        "Head of Casework",
        "Parents' Adviser",
    ]
    with pytest.raises(NotAllowedError):
        list_told_readers(member("grace"), sha256)


def test_a_paper_that_went_along_is_known_but_not_its_title(inside, member):
    sofia = member("sofia")
    draft(sofia)
    paper = get_paper(sofia, june().id, add_file(sofia, add(sofia), title="A secret title"))
    assert verify_file(paper.sha256) is None
    made = circulate(sofia)
    with write_transaction():
        db.session.add(CirculatedPaper(circulation=made, paper=paper))
        record_event("pack circulated", subject="pack 1", programme=None, by=None, at=NOW)
    deliver_letters(room(Office()), at=NOW)

    found = verify_file(paper.sha256)
    assert found.reach == "It was sent to 3 readers."
    assert "secret" not in str(found)
    assert len(list_told_readers(sofia, paper.sha256)) == 3


def test_a_record_that_was_taken_along_is_known(inside, member):
    content = b"a table"
    sha256 = hashlib.sha256(content).hexdigest()
    assert verify_file(sha256) is None
    with write_transaction():
        record_taking(member("sofia"), june(), kind="csv", sha256=sha256, at=NOW)

    found = verify_file(sha256)
    assert found.what == "What was circulated, or its record, as taken from this register"
    assert found.fates == ("Taken on 5 June 2018, 09:00.",)


def test_a_hash_is_read_as_people_copy_it():
    assert read_hash(" SHA-256: " + "AB " * 32) == "ab" * 32
    for typed in ("", "abc", "g" * 64, "a" * 63, "a" * 65):
        with pytest.raises(RuleError) as refused:
            read_hash(typed)
        assert refused.value.field == "sha256"


def test_who_asks_too_often_has_to_wait(inside):
    def ask(at):
        with write_transaction():
            count_question(source="192.0.2.1", at=at)

    (limit,) = question_limits_of(network="192.0.2.0/24")
    for _ in range(limit.most):
        ask(NOW)
    with pytest.raises(TooManyTriesError):
        ask(NOW + timedelta(minutes=1))
    ask(NOW + window_after(0))

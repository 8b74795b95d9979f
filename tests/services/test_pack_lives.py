"""A pack's life: returned or approved, drawn with the approval on its cover, withdrawn."""

import hashlib
import json
from datetime import timedelta

import pytest
from sqlalchemy.exc import DBAPIError

from risk_register.database import db, read_moment, write_transaction
from risk_register.domain.errors import (
    AlreadyDoneError,
    ChangedMeanwhileError,
    NotAllowedError,
    PackDrawingError,
    RuleError,
)
from risk_register.domain.packs import Edition, Form, PackState, Standing
from risk_register.domain.values import canonical_json
from risk_register.models import Event, Pack, PackFile
from risk_register.scheduler.jobs import run_round
from risk_register.services import drawings
from risk_register.services.circulations import check_ready
from risk_register.services.drawings import claim_asked_pack, claim_due_pack, finish_pack
from risk_register.services.duties import PackStep, find_month_of
from risk_register.services.history import verify_history
from risk_register.services.pack_files import find_by_hash, get_file, list_facts
from risk_register.services.pack_orders import PrintedEdition
from risk_register.services.packs import (
    approve_pack,
    find_newest,
    find_standing,
    list_editions,
    list_versions,
    return_pack,
    withdraw_pack,
)
from tests.conftest import NOW
from tests.services.test_assessments import judge
from tests.services.test_circulations import Office, circulate, room
from tests.services.test_drawings import june, lose_lease

LATER = NOW + timedelta(minutes=10)


class Press:
    """A press that prints what it was ordered in words, both editions, or fails."""

    def __init__(self):
        self.orders = []
        self.failure = None

    def __call__(self, order, *, tell):
        self.orders.append(order)
        for done in range(3):
            tell(f"Full edition: {done} of 2 risks drawn")
        if self.failure:
            raise PackDrawingError(self.failure)
        return [self.print(order, edition) for edition in Edition]

    def print(self, order, edition):
        said = f"{edition} {order.version} {order.approval}"
        manifest = {"counts": [], "withheld": [], "layout": 2}
        files = {form: f"%PDF- {form} {said}".encode() for form in Form}
        files[Form.JSON] = canonical_json(order.snapshot | {"said": said}).encode()
        return PrintedEdition(edition, files, manifest)


@pytest.fixture
def press(monkeypatch):
    """Print in no time, what the press prints in its own tests."""
    press = Press()
    monkeypatch.setattr(drawings, "print_editions", press)
    return press


@pytest.fixture
def amira(member, press):
    """The programme manager, with the June pack made."""
    draw()
    return member("amira")


def draw(at=NOW):
    with write_transaction():
        claim = claim_due_pack(june(), at=at)
    return claim is not None and finish_pack(claim, at=at)


def approve(by, at=NOW):
    with write_transaction():
        pack = find_newest(june())
        approve_pack(pack, sha256=pack.sha256, by=by, at=at)


def seal(by):
    """Approve the pack and put the approval on its cover."""
    approve(by)
    assert draw(LATER)
    return find_newest(june())


def give_back(by, reason="R-001 names the wrong owner.", sha256=None):
    with write_transaction():
        pack = find_newest(june())
        return_pack(pack, reason=reason, sha256=sha256 or pack.sha256, by=by, at=NOW)


def withdraw(by, reason="R-001 was scored for another year."):
    with write_transaction():
        pack = find_newest(june())
        return withdraw_pack(pack, reason=reason, sha256=pack.sha256, by=by, at=LATER)


def correct(by, words="R-001 has its right owner."):
    with write_transaction():
        return claim_asked_pack(june(), correction=words, by=by, at=NOW)


def editions():
    return list_editions(find_newest(june()))


def step_of_june():
    return find_month_of(june().body.programme, at=NOW).step


def standing(pack, by, *, is_circulated=False):
    return find_standing(pack, versions=list_versions(pack, member=by), is_circulated=is_circulated)


def problems():
    with read_moment():
        return verify_history().problems


def test_both_editions_are_made_in_one_go_with_all_their_files(amira):
    full, public = editions()

    assert (full.edition, public.edition) == (Edition.FULL, Edition.PUBLIC)
    assert {row.state for row in (full, public)} == {PackState.MADE}
    assert full.snapshot_id == public.snapshot_id
    for row in (full, public):
        facts = list_facts([row])[row.id]
        assert [file.form for file in facts] == list(Form)
        for file in facts:
            assert hashlib.sha256(get_file(row, file.form)).hexdigest() == file.sha256
    assert problems() == []


def test_an_edition_that_cannot_be_drawn_leaves_neither(member, press):
    press.failure = "R-002 could not be drawn."
    assert not draw()

    (pack,) = editions()
    assert (pack.state, pack.failure, pack.pdf) == (PackState.FAILED, press.failure, None)


def test_an_approved_pack_is_drawn_again_from_the_same_figures(amira, press, member):
    tom = member("tom")
    proof = [row.sha256 for row in editions()]
    with write_transaction():
        judge(tom)
    pack = seal(amira)

    made, approved = press.orders
    assert (made.approval, approved.approval.post) == (None, "Programme Manager")
    assert approved.approval.at == NOW
    assert made.snapshot == approved.snapshot
    assert [row.sha256 for row in editions()] != proof
    assert {row.approved_at for row in editions()} == {NOW}
    assert {(row.made_at, row.layout) for row in editions()} == {(NOW, 2)}
    assert (pack.state, standing(pack, amira)) == (PackState.MADE, Standing.APPROVED)
    assert problems() == []


def test_a_pack_goes_out_only_with_its_approval_on_the_cover(amira, member):
    approve(amira)
    assert standing(find_newest(june()), amira) is Standing.SEALING
    with pytest.raises(RuleError, match="being drawn with its approval"):
        circulate(member("sofia"))
    draw()

    assert len(circulate(member("sofia")).deliveries) == 3


def test_the_next_tick_puts_the_approval_on_the_cover_if_nobody_else_does(amira):
    approve(amira)
    with write_transaction():
        claim_due_pack(june(), at=NOW)  # and its worker is killed
    assert not draw()
    lose_lease()

    assert draw()
    assert find_newest(june()).state is PackState.MADE


def test_a_failed_cover_is_tried_again_as_patiently_as_a_new_pack(amira, press):
    approve(amira)
    press.failure = "It needed too much."
    assert not draw()
    pack = find_newest(june())
    assert pack.retry_at == NOW + timedelta(minutes=1)
    assert {row.state for row in editions()} == {PackState.FAILED}
    press.failure = None

    assert not draw(NOW + timedelta(seconds=59))
    assert draw(NOW + timedelta(minutes=1))
    assert problems() == []


def test_a_pack_that_is_asked_for_again_is_tried_as_patiently_as_before(amira, press):
    approve(amira)
    press.failure = "It needed too much."
    later = NOW
    while draw(later) or find_newest(june()).retry_at:
        later = find_newest(june()).retry_at or later
    with write_transaction():
        again = claim_asked_pack(june(), correction=None, by=amira, at=later)
    finish_pack(again, at=later)

    assert find_newest(june()).retry_at == later + timedelta(minutes=1)


def test_what_nobody_foresaw_fails_one_pack_and_no_round_of_the_clock(member, monkeypatch):
    def fill_the_disk(_order, *, tell):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(drawings, "print_editions", fill_the_disk)
    done = run_round(room(Office()), at=NOW)
    pack = find_newest(june())

    assert (done.packs_failed, done.troubles) == (1, 0)
    assert pack.state is PackState.FAILED
    assert pack.failure == "The pack could not be drawn; the service's log says why."
    assert pack.retry_at == NOW + timedelta(minutes=1)


def test_two_who_approve_at_once_approve_once(amira):
    approve(amira)
    with pytest.raises(AlreadyDoneError):
        approve(amira)

    kinds = list(db.session.scalars(db.select(Event.kind)))
    assert kinds.count("pack approved") == 1


def test_the_database_keeps_an_approved_pack_and_its_files_as_they_are(amira):
    pack = seal(amira)
    for change in (
        db.update(Pack).values(sha256="0" * 64),
        db.update(Pack).values(state=PackState.DRAWING),
        db.update(Pack).values(approved_at=None),
        db.update(PackFile).where(PackFile.pack_id == pack.id).values(sha256="0" * 64),
    ):
        with pytest.raises(DBAPIError, match="kept as it is"):
            db.session.execute(change)
        db.session.rollback()


def test_a_file_that_is_not_the_one_that_was_made_is_found(amira):
    name = db.session.get(PackFile, 1).form
    with db.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.execute(db.text("DROP TRIGGER keep_pack_file_update"))
        else:
            connection.execute(db.text("SET session_replication_role = replica"))
        connection.execute(db.update(PackFile).where(PackFile.id == 1).values(content=b"another"))

    (problem,) = problems()
    assert name.label in problem
    assert problem.endswith("is not the file that was made.")


def test_a_file_is_known_again_by_its_hash(amira):
    _, public = editions()
    facts = list_facts([public])[public.id]
    word = next(file for file in facts if file.form is Form.DOCX)

    pack, form = find_by_hash(word.sha256)
    assert (pack.id, form) == (public.id, Form.DOCX)
    assert find_by_hash("0" * 64) is None


def test_a_returned_version_is_neither_approved_nor_circulated_only_replaced(amira, member):
    give_back(amira)
    pack = find_newest(june())
    assert (standing(pack, amira), step_of_june()) == (Standing.RETURNED, PackStep.CORRECT)
    with pytest.raises(RuleError, match="was returned"):
        approve(amira)
    with pytest.raises(RuleError, match="Only an approved pack"):
        circulate(member("sofia"))
    assert finish_pack(correct(amira), at=NOW)

    assert find_newest(june()).version == 2
    assert step_of_june() is PackStep.APPROVE
    assert problems() == []


def test_whoever_may_not_approve_may_not_return(amira, member):
    with pytest.raises(NotAllowedError):
        give_back(member("sofia"))


def test_returning_needs_a_reason_and_the_file_that_was_read(amira):
    with pytest.raises(RuleError) as refused:
        give_back(amira, reason=" ")
    assert refused.value.field == "reason"
    with pytest.raises(ChangedMeanwhileError):
        give_back(amira, sha256="0" * 64)


def test_an_approved_pack_is_not_returned_and_a_proof_not_withdrawn(amira):
    with pytest.raises(RuleError, match="approved and made"):
        withdraw(amira)
    seal(amira)
    with pytest.raises(AlreadyDoneError, match="withdrawn, not returned"):
        give_back(amira)


def test_a_newer_version_that_stands_supersedes_and_a_returned_one_does_not(amira, member):
    first = seal(amira)
    circulate(member("sofia"))
    finish_pack(correct(amira), at=NOW)
    assert standing(first, amira, is_circulated=True) is Standing.SUPERSEDED
    give_back(amira)

    assert standing(first, amira, is_circulated=True) is Standing.CIRCULATED


def test_a_public_edition_goes_the_way_of_the_full_one(amira):
    _, public = editions()
    with pytest.raises(RuleError, match="full edition"), write_transaction():
        approve_pack(db.session.get(Pack, public.id), sha256=public.sha256, by=amira, at=NOW)
    seal(amira)
    with pytest.raises(RuleError, match="full edition"):
        check_ready(db.session.get(Pack, public.id))
    withdraw(amira)

    assert {row.withdraw_reason for row in editions()} == {"R-001 was scored for another year."}


def test_the_drawing_says_how_far_it_is_and_keeps_its_lease(member, press, monkeypatch):
    seen = []

    def look(order, *, tell):
        db.session.execute(db.text("UPDATE pack SET lease_until = 1"))
        db.session.commit()
        tell("Full edition: 40 of 200 risks drawn")
        tell("Full edition: 41 of 200 risks drawn")  # within the same second: not stored
        pack = find_newest(june())
        seen.append((pack.progress, pack.lease_until > 1))
        db.session.rollback()
        return press(order, tell=lambda _words: None)

    monkeypatch.setattr(drawings, "print_editions", look)
    draw()

    assert seen == [("Full edition: 40 of 200 risks drawn", True)]
    assert find_newest(june()).progress is None


def test_the_record_tells_who_approved_returned_and_withdrew_and_why(amira):
    seal(amira)
    withdraw(amira)
    lines = {
        event.kind: json.loads(event.body)
        for event in db.session.scalars(db.select(Event).where(Event.subject == "pack 1"))
    }

    assert lines["pack withdrawn"]["reason"] == "R-001 was scored for another year."
    assert lines["pack withdrawn"]["person"] == amira.person.id
    assert lines["approved pack drawn"]["facts"]["sha256"] == find_newest(june()).sha256


def test_a_pack_that_cannot_be_drawn_can_be_replaced_by_one_with_new_figures(member, press):
    amira = member("amira")
    press.failure = "R-002 could not be drawn."
    draw()
    press.failure = None
    assert finish_pack(correct(amira, "R-002 is worded anew."), at=NOW)

    newest = find_newest(june())
    assert (newest.version, newest.state) == (2, PackState.MADE)
    assert not draw(NOW + timedelta(days=1))

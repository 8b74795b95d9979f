"""Each reader gets the edition their seat may see, and nothing of the other one."""

import hashlib

import pytest

from risk_register.database import db
from risk_register.domain.circulation import Capacity
from risk_register.domain.errors import RuleError
from risk_register.domain.letter_sizes import Carriage
from risk_register.domain.packs import Edition, Form
from risk_register.domain.risks import Publication
from risk_register.models import Delivery, Event
from risk_register.services import drawings
from risk_register.services.deliveries import deliver_letters
from risk_register.services.pack_files import get_file
from risk_register.services.packs import list_editions
from risk_register.services.readers import list_left_readers, list_readers
from tests.conftest import NOW
from tests.services.freezing import change
from tests.services.test_attendances import add_seat
from tests.services.test_circulations import Office, circulate, room
from tests.services.test_pack_lives import Press, draw, seal


class OnlyFull(Press):
    """A press of the time before there were public editions."""

    def __call__(self, order, *, tell):
        return [each for each in super().__call__(order, tell=tell) if each.edition == "full"]


@pytest.fixture
def pack(member, monkeypatch):
    """The approved June pack, which holds an exempt risk."""
    monkeypatch.setattr(drawings, "print_editions", Press())
    change(publication=Publication.EXEMPT, exempt_paragraph=4, exempt_reason="Staff.")
    draw()
    return seal(member("amira"))


def readers_of(pack):
    return {reader.seat.title: reader for reader in list_readers(pack, on=NOW.date())}


def send(by):
    circulate(by)
    office = Office()
    deliver_letters(room(office), at=NOW)
    return {letter.recipient.partition("@")[0]: letter for letter in office.letters}


def test_a_seat_that_may_not_see_exempt_items_gets_the_public_edition_and_is_told_why(pack):
    readers = readers_of(pack)

    assert readers["Chair of the Board"].edition.edition is Edition.FULL
    assert readers["Chair of the Board"].why == "Entitled to exempt items."
    assert readers["Parents' Adviser"].edition.edition is Edition.PUBLIC
    assert readers["Parents' Adviser"].why == "Not entitled to exempt items."


def test_a_pack_without_exempt_items_goes_to_everybody_in_full(member, monkeypatch):
    monkeypatch.setattr(drawings, "print_editions", Press())
    draw()
    readers = readers_of(seal(member("amira")))

    assert readers["Parents' Adviser"].edition.edition is Edition.FULL


def test_a_post_office_without_attachments_brings_every_reader_a_link(pack):
    readers = list_readers(pack, on=NOW.date(), carriage=Carriage(carries_files=False))

    assert {reader.by_link for reader in readers if reader.edition} == {True}


def test_a_pack_too_large_to_attach_is_refused_before_any_letter_waits(pack, member):
    with pytest.raises(RuleError, match="Send the pack by a personal link instead"):
        circulate(member("sofia"), carriage=Carriage(most_bytes=1000))

    assert db.session.scalars(db.select(Delivery)).all() == []


def test_without_a_public_edition_there_is_no_letter_rather_than_the_full_one(member, monkeypatch):
    monkeypatch.setattr(drawings, "print_editions", OnlyFull())
    change(publication=Publication.EXEMPT, exempt_paragraph=4, exempt_reason="Staff.")
    draw()

    reader = readers_of(seal(member("amira")))["Parents' Adviser"]
    assert reader.edition is None
    assert reader.barred == (
        "Not entitled to exempt items. The pack holds some, and no public edition of it was made."
    )
    assert sorted(send(member("sofia"))) == ["grace", "tom"]


def test_each_letter_brings_the_file_the_hash_and_the_name_of_its_own_edition(pack, member):
    full, public = list_editions(pack)
    letters = send(member("sofia"))

    for name, edition in (("grace", full), ("olu", public)):
        letter, (file,) = letters[name], letters[name].attachments
        assert file.content == get_file(edition, Form.PDF)
        assert hashlib.sha256(file.content).hexdigest() in letter.text
        assert f"{edition.edition} edition, version 1" in letter.text
        assert f"/packs/{edition.id}\n" in letter.text
    assert "public" in letters["olu"].attachments[0].name
    assert "(public edition)" in letters["olu"].subject
    assert full.sha256 not in letters["olu"].text
    assert public.sha256 not in letters["grace"].text


def test_letters_keep_which_edition_they_bring(pack, member):
    circulate(member("sofia"))

    kept = {row.title: row.edition.edition for row in db.session.scalars(db.select(Delivery))}
    assert kept["Chair of the Board"] is Edition.FULL
    assert kept["Parents' Adviser"] is Edition.PUBLIC
    event = db.session.scalars(db.select(Event).where(Event.kind == "pack circulated")).one()
    assert f'"edition_id":{list_editions(pack)[1].id}' in event.body


def test_whoever_has_two_seats_gets_one_letter_in_the_fuller_edition(pack, member):
    olu = member("olu").person
    add_seat(person_id=olu.id, capacity=Capacity.IN_ATTENDANCE)
    readers = list_readers(pack, on=NOW.date())

    mine = [reader for reader in readers if reader.person == olu]
    assert [reader.edition.edition for reader in mine if reader.edition] == [Edition.FULL]
    (other,) = [reader for reader in mine if reader.merged]
    assert other.barred == "The same person gets the pack as Olu."
    assert len(send(member("sofia"))) == 3


def test_a_body_that_sends_by_link_attaches_nothing(pack, member):
    db.session.execute(db.text("UPDATE body SET sends_by = 'link'"))
    db.session.commit()

    assert {row.by_link for row in circulate(member("sofia")).deliveries} == {True}
    office = Office()
    deliver_letters(room(office), at=NOW)
    assert not any(letter.attachments for letter in office.letters)


def test_a_letter_that_was_queued_before_there_was_a_choice_brings_the_full_edition(pack, member):
    circulate(member("sofia"))
    db.session.execute(db.text("UPDATE delivery SET edition_id = NULL"))
    db.session.commit()
    office = Office()
    deliver_letters(room(office), at=NOW)

    assert {letter.attachments[0].content for letter in office.letters} == {pack.pdf}


def test_nobody_has_left_while_no_other_pack_was_sent(pack):
    assert list_left_readers(pack, list_readers(pack, on=NOW.date())) == []

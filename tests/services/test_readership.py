"""Which edition of a pack somebody reads, and which editions they can compare."""

import pytest

from risk_register.domain.circulation import Capacity
from risk_register.domain.packs import Edition
from risk_register.domain.risks import Publication
from risk_register.services import drawings
from risk_register.services.drawings import finish_pack
from risk_register.services.pack_comparisons import compare_packs
from risk_register.services.readership import get_readable
from tests.conftest import NOW
from tests.services.freezing import change
from tests.services.test_attendances import add_seat
from tests.services.test_circulations import circulate
from tests.services.test_pack_lives import Press, correct, draw, seal


@pytest.fixture
def versions(member, monkeypatch):
    """Two circulated versions of the June pack; only the second one holds exempt items."""
    monkeypatch.setattr(drawings, "print_editions", Press())
    draw()
    first = seal(member("amira"))
    circulate(member("sofia"))
    change(publication=Publication.EXEMPT, exempt_paragraph=4, exempt_reason="Staff.")
    finish_pack(correct(member("amira")), at=NOW)
    second = seal(member("amira"))
    circulate(member("sofia"))
    return first, second


def test_an_observer_reads_in_full_what_was_sent_to_them_and_no_more(versions, member):
    read = [get_readable(member("olu"), pack).edition for pack in versions]

    assert read == [Edition.FULL, Edition.PUBLIC]


def test_an_observer_with_an_entitled_seat_of_their_own_reads_exempt_items_too(versions, member):
    _, second = versions
    olu = member("olu")

    add_seat(person_id=olu.person.id, capacity=Capacity.IN_ATTENDANCE)

    assert get_readable(olu, second).edition is Edition.FULL


def test_two_packs_are_compared_in_the_fullest_edition_that_both_are_read_in(versions, member):
    for name, edition in (("olu", Edition.PUBLIC), ("amira", Edition.FULL)):
        found = compare_packs(member(name), *(pack.id for pack in versions))

        assert {found.earlier.pack.edition, found.later.pack.edition} == {edition}

"""Who gets the pack in whose place: deputies by apologies, nobody twice."""

import pytest

from risk_register.domain.circulation import Capacity
from risk_register.services.packs import find_newest
from risk_register.services.readers import list_readers
from tests.conftest import NOW
from tests.services.test_attendances import add_seat, apologise
from tests.services.test_circulations import circulate
from tests.services.test_drawings import june


@pytest.fixture
def kind():
    """The June pack is made and approved."""
    return "approved"


@pytest.fixture
def pack(inside):
    """The approved pack."""
    return find_newest(june())


def test_a_deputy_gets_the_pack_once_the_member_has_sent_apologies_and_is_told_why(pack, member):
    apologise(member("tom"))
    readers = {reader.seat.title: reader for reader in list_readers(pack, on=NOW.date())}

    deputy = readers["Head of Commissioning"]
    assert deputy.barred is None
    assert deputy.stands_in == "Deputises for the Head of Casework, who has sent apologies."
    assert readers["Head of Casework"].barred is None
    addresses = [letter.address for letter in circulate(member("sofia")).deliveries]
    assert sorted(addresses) == [f"{name}@example.org" for name in ("grace", "olu", "priya", "tom")]


def test_a_deputy_who_sits_there_already_gets_one_letter(pack, member):
    priya = member("priya").person
    add_seat(person_id=priya.id, capacity=Capacity.FOR_INFORMATION)
    apologise(member("tom"))

    circulation = circulate(member("sofia"))
    assert [letter.address for letter in circulation.deliveries].count("priya@example.org") == 1


def test_who_sits_there_for_information_gets_the_pack_like_a_member(pack, member):
    ada = member("ada").person
    seat = add_seat(person_id=ada.id, capacity=Capacity.FOR_INFORMATION)

    (reader,) = (each for each in list_readers(pack, on=NOW.date()) if each.seat.id == seat)
    assert reader.barred is None

"""The desk over several packs: what was circulated, and whose words stay the same."""

import pytest

from risk_register.database import db, write_transaction
from risk_register.domain.oddities import OddityKind
from risk_register.models import Person
from risk_register.services.desk import show_desk
from risk_register.services.events import record_event
from risk_register.services.programmes import get_member
from risk_register.services.risks import get_risk
from risk_register.services.told_packs import list_told
from tests.conftest import NOW
from tests.services.test_desk import add_risks, confirm


@pytest.fixture
def kind():
    """Three packs of the demonstration are with their readers."""
    return "demonstration"


@pytest.fixture
def manager(inside):
    """The demonstration's programme manager."""
    email = "programme-manager@example.org"
    person = db.session.scalars(db.select(Person).where(Person.email == email)).one()
    return get_member(person, "oxfordshire-send", on=NOW.date())


@pytest.fixture
def repeated(manager):
    """A risk from before the first pack, of which the same was said each month."""
    (risk,) = add_risks(manager, 1, at=day(2, 20))
    for month in (3, 4, 5):
        confirm(manager, risk, note="It was opened today.", at=day(month, 20))
    return risk


def day(month, day_of_month):
    return NOW.replace(month=month, day=day_of_month)


def says_the_same(manager, reference):
    odd = show_desk(manager, at=NOW).odd.lines
    found = [odd for line in odd if line.risk.reference == reference for odd in line.oddities]
    return [odd.why for odd in found if odd.kind is OddityKind.SAME_WORDS]


def test_each_meeting_counts_once_the_newest_first(manager):
    told = list_told(manager.programme, on=NOW.date())

    assert [pack.held_on.isoformat() for pack in told] == ["2018-05-10", "2018-04-12", "2018-03-08"]
    assert told[0].taken_at > told[1].taken_at > told[2].taken_at


def test_the_same_words_in_three_packs_are_odd(manager, repeated):
    assert says_the_same(manager, repeated) == ["What is said about it was the same in 3 packs."]


def test_new_words_are_not_odd(manager, repeated):
    confirm(manager, repeated, note="Two posts are filled.", at=day(5, 21))

    assert says_the_same(manager, repeated) == []


def test_saying_nothing_is_no_new_word(manager, repeated):
    confirm(manager, repeated, note="", at=day(5, 21))

    assert len(says_the_same(manager, repeated)) == 1


def test_a_new_wording_of_the_risk_counts_as_new_words(manager, repeated):
    with write_transaction():
        get_risk(manager, repeated).cause = "fewer caseworkers"
        record_event(
            "risk edited",
            subject=f"risk {repeated}",
            programme=manager.programme,
            by=manager.person,
            at=day(5, 21),
        )

    assert says_the_same(manager, repeated) == []

"""What a programme's people owe: the same as each of them sees on their own page."""

from collections import Counter

import pytest

from risk_register.database import db
from risk_register.models import Person
from risk_register.services.calls import read_situation
from risk_register.services.duties import find_month, list_duties
from risk_register.services.programmes import get_member, get_programme
from tests.conftest import NOW
from tests.growth import grow
from tests.services.chasing import moment, tick
from tests.web.test_queries import counting


@pytest.fixture
def kind():
    """A register with many owners, actions and three packs."""
    return "demonstration"


@pytest.fixture
def database():
    """The rules are the same on both; the walk is tried on either."""
    return "sqlite"


@pytest.mark.parametrize("at", [moment(5, 16), moment(5, 28), moment(6, 4)])
def test_what_is_due_is_the_same_as_on_each_persons_own_page(inside, at):
    situation = read_situation(get_programme("oxfordshire-send"), at=at)

    count = 0
    for worker in situation.workers.values():
        person = db.session.get(Person, worker.person.id)
        member = get_member(person, "oxfordshire-send", on=at.date())
        duties = list_duties(member, month=find_month(member, at=at))
        theirs = Counter(
            (
                duty.kind,
                duty.action.reference if duty.action else duty.risk.reference,
                duty.due_on,
            )
            for duty in duties.due
        )
        ours = Counter(
            (item.kind, item.reference, item.due_on) for item in situation.list_items(worker)
        )
        assert ours == theirs, worker.title
        count += theirs.total()
    assert count


def test_the_clock_asks_as_often_for_200_risks_as_for_10(inside):
    at, asked = moment(6, 4), []
    for size in (10, 200):
        grow(size, now=NOW)
        db.session.remove()
        tick(at)  # writes what is due
        with counting(inside) as sent:
            assert tick(at) == []
        asked.append(len(sent))

    assert asked[0] == asked[1]

"""Several people keep one meeting at the same moment: nothing stands twice, nothing is lost."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from risk_register.database import read_moment
from risk_register.services.agendas import list_items
from risk_register.services.attendances import list_rows
from risk_register.services.history import verify_history
from tests.conftest import token_of
from tests.services.test_drawings import june

pytestmark = pytest.mark.faults

PEOPLE = ("sofia", "amira", "sofia", "amira")
MEETING = "/send/meetings/1"


@pytest.fixture
def at_once(at_the_page):
    """Let four people send a form at the same moment, and give what each was answered."""
    browsers = [at_the_page(name) for name in PEOPLE]
    tokens = [token_of(browser) for browser in browsers]
    start = Barrier(len(PEOPLE))

    def send(number, address, **fields):
        start.wait(10)
        form = {"csrf_token": tokens[number], **fields}
        return browsers[number].post(address, data=form).status_code

    def send_all(address, *forms):
        with ThreadPoolExecutor(len(PEOPLE)) as pool:
            sent = [pool.submit(send, number, address, **form) for number, form in enumerate(forms)]
            return sorted(each.result() for each in sent)

    return send_all


def test_an_agenda_that_four_people_draft_at_once_stands_once(at_once, app):
    at_once(f"{MEETING}/agenda", *[{}] * 4)

    with app.app_context(), read_moment():
        assert [item.number for item in list_items(june())] == [1, 2, 3, 4, 5]
        assert verify_history().problems == []


def test_items_that_four_people_add_at_once_are_all_there_with_numbers_of_their_own(at_once, app):
    titles = [f"Item of window {number}" for number in range(4)]
    forms = [{"title": title, "purpose": "decision"} for title in titles]

    assert at_once(f"{MEETING}/agenda/items/new", *forms) == [302] * 4
    with app.app_context(), read_moment():
        items = list_items(june())
        assert [item.number for item in items] == [1, 2, 3, 4]
        assert sorted(item.title for item in items) == titles


def test_of_four_who_note_the_same_seat_differently_one_is_saved_and_the_others_told(at_once, app):
    forms = [
        {"presence-1": said, "was-1": ""} for said in ("present", "apologies", "absent", "absent")
    ]
    answers = at_once(f"{MEETING}/attendance", *forms)

    # Two who say the same do not disturb each other.
    assert answers in ([302, 302, 409, 409], [302, 409, 409, 409])
    with app.app_context(), read_moment():
        assert list_rows(june())[0].state in ("present", "apologies", "absent")
        assert verify_history().problems == []

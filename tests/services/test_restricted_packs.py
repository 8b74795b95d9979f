"""A risk restricted after a pack was made goes out with it no more, and no later pack names it."""

from datetime import time, timedelta

import pytest

from risk_register.database import read_moment, write_transaction
from risk_register.domain.circulation import DeliveryState
from risk_register.domain.errors import RuleError
from risk_register.domain.meetings import DecisionKind
from risk_register.mail.post import Outcome, Receipt
from risk_register.services.acceptances import list_ending
from risk_register.services.circulations import resend_letter
from risk_register.services.deliveries import RESTRICTED_SINCE, deliver_letters
from risk_register.services.drawings import _read_version
from risk_register.services.history import verify_history
from risk_register.services.meetings import add_meeting
from risk_register.services.minute_texts import PUBLIC, gather_minutes
from risk_register.services.minutes import draft_minutes
from risk_register.services.pack_files import get_content
from risk_register.services.packs import find_newest
from risk_register.services.publications import get_public_edition, publish_edition
from risk_register.services.resends import send_second_letter
from risk_register.services.restricted_lines import leave_out_restricted
from tests.conftest import NOW
from tests.services.by_link import change_board, letter_of
from tests.services.freezing import accept, change, freeze, june
from tests.services.test_circulations import Office, circulate, room, states
from tests.services.test_decisions import MEETING, decide

A_MONTH = timedelta(days=30)


@pytest.fixture
def database():
    """What goes out is decided by services, on either database."""
    return "sqlite"


@pytest.fixture
def kind():
    """The June pack is made and approved."""
    return "approved"


def restrict(reference="R-001"):
    change(reference, restricted_at=NOW, restrict_reason="Only the board may read this.")


def refuses():
    return pytest.raises(RuleError, match="R-001 was restricted after this pack was made")


def test_letters_that_wait_are_stopped(member):
    circulate(member("sofia"))
    restrict()
    office = Office()
    deliver_letters(room(office), at=NOW)

    assert office.letters == []
    assert states() == [DeliveryState.STOPPED] * 3
    assert letter_of("grace").answer == RESTRICTED_SINCE
    with read_moment():
        assert verify_history().problems == []


def test_no_letter_is_sent_again(member):
    sofia = member("sofia")
    circulate(sofia)
    refusals = [Receipt(Outcome.FAILED, "550 no such user")] * 2
    deliver_letters(room(Office(*refusals)), at=NOW)
    restrict()

    letters = [letter_of(name) for name in ("grace", "olu", "tom")]
    by_state = {letter.state: letter for letter in letters}
    failed, sent = by_state[DeliveryState.FAILED], by_state[DeliveryState.SENT]
    with refuses(), write_transaction():
        resend_letter(failed, address=failed.address, by=sofia, at=NOW)
    said = {"reason": "It went astray.", "number": 2, "domain": "example.org"}
    with refuses(), write_transaction():
        send_second_letter(sent, address=sent.address, by=sofia, at=NOW, **said)


def test_its_public_edition_is_not_published(member):
    sofia = member("sofia")
    change_board(lambda: setattr(june().body, "publishes", True))
    restrict()
    pack = find_newest(june())
    said = {"sha256": get_public_edition(pack).sha256, "late_reason": "", "domain": "example.org"}
    with refuses(), write_transaction():
        publish_edition(pack, by=sofia, at=NOW, **said)


def test_the_next_pack_and_a_correction_name_it_nowhere(member):
    circulate(member("sofia"))
    with write_transaction():
        terms = {"held_on": MEETING.date() + A_MONTH, "starts_at": time(14), "place": "Hall"}
        meeting = add_meeting(june().body, at=NOW, **terms)
    assert "R-001" in str(freeze(meeting, at=NOW + A_MONTH))
    restrict()

    assert "R-001" not in str(freeze(meeting, at=NOW + A_MONTH))
    told = _read_version(find_newest(june()), 1)
    assert [line["reference"] for line in told["risks"]] == ["R-002"]
    assert "R-001" not in str(told["asks"])


def test_asks_that_name_it_or_an_action_of_its_own_are_left_out(inside):
    restrict()
    content = get_content(find_newest(june()))
    kept = ["look at R-0011", "hear what holds up A-1.10 and agree new dates"]
    named = ["agree the scores of R-001 and R-002", "hear what holds up A-1.1."]
    content = content | {"asks": [*named, *kept], "briefing": {"asks": [*kept, *named]}}

    left = leave_out_restricted(content, june().body.programme)

    assert (left["asks"], left["briefing"]["asks"]) == (kept, kept)
    assert len(content["risks"]) == 2


def test_public_minutes_leave_out_what_was_decided_about_it(member):
    sofia = member("sofia")
    decide(sofia, DecisionKind.NOTED)
    decide(sofia, DecisionKind.NOTED, reference="R-002")
    with write_transaction():
        minutes = draft_minutes(june(), by=sofia, at=MEETING)
    assert "R-001" in str(gather_minutes(minutes, PUBLIC))
    restrict()

    said = str(gather_minutes(minutes, PUBLIC))
    assert "R-001" not in said
    assert "R-002" in said


def test_no_letter_about_its_acceptance_quotes_its_title(member):
    accept(member("amira"), NOW.date() + A_MONTH)
    restrict()
    reach = {"on": NOW.date(), "ahead": 2 * A_MONTH, "back": A_MONTH}

    (ending,) = list_ending(june().body.programme, **reach)

    assert (ending.reference, ending.title) == ("R-001", None)
